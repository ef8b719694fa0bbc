"""A person says that a receipt is money which a payment has already: it counts once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from adimple.domain import calendar, events, incoming, money
from adimple.domain.errors import NotFound, Refused
from adimple.store import journal, models
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases.context import Context
from adimple.usecases.match_incoming import waiting
from adimple.usecases.take_back import go_on

FAR_DAY = "incoming.far_day"
_FAR = timedelta(days=5)


@transaction.atomic
def count_once(ctx: Context, incoming_id: int, payment_id: int, *, is_any_day: bool = False) -> None:
    """It is set aside, tied to that payment: if the payment is undone it waits again; taken back, it undoes it.

    `is_any_day`: whoever says so saw that the days are far apart. Raises NotFound and Refused.
    """
    row = waiting(ctx, incoming_id)
    standing = models.Payment.objects.filter(id=payment_id, credor_id=row.credor_id, undone_at=None)
    locks.lock_devedores(standing.values_list("devedor_id", flat=True))
    payment = standing.first()
    if payment is None:
        raise NotFound
    left_cents = row.cents - row.returned_cents
    if payment.amount_cents != left_cents:
        raise Refused(
            "incoming.other_cents",
            f"O pagamento é de {money.format_brl(payment.amount_cents)} e este recebimento, de "
            f"{money.format_brl(left_cents)}: não são o mesmo dinheiro.",
        )
    _refuse_other_money(row, payment)
    if not is_any_day and min(abs(payment.paid_on - day) for day in (row.paid_on, row.credit_on or row.paid_on)) > _FAR:
        raise Refused(
            FAR_DAY,
            f"O pagamento é de {calendar.format_date(payment.paid_on)} e este recebimento, de "
            f"{calendar.format_date(row.paid_on)}: mais de {_FAR.days} dias. Se for mesmo o mesmo dinheiro, confirme.",
        )
    why = incoming.counted_once(payment.id, payment.source)
    writes.set_state(row, "set_aside", why, ctx.now, ctx.actor.name, same_payment_id=payment.id)
    journal.record(ctx, events.IncomingSetAside(row.credor_id, row.id, row.cents))
    go_on(ctx, row.credor_id, row.source)


def _refuse_other_money(row: models.Incoming, payment: models.Payment) -> None:
    """Two tellings of one road are two moneys: each Pix has an identity of its own, a file tells a line once."""
    told = models.Incoming.objects.filter(Q(payment=payment) | Q(same_payment=payment), source=row.source)
    if row.source == incoming.PIX:
        is_other = payment.source == row.source or told.exists()
    else:
        is_other = told.filter(raw_payload_id=row.raw_payload_id, import_file_id=row.import_file_id).exists()
    if is_other:
        raise Refused(
            "incoming.other_money",
            f"O pagamento nº {payment.id} já é outro recebimento desta mesma origem ({incoming.SHORT[row.source]}): "
            "são dois dinheiros. Concilie este, ou ponha-o de lado com o motivo.",
        )
