"""Some of a Pix goes back to who paid it: told to the PSP once, found again after any failure.

    claim (a transaction: the row is `asked`) → the PSP, outside of any transaction → settle (a transaction)

The id of a devolução derives from the Pix and its number, so whoever died in between, and whoever asks twice, gives
back once. The ledger is undone when the PSP says that the money went back, and not before.
"""

import base64
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from django.db import transaction

from adimple.domain import events, money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.incoming import OFX, PIX, Returned
from adimple.domain.pix_received import GIVEN_BACK, NOT_GIVEN_BACK, Received, Refund
from adimple.gateways.gateway import OTHER_REFUND, Fault, Psp
from adimple.store import journal, models, sealing
from adimple.store.reads import pix_refunds as reads
from adimple.store.reads.pix_refunds import PixRefundRow, Refundable, row_of
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases import psp_reach
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.receive_raw import receive_raw
from adimple.usecases.take_back import take_back

NEEDS = "manager"
PATIENCE = timedelta(days=2)  # with a PSP that does not know one it may have been told
_NO = ("psp.refused", "psp.not_found")
MAX_REASON, MAX_WHY = 300, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPix:
    """`number`: which devolução of this Pix it is, from 1. The same number again is the same devolução."""

    incoming_id: int
    cents: int
    reason: str
    number: int


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be told to the PSP. `is_new`: nobody can have told it before; `is_old`: that was long ago."""

    row_id: int
    credor_id: int
    account: models.PspAccount
    end_to_end_id: str
    refund_id: str
    cents: int
    is_new: bool
    is_old: bool = False


def check(ctx: Context, command: RefundPix) -> Refundable:
    """What `refund_pix` would take; writes nothing. Raises Invalid, NotFound, Refused as it would."""
    row = _found(ctx, command.incoming_id)
    may = reads.refundable(ctx.scope, row.id)
    _check(ctx, command, row, may)
    return may


def refund_pix(ctx: Context, command: RefundPix) -> PixRefundRow:
    """The devolução as the PSP has it: returned, in process, not done, or asked while nobody knows.

    Raises Invalid, NotFound and Refused.
    """
    step = _claim(ctx, command)
    return step if isinstance(step, PixRefundRow) else _tell(ctx, step)


def ask_again(ctx: Context, pix_refund_id: int) -> PixRefundRow:
    """One whose end nobody knows is asked for, and told again where the PSP never heard of it. Raises NotFound."""
    row = models.PixRefund.objects.filter(id=pix_refund_id, credor_id__in=ctx.scope.credor_ids).first()
    if row is None:
        raise NotFound
    require_open(ctx, row.credor_id, "operator")
    return row_of(row) if row.state not in reads.LIVE else _tell(ctx, _again(ctx, row))


def note_told(ctx: Context, credor_id: int, told: Sequence[Received]) -> None:
    """Our devoluções of which a PSP speaks are where it says. In the caller's transaction, once the ledger has them."""
    refunds = {refund.id: refund for one in told for refund in one.refunds}
    if not refunds:
        return
    rows = models.PixRefund.objects.filter(credor_id=credor_id, refund_id__in=sorted(refunds))
    for row in rows.exclude(state="returned").select_for_update().order_by("id"):
        said = refunds[row.refund_id]
        _note(ctx, row, said if said.cents == row.cents else OTHER_REFUND)


def refund_id_of(credor_id: int, end_to_end_id: str, number: int) -> str:
    """32 letters and figures: the same for the same devolução of a Pix, and no other installation's."""
    digest = hmac.digest(sealing.derived("refund"), f"{credor_id}/{end_to_end_id}/{number}".encode(), "sha256")
    return base64.b32encode(digest[:20]).decode()


# --- claim ---


@transaction.atomic
def _claim(ctx: Context, command: RefundPix) -> PixRefundRow | _Step:
    locks.share_ledger(_found(ctx, command.incoming_id).credor_id)
    row = models.Incoming.objects.select_for_update().get(id=command.incoming_id)
    refuse_closed(row.credor_id)
    known = models.PixRefund.objects.filter(incoming=row, number=command.number).first()
    if known is not None:
        if known.cents != command.cents:
            raise Refused(
                "refund.number", f"A devolução {known.number} deste Pix é de {money.format_brl(known.cents)}."
            )
        return row_of(known) if known.state not in reads.LIVE else _again(ctx, known)
    may = reads.refundable(ctx.scope, row.id)
    _check(ctx, command, row, may)
    account = models.PspAccount.objects.get(id=may.psp_account_id, credor_id=row.credor_id)
    with psp_reach.open_psp(account):
        pass  # its certificates read, or nothing is asked
    asked = models.PixRefund.objects.create(
        credor_id=row.credor_id,
        incoming=row,
        psp_account=account,
        number=command.number,
        refund_id=refund_id_of(row.credor_id, row.source_key, command.number),
        cents=command.cents,
        reason=_line(command.reason),
        asked_at=ctx.now,
        asked_by=ctx.actor.name,
        changed_at=ctx.now,
    )
    journal.record(ctx, events.PixRefundAsked(row.credor_id, row.id, asked.id, asked.number, asked.cents))
    return _step(asked, is_new=True)


def _found(ctx: Context, incoming_id: int) -> models.Incoming:
    row = models.Incoming.objects.filter(id=incoming_id, credor_id__in=ctx.scope.credor_ids).first()
    if row is None:
        raise NotFound
    require_open(ctx, row.credor_id, NEEDS)
    return row


def _check(ctx: Context, command: RefundPix, row: models.Incoming, may: Refundable) -> None:
    """Raises Invalid for what was written wrong, Refused for what this Pix does not allow."""
    if may.psp_account_id is None:
        raise Refused("refund.no_psp", "Este valor não veio por um PSP ligado ao Adimple: devolva-o no banco.")
    if may.live is not None:
        cents = money.format_brl(may.live.cents)
        raise Refused("refund.live", f"Uma devolução de {cents} está em andamento. Espere que ela termine.")
    if may.left_cents <= 0:
        raise Refused("refund.whole", "Este Pix já foi devolvido por inteiro.")
    if ctx.on > may.last_on:
        phrase = f"Um Pix se devolve em até {reads.MOST_DAYS} dias. Combine outro meio com quem pagou."
        raise Refused("refund.late", phrase)
    if command.number != may.next_number:
        raise Refused("refund.number", f"A próxima devolução deste Pix é a {may.next_number}.")
    if row.state == "waiting" and _on_statement(row):
        phrase = "Este Pix já conta pelo extrato. Diga antes que é o mesmo, na página dele, e devolva depois."
        raise Refused("refund.on_statement", phrase)
    reason = _line(command.reason)
    if not 0 < command.cents <= may.left_cents:
        most = money.format_brl(may.left_cents)
        raise Invalid("valor", f"Deste Pix se devolve de R$ 0,01 a {most}.")
    if not reason:
        raise Invalid("motivo", "Diga por que devolver: a explicação fica com o recebimento.")
    if len(reason) > MAX_REASON:
        raise Invalid("motivo", f"O motivo vai até {MAX_REASON} letras. Encurte o texto.")


def _on_statement(row: models.Incoming) -> bool:
    """Whether a line of a statement is a payment of this very Pix: it would stand while the money went back."""
    lines = models.Incoming.objects.filter(credor_id=row.credor_id, source=OFX, state="matched", cents=row.cents)
    return lines.filter(reference__contains=row.source_key).exists()


def _line(text: str) -> str:
    return " ".join(text.split())


def _step(row: models.PixRefund, *, is_new: bool) -> _Step:
    account = models.PspAccount.objects.get(id=row.psp_account_id)
    end_to_end_id = models.Incoming.objects.values_list("source_key", flat=True).get(id=row.incoming_id)
    return _Step(row.id, row.credor_id, account, end_to_end_id, row.refund_id, row.cents, is_new)


def _again(ctx: Context, row: models.PixRefund) -> _Step:
    return replace(_step(row, is_new=False), is_old=ctx.now - row.asked_at > PATIENCE)


# --- the PSP ---


def _tell(ctx: Context, step: _Step) -> PixRefundRow:
    with psp_reach.open_psp(step.account) as psp:
        answer = _ask(psp, step)
    return _settle(ctx, step, answer)


def _ask(psp: Psp, step: _Step) -> Refund | Fault:
    """Of one told before, what it became is asked first; while that cannot be known, it stays asked.

    No fault ends such a one: it may have been applied, and not be listed yet. But for a PSP that after days neither
    knows it nor takes it.
    """
    if step.is_new:
        return psp.refund(step.end_to_end_id, step.refund_id, step.cents)
    answer = psp.get_refund(step.end_to_end_id, step.refund_id, step.cents)
    if answer is None:
        answer = psp.refund(step.end_to_end_id, step.refund_id, step.cents)
        if step.is_old and isinstance(answer, Fault) and answer.code in _NO:
            return answer
    return answer if isinstance(answer, Refund) else replace(answer, may_have_applied=True)


# --- settle ---


@transaction.atomic
def _settle(ctx: Context, step: _Step, answer: Refund | Fault) -> PixRefundRow:
    if isinstance(answer, Refund) and answer.status == GIVEN_BACK:
        _undo(ctx, step, answer)
    row = models.PixRefund.objects.select_for_update().get(id=step.row_id)
    _note(ctx, row, answer)
    return row_of(row)


def _undo(ctx: Context, step: _Step, told: Refund) -> None:
    """As if the PSP's call, or the comparison, had come first: whichever does, it counts once."""
    locks.share_statement(step.credor_id)
    plain = {"endToEndId": step.end_to_end_id, "devolucao": asdict(told)}
    content = json.dumps(plain, ensure_ascii=False).encode()
    raw = receive_raw(ctx, step.credor_id, PIX, content, f"devolucao {step.account.id}", role="operator")
    returned = Returned(
        source=PIX,
        source_key=f"{step.end_to_end_id}/{told.id}",
        raw_payload_id=raw.id,
        cents=told.cents,
        on=ctx.on,
        of_key=step.end_to_end_id,
    )
    take_back(ctx, step.credor_id, [returned])
    writes.end_raw(raw.id, ctx.now)


def _note(ctx: Context, row: models.PixRefund, answer: Refund | Fault) -> None:
    """Writes down where it is. One that ended stays as it ended, unless what had not gone back went back after all."""
    is_back = isinstance(answer, Refund) and answer.status == GIVEN_BACK
    if row.state not in reads.LIVE and not (is_back and row.state == "not_done"):
        return
    row.changed_at = ctx.now
    if isinstance(answer, Fault):
        row.why = answer.phrase[:MAX_WHY]
        if not answer.may_have_applied or (answer.code == OTHER_REFUND.code and _is_in_ledger(row)):
            row.state = "not_done"
            _tell_not_done(ctx, row, answer.code)
    elif answer.status == GIVEN_BACK:
        row.state, row.why = "returned", ""
        journal.record(ctx, events.PixRefundReturned(row.credor_id, row.incoming_id, row.id, row.cents))
    elif answer.status == NOT_GIVEN_BACK:
        row.state, row.why = "not_done", answer.why or "O PSP não conseguiu devolver."
        _tell_not_done(ctx, row, "psp.not_done")
    else:
        row.state, row.why = "in_process", ""
    row.save(update_fields=["state", "why", "changed_at"])


def _is_in_ledger(row: models.PixRefund) -> bool:
    """Whether what the PSP gave back by this id, of whatever sum, is taken in: then nothing more comes of it."""
    key = f"{row.incoming.source_key}/{row.refund_id}"
    return models.Reversal.objects.filter(credor_id=row.credor_id, source=PIX, source_key=key).exists()


def _tell_not_done(ctx: Context, row: models.PixRefund, code: str) -> None:
    journal.record(ctx, events.PixRefundNotDone(row.credor_id, row.incoming_id, row.id, row.cents, code))
