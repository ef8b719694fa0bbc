"""The words of a boleto say what the calculator charges, to the cent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import calendar
from adimple.domain.encargos import EncargosPolicy, accrue_encargos, new_saldo
from adimple.domain.encargos.on_slip import instructions
from adimple.domain.encargos.policy import JUROS_BASES
from adimple.domain.money import format_brl

THURSDAY = date(2026, 12, 10)
SUNDAY = date(2026, 11, 22)
TWO, ONE = 20_000_000, 10_000_000


def told(policy: EncargosPolicy, cents: int = 100_000, due_on: date = THURSDAY) -> tuple[str, ...]:
    return instructions(policy, new_saldo(cents, due_on), due_on=due_on)


def test_discount_multa_and_juros_are_told_with_their_amounts():
    policy = EncargosPolicy(multa_ppb=TWO, juros_ppb_month=ONE, discount_cents=50_00, discount_days_before=9)
    # 1.000,00 × 2% = 20,00; 1.000,00 × 1% ÷ 30 × 30 = 10,00; the tenth less nine days is the first.
    assert told(policy) == (
        "Até 01/12/2026, desconto de R$ 50,00: pague R$ 950,00.",
        "Depois de 10/12/2026, multa de 2%: R$ 20,00.",
        "Depois de 10/12/2026, juros de 1% ao mês (1% ÷ 30 por dia), contados de 10/12/2026: em 30 dias, R$ 10,00.",
    )


def test_an_amount_per_day_is_told_as_it_is_charged():
    # 1.000,00 × 1% ÷ 30 = 0,3333: 0,33 a day.
    policy = EncargosPolicy(juros_ppb_month=ONE, juros_basis="daily_cents_down")
    assert told(policy) == ("Depois de 10/12/2026, juros de R$ 0,33 por dia de atraso, contados de 10/12/2026.",)


def test_a_due_day_without_bank_service_says_until_when_nothing_is_charged():
    policy = EncargosPolicy(multa_ppb=TWO, juros_ppb_month=ONE, juros_basis="daily_cents_down")
    assert told(policy, due_on=SUNDAY) == (
        "Depois de 23/11/2026, multa de 2%: R$ 20,00.",
        "Depois de 23/11/2026, juros de R$ 0,33 por dia de atraso, contados de 22/11/2026.",
        "Em 22/11/2026 não há expediente bancário: até 23/11/2026, pague sem multa nem juros.",
    )


def test_what_hangs_on_an_index_to_come_is_told_without_an_amount():
    policy = EncargosPolicy(multa_ppb=TWO, multa_base="corrected", juros_ppb_month=ONE, correction_index="ipca")
    assert told(policy) == (
        "Depois de 10/12/2026, multa de 2% sobre o valor corrigido.",
        "Depois de 10/12/2026, juros de 1% ao mês (1% ÷ 30 por dia), contados de 10/12/2026, sobre o valor corrigido.",
        "Depois de 10/12/2026, correção pelo IPCA.",
    )
    assert told(EncargosPolicy(multa_ppb=TWO, juros_by="law")) == (
        "Depois de 10/12/2026, multa de 2%: R$ 20,00.",
        "Depois de 10/12/2026, juros e correção da lei (Código Civil, arts. 389 e 406).",
    )


def test_after_a_late_part_payment_juros_go_on_from_it_and_the_multa_is_not_told_again():
    left = replace(new_saldo(100_000, THURSDAY), multa_charged=True, juros_from_on=date(2027, 1, 20))
    policy = EncargosPolicy(multa_ppb=TWO, juros_ppb_month=ONE, juros_basis="daily_cents_down")
    assert instructions(policy, left, due_on=THURSDAY) == (
        "Depois de 10/12/2026, juros de R$ 0,33 por dia de atraso, contados de 20/01/2027.",
    )


def test_where_nothing_is_charged_nothing_is_told():
    assert told(EncargosPolicy()) == ()


@pytest.mark.parametrize("basis", JUROS_BASES)
@given(cents=st.integers(1, 10**9), days=st.integers(0, 800), rate=st.integers(1, 50))
def test_each_amount_told_is_one_that_the_calculator_charges(basis, cents, days, rate):
    policy = EncargosPolicy(multa_ppb=TWO, juros_ppb_month=rate * 1_000_000, juros_basis=basis, discount_ppb=ONE)
    due_on = THURSDAY + timedelta(days=days)
    saldo, effective_on = new_saldo(cents, due_on), calendar.effective_due_on(due_on)
    discount, multa, juros, *_ = told(policy, cents, due_on)

    in_time = accrue_encargos(policy, saldo, due_on=due_on, on=effective_on)
    assert discount.endswith(
        f"desconto de {format_brl(in_time.discount_cents)}: pague {format_brl(in_time.total_cents)}."
    )
    late = accrue_encargos(policy, saldo, due_on=due_on, on=effective_on + timedelta(days=1))
    assert multa.endswith(f": {format_brl(late.multa_cents)}.")
    month = accrue_encargos(policy, saldo, due_on=due_on, on=due_on + timedelta(days=30))
    if basis.startswith("daily_cents"):
        per_day, rest = divmod(month.juros_cents, 30)
        assert rest == 0
        assert f"juros de {format_brl(per_day)} por dia" in juros
    else:
        assert juros.endswith(f": em 30 dias, {format_brl(month.juros_cents)}.")
