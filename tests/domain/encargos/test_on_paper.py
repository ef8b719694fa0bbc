"""The arithmetic of encargos as a person would work it on paper, worked by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain import encargos
from adimple.domain.encargos import EncargosPolicy, Factor, Saldo

PERCENT = 10_000_000
TUESDAY = date(2026, 3, 10)
SATURDAY = date(2026, 3, 14)
B2C = EncargosPolicy(multa_ppb=2 * PERCENT, juros_ppb_month=PERCENT)
DISCOUNTED = EncargosPolicy(
    multa_ppb=2 * PERCENT, discount_ppb=5 * PERCENT, discount_cents=1000, discount_days_before=4
)


def worked(policy, saldo, *, due_on, on, correction=encargos.NO_CORRECTION):
    terms = encargos.terms_on(policy, due_on=due_on, juros_from_on=saldo.juros_from_on, on=on, correction=correction)
    mora = encargos.mora(saldo, terms)
    figures = encargos.encargos_of(mora)
    return encargos.arithmetic(figures, mora, policy, due_on=due_on, on=on, juros_from_on=saldo.juros_from_on)


def test_the_arithmetic_is_what_a_person_would_write():
    lines = worked(B2C, encargos.new_saldo(85_000, TUESDAY), due_on=TUESDAY, on=TUESDAY + timedelta(days=75))
    assert lines == (
        "Multa: 850,00 × 2% = 17,00.",
        "Juros: 850,00 × 1% ÷ 30 × 75 dias = 21,25.",
        "Total: 850,00 + 17,00 + 21,25 = 888,25.",
    )


@pytest.mark.parametrize(
    ("basis", "line"),
    [
        # From 10 March to 24 May: 75 days, or two months and fourteen days.
        ("365", "Juros: 850,00 × 1% × 12 ÷ 365 × 75 dias = 20,95."),
        ("monthpart", "Juros: 850,00 × 1% × (2 meses + 14 dias ÷ 30) = 20,96."),
        ("monthpart_cc132", "Juros: 850,00 × 1% × (2 meses + 14 dias ÷ 30) = 20,96."),
        ("daily_cents_down", "Juros: 0,28 por dia (850,00 × 1% ÷ 30) × 75 dias = 21,00."),
        ("compound30", "Juros: 850,00 × ((1 + 1%)^(75 ÷ 30) − 1) = 21,40."),
    ],
)
def test_each_basis_shows_its_own_formula(basis, line):
    policy = replace(B2C, juros_basis=basis)
    lines = worked(policy, encargos.new_saldo(85_000, TUESDAY), due_on=TUESDAY, on=TUESDAY + timedelta(days=75))
    assert lines[1] == line


def test_a_due_date_without_bank_service_is_told():
    saldo = encargos.new_saldo(50_000, SATURDAY)
    late, in_time = date(2026, 3, 17), date(2026, 3, 16)
    assert worked(B2C, saldo, due_on=SATURDAY, on=late)[-1] == (
        "O vencimento (14/03/2026) não é dia útil bancário, mas o pagamento não veio até 16/03/2026: "
        "o atraso conta da data original (STJ, REsp 1.954.924)."
    )
    assert worked(B2C, saldo, due_on=SATURDAY, on=in_time)[-1] == (
        "O vencimento (14/03/2026) não é dia útil bancário: até 16/03/2026 não há encargos (Lei 7.089/1983, art. 1º)."
    )
    assert worked(replace(B2C, nonbusiness_due="extended"), saldo, due_on=SATURDAY, on=late)[-1] == (
        "O vencimento (14/03/2026) não é dia útil bancário: o atraso conta de 16/03/2026 "
        "(Código Civil, art. 132, § 1º)."
    )


def test_correction_discount_and_what_was_left_open_each_have_a_line():
    corrected = worked(
        replace(B2C, multa_base="corrected"),
        encargos.new_saldo(100_000, TUESDAY),
        due_on=TUESDAY,
        on=TUESDAY + timedelta(days=30),
        correction=Factor(1006, 1000),
    )
    assert corrected[:3] == (
        "Correção: 1.000,00 × 0,6% = 6,00.",
        "Multa: 1.006,00 × 2% = 20,12.",
        "Juros: 1.006,00 × 1% ÷ 30 × 30 dias = 10,06.",
    )
    assert worked(DISCOUNTED, encargos.new_saldo(123_450, TUESDAY), due_on=TUESDAY, on=date(2026, 3, 6)) == (
        "Desconto até 06/03/2026: 10,00 + 1.234,50 × 5% = 71,73.",
        "Total: 1.234,50 − 71,73 = 1.162,77.",
    )
    left = Saldo(100_000, 62_667, 700, True, 200, TUESDAY + timedelta(days=20))
    assert worked(B2C, left, due_on=TUESDAY, on=TUESDAY + timedelta(days=35)) == (
        "Multa já cobrada, ainda em aberto: 7,00.",
        "Juros: 626,67 × 1% ÷ 30 × 15 dias = 3,13, mais 2,00 de antes, em aberto = 5,13.",
        "Total: 626,67 + 7,00 + 5,13 = 638,80.",
    )
