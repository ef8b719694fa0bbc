"""What a devedor's ledger records, and what must change in it when a payment comes, goes or reaches other amounts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from adimple.domain import encargos, replay
from adimple.domain.encargos import EncargosPolicy, Saldo
from adimple.domain.imputacao import Imputacao
from adimple.domain.replay import Owing, Reached, Received
from adimple.domain.titulo import ClosedReason

type Turn = tuple[date, int]  # day and id of a payment: the order in which payments are laid


@dataclass(frozen=True, slots=True)
class LedgerTitulo:
    titulo_id: int
    due_on: date
    principal_cents: int
    policy: EncargosPolicy
    known_at: datetime
    closed_on: date | None = None
    closed_reason: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row in force: how much of a payment went to a título, and what was left. The last of a título is current."""

    row_id: int
    payment_id: int
    paid_on: date
    reached: Reached
    is_current: bool

    @property
    def titulo_id(self) -> int:
        return int(self.reached.imputacao.titulo_id)

    @property
    def turn(self) -> Turn:
        return self.paid_on, self.payment_id


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of one devedor: títulos open and closed, payments not undone, rows in force."""

    devedor_id: int
    titulos: tuple[LedgerTitulo, ...]
    payments: tuple[Received, ...]
    recorded: tuple[Recorded, ...]
    leftovers: dict[int, int] = field(default_factory=dict)  # payment id → cents no título could take

    def first_turn_on(self, titulo_ids: Collection[int]) -> Turn | None:
        """The turn of the first payment that reached one of these títulos, or might have; None when none does."""
        reached = [row.turn for row in self.recorded if row.titulo_id in titulo_ids]
        open_to = [
            one.turn for one in self.payments if one.is_open_to_any or not set(one.chosen).isdisjoint(titulo_ids)
        ]
        return min([*reached, *open_to], default=None)


@dataclass(frozen=True, slots=True)
class NewRow:
    payment_id: int
    paid_on: date
    reached: Reached
    is_current: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """Of a devedor, payments from a day on that now reach other amounts than they did."""

    devedor_id: int
    since: date
    payments: int
    closed: int
    reopened: int


@dataclass(slots=True)
class Change:
    """What to write, of one devedor or of many. Rows are never edited: replaced ones stay, no longer in force."""

    replaced: list[int] = field(default_factory=list)  # row ids that no longer hold
    demoted: list[int] = field(default_factory=list)  # still in force, no longer the last of their título
    promoted: list[int] = field(default_factory=list)  # the last of their título again
    added: list[NewRow] = field(default_factory=list)
    leftovers: dict[int, int] = field(default_factory=dict)
    closed: dict[int, date] = field(default_factory=dict)  # título id → day of the payment that settled it
    reopened: list[int] = field(default_factory=list)
    paid_up: list[int] = field(default_factory=list)  # devedores who had something open and now owe nothing
    replayed: list[Replayed] = field(default_factory=list)

    def add(self, other: "Change") -> None:
        for name in ("replaced", "demoted", "promoted", "added", "reopened", "paid_up", "replayed"):
            getattr(self, name).extend(getattr(other, name))
        self.leftovers |= other.leftovers
        self.closed |= other.closed


def change_from(ledger: Ledger, start: Turn, added: Iterable[Received] = ()) -> Change:
    """What changes when the payments from `start` on are laid again, with those `added`.

    To undo a payment, give a ledger without it and its turn. Rows before `start` stay as they are: a policy or a
    título that came later does not rewrite a receipt that nothing touched.
    """
    kept = [row for row in ledger.recorded if row.turn < start]
    later = {(row.payment_id, row.titulo_id): row for row in ledger.recorded if row.turn >= start}
    payments = [payment for payment in (*ledger.payments, *added) if payment.turn >= start]
    titulos = [titulo for titulo in ledger.titulos if not _closed_elsewhere(titulo, ledger)]
    laid = replay.lay_payments(_owing(titulos, kept, later.values()), payments)
    change = Change()
    in_force: list[Recorded | NewRow] = list(kept)
    for payment in laid:
        if payment.leftover_cents != ledger.leftovers.get(payment.payment.payment_id):
            change.leftovers[payment.payment.payment_id] = payment.leftover_cents
        for reached in payment.reached:
            row = later.get((payment.payment.payment_id, int(reached.imputacao.titulo_id)))
            if row is not None and _same(row.reached, reached):
                in_force.append(later.pop((row.payment_id, row.titulo_id)))
            else:
                in_force.append(NewRow(payment.payment.payment_id, payment.payment.paid_on, reached, False))
    change.replaced = [row.row_id for row in later.values()]
    _mark_current(change, in_force)
    _close(change, ledger, titulos, in_force)
    _tell_replayed(change, ledger, payments, later.values())
    return change


def _tell_replayed(change: Change, ledger: Ledger, payments: Iterable[Received], replaced: Iterable[Recorded]) -> None:
    """Payments there were before, of which a row or the leftover is another. One undone is no longer among them."""
    standing = {one.payment_id: one.paid_on for one in payments if one.payment_id in ledger.leftovers}
    touched = {row.payment_id for row in replaced} | {row.payment_id for row in change.added} | change.leftovers.keys()
    if days := [standing[payment_id] for payment_id in touched & standing.keys()]:
        told = Replayed(ledger.devedor_id, min(days), len(days), len(change.closed), len(change.reopened))
        change.replayed.append(told)


def _closed_elsewhere(titulo: LedgerTitulo, ledger: Ledger) -> bool:
    """Paid by something this ledger has no row of: nothing here may open it again."""
    reached = any(row.titulo_id == titulo.titulo_id for row in ledger.recorded)
    return titulo.closed_reason == ClosedReason.PAID and not reached


def _owing(titulos: Iterable[LedgerTitulo], kept: Iterable[Recorded], later: Iterable[Recorded]) -> list[Owing]:
    """Each título as the last kept row left it; by id, so that equal debts always have the same order."""
    left = {row.titulo_id: row.reached.saldo for row in sorted(kept, key=lambda row: row.turn)}
    reached_by: dict[int, set[int]] = {}
    for row in later:
        reached_by.setdefault(row.titulo_id, set()).add(row.payment_id)
    return [
        Owing(
            titulo_id=titulo.titulo_id,
            due_on=titulo.due_on,
            policy=titulo.policy,
            saldo=left.get(titulo.titulo_id) or encargos.new_saldo(titulo.principal_cents, titulo.due_on),
            known_at=titulo.known_at,
            only_for=frozenset(reached_by.get(titulo.titulo_id, ())) if _is_baixa(titulo) else None,
        )
        for titulo in sorted(titulos, key=lambda titulo: titulo.titulo_id)
    ]


def _mark_current(change: Change, in_force: Iterable[Recorded | NewRow]) -> None:
    """The last row of each título becomes its current one."""
    rows = sorted(in_force, key=lambda row: (row.paid_on, row.payment_id))
    last = {row.reached.imputacao.titulo_id: row for row in rows}
    for row in rows:
        is_last = last[row.reached.imputacao.titulo_id] is row
        if isinstance(row, NewRow):
            change.added.append(NewRow(row.payment_id, row.paid_on, row.reached, is_last))
        elif is_last and not row.is_current:
            change.promoted.append(row.row_id)
        elif row.is_current and not is_last:
            change.demoted.append(row.row_id)


def _close(
    change: Change, ledger: Ledger, titulos: Iterable[LedgerTitulo], in_force: Iterable[Recorded | NewRow]
) -> None:
    """Closes what is settled, on the day of the payment that settled it; opens what no longer is."""
    rows = sorted(in_force, key=lambda row: (row.paid_on, row.payment_id))
    last = {row.reached.imputacao.titulo_id: row for row in rows}
    for titulo in titulos:
        row = last.get(titulo.titulo_id)
        settled_on = row.paid_on if row is not None and replay.is_settled(row.reached.saldo) else None
        if _is_baixa(titulo) or settled_on == titulo.closed_on:
            continue
        if settled_on is not None:
            change.closed[titulo.titulo_id] = settled_on
        else:
            change.reopened.append(titulo.titulo_id)
    were_open = {titulo.titulo_id for titulo in ledger.titulos if titulo.closed_on is None}
    if were_open and not change.reopened and were_open <= change.closed.keys():
        change.paid_up.append(ledger.devedor_id)


def _is_baixa(titulo: LedgerTitulo) -> bool:
    return titulo.closed_reason == ClosedReason.BAIXA


def _same(one: Reached, other: Reached) -> bool:
    return _amounts(one.imputacao) == _amounts(other.imputacao) and _left(one.saldo) == _left(other.saldo)


def _amounts(part: Imputacao) -> tuple[int, ...]:
    return part.juros_cents, part.multa_cents, part.correcao_cents, part.principal_cents, part.discount_cents


def _left(saldo: Saldo) -> tuple:
    return (
        saldo.principal_cents,
        saldo.multa_open_cents,
        saldo.multa_charged,
        saldo.juros_open_cents,
        saldo.juros_from_on,
    )
