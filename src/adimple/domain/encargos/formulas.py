"""What a título owes on a day: one set of formulas over `Mora`, a record that dates never enter.

Dates become integers in `terms_on`. By day: `mora(saldo, terms_on(policy, …))`. By night the cycle takes the DISTINCT
(policy, due_on, juros_from_on) of its títulos, maps `terms_on` over those few keys, joins the `Terms` back as columns
beside the columns of `Saldo`, and runs the same formulas on `columns(Mora)`.
"""

from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from adimple.domain import limits
from adimple.domain.encargos.policy import EncargosPolicy
from adimple.domain.encargos.series import NO_CORRECTION, Factor
from adimple.domain.encargos.terms import Terms, terms_on
from adimple.domain.lanes import Lane, divide_as, divide_half_up, minimum, no, where


@dataclass(frozen=True, slots=True)
class Saldo:
    """What is left of a título after its last imputação; one row, not a history.

    `principal_cents` is the capital left, corrected up to `juros_from_on`; juros and correction count from there on
    it. The multa is charged once: what is left of it, and of juros already claimed, stays apart and bears nothing.
    """

    nominal_cents: int
    principal_cents: int
    multa_open_cents: int
    multa_charged: bool
    juros_open_cents: int
    juros_from_on: date


@dataclass(frozen=True, slots=True)
class Mora:
    """The lane record: the integers of a `Saldo` and of its `Terms`."""

    nominal_cents: int
    principal_cents: int
    multa_open_cents: int
    multa_charged: bool
    juros_open_cents: int
    days_late: int
    multa_ppb: int
    multa_on_corrected: bool
    rounding: int
    correction_num: int
    correction_den: int
    juros_num: int
    juros_den: int
    juros_times: int
    juros_rounding: int
    discount_fixed_cents: int
    discount_ppb: int
    selic_num: int = 0
    selic_den: int = 1


@dataclass(frozen=True, slots=True)
class Encargos:
    """What is owed on a day. total = principal + correção + multa + juros − discount."""

    days_late: int
    principal_cents: int
    correcao_cents: int
    multa_cents: int
    juros_cents: int
    discount_cents: int
    total_cents: int


# --- by day: one título ---

_SALDO_NAMES = tuple(field.name for field in fields(Saldo) if field.name != "juros_from_on")
_TERMS_NAMES = tuple(field.name for field in fields(Terms))
_OF_SALDO, _OF_TERMS = attrgetter(*_SALDO_NAMES), attrgetter(*_TERMS_NAMES)
_MORA_NAMES = tuple(field.name for field in fields(Mora))
assert _MORA_NAMES == _SALDO_NAMES + _TERMS_NAMES, "a Mora is a Saldo, then its Terms"


def accrue_encargos(
    policy: EncargosPolicy, saldo: Saldo, *, due_on: date, on: date, correction: Factor = NO_CORRECTION
) -> Encargos:
    """What the título owes on `on`. `correction` is the index from `saldo.juros_from_on` to `on`."""
    terms = terms_on(policy, due_on=due_on, juros_from_on=saldo.juros_from_on, on=on, correction=correction)
    return encargos_of(mora(saldo, terms))


def new_saldo(principal_cents: int, due_on: date) -> Saldo:
    """A título on which nothing was paid yet."""
    return Saldo(
        nominal_cents=principal_cents,
        principal_cents=principal_cents,
        multa_open_cents=0,
        multa_charged=False,
        juros_open_cents=0,
        juros_from_on=due_on,
    )


def mora(saldo: Saldo, terms: Terms) -> Mora:
    """The lane record of one título on one day."""
    return Mora(*_OF_SALDO(saldo), *_OF_TERMS(terms))


def encargos_of(m: Mora) -> Encargos:
    """Every figure of one título."""
    return Encargos(
        days_late=m.days_late,
        principal_cents=m.principal_cents,
        correcao_cents=correcao_cents(m),
        multa_cents=multa_cents(m),
        juros_cents=juros_cents(m),
        discount_cents=discount_cents(m),
        total_cents=total_cents(m),
    )


# --- both lanes ---


def correcao_cents(m: Lane) -> Lane:
    """The correction of the principal since juros count, rounded before anything is computed on it."""
    return divide_as(m.rounding, m.principal_cents * m.correction_num, m.correction_den)


def multa_cents(m: Lane) -> Lane:
    """Multa moratória, once per título (CDC art. 52 § 1º), on what was overdue then; later, what is left of it."""
    base_cents = m.principal_cents + where(m.multa_on_corrected, correcao_cents(m), 0)
    charged_now = divide_as(m.rounding, base_cents * m.multa_ppb, limits.BILLION)
    return where((m.days_late > 0) & no(m.multa_charged), charged_now, 0) + m.multa_open_cents


def juros_cents(m: Lane) -> Lane:
    """Juros de mora on the corrected principal, the Selic, and what was already claimed; never juros on juros."""
    base_cents = m.principal_cents + correcao_cents(m)
    since_then = divide_as(m.juros_rounding, base_cents * m.juros_num, m.juros_den) * m.juros_times
    return since_then + selic_cents(m) + m.juros_open_cents


def selic_cents(m: Lane) -> Lane:
    """The Selic until 2024-08-29 where no rate was agreed: juros and correção in one, on the principal alone."""
    return divide_as(m.juros_rounding, m.principal_cents * m.selic_num, m.selic_den)


def discount_cents(m: Lane) -> Lane:
    """The discount for paying in time, on the nominal: a part payment neither raises nor loses it."""
    by_rate = divide_half_up(m.nominal_cents * m.discount_ppb, limits.BILLION)
    return minimum(m.discount_fixed_cents + by_rate, m.principal_cents)


def total_cents(m: Lane) -> Lane:
    """What settles the título today."""
    return m.principal_cents + correcao_cents(m) + multa_cents(m) + juros_cents(m) - discount_cents(m)
