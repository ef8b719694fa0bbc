"""Questions about what of a Pix is given back by the PSP: what was asked, what may still be, what to ask about."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum

from adimple.domain.errors import NotFound
from adimple.domain.incoming import PIX
from adimple.store import models
from adimple.store.scope import Scope

LIVE = ("asked", "in_process")
IN_FLIGHT = timedelta(minutes=1)  # whoever asked is still at it
EVERY = timedelta(minutes=10)  # between two questions about one on its way
LONG = timedelta(days=1)  # without an end
LONGEST = timedelta(days=90)  # in which one may end
AT_ONCE, OF_ONE = 200, 20  # in all, and of one credor
MOST_DAYS = 90  # of a Pix that may go back, by Bacen's rules
_ACCOUNT = re.compile(r"(?:psp-|consulta )([0-9]{1,18})")  # the name of what a PSP told, by its call or when asked


@dataclass(frozen=True, slots=True)
class PixRefundRow:
    """`state`: asked (nobody knows yet), in_process, returned, not_done. `number`: the first of its Pix is 1."""

    id: int
    credor_id: int
    incoming_id: int
    number: int
    cents: int
    reason: str
    state: str
    why: str
    asked_at: datetime
    asked_by: str
    changed_at: datetime

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Refundable:
    """Of a receipt: what may still be given back by the PSP that told of it, and the number of the next devolução.

    `psp_account_id` None: it did not come by a PSP. `last_on`: the last day on which it may go back.
    """

    psp_account_id: int | None
    left_cents: int
    next_number: int
    refunds: tuple[PixRefundRow, ...]
    last_on: date

    @property
    def live(self) -> PixRefundRow | None:
        return next((one for one in self.refunds if one.is_live), None)

    def may_go_back(self, on: date) -> bool:
        return self.psp_account_id is not None and self.left_cents > 0 and self.live is None and on <= self.last_on


def refundable(scope: Scope, incoming_id: int) -> Refundable:
    """Raises NotFound."""
    rows = models.Incoming.objects.filter(id=incoming_id, credor_id__in=scope.credor_ids)
    row = rows.select_related("raw_payload").defer("raw_payload__content").first()
    if row is None:
        raise NotFound
    given = models.Reversal.objects.filter(credor_id=row.credor_id, source=PIX, of_key=row.source_key)
    given_cents = given.aggregate(cents=Sum("cents"))["cents"] or 0
    told = _ACCOUNT.fullmatch(row.raw_payload.name) if row.source == PIX else None
    refunds = tuple(row_of(one) for one in models.PixRefund.objects.filter(incoming_id=row.id).order_by("number"))
    last = refunds[-1].number if refunds else 0
    last_on = row.paid_on + timedelta(days=MOST_DAYS)
    return Refundable(int(told[1]) if told else None, row.cents - given_cents, last + 1, refunds, last_on)


def row_of(row: models.PixRefund) -> PixRefundRow:
    return PixRefundRow(
        row.id, row.credor_id, row.incoming_id, row.number, row.cents, row.reason, row.state, row.why, row.asked_at,
        row.asked_by, row.changed_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A devolução told to a PSP that has not ended."""

    credor: str
    incoming_id: int
    asked_at: datetime


def unanswered(scope: Scope, now: datetime) -> list[Unanswered]:
    """Asked more than a day ago; oldest first. Of credores that were closed since, only while it may still end."""
    rows = models.PixRefund.objects.filter(credor_id__in=scope.credor_ids, state__in=LIVE, asked_at__lt=now - LONG)
    rows = rows.filter(Q(credor__closed_at=None) | Q(asked_at__gte=now - LONGEST))
    found = rows.order_by("id").values_list("credor__name", "incoming_id", "asked_at")
    return [Unanswered(*row) for row in found[:AT_ONCE]]


def is_any_live(credor_id: int, now: datetime) -> bool:
    """Whether one of it may still end. One of which no PSP ever tells does not bind the credor for ever."""
    rows = models.PixRefund.objects.filter(credor_id=credor_id, state__in=LIVE)
    return rows.filter(asked_at__gte=now - LONGEST).exists()


def to_ask(scope: Scope, now: datetime) -> list[tuple[int, int]]:
    """(credor, devolução) of those whose end nobody knows, not asked about for a while, of open credores.

    A few of each credor, those that waited longest first: one whose PSP answers nothing keeps no other waiting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT credor_id, id FROM (
                SELECT f.credor_id, f.id, row_number() OVER (PARTITION BY f.credor_id ORDER BY f.changed_at, f.id) n
                FROM pix_refund f JOIN credor c ON c.id = f.credor_id AND c.closed_at IS NULL
                WHERE f.credor_id = ANY(%s) AND f.state IN ('asked', 'in_process')
                  AND f.changed_at < CASE f.state WHEN 'asked' THEN %s ELSE %s END
            ) waiting WHERE n <= %s ORDER BY n, id LIMIT %s
            """,
            [scope.credor_ids, now - IN_FLIGHT, now - EVERY, OF_ONE, AT_ONCE],
        )
        return cursor.fetchall()
