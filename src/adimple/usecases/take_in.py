"""The one intake: receipts of money, by whatever road, become payments of the right títulos, each once.

What names its título for certain settles at once; the rest waits in Conciliação, and says why.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from django.db import transaction

from adimple.domain import events, incoming, ledger
from adimple.domain.incoming import Received, payment_key
from adimple.domain.indices import MonthMissing, months
from adimple.domain.ledger import Change, Ledger
from adimple.domain.same_money import Same
from adimple.store import journal
from adimple.store.reads import ledgers
from adimple.store.reads.matching import Matched
from adimple.store.reads.plain_payments import PlainPayments, lay_plain
from adimple.store.reads.told_before import Asked, told_before
from adimple.store.reads.whose import Whose, whose
from adimple.store.writes import incoming as writes
from adimple.store.writes import incoming_bulk, locks
from adimple.store.writes import payments as payment_writes
from adimple.store.writes.payments import NewPayment
from adimple.store.writes.plain_payments import write_plain
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.plan_payments import DEVEDORES_AT_ONCE, Turns
from adimple.usecases.settle_ledger import follow_plain, settle_ledger
from adimple.usecases.take_back import settle_waiting

FEW = 200  # more at once take the ledger alone, and are laid as columns
_PAID_MEANWHILE = (
    "O título foi quitado por outro pagamento: pode ser pagamento em dobro. Aponte outro, ou devolva o valor."
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """`ids`: of all, by source_key; `new`: of those that were not known; `matched`: of these, how many were paid in;
    `same`: how many are money that another road told.
    """

    ids: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    matched: int = 0
    same: int = 0
    waiting: int = 0
    known: int = 0


@transaction.atomic
def take_in(
    ctx: Context, credor_id: int, received: Sequence[Received], numbers: Mapping[str, int] | None = None
) -> TakenIn:
    """All in one transaction: receipts, payments, journal. Told twice, in any order, by anybody: once.

    All of one source. `numbers`: ids kept for them, by source_key, where they are many. Raises NotFound and Refused.
    """
    if not received:
        return TakenIn()
    (source,) = {one.source for one in received}
    by_key = {one.source_key: one for one in received}
    require_open(ctx, credor_id, "operator")
    is_bulk = len(by_key) > FEW
    (locks.hold_ledger if is_bulk else locks.share_ledger)(credor_id)
    refuse_closed(credor_id)
    if is_bulk:
        new = incoming_bulk.number_new(credor_id, source, by_key, numbers or {})
    else:
        new = writes.add_incoming(credor_id, ctx.now, list(by_key.values()))
    told = [(new[key], one) for key, one in by_key.items() if key in new]
    taken = _Taking(ctx, credor_id, source)
    taken.lay(told, is_bulk=is_bulk)
    taken.write(told, is_bulk=is_bulk)
    settle_waiting(ctx, credor_id, source, [one for _, one in told])
    if told:
        cents = sum(one.cents for _, one in told)
        known = len(by_key) - len(told)
        sha256 = hashlib.sha256(",".join(map(str, sorted(new.values()))).encode()).hexdigest()
        matched = len(taken.matched)
        journal.record(ctx, events.IncomingTaken(credor_id, source, len(told), cents, matched, known, sha256))
    ids = new | writes.known_ids(credor_id, source, by_key.keys() - new.keys())
    return TakenIn(ids, new, len(taken.matched), len(taken.same), len(taken.waiting), len(by_key) - len(told))


@dataclass(slots=True)
class _Taking:
    """One batch being laid: what became of each receipt, by the id of its row."""

    ctx: Context
    credor_id: int
    source: str
    matched: list[tuple[int, int, str]] = field(default_factory=list)  # incoming, payment, how
    waiting: list[tuple[int, str]] = field(default_factory=list)
    same: list[tuple[int, int, str]] = field(default_factory=list)  # incoming, the payment it is, why
    txids: list[str] = field(default_factory=list)
    told: list[events.Event] = field(default_factory=list)
    plain: PlainPayments | None = None  # written, and not yet followed

    def lay(self, told: Sequence[tuple[int, Received]], *, is_bulk: bool) -> None:
        """Which título each pays, and what that gives."""
        named: list[tuple[int, Received, Whose]] = []
        for (incoming_id, one), found in zip(told, self._whose(told), strict=True):
            if isinstance(found, str):
                self.waiting.append((incoming_id, found))
            elif doubt := incoming.doubt_of(one, self.ctx.on):
                self.waiting.append((incoming_id, doubt))
            else:
                named.append((incoming_id, one, found))
        locks.lock_devedores({found.devedor_id for _, _, found in named})
        self.txids = [one.txid for _, one, _ in named if one.txid]
        certain = self._not_told_before(named)
        # Payments of one day are laid in the order of their ids: as they came.
        numbers = payment_writes.new_payment_ids(len(certain))
        numbered = [
            (_matched(incoming_id, one, found), number)
            for (incoming_id, one, found), number in zip(certain, numbers, strict=True)
        ]
        hows = {incoming_id: found.how for incoming_id, _, found in certain}
        turns = Turns.of(self.ctx, self.credor_id)
        rest = self._lay_plain(numbered, hows) if is_bulk else numbered
        by_devedor: dict[int, list[tuple[Matched, int]]] = defaultdict(list)
        for matched, number in rest:
            by_devedor[matched.devedor_id].append((matched, number))
        for batch in batched(sorted(by_devedor), DEVEDORES_AT_ONCE):
            change, payments = Change(), []
            for devedor_id, whole in ledgers.ledgers(self.ctx.scope, batch).items():
                payments += self._lay(turns, change, whole, by_devedor[devedor_id], hows)
            settle_ledger(self.ctx, self.credor_id, change, payments)

    def write(self, told: Sequence[tuple[int, Received]], *, is_bulk: bool) -> None:
        """What became of each: with its row where they are many, whose rows are not there yet."""
        of = self.credor_id, self.ctx.now, self.ctx.actor.name
        if is_bulk:
            incoming_bulk.copy_told(*of, told, self.matched, self.same, self.waiting)
        else:
            writes.settle(*of, self.matched)
            writes.count_once(*of, self.same)
            writes.explain(self.credor_id, self.waiting)
        writes.pay_charges(self.credor_id, self.txids, self.ctx.now)
        journal.record(self.ctx, *self.told)
        if self.plain is not None:
            follow_plain(self.ctx, self.credor_id, self.plain)

    def _whose(self, told: Sequence[tuple[int, Received]]) -> list[Whose | str]:
        return whose(self.ctx.scope, self.credor_id, [one for _, one in told])

    def _not_told_before(self, named: list[tuple[int, Received, Whose]]) -> list[tuple[int, Received, Whose]]:
        """Those that are money nobody told of yet, of títulos that are open. What is surely told before counts once."""
        asked = [
            Asked(found.devedor_id, (found.titulo_id,), one.cents, one.paid_on, one.credit_on)
            for _, one, found in named
        ]
        before = told_before(self.ctx.scope, self.credor_id, self.source, asked)
        certain = []
        for place, (incoming_id, one, found) in enumerate(named):
            same = before.get(place)
            if same is not None and same.is_sure:
                self.same.append((incoming_id, same.payment_id, incoming.counted_once(same.payment_id, same.source)))
                self.told.append(events.IncomingSetAside(self.credor_id, incoming_id, one.cents))
            elif reason := " ".join(filter(None, (found.why_closed, _perhaps(same)))):
                self.waiting.append((incoming_id, reason))
            else:
                certain.append((incoming_id, one, found))
        return certain

    def _lay_plain(self, numbered: list[tuple[Matched, int]], hows: dict[int, str]) -> list[tuple[Matched, int]]:
        """Those that touch nobody else's, as columns; gives the others."""
        try:
            plain, rest = lay_plain(self.ctx.scope, self.credor_id, numbered)
        except MonthMissing:  # of one of them: each is asked by itself
            return numbered
        write_plain(self.credor_id, self.ctx.now, None, self.source, plain)
        self.plain = plain
        journal.record_frame(self.ctx, events.PaymentRegistered, plain.registered(self.credor_id))
        self.matched += [
            (incoming_id, number, _matched_how(hows[incoming_id])) for incoming_id, number in plain.payment_of_line
        ]
        return rest

    def _lay(
        self,
        turns: Turns,
        change: Change,
        found: Ledger,
        rows: list[tuple[Matched, int]],
        hows: dict[int, str],
    ) -> list[NewPayment]:
        """One devedor. A receipt whose own título takes nothing of it waits, and changes nothing for the others."""
        closed = {titulo.titulo_id for titulo in found.titulos if titulo.closed_on is not None}
        laid = [one for one in rows if one[0].titulo_id not in closed]
        self._wait([one for one in rows if one[0].titulo_id in closed], _PAID_MEANWHILE)
        try:
            given, kept = _change(turns, found, laid)
        except MonthMissing as error:
            self._wait(laid, f"Falta o índice de {months.format_month(error.month)} para saber o que o título devia.")
            return []
        self._wait([one for one in laid if one not in kept], _PAID_MEANWHILE)
        change.add(given)
        for one, number in kept:
            self._note(one, number, hows)
        return [
            NewPayment(
                received=turns.received(one, number),
                devedor_id=one.devedor_id,
                external_key=one.row["payment_key"],
                source=self.source,
                leftover_cents=given.leftovers.get(number, 0),
            )
            for one, number in kept
        ]

    def _note(self, one: Matched, number: int, hows: dict[int, str]) -> None:
        incoming_id, row = one.row["line"], one.row
        self.matched.append((incoming_id, number, _matched_how(hows[incoming_id])))
        self.told.append(
            events.PaymentRegistered(self.credor_id, one.devedor_id, number, row["amount_cents"], row["paid_on"])
        )

    def _wait(self, rows: Iterable[tuple[Matched, int]], why: str) -> None:
        self.waiting += [(one.row["line"], why) for one, _ in rows]


def _matched_how(how: str) -> str:
    return f"Conciliado {how}."


def _perhaps(same: Same | None) -> str:
    return incoming.perhaps_same(same.payment_id, same.source) if same is not None else ""


def _matched(incoming_id: int, one: Received, found: Whose) -> Matched:
    """As a row of a sheet: its título first, and what that cannot take goes on to the others."""
    row = {
        "line": incoming_id,
        "payment_key": payment_key(incoming_id, 1),
        "amount_cents": one.cents,
        "paid_on": one.paid_on,
    }
    return Matched(row, found.devedor_id, found.titulo_id, (found.titulo_id,))


def _change(
    turns: Turns, found: Ledger, rows: Sequence[tuple[Matched, int]]
) -> tuple[Change, Sequence[tuple[Matched, int]]]:
    """What the receipts of one devedor change, and which of them: all whose own título takes something."""
    kept = list(rows)
    while kept:
        new = [turns.received(one, number) for one, number in kept]
        given = ledger.change_from(found, min(payment.turn for payment in new), new)
        reached = {(row.payment_id, int(row.reached.imputacao.titulo_id)) for row in given.added}
        missing = [(one, number) for one, number in kept if (number, one.titulo_id) not in reached]
        if not missing:
            return given, kept
        kept.remove(max(missing, key=lambda each: (each[0].row["paid_on"], each[1])))
    return Change(), kept
