"""Which months a sum would need: exactly those whose absence refuses it."""

from datetime import date

from adimple.domain import encargos
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.indices import IndexTable, months
from adimple.domain.indices.needs import needs_of

PERCENT = 10_000_000
LAW = EncargosPolicy(juros_by="law")
DUE_ON, ON = date(2026, 8, 31), date(2026, 10, 31)


def told(policy, due_on=DUE_ON, on=ON):
    return [need.phrase for need in needs_of(encargos.lacking_months(policy, due_on=due_on, on=on))]


def test_a_policy_of_the_law_needs_the_legal_rate_by_day_and_ipca_by_whole_month():
    assert told(LAW) == ["IPCA de 08/2026 a 09/2026", "Taxa legal de 09/2026 a 10/2026"]


def test_an_index_of_the_contract_is_all_that_a_contract_s_rate_needs():
    assert told(EncargosPolicy(juros_ppb_month=PERCENT, correction_index="inpc")) == ["INPC de 08/2026 a 09/2026"]


def test_a_debt_from_before_the_law_needs_selic_too():
    assert told(LAW, date(2024, 7, 31), date(2024, 9, 10)) == [
        "Selic acumulada no mês de 08/2024",
        "Taxa legal de 08/2024 a 09/2024",
    ]


def test_in_time_and_with_a_rate_alone_nothing_is_needed():
    assert told(LAW, ON, ON) == []
    assert told(EncargosPolicy(juros_ppb_month=PERCENT)) == []


def test_with_the_months_that_were_lacking_the_sum_is_not_refused():
    rates: dict = {}
    for code, month in encargos.lacking_months(LAW, due_on=DUE_ON, on=ON):
        rates.setdefault(code, {})[month] = PERCENT
    policy = EncargosPolicy(juros_by="law", indices=IndexTable(rates))
    assert encargos.lacking_months(policy, due_on=DUE_ON, on=ON) == frozenset()
    # IPCA 1.000,00 × 1,01² = 1.020,10; juros of September and October, 2%: 20,402.
    owed = encargos.accrue_encargos(policy, encargos.new_saldo(100_000, DUE_ON), due_on=DUE_ON, on=ON)
    assert owed.total_cents == 104_050


def test_months_apart_are_told_apart_and_the_command_starts_at_the_first():
    (need,) = needs_of([("ipca", month) for month in (date(2026, 5, 1), date(2026, 2, 1), date(2026, 1, 1))])
    assert need.phrase == "IPCA de 01/2026 a 02/2026, 05/2026"
    assert need.command == "adimple indices fetch --index ipca --since 01/2026"
    assert need.months[0] == months.month_of(date(2026, 1, 15))
