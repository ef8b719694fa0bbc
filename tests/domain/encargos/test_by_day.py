"""Calculations of one day: early settlement, bank loans, acceleration, fees, refunds."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain.encargos import acceleration, bank_loan, early_settlement, fees, refund
from adimple.domain.errors import Invalid

PERCENT = 10_000_000
VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "encargos_by_law.json").read_text(encoding="utf-8"))


# --- early settlement ---


@pytest.mark.parametrize("row", VECTORS["early"], ids=lambda row: row["law_vector"])
def test_every_early_settlement_of_our_table(row):
    parcelas = [(row["parcela_cents"], days) for days in row["days_ahead"]]
    settled = early_settlement.settle_early(parcelas, row["rate_ppb_month"])
    assert (settled.settlement_cents, settled.rebate_cents) == (row["settlement_cents"], row["rebate_cents"])


def test_a_whole_month_is_exact_to_the_half_cent():
    # 1,03 ÷ 1,03 = 1,00; and 0,05 ÷ 2 = 0,025 at 100% a month, a true half: up.
    assert early_settlement.settle_early([(103, 30)], 3 * PERCENT).settlement_cents == 100
    assert early_settlement.settle_early([(5, 30)], 100 * PERCENT).settlement_cents == 3


def test_with_no_rate_there_is_nothing_to_give_back():
    settled = early_settlement.settle_early([(10_000, 17), (10_000, 47)], 0)
    assert (settled.settlement_cents, settled.rebate_cents) == (20_000, 0)


def test_a_parcela_already_due_is_no_early_settlement():
    with pytest.raises(Invalid, match="vencida não tem abatimento"):
        early_settlement.settle_early([(10_000, -1)], PERCENT)


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 900)), min_size=1, max_size=12),
    st.integers(0, 20 * PERCENT),
)
def test_settling_early_never_costs_more_and_loses_no_cent(parcelas, rate_ppb_month):
    settled = early_settlement.settle_early(parcelas, rate_ppb_month)
    assert settled.settlement_cents + settled.rebate_cents == sum(cents for cents, _ in parcelas)
    assert settled.rebate_cents >= 0


@given(st.integers(1, 10**9), st.integers(0, 900), st.integers(1, 20 * PERCENT))
def test_a_day_farther_is_never_dearer_today(cents, days, rate_ppb_month):
    nearer = early_settlement.settle_early([(cents, days)], rate_ppb_month).settlement_cents
    assert early_settlement.settle_early([(cents, days + 1)], rate_ppb_month).settlement_cents <= nearer


def test_one_day_alone_is_discounted():
    # 1.000.000,00 ÷ 1,03^(1/30) = 999.015,19…: ln 1,03 = 0,0295588022; ÷ 30 = 0,000985293; e^−that = 0,999015192
    assert early_settlement.settle_early([(100_000_000, 1)], 3 * PERCENT).settlement_cents == 99_901_519


# --- bank loans ---


@pytest.mark.parametrize("row", VECTORS["loans"], ids=lambda row: row["law_vector"])
def test_every_loan_of_our_table(row):
    loan = bank_loan.LateLoan(
        row["principal_cents"], row["days_late"], row["contract_ppb_month"], row["comissao_ppb_month"]
    )
    charged = bank_loan.charges_of(loan, row["stack"])
    assert (dict(charged.cents), charged.breaks) == (row["cents"], False)


LOAN = bank_loan.LateLoan(100_000, 30, 5 * PERCENT, 9 * PERCENT)


def test_a_comissao_beside_another_charge_breaks_the_rule():
    # The three it stands for still sum 5% + 1% + 2% = 80,00, its ceiling; beside the multa it is one charge too many.
    charged = bank_loan.charges_of(LOAN, [bank_loan.COMISSAO, bank_loan.MULTA])
    assert charged.cents == {"multa": 2_000, "comissao_permanencia": 8_000}
    assert charged.breaks


def test_a_comissao_without_its_ceiling_breaks_the_rule():
    assert bank_loan.charges_of(LOAN, [bank_loan.COMISSAO], capped=False).cents == {"comissao_permanencia": 9_000}
    assert bank_loan.charges_of(LOAN, [bank_loan.COMISSAO], capped=False).breaks
    assert not bank_loan.charges_of(LOAN, [bank_loan.COMISSAO]).breaks


def test_a_bank_has_no_other_charge():
    with pytest.raises(Invalid, match="Um banco não pode cobrar «tarifa_de_atraso»"):
        bank_loan.charges_of(LOAN, ["juros_mora", "tarifa_de_atraso"])


def test_a_loan_in_time_bears_no_multa():
    in_time = bank_loan.LateLoan(100_000, 0, 5 * PERCENT)
    assert set(bank_loan.charges_of(in_time, bank_loan.ALLOWED).cents.values()) == {0}


# --- acceleration ---


@pytest.mark.parametrize("row", VECTORS["accelerated"], ids=lambda row: row["law_vector"])
def test_every_acceleration_of_our_table(row):
    whole = acceleration.accelerate(row["overdue_cents"], row["accelerated_cents"], row["multa_ppb"])
    assert (whole.multa_cents, whole.total_cents) == (row["multa_cents"], row["total_cents"])


def test_multa_on_the_whole_debt_is_computed_only_when_asked():
    # 3.000,00 × 2% = 60,00
    assert acceleration.accelerate(60_000, 240_000, 2 * PERCENT, on_whole=True).multa_cents == 6_000


def test_the_multa_of_an_acceleration_is_cut_at_the_cap():
    # 33,33 × 2% = 0,6666: 0,67 would be 2,01%.
    assert acceleration.accelerate(3_333, 0, 2 * PERCENT).multa_cents == 66
    assert acceleration.accelerate(3_333, 0, 2 * PERCENT, rounds_down=False).multa_cents == 67


# --- fees ---


@pytest.mark.parametrize("lacking", ["express_clause", "reciprocal_clause", "lawyer_acted", None])
def test_a_consumer_pays_honorarios_only_when_all_three_are_there(lacking):
    row = fees.fee_rule("honorarios", "B2C")
    met = frozenset(row.needs) - {lacking}
    assert fees.may_charge(row, met) is (lacking is None)


@pytest.mark.parametrize(("fee", "relation"), [("honorarios", "condominio"), ("boleto", "B2C")])
def test_nothing_makes_these_lawful(fee, relation):
    row = fees.fee_rule(fee, relation)
    assert not fees.may_charge(row, frozenset({"express_clause", "reciprocal_clause", "lawyer_acted"}))


def test_a_firm_pays_what_its_contract_says():
    # (500,00 + 50,00 + 5,00) × 10% = 55,50
    assert fees.may_charge(fees.fee_rule("honorarios", "B2B"), frozenset({"express_clause"}))
    assert fees.fee_cents(55_500, 10 * PERCENT) == 5_550


def test_a_fee_with_no_rule_is_not_guessed():
    with pytest.raises(Invalid, match="Não conhecemos regra para «boleto» em «B2B»"):
        fees.fee_rule("boleto", "B2B")


def test_every_fee_rule_cites_and_says_the_way_out():
    for row in fees.FEES:
        assert row.rule.startswith("CHG-")
        assert "Retire" in row.phrase
        assert row.cites


# --- refunds ---


@pytest.mark.parametrize("row", VECTORS["refunds"], ids=lambda row: row["law_vector"])
def test_every_refund_of_our_table(row):
    back = refund.refund_undue(
        row["paid_cents"], correction_ppb=row["correction_ppb"], is_justifiable=row["is_justifiable"]
    )
    assert (back.principal_cents, back.correcao_cents) == (row["principal_cents"], row["correcao_cents"])
    assert back.total_cents == row["principal_cents"] + row["correcao_cents"]


def test_a_justifiable_error_gives_back_once_and_deflation_takes_nothing():
    # 150,00 × 1,2% = 1,80
    back = refund.refund_undue(15_000, correction_ppb=12_000_000, is_justifiable=True)
    assert (back.principal_cents, back.correcao_cents, back.total_cents) == (15_000, 180, 15_180)
    assert refund.refund_undue(15_000, correction_ppb=-12_000_000).total_cents == 30_000
