"""A person says that a receipt is money which a payment has already: it counts once."""

from django.db import transaction

from adimple.domain import events, incoming, money
from adimple.domain.errors import NotFound, Refused
from adimple.store import journal, models
from adimple.store.writes import incoming as writes
from adimple.usecases.context import Context
from adimple.usecases.match_incoming import waiting


@transaction.atomic
def count_once(ctx: Context, incoming_id: int, payment_id: int) -> None:
    """It is set aside, tied to that payment: if the payment is undone it waits again; taken back, it undoes it.

    Raises NotFound and Refused.
    """
    row = waiting(ctx, incoming_id)
    payment = models.Payment.objects.filter(id=payment_id, credor_id=row.credor_id, undone_at=None).first()
    if payment is None:
        raise NotFound
    left_cents = row.cents - row.returned_cents
    if payment.amount_cents != left_cents:
        raise Refused(
            "incoming.other_cents",
            f"O pagamento é de {money.format_brl(payment.amount_cents)} e este recebimento, de "
            f"{money.format_brl(left_cents)}: não são o mesmo dinheiro.",
        )
    why = incoming.counted_once(payment.id, payment.source)
    writes.set_state(row, "set_aside", why, ctx.now, ctx.actor.name, same_payment_id=payment.id)
    journal.record(ctx, events.IncomingSetAside(row.credor_id, row.id, row.cents))
