"""Writes what a change of a ledger asks, and what follows: pauses that end with the debt that caused them."""

from collections.abc import Sequence
from dataclasses import replace

from adimple.domain import events
from adimple.domain.event import Event
from adimple.domain.ledger import Change
from adimple.store import journal
from adimple.store.writes import payments as writes
from adimple.store.writes.payments import HoldTouched, NewPayment
from adimple.usecases.context import Context


def settle_ledger(ctx: Context, credor_id: int, change: Change, new: Sequence[NewPayment] = ()) -> None:
    """Inside the caller's transaction, with the devedores locked."""
    leftovers = {payment.received.payment_id: change.leftovers.pop(payment.received.payment_id, 0) for payment in new}
    writes.insert_payments(
        credor_id, [replace(payment, leftover_cents=leftovers[payment.received.payment_id]) for payment in new]
    )
    writes.write_change(credor_id, ctx.now, change)
    lifted = writes.lift_holds(credor_id, ctx.now, change.closed, change.paid_up)
    journal.record(ctx, *(event for hold in lifted for event in _lifted(credor_id, hold)))


def _lifted(credor_id: int, hold: HoldTouched) -> list[Event]:
    told: list[Event] = [events.HoldLifted(credor_id, hold.devedor_id, hold.hold_id, hold.kind)]
    if hold.promise_id is not None:
        told.append(events.PromiseKept(credor_id, hold.devedor_id, hold.promise_id))
    return told
