"""The versions of a credor's régua, and how many devedores each profile has."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef

from adimple.domain.regua import document
from adimple.domain.regua.regua import Regua
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class ReguaVersion:
    credor_id: int
    version: int
    effective_on: date
    author: str
    created_at: datetime
    regua: Regua


def versions(scope: Scope, credor_id: int) -> list[ReguaVersion]:
    """Of one credor, the newest first; none when it is outside the scope."""
    rows = models.Regua.objects.filter(credor_id=credor_id, credor_id__in=scope.credor_ids).order_by("-version")
    return [
        ReguaVersion(
            row.credor_id, row.version, row.effective_on, row.author, row.created_at, document.read_regua(row.document)
        )
        for row in rows
    ]


def devedores_by_profile(scope: Scope, credor_id: int) -> dict[str, int]:
    """profile → devedores with something open."""
    is_open = models.Titulo.objects.filter(devedor_id=OuterRef("id"), closed_on__isnull=True)
    rows = models.Devedor.objects.filter(Exists(is_open), credor_id=credor_id, credor_id__in=scope.credor_ids)
    return dict(rows.values("profile").annotate(count=Count("id")).values_list("profile", "count"))
