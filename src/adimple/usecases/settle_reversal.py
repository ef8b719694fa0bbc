"""What its source took back, and nobody could tell of which payment: a person says which, or that it was seen to."""

from django.db import transaction

from adimple.domain import events, money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.incoming import Received
from adimple.store import journal, models
from adimple.store.reads.incoming import MAX_WHY_CHARS
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases.context import Context
from adimple.usecases.meet_late import meet_late
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.reverse_receipt import reverse_receipt
from adimple.usecases.take_back import taken_back

NEEDS = "manager"


@transaction.atomic
def choose_payment(ctx: Context, reversal_id: int, payment_id: int) -> None:
    """That payment is undone, whole or for the part taken back. Raises NotFound and Refused."""
    reversal = _waiting(ctx, reversal_id)
    payment = models.Payment.objects.filter(id=payment_id, credor_id=reversal.credor_id, undone_at=None).first()
    if payment is None:
        raise NotFound
    if payment.amount_cents < reversal.cents:
        raise Refused(
            "reversal.more",
            f"O pagamento nº {payment.id} é de {money.format_brl(payment.amount_cents)}, menos que os "
            f"{money.format_brl(reversal.cents)} devolvidos. Escolha outro.",
        )
    reverse_receipt(ctx, reversal, _receipt_of(ctx, payment))
    writes.sign_reversal(reversal.id, ctx.actor.name)
    meet_late(ctx, reversal.credor_id, reversal.source, _told_already(reversal))


@transaction.atomic
def end_reversal(ctx: Context, reversal_id: int, reason: str) -> None:
    """It takes back no payment that is here; why stays with it. Its own receipt, where one waits, went back.

    Raises Invalid, NotFound, Refused.
    """
    reversal = _waiting(ctx, reversal_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("motivo", "Diga como isto foi resolvido: a explicação fica com a devolução.")
    if len(reason) > MAX_WHY_CHARS:
        raise Invalid("motivo", f"O motivo vai até {MAX_WHY_CHARS} letras. Encurte o texto.")
    writes.end_reversal(reversal.id, reason, ctx.now, ctx.actor.name)
    journal.record(ctx, events.ReversalEnded(reversal.credor_id, reversal.id, reversal.cents))
    row = taken_back(reversal)
    if row is not None and row.state == "waiting":
        reverse_receipt(ctx, reversal, row)


def _waiting(ctx: Context, reversal_id: int) -> models.Reversal:
    """Locked, with the ledger held. Refused when it was settled meanwhile."""
    found = models.Reversal.objects.filter(id=reversal_id, credor_id__in=ctx.scope.credor_ids)
    credor_id = found.values_list("credor_id", flat=True).first()
    if credor_id is None:
        raise NotFound
    require_open(ctx, credor_id, NEEDS)
    locks.hold_ledger(credor_id)
    refuse_closed(credor_id)
    row = models.Reversal.objects.select_for_update().get(id=reversal_id)
    if row.incoming_id is not None or row.ended_at is not None:
        raise Refused("reversal.settled", "Esta devolução já foi resolvida.")
    return row


def _told_already(reversal: models.Reversal) -> list[Received]:
    """What its own road told of that money, and that waits since the payment chosen was undone."""
    rows = models.Incoming.objects.filter(credor_id=reversal.credor_id, source=reversal.source, state="waiting")
    if reversal.of_key.endswith("/"):  # of a boleto, what another reversal met is not of this one
        rows = rows.filter(source_key__startswith=reversal.of_key, met_by=None)
    else:
        rows = rows.filter(source_key=reversal.of_key)
    return [
        Received(
            source=row.source,
            source_key=row.source_key,
            raw_payload_id=row.raw_payload_id,
            cents=row.cents,
            paid_on=row.paid_on,
        )
        for row in rows.order_by("id")
    ]


def _receipt_of(ctx: Context, payment: models.Payment) -> models.Incoming:
    """The receipt it came from, locked. One registered before receipts were kept gets its own now."""
    rows = models.Incoming.objects.select_for_update()
    row = rows.filter(payment=payment).first()
    if row is None:
        writes.add_late(payment, ctx.actor.name)
        row = rows.get(payment=payment)
    return row
