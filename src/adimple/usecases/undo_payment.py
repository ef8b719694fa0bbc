"""A payment that was not one: its títulos owe again, later payments are laid again, and why is kept."""

from collections.abc import Sequence

from django.db import transaction

from adimple.domain import events, ledger
from adimple.domain.errors import Invalid, NotFound
from adimple.store import journal, models
from adimple.store.reads import ledgers
from adimple.store.writes import incoming as incoming_writes
from adimple.store.writes import locks
from adimple.store.writes import payments as writes
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.settle_ledger import settle_ledger

MAX_REASON_CHARS = 300


@transaction.atomic
def undo_payment(ctx: Context, payment_id: int, reason: str) -> None:
    """As if it had never come, except that the row stays. Of one already undone, nothing.

    The external key stays taken: the same sheet again does not bring it back. Raises Invalid, NotFound, Refused.
    """
    payment = models.Payment.objects.filter(id=payment_id, credor_id__in=ctx.scope.credor_ids).first()
    if payment is None:
        raise NotFound
    require_open(ctx, payment.credor_id, "manager")
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("motivo", "Diga por que o pagamento é desfeito: a explicação fica no histórico.")
    if len(reason) > MAX_REASON_CHARS:
        raise Invalid("motivo", f"O motivo vai até {MAX_REASON_CHARS} letras. Encurte o texto.")
    undo(ctx, payment, reason)


def undo(ctx: Context, payment: models.Payment, reason: str) -> None:
    """The same, inside the caller's transaction, for whoever may. Money it came from waits again in Conciliação."""
    locks.share_ledger(payment.credor_id)
    came_from = incoming_writes.undo_payment(payment.id, f"O pagamento foi desfeito: {reason}")
    locks.lock_devedores([payment.devedor_id])
    payment.refresh_from_db()
    if payment.undone_at is not None:
        return
    writes.mark_undone(payment.id, ctx.now, reason)
    found = ledgers.ledgers(ctx.scope, [payment.devedor_id])[payment.devedor_id]
    change = ledger.change_from(found, (payment.paid_on, payment.id))
    settle_ledger(ctx, payment.credor_id, change)
    restored = []
    if change.reopened:
        restored = _restore_holds(payment, change.reopened)
    journal.record(
        ctx,
        *(
            events.HoldPlaced(payment.credor_id, hold.devedor_id, hold.hold_id, hold.kind, hold.until, hold.titulo_id)
            for hold in restored
        ),
        events.PaymentUndone(payment.credor_id, payment.devedor_id, payment.id, payment.amount_cents),
    )
    if came_from is not None:
        ids, cents = (payment.credor_id, payment.devedor_id, came_from.id, payment.id), payment.amount_cents
        waits = came_from.state == "waiting"
        journal.record(
            ctx,
            events.IncomingUnmatched(*ids, cents)
            if waits
            else events.IncomingSetAside(payment.credor_id, came_from.id, cents),
        )


def _restore_holds(payment: models.Payment, reopened: Sequence[int]) -> list[writes.HoldTouched]:
    """What undone payments ended comes back with the debt; what one that stands ended stays ended.

    A payment ends a pause at the instant it is registered. Of two that covered one título, the one undone first opened
    nothing, for the other stood in its place.
    """
    theirs = models.Payment.objects.filter(devedor_id=payment.devedor_id).values_list("registered_at", flat=True)
    undone = set(theirs.filter(undone_at__isnull=False))
    standing = set(theirs.filter(undone_at=None)) - undone
    return writes.restore_holds(payment.credor_id, payment.devedor_id, reopened, min(undone), except_at=standing)
