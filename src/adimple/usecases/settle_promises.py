"""Promises decided: kept as soon as the payments cover them, broken when their day is over without."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from adimple.domain import events, promises
from adimple.domain.event import Event
from adimple.domain.promises import BROKEN
from adimple.store import journal
from adimple.store.reads import promises as reads
from adimple.store.reads.promises import PromiseRow
from adimple.store.writes import locks
from adimple.store.writes import promises as writes
from adimple.usecases.context import Context


@transaction.atomic
def settle_promises(ctx: Context, until: date) -> int:
    """Looks at each promise whose day, up to `until`, is over; how many. Twice is free."""
    assert until < ctx.on, "a day is over when the next one begins"
    settled = 0
    for credor_id, devedor_ids in reads.unsettled(ctx.scope, until).items():
        locks.share_ledger(credor_id)
        locks.lock_devedores(devedor_ids)
        rows = reads.of_devedores(ctx.scope.only(credor_id), devedor_ids)
        due = [row for row in rows if row.settled_at is None and row.promised.on <= until]
        _tell(ctx, credor_id, [(row, promises.verdict(row.promised, ctx.on)) for row in due])
        writes.mark_settled([row.id for row in due], ctx.now)
        settled += len(due)
    return settled


def look_again(ctx: Context, credor_id: int, devedor_ids: Collection[int]) -> None:
    """After a change of these ledgers, inside its transaction and locks: kept now, or, once settled, broken after all.

    That a day is over is for `settle_promises` to say: a payment of that day may be told of in a moment.
    """
    if not devedor_ids:
        return
    rows = reads.of_devedores(ctx.scope.only(credor_id), devedor_ids)
    found = [(row, promises.verdict(row.promised, ctx.on)) for row in rows]
    _tell(ctx, credor_id, [(row, outcome) for row, outcome in found if outcome != BROKEN or row.settled_at])


def last_day_over(ctx: Context, *, files_came: bool) -> date:
    """The last day whose promises may be decided: yesterday, once the day's files of payments came."""
    return ctx.on - timedelta(days=1 if files_came else 2)


def _tell(ctx: Context, credor_id: int, found: list[tuple[PromiseRow, str | None]]) -> None:
    """Records what is new; what was found before is not told twice."""
    new = [(row, outcome) for row, outcome in found if outcome is not None and outcome != row.found]
    if not new:
        return
    writes.add_outcomes(credor_id, ctx.now, [(row.id, row.outcomes + 1, outcome) for row, outcome in new])
    journal.record(ctx, *(_event(row, outcome) for row, outcome in new))


def _event(row: PromiseRow, outcome: str) -> Event:
    event = events.PromiseBroken if outcome == BROKEN else events.PromiseKept
    return event(row.credor_id, row.devedor_id, row.id, row.promised.on)
