"""Questions about the own hosts of credores, where their public pages answer beside the installation's address."""

from dataclasses import dataclass
from datetime import datetime

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


def get_link_host(scope: Scope, credor_id: int) -> LinkHostRow | None:
    """None while the credor has none."""
    rows = models.LinkHost.objects.filter(credor_id=credor_id).filter(credor_id__in=scope.credor_ids)
    row = rows.values_list(*LinkHostRow.__slots__).first()
    return LinkHostRow(*row) if row else None


def verified_host(scope: Scope, credor_id: int) -> str:
    """Of links of that credor; "" for the installation's address."""
    row = get_link_host(scope, credor_id)
    return row.host if row is not None and row.verified_at is not None else ""


def verified_hosts(scope: Scope) -> dict[str, int]:
    """Host → credor, of all that count."""
    rows = models.LinkHost.objects.filter(verified_at__isnull=False, credor_id__in=scope.credor_ids)
    return dict(rows.values_list("host", "credor_id"))


def claims(scope: Scope, host: str) -> list[int]:
    """The credores that say a host is theirs, verified or not."""
    rows = models.LinkHost.objects.filter(host=host, credor_id__in=scope.credor_ids)
    return sorted(rows.values_list("credor_id", flat=True))
