"""A PSP calls: what it says is kept as it came, and answered at once; then each Pix is confirmed with it, and taken in.

Whoever learned the address could write anything in a call, so no call moves the ledger: the PSP is asked for each Pix
that nobody knew, and what it answers counts. A call told twice is one, a Pix told twice is one.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from adimple.domain import calendar, events, incoming, money, pix_received
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.incoming import OFX, PIX
from adimple.domain.pix_received import GIVEN_BACK, Received
from adimple.gateways.gateway import Fault
from adimple.store import journal, models
from adimple.store.reads import psp_calls
from adimple.store.scope import Scope
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases import psp_reach, refund_pix, sample_pix, save_psp_account
from adimple.usecases.confirm_pix import Confirmed, Confirming
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.usecases.open_credor import refuse_closed_at
from adimple.usecases.receive_raw import keep_raw
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import FEW, TakenIn, take_in

ACTOR = "pix"
MOST_IN_A_CALL = 2_000
AT_ONCE = 500  # calls of one account in one go
PATIENCE = timedelta(hours=1)  # for a Pix that the PSP tells of and does not find yet
AGAIN = timedelta(seconds=30)  # between two questions about such a Pix
MOST_WAITING = 5_000  # calls of one account; what is told beyond them, the comparison finds
_NAME = "psp-"
_UNCONFIRMED = "O PSP não confirma este Pix: nada foi gravado."
_UNREADABLE = "O aviso não é o que a API Pix diz: nada foi gravado."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Worked:
    """Of the calls of one account: how many are done, and why the rest waits ("" when none does)."""

    done: int = 0
    waits: str = ""


def receive_call(ctx: Context, secret: str, octets: bytes) -> int:
    """The call is kept; its id. Raises NotFound for an address that is nobody's.

    Raises Refused for a closed credor, and while too many calls wait.
    """
    account = psp_calls.account_of(save_psp_account.hook_sha256(secret), _NAME, MOST_WAITING)
    if account is None:
        raise NotFound
    if account.waiting >= MOST_WAITING:
        raise Refused("pix.too_many", "Há avisos demais à espera de confirmação desta conta. Avise mais tarde.")
    refuse_closed_at(account.closed_at)
    ours = replace(ctx, actor=Actor(ACTOR), scope=Scope({account.credor_id: "operator"}))
    return keep_raw(ours, account.credor_id, PIX, octets, f"{_NAME}{account.id}").id


def accounts_with_calls(ctx: Context) -> list[int]:
    """Accounts whose calls are not all done."""
    left = models.RawPayload.objects.filter(source=PIX, done_at=None, credor_id__in=ctx.scope.credor_ids)
    names = left.filter(name__startswith=_NAME, credor__closed_at=None).values_list("name", flat=True).distinct()
    return sorted(int(name.removeprefix(_NAME)) for name in names)


def take_calls(ctx: Context, psp_account_id: int, is_over: Callable[[], bool] = lambda: False) -> Worked:
    """Takes in what the calls of this account told. Done again after a death, nothing doubles.

    Oldest first, and those tried before after all the others: who cannot be confirmed keeps nobody waiting. Once its
    time `is_over`, the calls that are left wait for the next go; so does what is left of one call with many Pix.
    """
    account = models.PspAccount.objects.get(id=psp_account_id, credor_id__in=ctx.scope.credor_ids)
    ours = replace(ctx, scope=Scope({account.credor_id: "operator"}))
    rows = _waiting(account).filter(Q(tried_at=None) | Q(tried_at__lte=ctx.now - AGAIN))
    calls = list(rows.order_by(F("tried_at").asc(nulls_first=True), "id")[:AT_ONCE])
    done, waits, batch = 0, "", _Batch()
    read = [(call, _told(account.credor_id, call)) for call in calls]
    with psp_reach.open_psp(account) as psp:
        confirming = Confirming(psp, account.credor_id, ctx.now, [one for _, told in read for one in told or ()])
        for call, told in read:
            if batch.calls and is_over():
                break
            if told is None:
                _refuse(ours, call, "pix.unreadable", _UNREADABLE)
                done += 1
                continue
            confirmed = confirming.confirm(told, is_over)
            if isinstance(confirmed, Fault):
                _tried(call, ctx.now - AGAIN)  # another goes first, and this one need not rest
                waits = confirmed.phrase
                break
            if batch.pix + len(confirmed.pix) > FEW:
                done += _take_batch(ours, account.credor_id, batch)
                batch = _Batch()
            batch.add(call, told, confirmed)
    return Worked(done + _take_batch(ours, account.credor_id, batch), waits)


def take(ctx: Context, credor_id: int, raw_payload_id: int, told: Sequence[Received]) -> TakenIn:
    """What the PSP itself says it received, and gave back. In one transaction with whoever calls, or its own."""
    return _take(ctx, credor_id, [(raw_payload_id, one) for one in told])


@transaction.atomic
def _take(ctx: Context, credor_id: int, told: Sequence[tuple[int, Received]]) -> TakenIn:
    """`told`: each with the payload that tells of it."""
    locks.share_statement(credor_id)
    # What went back first, for it takes the ledger alone: who already shares it could wait for another who does.
    if returned := [one for raw_id, each in told for one in _returned(ctx, each, raw_id)]:
        take_back(ctx, credor_id, returned)
        refund_pix.note_told(ctx, credor_id, [one for _, one in told])
    received = [_received(ctx, one, raw_id) for raw_id, one in told]
    (locks.hold_ledger if len(received) > FEW else locks.share_ledger)(credor_id)
    lines = _on_statements(credor_id, received)
    taken = take_in(ctx, credor_id, [_doubted(one, lines.get(one.source_key)) for one in received])
    _settle_lines(ctx, credor_id, taken, lines)
    return taken


@dataclass(frozen=True, slots=True)
class _Call:
    """`missing`: the PSP does not know them; `unasked`: it is asked in another go. By their endToEndId."""

    raw: models.RawPayload
    confirmed: list[Received]
    missing: set[str]
    unasked: set[str]


@dataclass(slots=True)
class _Batch:
    """Calls that were confirmed, to be taken in together."""

    calls: list[_Call] = field(default_factory=list)
    pix: int = 0

    def add(self, call: models.RawPayload, told: Sequence[Received], confirmed: Confirmed) -> None:
        passed = {one.end_to_end_id for one in (*confirmed.pix, *confirmed.unasked)}
        missing = {one.end_to_end_id for one in told} - passed
        self.calls.append(_Call(call, confirmed.pix, missing, {one.end_to_end_id for one in confirmed.unasked}))
        self.pix += len(confirmed.pix)


def _take_batch(ctx: Context, credor_id: int, batch: _Batch) -> int:
    """How many calls are done. Where together they cannot be taken in, one by one: who fails alone goes last."""
    try:
        return _take_together(ctx, credor_id, batch)
    except (InterfaceError, OperationalError, Refused):  # of the database or of the credor, not of a call
        raise
    except Exception:
        if len(batch.calls) == 1:
            log.exception("call %s of a PSP could not be taken in", batch.calls[0].raw.id)
            _tried(batch.calls[0].raw, ctx.now)
            return 0
    return sum(_take_batch(ctx, credor_id, _Batch([one])) for one in batch.calls)


@transaction.atomic
def _take_together(ctx: Context, credor_id: int, batch: _Batch) -> int:
    told: dict[str, tuple[int, Received]] = {}
    for call in batch.calls:
        for one in call.confirmed:
            if one.end_to_end_id not in told or one.refunds:
                told[one.end_to_end_id] = call.raw.id, one
    if told:
        _take(ctx, credor_id, list(told.values()))
    for call in batch.calls:
        if call.unasked:
            _part(ctx, credor_id, call)
    unsure = [call.raw for call in batch.calls if call.missing and not call.unasked]
    waiting = {raw.id for raw in unsure if ctx.now - raw.received_at < PATIENCE}
    rows = models.RawPayload.objects.filter(done_at=None)
    rows.filter(id__in=waiting).update(tried_at=ctx.now)
    for raw in unsure:
        if raw.id not in waiting:
            journal.record(ctx, events.RawRefused(credor_id, raw.id, PIX, "pix.unconfirmed"))
            writes.end_raw(raw.id, ctx.now, _UNCONFIRMED)
    over = [call.raw.id for call in batch.calls if call.raw.id not in waiting]
    rows.filter(id__in=over).update(done_at=ctx.now)
    return len(over)


def _part(ctx: Context, credor_id: int, call: _Call) -> None:
    """What there was no time to ask of a call is kept as a call of its own, and so is what the PSP did not know yet,
    which rests: each go asks of fewer.
    """
    told = json.loads(bytes(call.raw.content))["pix"]
    for ids in filter(None, (call.unasked, call.missing)):
        left = [one for one in told if one["endToEndId"] in ids]
        kept = keep_raw(ctx, credor_id, PIX, json.dumps({"pix": left}).encode(), call.raw.name)
        if ids is call.missing:
            _tried(kept, ctx.now)


def _on_statements(credor_id: int, received: Sequence[incoming.Received]) -> dict[str, models.Incoming]:
    """endToEndId → the line of a statement that brings it with the same cents; one that is a payment before others."""
    by_cents: dict[int, list[str]] = defaultdict(list)
    for one in received:
        by_cents[one.cents].append(one.source_key)
    rows = models.Incoming.objects.filter(credor_id=credor_id, source=OFX, state__in=["waiting", "matched"])
    alike = rows.filter(cents__in=list(by_cents)).values_list("id", "cents", "reference")
    ids = {line_id: key for line_id, cents, said in alike for key in by_cents[cents] if key in said}
    found: dict[str, models.Incoming] = {}
    for row in rows.filter(id__in=list(ids)).select_for_update().order_by("state", "id"):  # matched before waiting
        found.setdefault(ids[row.id], row)
    return found


def _doubted(one: incoming.Received, line: models.Incoming | None) -> incoming.Received:
    return replace(one, doubt=_on_statement(line)) if line is not None and line.state == "matched" else one


def _on_statement(line: models.Incoming) -> str:
    day = calendar.format_date(line.paid_on)
    return (
        f"Este Pix já foi conciliado pelo extrato, na linha de {day}. Ponha-o de lado, ou desfaça aquela conciliação."
    )


def _settle_lines(ctx: Context, credor_id: int, taken: TakenIn, lines: dict[str, models.Incoming]) -> None:
    """A line that waits is set aside for its Pix; for one that is a payment, the Pix waits."""
    for key, line in lines.items():
        if key not in taken.new:
            continue
        if line.state == "matched":
            writes.explain(credor_id, [(taken.new[key], _on_statement(line))])
            continue
        why = f"É o Pix {key}, que entrou depois: {money.format_brl(line.cents)}."
        writes.set_state(line, "set_aside", why, ctx.now, ctx.actor.name)
        journal.record(ctx, events.IncomingSetAside(credor_id, line.id, line.cents))


def _waiting(account: models.PspAccount) -> QuerySet[models.RawPayload]:
    rows = models.RawPayload.objects.filter(credor_id=account.credor_id, source=PIX, done_at=None)
    return rows.filter(name=f"{_NAME}{account.id}")


def _tried(call: models.RawPayload, at: datetime) -> None:
    models.RawPayload.objects.filter(id=call.id, done_at=None).update(tried_at=at)


@transaction.atomic
def _refuse(ctx: Context, call: models.RawPayload, code: str, phrase: str) -> None:
    journal.record(ctx, events.RawRefused(call.credor_id, call.id, PIX, code))
    writes.end_raw(call.id, ctx.now, phrase)


def _told(credor_id: int, call: models.RawPayload) -> list[Received] | None:
    """None for what is not a call of Bacen's API. Without the sample that a test paid."""
    try:
        body: Any = json.loads(bytes(call.content))
        told = body["pix"]
        if not isinstance(told, list) or len(told) > MOST_IN_A_CALL:
            return None
        read = [pix_received.read(one) for one in told]
        return [one for one in read if not sample_pix.is_one(credor_id, one.txid)]
    except (ValueError, KeyError, TypeError, RecursionError, Invalid):
        return None


def _received(ctx: Context, one: Received, raw_payload_id: int) -> incoming.Received:
    """A clock ahead of ours tells of tomorrow: a Pix that is there was paid today at the latest."""
    return incoming.Received(
        source=PIX,
        source_key=one.end_to_end_id,
        raw_payload_id=raw_payload_id,
        cents=one.cents,
        paid_on=min(one.at.astimezone(SAO_PAULO).date(), ctx.on),
        payer_name=one.payer_name,
        payer_document=one.payer_document,
        reference=one.note or one.txid,
        txid=one.txid,
    )


def _returned(ctx: Context, one: Received, raw_payload_id: int) -> list[incoming.Returned]:
    return [
        incoming.Returned(
            source=PIX,
            source_key=f"{one.end_to_end_id}/{refund.id}",
            raw_payload_id=raw_payload_id,
            cents=refund.cents,
            on=ctx.on,
            of_key=one.end_to_end_id,
        )
        for refund in one.refunds
        if refund.status == GIVEN_BACK and refund.cents
    ]
