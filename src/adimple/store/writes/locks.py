"""Who waits for whom: whoever imports holds a credor's ledger alone; whoever registers a payment shares it."""

from collections.abc import Iterable

from django.db import connection

from adimple.store import models
from adimple.store.writes import copying

_LEDGER = 0x6C65 << 40  # "le": apart from the other advisory locks of this database
_LINK_HOSTS = 0x686F << 40  # "ho"
_PIX_KEYS = 0x7069 << 40  # "pi"
_STATEMENT = 0x7374 << 40  # "st"


def hold_ledger(credor_id: int) -> None:
    """Until the transaction ends, nobody else imports into this credor nor registers a payment of it."""
    _lock("pg_advisory_xact_lock", credor_id)


def share_ledger(credor_id: int) -> None:
    """Until the transaction ends, nobody imports into this credor."""
    _lock("pg_advisory_xact_lock_shared", credor_id)


def try_hold_ledger(credor_id: int) -> bool:
    """As `hold_ledger`, without waiting; False while somebody imports into it or registers a payment of it."""
    assert connection.in_atomic_block, "a lock of the transaction needs one"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LEDGER + credor_id])
        return cursor.fetchone()[0]


def hold_pix_keys() -> None:
    """Until the transaction ends, nobody else in the installation says by which key a credor receives."""
    _lock("pg_advisory_xact_lock", 0, _PIX_KEYS)


def hold_link_hosts() -> None:
    """Until the transaction ends, nobody else in the installation says whose a host is."""
    _lock("pg_advisory_xact_lock", 0, _LINK_HOSTS)


def hold_statement(credor_id: int) -> None:
    """Until the transaction ends, no Pix of this credor comes in. Before the ledger, as everybody does."""
    _lock("pg_advisory_xact_lock", credor_id, _STATEMENT)


def share_statement(credor_id: int) -> None:
    """Until the transaction ends, no statement of this credor comes in."""
    _lock("pg_advisory_xact_lock_shared", credor_id, _STATEMENT)


def lock_devedores(devedor_ids: Iterable[int]) -> None:
    """In id order, as everybody does, so that nobody waits in a circle."""
    rows = models.Devedor.objects.select_for_update(of=("self",)).filter(id__in=copying.as_ids(devedor_ids))
    list(rows.order_by("id").values_list("id"))


def _lock(function: str, credor_id: int, of: int = _LEDGER) -> None:
    assert connection.in_atomic_block, "a lock of the transaction needs one"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [of + credor_id])
