"""What R$ 1.000,00 overdue for sixty days would be today under a policy, by the sum that títulos are worked by."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from adimple.domain import encargos
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.encargos.policy import Kind
from adimple.domain.indices import MonthMissing
from adimple.store.reads import index_rates

PRINCIPAL_CENTS = 1_000_00
DAYS_LATE = 60


@dataclass(frozen=True, slots=True)
class Example:
    """`total_cents` None where an index lacks a month: `missing` says which and how to get it."""

    principal_cents: int
    days_late: int
    due_on: date
    total_cents: int | None
    arithmetic: tuple[str, ...] = ()
    missing: str = ""


def example_of(policy: EncargosPolicy, kind: Kind, on: date) -> Example:
    due_on = on - timedelta(days=DAYS_LATE)
    saldo = encargos.new_saldo(PRINCIPAL_CENTS, due_on)
    agreed = encargos.cap_policy(policy, kind)
    if agreed.needs_indices:
        agreed = replace(agreed, indices=index_rates.table())
    try:
        terms = encargos.terms_on(agreed, due_on=due_on, juros_from_on=due_on, on=on)
    except MonthMissing as error:
        return Example(PRINCIPAL_CENTS, DAYS_LATE, due_on, None, missing=error.phrase)
    mora = encargos.mora(saldo, terms)
    owed = encargos.encargos_of(mora)
    lines = encargos.arithmetic(owed, mora, agreed, due_on=due_on, on=on)
    return Example(PRINCIPAL_CENTS, DAYS_LATE, due_on, owed.total_cents, lines)
