"""A receipt of which its source took money back: what it paid is undone, whole or for that part of it."""

from adimple.domain import calendar, events, money
from adimple.domain.errors import Refused
from adimple.domain.incoming import payment_key
from adimple.store import journal, models
from adimple.store.writes import boletos
from adimple.store.writes import incoming as writes
from adimple.usecases.context import Context
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo


def reverse_receipt(ctx: Context, reversal: models.Reversal, row: models.Incoming) -> None:
    """Inside the caller's transaction, with the ledger held and the receipt locked."""
    standing = models.Payment.objects.filter(undone_at=None)
    paid = standing.filter(id=row.payment_id or row.same_payment_id or 0).first()
    writes.take_back(reversal, row, ctx.now)
    why = f"Devolvido em {calendar.format_date(reversal.on)}: {money.format_brl(reversal.cents)}."
    left_cents = row.cents - row.returned_cents
    if paid is not None:
        writes.tell_no_more(paid.id, row)
        undo(ctx, paid, why)
        row.refresh_from_db()
    if not left_cents:
        writes.set_state(row, "reversed", why, ctx.now, ctx.actor.name)
        _end_boleto(ctx, row)
    elif paid is not None:
        pay_the_rest(ctx, row, paid, left_cents, why)
    journal.record(ctx, events.IncomingReversed(row.credor_id, row.id, reversal.cents, reversal.on))


def _end_boleto(ctx: Context, row: models.Incoming) -> None:
    """The boleto of which no payment stands serves no more: its título, open again, may have another."""
    boleto = models.Boleto.objects.filter(id=row.boleto_id).exclude(state=boletos.ENDED).first()
    if boleto is None or models.Incoming.objects.filter(boleto=boleto, state="matched").exists():
        return
    boletos.settle([boleto], boletos.ENDED, ctx.now)
    titulo = boleto.titulo
    journal.record(ctx, events.BoletoEnded(row.credor_id, titulo.devedor_id, titulo.id, boleto.id, "reversed"))


def pay_the_rest(ctx: Context, row: models.Incoming, paid: models.Payment, left_cents: int, why: str) -> None:
    """What was not taken back pays the same títulos on the same day."""
    command = RegisterPayment(
        devedor_id=paid.devedor_id,
        cents=left_cents,
        paid_on=paid.paid_on,
        external_key=payment_key(row.id, row.matches + 1),
        titulo_ids=tuple(paid.chosen),
        goes_on=paid.chosen_first,
        source=row.source,
        is_of_receipt=True,
    )
    try:
        registered = register_payment(ctx, command)
    except Refused as refused:  # another payment took its place: a person says what the rest is of
        writes.explain(row.credor_id, [(row.id, f"{why} {refused.phrase}")])
        return
    writes.settle(row.credor_id, ctx.now, ctx.actor.name, [(row.id, registered.payment_id, why)])
