"""Questions about the own hosts of credores, where their public pages answer beside the installation's address."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class LinkHostRow:
    """It counts once `verified_at` is there."""

    id: int
    credor_id: int
    host: str
    saved_at: datetime
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkHosts:
    """Of one credor: the one that counts, and the one that waits to be verified in its place."""

    counting: LinkHostRow | None
    waiting: LinkHostRow | None


def get_link_hosts(scope: Scope, credor_id: int) -> LinkHosts:
    rows = models.LinkHost.objects.filter(credor_id=credor_id, ended_at=None, credor_id__in=scope.credor_ids)
    found = [LinkHostRow(*row) for row in rows.values_list(*LinkHostRow.__slots__)]
    counting = next((row for row in found if row.verified_at is not None), None)
    return LinkHosts(counting, next((row for row in found if row.verified_at is None), None))


def verified_host(scope: Scope, credor_id: int) -> str:
    """Of links of that credor; "" for the installation's address."""
    counting = get_link_hosts(scope, credor_id).counting
    return counting.host if counting is not None else ""


def serving_hosts(scope: Scope, ended_after: datetime) -> dict[str, int]:
    """Host → credor, of all that count, or that ended after that."""
    rows = _serving(ended_after).filter(credor_id__in=scope.credor_ids)
    return dict(rows.order_by(F("ended_at").asc(nulls_last=True)).values_list("host", "credor_id"))


def hosts_of(scope: Scope, credor_id: int, ended_after: datetime) -> list[str]:
    """Where the links of that credor open: the one that counts, and those that ended after that."""
    rows = _serving(ended_after).filter(credor_id=credor_id, credor_id__in=scope.credor_ids)
    return sorted(set(rows.values_list("host", flat=True)))


def claims(scope: Scope, host: str) -> list[int]:
    """The credores that say a host is theirs, verified or not."""
    rows = models.LinkHost.objects.filter(host=host, ended_at=None, credor_id__in=scope.credor_ids)
    return sorted(rows.values_list("credor_id", flat=True))


def holders(scope: Scope, host: str, ended_after: datetime) -> set[int]:
    """The credores whose links open there, or that said after that day it is theirs and did not verify it yet."""
    waiting = models.LinkHost.objects.filter(verified_at=None, saved_at__gt=ended_after)
    rows = (_serving(ended_after) | waiting).filter(host=host, credor_id__in=scope.credor_ids)
    return set(rows.values_list("credor_id", flat=True))


def _serving(ended_after: datetime) -> QuerySet[models.LinkHost]:
    return models.LinkHost.objects.filter(Q(ended_at=None) | Q(ended_at__gt=ended_after), verified_at__isnull=False)
