"""The calculator that lawyers and banks ask: right to the cent, and plain about caps and about what it cannot do."""

import json
from pathlib import Path

import pytest

from adimple.cli.conform.encargos import answer

SHARED = Path(__file__).parents[3].parent / "shared" / "law" / "charges.json"
LATE = {"principal": "640.00", "due": "2026-03-10", "paid": "2026-03-25"}
LEGAL = {
    "principal": "1000.00",
    "mora_from": "2025-03-01",
    "mora_to": "2025-03-31",
    "taxa_legal_pct_by_month": {"2025-03": "-0.5", "2025-04": "0.5"},
}
CROSSING = {
    "principal": "1000.00",
    "selic_sum_until_2024_08_29_pct": "10",
    "ipca_from_2024_08_30_pct": "0",
    "taxa_legal": {"2024-08": "0", "2024-09": "1"},
}
EARLY = {"instalment": "350.00", "days_ahead": [30], "contract_rate_pct_month": "2"}
LOAN = {"principal": "1000.00", "days": 30, "comissao_pct_month": "9", "contract_rate_pct_month": "5"}
ACCELERATED = {"overdue_instalments": "600.00", "accelerated_balance": "2400.00"}
FEE = {"principal": "500.00", "multa": "10.00", "juros": "5.00", "fee_pct": "10"}
DISCOUNT = {"amount": "1000.00", "discount_pct": "5", "multa_pct": "2", "days_late": 0}
CLAIMS = {"express_clause": True, "reciprocal_clause": True, "lawyer_acted": True}
POLICY = {"multa_pct": "2", "juros_pct_month": "1", "juros_basis": "30", "rounding": "down"}


def ask(inputs, policy):
    return answer({"id": "X", "inputs": inputs, "policy": policy})


def vectors():
    return json.loads(SHARED.read_text(encoding="utf-8"))["vectors"] if SHARED.exists() else []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared references are not on this machine")
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_every_shared_vector_is_answered(vector):
    given = answer({name: vector[name] for name in ("id", "inputs", "policy")})
    assert given["id"] == vector["id"]
    assert {name: given.get(name) for name in vector["expected"]} == vector["expected"]


def test_a_late_titulo_is_answered_in_reais_with_two_decimals():
    # 640,00 × 2% = 12,80; 640,00 × 1% ÷ 30 × 15 = 3,20
    assert ask(LATE, POLICY) == {
        "id": "X",
        "days_late": 15,
        "principal": "640.00",
        "correcao": "0.00",
        "multa": "12.80",
        "juros": "3.20",
        "total": "656.00",
    }


@pytest.mark.parametrize(
    ("change", "multa", "warns"),
    [
        ({"multa_pct": "10"}, "64.00", None),  # nobody said consumer
        ({"multa_pct": "10", "kind": "B2C"}, "64.00", ["CHG-MULTA-CDC"]),
        ({"multa_pct": "12", "kind": "B2B"}, "76.80", ["CHG-MULTA-B2B"]),
        ({"requested_multa_pct": "10", "capped": True}, "12.80", ["CHG-MULTA-CDC"]),
        ({"juros_basis": "compound30"}, "12.80", ["CHG-SIMPLE"]),
        ({"juros_pct_month": "2", "kind": "B2C"}, "12.80", ["CHG-JUROS-1"]),
    ],
)
def test_the_policy_given_is_applied_and_the_rule_it_breaks_is_named(change, multa, warns):
    given = ask(LATE, POLICY | change)
    assert given["multa"] == multa
    assert given.get("warns") == warns


@pytest.mark.parametrize(("kind", "warns"), [(None, ["CHG-ROUND"]), ("B2C", ["CHG-ROUND"]), ("B2B", None)])
def test_a_cent_rounded_past_the_cap_is_told(kind, warns):
    # 33,33 × 2% = 0,6666: half up gives 0,67, which is 2,01%.
    given = ask(LATE | {"principal": "33.33"}, POLICY | {"rounding": "half_up"} | ({"kind": kind} if kind else {}))
    assert given["multa"] == "0.67"
    assert given.get("warns") == warns


@pytest.mark.parametrize(
    ("inputs", "policy", "figures"),
    [
        # 1.000,00 × −0,5% computed as asked, cut at the floor: juros are never negative
        (LEGAL, {"floor_zero_per_month": False}, {"juros": "0.00", "warns": ["CHG-JUROS-LEGAL"]}),
        (LEGAL, {}, {"juros": "0.00", "total": "1000.00", "warns": None}),
        # 1.000,00 × 1% ÷ 30 × 31 = 10,33, beside a legal rate that needs no rate to be agreed
        (LEGAL, {"juros_pct_month": "1"}, {"juros": "10.33", "warns": ["CHG-JUROS-LEGAL"]}),
        (
            LEGAL | {"mora_from": "2024-08-29", "mora_to": "2024-08-29", "taxa_legal_pct_by_month": {"2024-08": "3.1"}},
            {},
            {"juros": "1.00", "warns": ["CHG-JUROS-OLD"]},
        ),
        # Selic 1% + 1%, then IPCA 1% on top: (1.000,00 + 10,00) + 20,00
        (
            {"principal": "1000.00", "selic_monthly_pct": ["1", "1"]},
            {"correction_monthly_pct": ["1"]},
            {"correcao": "10.00", "juros": "20.00", "total": "1030.00", "warns": ["CHG-JUROS-OLD"]},
        ),
        # Selic 1% + 1% and 1% agreed for each of the two months: 40,00
        (
            {"principal": "1000.00", "selic_monthly_pct": ["1", "1"]},
            {"juros_pct_month": "1"},
            {"juros": "40.00", "warns": ["CHG-JUROS-OLD"]},
        ),
        (CROSSING, {}, {"selic_part": "100.00", "juros_taxa_legal": "10.00", "total": "1110.00", "warns": None}),
        # Juros on the Selic part too: 1.100,00 × 1% = 11,00
        (
            CROSSING,
            {"no_interest_on_interest": False},
            {"juros_taxa_legal": "11.00", "total": "1111.00", "warns": ["CHG-SIMPLE"]},
        ),
        ({"fator_selic": "1.0", "ipca15_pct": "1"}, {"floor_zero": False}, {"warns": ["CHG-JUROS-LEGAL"]}),
        ({"fator_selic": "1.0", "ipca15_pct": "1"}, {}, {"taxa_legal_pct": "0.000000", "warns": None}),
        # 350,00 ÷ 1,02 = 343,14, plus a fee nobody may ask
        (EARLY, {}, {"settlement": "343.14", "rebate": "6.86", "warns": None}),
        (EARLY, {"fee": "10.00"}, {"settlement": "353.14", "warns": ["CHG-EARLY"]}),
        (LOAN, {"stack": ["comissao_permanencia"]}, {"total": "1090.00", "warns": ["CHG-COMPERM"]}),
        (
            LOAN,
            {"stack": ["comissao_permanencia", "multa"], "cap": "remuneratorios+mora+multa"},
            {"comissao_permanencia": "80.00", "multa": "20.00", "total": "1100.00", "warns": ["CHG-COMPERM"]},
        ),
        (LOAN, {"multa_pct": "3"}, {"multa": "30.00", "warns": ["CHG-MULTA-CDC"]}),
        (LOAN, {"juros_pct_month": "2"}, {"juros_mora": "20.00", "warns": ["CHG-JUROS-1"]}),
        (
            ACCELERATED,
            {"multa_pct": "2", "multa_base": "whole_debt"},
            {"multa": "60.00", "warns": ["CHG-MULTA-ACC"]},
        ),
        (ACCELERATED, {"multa_pct": "2", "multa_base": "whole_debt", "kind": "B2B"}, {"multa": "60.00", "warns": None}),
        (ACCELERATED, {"multa_pct": "10", "kind": "B2C"}, {"multa": "60.00", "warns": ["CHG-MULTA-CDC"]}),
        # 515,00 × 10% = 51,50
        (FEE | CLAIMS, {"rule": "CHG-HON-B2C"}, {"fee": "51.50", "verdict": None, "warns": None}),
        (FEE, {"kind": "B2C"}, {"fee": "0.00", "verdict": "refuse_fee", "warns": ["CHG-HON-B2C"]}),
        (FEE | CLAIMS | {"lawyer_acted": False}, {}, {"verdict": "refuse_fee", "warns": ["CHG-HON-B2C"]}),
        (FEE | {"express_clause": False, "kind": "B2B"}, {}, {"verdict": "refuse_fee", "warns": ["CHG-HON-B2B"]}),
        (FEE, {"fee_base": "principal"}, {"fee": "50.00", "total": "565.00", "warns": None}),
        (
            {"principal": "500.00", "boleto_fee": "3.50", "kind": "B2C"},
            {},
            {"fee": "0.00", "total": "500.00", "warns": ["CHG-FEE-BOLETO"]},
        ),
        ({"principal": "500.00", "boleto_fee": "3.50"}, {"kind": "B2B"}, {"fee": "3.50", "total": "503.50"}),
        ({"undue_paid": "150.00", "justifiable_error": True}, {}, {"refund_principal": "150.00", "total": "150.00"}),
        # In time the discount holds: 1.000,00 − 5%
        (DISCOUNT, {}, {"discount": "50.00", "multa": "0.00", "total": "950.00", "warns": None}),
        (DISCOUNT | {"multa_pct": "10", "days_late": 3}, {"kind": "B2C"}, {"warns": ["CHG-MULTA-CDC"]}),
    ],
)
def test_what_the_law_forbids_is_computed_as_asked_and_named(inputs, policy, figures):
    given = ask(inputs, policy)
    assert {name: given.get(name) for name in figures} == figures
    assert "error" not in given


def test_a_missing_month_names_the_series_and_the_way_out():
    assert ask(LEGAL | {"mora_to": "2025-05-01"}, {})["phrase"] == (
        "Falta Taxa legal de 05/2025 na tabela de índices, e não supomos nenhum valor. "
        "Importe a série 29543 do Banco Central: adimple indices import ARQUIVO --index taxa_legal."
    )


def test_a_choice_that_is_named_is_followed():
    debts = [
        {"id": "A", "due_amount": "400.00", "due": "2026-01-10", "rate": "1"},
        {"id": "B", "due_amount": "300.00", "due": "2026-02-10", "rate": "1"},
    ]
    given = ask({"debts": debts, "payment": "350.00", "chosen": "B"}, {"rule": "CC352_debtor_choice"})
    assert given == {"id": "X", "applied": {"A": "50.00", "B": "300.00"}, "excess": "0.00"}


@pytest.mark.parametrize(
    ("inputs", "policy", "error"),
    [
        ({"principal": "1.00", "fee_pct": "10"}, {}, "shape_unknown"),
        (FEE | {"chosen": "A"}, {}, "shape_unknown"),
        (FEE | {"lawyer_acted": "sim"}, {}, "invalid"),
        (FEE, {"fee_base": "principal+fee"}, "invalid"),
        (FEE, {"rule": "CDC52"}, "invalid"),
        (LEGAL | {"mora_to": "2025-05-01"}, {}, "indice.mes_ausente"),
        (LEGAL | {"mora_to": "2025-02-01"}, {}, "invalid"),
        (LEGAL | {"taxa_legal_pct_by_month": {"03/2025": "0.5"}}, {}, "invalid"),
        (LEGAL, {"accumulation": "compound"}, "invalid"),
        ({"fator_selic": "1,008", "ipca15_pct": "0.19"}, {}, "invalid"),
        (EARLY | {"days_ahead": []}, {}, "invalid"),
        (EARLY | {"days_ahead": [-3]}, {}, "invalid"),
        (EARLY, {"method": "proportional"}, "invalid"),
        (LOAN, {"stack": ["juros_mora", "tarifa"]}, "invalid"),
        (LOAN, {"stack": "juros_mora"}, "invalid"),
        ({}, {}, "shape_unknown"),
        (LATE | {"fee_pct": "10"}, POLICY, "shape_unknown"),  # a field we do not know may change the answer
        (None, {}, "shape_unknown"),
        (LATE | {"principal": "1.234,56"}, POLICY, "invalid"),
        (LATE | {"principal": "-1.00"}, POLICY, "invalid"),
        (LATE | {"due": "2026-02-30"}, POLICY, "invalid"),
        (LATE | {"due": None}, POLICY, "invalid"),
        (LATE, POLICY | {"juros_basis": "360"}, "invalid"),
        (LATE, POLICY | {"multa_pct": "dois"}, "invalid"),
        (LATE, POLICY | {"correction_monthly_pct": "0.31"}, "invalid"),
        ({"debts": [{"due_amount": "1.00"}], "payment": "1.00"}, {}, "invalid"),
        ({"debts": "A", "payment": "1.00"}, {}, "invalid"),
        ({"debts": [{"id": "A", "due_amount": "1.00", "due": "2026-01-10"}] * 2, "payment": "1.00"}, {}, "invalid"),
        ({"juros": "0", "multa": "0", "principal": "9", "payment": "0"}, {}, "invalid"),
        ({"juros": "0", "multa": "0", "principal": "9", "payment": "1"}, {"order": ["juros"]}, "invalid"),
        ({"principal": "9", "payment_day_20": "1", "settle_day": 10}, POLICY, "invalid"),
    ],
)
def test_what_cannot_be_computed_says_so_and_why(inputs, policy, error):
    given = ask(inputs, policy)
    assert set(given) == {"id", "error", "phrase"}
    assert given["error"] == error
