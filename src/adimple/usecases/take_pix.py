"""A PSP calls: what it says is kept as it came, and answered at once; then each Pix is confirmed with it, and taken in.

Whoever learned the address could write anything in a call, so no call moves the ledger: the PSP is asked for each Pix
that nobody knew, and what it answers counts. A call told twice is one, a Pix told twice is one.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from adimple.domain import calendar, events, incoming, money, pix_received
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.incoming import OFX, PIX
from adimple.domain.pix_received import GIVEN_BACK, Received
from adimple.gateways.gateway import Fault, Psp
from adimple.store import journal, models
from adimple.store.scope import Scope
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases import psp_reach, save_psp_account
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.usecases.receive_raw import receive_raw
from adimple.usecases.take_back import take_back
from adimple.usecases.take_in import FEW, TakenIn, take_in

ACTOR = "pix"
MOST_IN_A_CALL = 2_000
AT_ONCE = 100  # calls of one account in one go
PATIENCE = timedelta(hours=1)  # for a Pix that the PSP tells of and does not find yet
AGAIN = timedelta(seconds=30)  # between two questions about such a Pix
MOST_WAITING = 5_000  # calls of one account; what is told beyond them, the comparison finds
_NAME = "psp-"
_UNCONFIRMED = "O PSP não confirma este Pix: nada foi gravado."
_UNREADABLE = "O aviso não é o que a API Pix diz: nada foi gravado."


@dataclass(frozen=True, slots=True)
class Worked:
    """Of the calls of one account: how many are done, and why the rest waits ("" when none does)."""

    done: int = 0
    waits: str = ""


def receive_call(ctx: Context, secret: str, octets: bytes) -> int:
    """The call is kept; its id. Raises NotFound for an address that is nobody's.

    Raises Refused for a closed credor, and while too many calls wait.
    """
    row = models.PspAccount.objects.filter(hook_sha256=save_psp_account.hook_sha256(secret)).first()
    if row is None:
        raise NotFound
    if _waiting(row)[:MOST_WAITING].count() >= MOST_WAITING:
        raise Refused("pix.too_many", "Há avisos demais à espera de confirmação desta conta. Avise mais tarde.")
    ours = replace(ctx, actor=Actor(ACTOR), scope=Scope({row.credor_id: "operator"}))
    return receive_raw(ours, row.credor_id, PIX, octets, f"{_NAME}{row.id}", role="operator").id


def accounts_with_calls(ctx: Context) -> list[int]:
    """Accounts whose calls are not all done."""
    left = models.RawPayload.objects.filter(source=PIX, done_at=None, credor_id__in=ctx.scope.credor_ids)
    names = left.filter(name__startswith=_NAME, credor__closed_at=None).values_list("name", flat=True).distinct()
    return sorted(int(name.removeprefix(_NAME)) for name in names)


def take_calls(ctx: Context, psp_account_id: int) -> Worked:
    """Takes in what the calls of this account told. Done again after a death, nothing doubles.

    Oldest first, and those tried before after all the others: who cannot be confirmed keeps nobody waiting.
    """
    account = models.PspAccount.objects.get(id=psp_account_id, credor_id__in=ctx.scope.credor_ids)
    ours = replace(ctx, scope=Scope({account.credor_id: "operator"}))
    rows = _waiting(account).filter(Q(tried_at=None) | Q(tried_at__lte=ctx.now - AGAIN))
    calls = list(rows.order_by(F("tried_at").asc(nulls_first=True), "id")[:AT_ONCE])
    done = 0
    with psp_reach.open_psp(account) as psp:
        for call in calls:
            told = _told(call)
            if told is None:
                _refuse(ours, call, "pix.unreadable", _UNREADABLE)
                done += 1
                continue
            confirmed = _confirm(psp, account.credor_id, told)
            if isinstance(confirmed, Fault):
                _tried(call, ctx.now - AGAIN)  # another goes first, and this one need not rest
                return Worked(done, confirmed.phrase)
            missing = {one.end_to_end_id for one in told} - {one.end_to_end_id for one in confirmed}
            if missing and ctx.now - call.received_at < PATIENCE:
                take(ours, account.credor_id, call.id, confirmed)
                _tried(call, ctx.now)
                continue
            _take_call(ours, account.credor_id, call, confirmed, _UNCONFIRMED if missing else "")
            done += 1
    return Worked(done)


def take(ctx: Context, credor_id: int, raw_payload_id: int, told: Sequence[Received]) -> TakenIn:
    """What the PSP itself says it received, and gave back. In one transaction with whoever calls, or its own."""
    with transaction.atomic():
        locks.share_statement(credor_id)
        # What went back first, for it takes the ledger alone: who already shares it could wait for another who does.
        if returned := [one for each in told for one in _returned(ctx, each, raw_payload_id)]:
            take_back(ctx, credor_id, returned)
        received = [_received(ctx, one, raw_payload_id) for one in told]
        (locks.hold_ledger if len(received) > FEW else locks.share_ledger)(credor_id)
        lines = _on_statements(credor_id, received)
        taken = take_in(ctx, credor_id, [_doubted(one, lines.get(one.source_key)) for one in received])
        _settle_lines(ctx, credor_id, taken, lines)
        return taken


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
def _take_call(ctx: Context, credor_id: int, call: models.RawPayload, told: Sequence[Received], phrase: str) -> None:
    take(ctx, credor_id, call.id, told)
    if phrase:
        journal.record(ctx, events.RawRefused(credor_id, call.id, PIX, "pix.unconfirmed"))
    writes.end_raw(call.id, ctx.now, phrase)


@transaction.atomic
def _refuse(ctx: Context, call: models.RawPayload, code: str, phrase: str) -> None:
    journal.record(ctx, events.RawRefused(call.credor_id, call.id, PIX, code))
    writes.end_raw(call.id, ctx.now, phrase)


def _told(call: models.RawPayload) -> list[Received] | None:
    """None for what is not a call of Bacen's API."""
    try:
        body: Any = json.loads(bytes(call.content))
        told = body["pix"]
        if not isinstance(told, list) or len(told) > MOST_IN_A_CALL:
            return None
        return [pix_received.read(one) for one in told]
    except (ValueError, KeyError, TypeError, RecursionError, Invalid):
        return None


def _confirm(psp: Psp, credor_id: int, told: Iterable[Received]) -> list[Received] | Fault:
    """As the PSP has them; those it does not know are left out. What we know, and is not given back, is not asked."""
    by_id = {one.end_to_end_id: one for one in told}
    known = writes.known_ids(credor_id, PIX, by_id)
    confirmed: list[Received] = []
    for end_to_end_id, one in by_id.items():
        if end_to_end_id in known and not one.refunds:
            confirmed.append(one)
            continue
        answer = psp.get_pix(end_to_end_id)
        if isinstance(answer, Fault):
            return answer
        if answer is not None and answer.end_to_end_id == end_to_end_id:
            confirmed.append(answer)
    return confirmed


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
