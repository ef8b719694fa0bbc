"""A bank's statement that was kept: its credits become receipts, which wait for a person; its debits are counted."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from adimple.domain import calendar, events, limits, money
from adimple.domain.errors import NotFound, Refused, Rejection
from adimple.domain.incoming import OFX, Received
from adimple.files import ofx
from adimple.files.ofx import Movement, Ofx, Statement
from adimple.store import journal, models
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.receive_raw import reading, receive_raw
from adimple.usecases.take_in import TakenIn, take_in

NEEDS = "manager"
WHICH, NO_ACCOUNT = "ofx.which_account", "ofx.no_account"
_END_TO_END = re.compile(r"\bE[0-9]{20}[0-9A-Za-z]{11}\b", re.ASCII)  # Bacen, Pix: E, ISPB, minute, 11 of the PSP
_MOST_MEMO = 140


@dataclass(frozen=True, slots=True)
class TakenOfx:
    """`debits`: left out. `same`: credits that are a Pix already here. `taken` is None where the file came before."""

    raw_payload_id: int
    is_new: bool
    received_on: str
    credits: int = 0
    credits_cents: int = 0
    debits: int = 0
    same: int = 0
    rejections: tuple[Rejection, ...] = ()
    notices: tuple[str, ...] = ()
    taken: TakenIn | None = None


def receive_ofx(
    ctx: Context, credor_id: int, name: str, content: bytes, bank_account_id: int | None = None
) -> TakenOfx:
    """Kept first, by itself; then read. The same file twice is one.

    Raises Unreadable, NotFound, and Refused where nobody can tell of which account it is.
    """
    if len(content) > limits.MAX_OFX_BYTES:
        ofx.read_ofx(content)  # it says so
    raw = receive_raw(ctx, credor_id, OFX, content, name, role=NEEDS)
    return take_ofx(ctx, raw.id, bank_account_id)


def take_ofx(ctx: Context, raw_payload_id: int, bank_account_id: int | None = None) -> TakenOfx:
    """What was kept is read, whole or not at all; why not stays with it."""
    with reading(ctx, raw_payload_id, OFX, asks=(WHICH, NO_ACCOUNT)):
        return _take(ctx, raw_payload_id, bank_account_id)


def _take(ctx: Context, raw_payload_id: int, bank_account_id: int | None) -> TakenOfx:
    rows = models.RawPayload.objects.select_for_update()
    raw = rows.filter(id=raw_payload_id, source=OFX, credor_id__in=ctx.scope.credor_ids).first()
    if raw is None:
        raise NotFound
    require_open(ctx, raw.credor_id, NEEDS)
    received_on = calendar.format_date(raw.received_at.astimezone(SAO_PAULO).date())
    if raw.done_at is not None and not raw.phrase:
        return TakenOfx(raw.id, False, received_on)
    found = ofx.read_ofx(bytes(raw.content))
    accounts = _accounts_of(raw.credor_id, found, bank_account_id)
    credits = [one for one in found.movements if one.cents > 0]
    debits = len(found.movements) - len(credits)
    locks.hold_statement(raw.credor_id)
    taken = take_in(ctx, raw.credor_id, [_received(raw.id, one, accounts) for one in credits])
    same = _set_the_same_aside(ctx, raw.credor_id, taken, credits)
    writes.end_raw(raw.id, ctx.now)
    journal.record(ctx, events.OfxRead(raw.credor_id, raw.id, len(credits), debits, len(found.rejections)))
    cents = sum(one.cents for one in credits)
    return TakenOfx(
        raw.id, True, received_on, len(credits), cents, debits, same, found.rejections, found.notices, taken
    )


def _received(raw_payload_id: int, one: Movement, accounts: dict[tuple[str, str], int]) -> Received:
    memo = " · ".join(dict.fromkeys(part for part in (one.name, one.memo) if part))
    if (ends := _ends(one)) and ends[0] not in memo[:_MOST_MEMO]:  # the Pix that comes later looks for it here
        memo = f"{ends[0]} · {memo}"
    return Received(
        source=OFX,
        source_key=one.identity,
        raw_payload_id=raw_payload_id,
        cents=one.cents,
        paid_on=one.on,
        credit_on=one.on,
        payer_name=one.name,
        reference=memo[:_MOST_MEMO],
        bank_account_id=accounts[one.bank, one.account],
        doubt=one.notice,
    )


def _accounts_of(credor_id: int, found: Ofx, chosen_id: int | None) -> dict[tuple[str, str], int]:
    """Each account of the file → the credor's. Raises NotFound; Refused where one is of nobody, or of two."""
    ours = list(models.BankAccount.objects.filter(credor_id=credor_id).order_by("id"))
    if chosen_id is not None and chosen_id not in {one.id for one in ours}:
        raise NotFound
    if not ours:
        raise Refused(
            NO_ACCOUNT,
            "Este credor não tem conta bancária cadastrada. Cadastre-a em Configurações, Contas e convênios, e envie "
            "o extrato de novo.",
        )
    return {(one.bank, one.account): _account_of(ours, one, chosen_id, found) for one in found.statements}


def _account_of(ours: Sequence[models.BankAccount], said: Statement, chosen_id: int | None, found: Ofx) -> int:
    same = [one for one in ours if one.bank_code == said.bank and _digits(said.account) in _names(one)]
    if len(same) == 1:
        return same[0].id
    if chosen_id is not None and len({(one.bank, one.account) for one in found.statements}) == 1:
        return chosen_id
    raise Refused(
        WHICH,
        f"O extrato é da conta {said.account or 'sem número'}, banco {said.bank or 'não dito'}, que não está entre as "
        "contas deste credor. Escolha a conta, ou cadastre-a em Configurações.",
    )


def _names(account: models.BankAccount) -> set[str]:
    """How a statement may write it: with its agência before, and without its digit."""
    told = {account.conta, account.conta[:-1], account.agencia + account.conta, account.agencia + account.conta[:-1]}
    return {_digits(one) for one in told} - {""}


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper()).lstrip("0")


def _set_the_same_aside(ctx: Context, credor_id: int, taken: TakenIn, credits: Sequence[Movement]) -> int:
    """A credit whose memo brings the identity of a Pix that is already here is that Pix: it counts once."""
    ends = {key: found[0] for one in credits if (key := one.identity) in taken.new and (found := _ends(one))}
    rows = models.Incoming.objects.filter(credor_id=credor_id, source="pix", source_key__in=set(ends.values()))
    known = {row.source_key: row for row in rows}
    counted: Counter[str] = Counter()
    for key, end in ends.items():
        pix = known.get(end)
        row = models.Incoming.objects.select_for_update().get(id=taken.new[key])
        if pix is None or counted[end] or pix.cents != row.cents:
            continue
        counted[end] += 1
        why = f"É o Pix {end}, que já entrou: {money.format_brl(pix.cents)} em {calendar.format_date(pix.paid_on)}."
        writes.set_state(row, "set_aside", why, ctx.now, ctx.actor.name)
        journal.record(ctx, events.IncomingSetAside(credor_id, row.id, row.cents))
    return sum(counted.values())


def _ends(one: Movement) -> list[str]:
    return _END_TO_END.findall(f"{one.memo} {one.fitid} {one.check_number}")
