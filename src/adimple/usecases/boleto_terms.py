"""What a boleto asks on each day beside what the calculator says; and the terms of one that asks the same today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from adimple.domain import calendar, encargos, limits
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Refused
from adimple.domain.remessa.charges import INDEXED, UNEVEN, first_late_on
from adimple.store.reads.balances import TituloSaldo

_A_DAY = timedelta(days=1)


class Told(Protocol):
    """What the bank was told of a boleto, or will be."""

    @property
    def cents(self) -> int: ...
    @property
    def abatimento_cents(self) -> int: ...
    @property
    def due_on(self) -> date: ...
    @property
    def pay_until(self) -> date: ...
    @property
    def policy(self) -> EncargosPolicy: ...


@dataclass(frozen=True, slots=True)
class Terms:
    due_on: date
    cents: int
    policy: EncargosPolicy
    pay_until: date
    abatimento_cents: int = 0


def charged_cents(boleto: Told, on: date) -> int:
    """What the bank asks for it on that day: the terms it was registered with."""
    whole = encargos.new_saldo(boleto.cents, boleto.due_on)
    saldo = replace(whole, principal_cents=boleto.cents - boleto.abatimento_cents)
    return encargos.accrue_encargos(boleto.policy, saldo, due_on=boleto.due_on, on=on).total_cents


def agrees(boleto: Told, titulo: TituloSaldo, on: date, *, each_day: bool = False) -> bool:
    """Whether, from `on` to its last day, the bank asks what is owed.

    A boleto whose due date is not the título's counts from its own: before it, it asks what will be owed. Without
    `each_day`, only the days on which charges turn are looked at: what was registered agreed on every one of them.
    """
    since = on if boleto.due_on == titulo.due_on else max(on, boleto.due_on)
    days = _days(since, boleto.pay_until) if each_day else _turning(boleto, since)
    return all(charged_cents(boleto, day) == titulo.priced(day).total_cents for day in days)


def of_today(titulo: TituloSaldo, on: date, days_payable: int) -> Terms:
    """Of a boleto that the bank is told today, and takes so many days after its due date.

    In time, the título's own due date and charges. Overdue, what is owed on the first day the bank can take it, and
    from there each day's juros. Raises Refused where no boleto would ask, on each day, what is owed.
    """
    if titulo.closed_on is not None:
        raise Refused("boleto.closed", "O título está fechado: não há o que cobrar.")
    if titulo.policy.needs_indices:
        raise Refused("boleto.index", INDEXED)
    if titulo.due_on < on <= calendar.effective_due_on(titulo.due_on):
        raise Refused("boleto.no_bank", "Venceu num dia sem banco e ainda se paga em dia: o novo boleto é de amanhã.")
    terms = _in_time(titulo, on, days_payable) if titulo.due_on >= on else _late(titulo, on, days_payable)
    if not agrees(terms, titulo, on, each_day=True):
        raise Refused("boleto.uneven", UNEVEN)
    return terms


def last_taken_on(boleto: Told) -> date:
    """Its last day; where that has no bank service and is the due date, the next one that has."""
    return calendar.effective_due_on(boleto.due_on) if boleto.pay_until == boleto.due_on else boleto.pay_until


def first_taken_on(on: date, days_payable: int) -> date:
    """The day a boleto told today may be paid: the next bank day; one more where that is also its last."""
    return calendar.add_bank_days(on, 1 if days_payable else 2)


def _in_time(titulo: TituloSaldo, on: date, days_payable: int) -> Terms:
    left_cents = titulo.saldo.principal_cents
    policy = titulo.policy
    if left_cents != titulo.principal_cents:
        # The discount is of the nominal; the boleto's is smaller.
        policy = replace(policy, discount_ppb=0, discount_cents=_owed(titulo, on).discount_cents)
    return Terms(titulo.due_on, left_cents, policy, titulo.due_on + timedelta(days=days_payable))


def _late(titulo: TituloSaldo, on: date, days_payable: int) -> Terms:
    due_on = first_taken_on(on, days_payable)
    cents = _owed(titulo, due_on).total_cents
    a_day_cents = _owed(titulo, due_on + _A_DAY).total_cents - cents if days_payable else 0
    return Terms(due_on, cents, _by_day(cents, a_day_cents), due_on + timedelta(days=days_payable))


def _by_day(cents: int, a_day_cents: int) -> EncargosPolicy:
    """The policy that charges so many cents a day on so many cents: the least rate that gives them, cut."""
    if a_day_cents <= 0:
        return EncargosPolicy()
    ppb = -(-a_day_cents * 30 * limits.BILLION // cents)
    return EncargosPolicy(juros_ppb_month=ppb, juros_basis="daily_cents_down")


def _owed(titulo: TituloSaldo, on: date) -> encargos.Encargos:
    """Raises Refused where an index is missing."""
    priced = titulo.priced(on)
    if priced.owed is None:
        raise Refused("boleto.missing", f"Não sabemos quanto deve nesse dia: {priced.missing}.")
    return priced.owed


def _turning(boleto: Told, since: date) -> list[date]:
    days = {since, boleto.due_on, first_late_on(boleto.due_on), boleto.pay_until}
    return [day for day in sorted(days) if since <= day <= boleto.pay_until]


def _days(since: date, until: date) -> Iterable[date]:
    return (since + timedelta(days=n) for n in range((until - since).days + 1))
