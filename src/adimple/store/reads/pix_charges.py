"""Questions about the PSP of a credor and the charges made there. No secret leaves the store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.scope import Scope

LIVE = ("asked", "active")
IN_FLIGHT = timedelta(minutes=1)  # whoever asked is still at it
SILENCE = timedelta(hours=2)  # without a comparison, of a PSP that worked
TOLD = timedelta(days=7)  # for so long a divergence is shown
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PspRow:
    """The open account of a credor. `has_certificate` says there is one."""

    id: int
    label: str
    gateway: str
    base_url: str
    token_url: str
    oauth_id: str
    has_certificate: bool
    authority: str
    pix_key: str
    days_payable: int
    tested_at: datetime | None
    asked_until: datetime | None
    unanswered: int  # Pix it gave no answer about when it was last asked


@dataclass(frozen=True, slots=True)
class PixChargeRow:
    """What a person may pay. `kind`: cob for one day, cobv with a due date; `br_code` is "" until the PSP has it."""

    id: int
    credor_id: int
    titulo_id: int
    txid: str
    kind: str
    cents: int
    due_on: date | None
    pay_until: date | None
    state: str
    location: str
    br_code: str
    why: str


def get_psp(scope: Scope, credor_id: int) -> PspRow | None:
    """None while the credor has none."""
    rows = models.PspAccount.objects.filter(credor_id=credor_id, closed_at=None).filter(credor_id__in=scope.credor_ids)
    row = rows.first()
    if row is None:
        return None
    return PspRow(
        row.id, row.label, row.gateway, row.base_url, row.token_url, row.oauth_id, bool(row.certificate_sealed),
        row.authority, row.pix_key, row.days_payable, row.tested_at, row.asked_until,
        len(row.unanswered),
    )  # fmt: skip


def live_charge(scope: Scope, titulo_id: int) -> PixChargeRow | None:
    """The one charge of the título that is not over; None for none."""
    rows = models.PixCharge.objects.filter(titulo_id=titulo_id, state__in=LIVE)
    row = rows.filter(credor_id__in=scope.credor_ids).first()
    return row_of(row) if row else None


def live_charges(scope: Scope, titulo_ids: Iterable[int]) -> dict[int, PixChargeRow]:
    """By título, the one charge that is not over."""
    rows = models.PixCharge.objects.filter(titulo_id__in=list(titulo_ids), state__in=LIVE)
    return {row.titulo_id: row_of(row) for row in rows.filter(credor_id__in=scope.credor_ids)}


def get_charge(scope: Scope, charge_id: int) -> PixChargeRow:
    row = models.PixCharge.objects.filter(id=charge_id, credor_id__in=scope.credor_ids).first()
    if row is None:
        raise NotFound
    return row_of(row)


def row_of(row: models.PixCharge) -> PixChargeRow:
    return PixChargeRow(
        row.id, row.credor_id, row.titulo_id, row.txid, row.kind, row.cents, row.due_on, row.pay_until,
        row.state, row.location, row.br_code, row.why,
    )  # fmt: skip


def to_look_at(scope: Scope, on: date, now: datetime) -> list[tuple[int, int]]:
    """(credor, título) of live charges that no longer say what is owed, or whose answer nobody knows.

    The credor or the título was closed, paid in part or changed after; its last day is over; it was asked a while ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.credor_id, c.titulo_id FROM pix_charge c JOIN titulo t ON t.id = c.titulo_id
            JOIN credor r ON r.id = c.credor_id
            WHERE c.state IN ('asked', 'active') AND c.credor_id = ANY(%s)
              AND (r.closed_at IS NOT NULL OR t.closed_on IS NOT NULL OR c.pay_until < %s
                   OR c.state = 'asked' AND c.changed_at < %s
                   OR EXISTS (SELECT FROM imputacao i JOIN payment p ON p.id = i.payment_id
                              WHERE i.titulo_id = t.id AND p.registered_at > c.asked_at)
                   OR EXISTS (SELECT FROM titulo_version v WHERE v.titulo_id = t.id AND v.replaced_at > c.asked_at))
            ORDER BY c.id LIMIT %s
            """,
            [scope.credor_ids, on, now - IN_FLIGHT, AT_ONCE],
        )
        return cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Silent:
    """A PSP that was not compared for too long, and since when."""

    credor: str
    since: datetime


def silent_psps(scope: Scope, now: datetime) -> list[Silent]:
    """Open accounts that worked once and were not compared for a while."""
    rows = models.PspAccount.objects.filter(
        credor_id__in=scope.credor_ids, closed_at=None, credor__closed_at=None, tested_at__isnull=False
    ).select_related("credor")
    found = [(row.credor.name, row.asked_until or row.tested_at) for row in rows.order_by("id")]
    return [Silent(name, since) for name, since in found if since is not None and since < now - SILENCE]


def divergences(scope: Scope, now: datetime) -> list[tuple[str, dict]]:
    """(credor, payload) of what comparisons with PSPs found in the last days, newest first."""
    rows = models.Event.objects.filter(name="pix.diverged", at__gte=now - TOLD, credor_id__in=scope.credor_ids)
    return list(rows.order_by("-id").values_list("credor__name", "payload")[:50])


def unanswered(scope: Scope) -> list[tuple[str, int]]:
    """(credor, how many) of Pix that PSPs gave no answer about, when they were last asked."""
    rows = models.PspAccount.objects.filter(
        credor_id__in=scope.credor_ids, closed_at=None, credor__closed_at=None
    ).exclude(unanswered=[])  # fmt: skip
    return [(name, len(told)) for name, told in rows.order_by("id").values_list("credor__name", "unanswered")]
