"""Writes what a change of a ledger asks, and what follows: pauses that end with their debt, promises that are kept."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from adimple.domain import events
from adimple.domain.ledger import Change
from adimple.store import journal
from adimple.store.reads.plain_payments import PlainPayments
from adimple.store.writes import payments as writes
from adimple.store.writes import plain_payments, promises
from adimple.store.writes.payments import NewPayment
from adimple.usecases.context import Context
from adimple.usecases.settle_promises import look_again

FEW = 200  # up to so many devedores, each has an event of its own


def settle_ledger(ctx: Context, credor_id: int, change: Change, new: Sequence[NewPayment] = ()) -> None:
    """Inside the caller's transaction, with the devedores locked."""
    leftovers = {payment.received.payment_id: change.leftovers.pop(payment.received.payment_id, 0) for payment in new}
    writes.insert_payments(
        credor_id, [replace(payment, leftover_cents=leftovers[payment.received.payment_id]) for payment in new]
    )
    writes.write_change(credor_id, ctx.now, change)
    touched = [*change.closed, *change.reopened, *(int(row.reached.imputacao.titulo_id) for row in change.added)]
    _follow(ctx, credor_id, change.closed, change.paid_up, touched, change.replaced)
    if len(change.replayed) <= FEW:
        journal.record(
            ctx,
            *(
                events.LedgerReplayed(credor_id, one.devedor_id, one.since, one.payments, one.closed, one.reopened)
                for one in change.replayed
            ),
        )


def settle_plain(ctx: Context, credor_id: int, import_id: int | None, source: str, plain: PlainPayments) -> None:
    """As `settle_ledger`, for payments laid as columns."""
    plain_payments.write_plain(credor_id, ctx.now, import_id, source, plain)
    follow_plain(ctx, credor_id, plain)


def follow_plain(ctx: Context, credor_id: int, plain: PlainPayments) -> None:
    """What follows from `write_plain`, where it was written by itself."""
    _follow(ctx, credor_id, plain.settled["titulo_id"].to_list(), plain.paid_up, plain.rows["titulo_id"].to_list())


def _follow(
    ctx: Context,
    credor_id: int,
    closed: Iterable[int],
    paid_up: Iterable[int],
    touched: Collection[int],
    replaced: Collection[int] = (),
) -> None:
    lifted = writes.lift_holds(credor_id, ctx.now, closed, paid_up)
    journal.record(ctx, *(events.HoldLifted(credor_id, hold.devedor_id, hold.hold_id, hold.kind) for hold in lifted))
    look_again(ctx, credor_id, promises.promisers_touched(credor_id, touched, replaced))
