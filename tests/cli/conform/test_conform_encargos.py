"""The calculator that lawyers and banks ask: right to the cent, and plain about caps and about what it cannot do."""

import json
from pathlib import Path

import pytest

from adimple.cli.conform.encargos import answer

SHARED = Path(__file__).parents[3].parent / "shared" / "law" / "charges.json"
LATE = {"principal": "640.00", "due": "2026-03-10", "paid": "2026-03-25"}
POLICY = {"multa_pct": "2", "juros_pct_month": "1", "juros_basis": "30", "rounding": "down"}


def ask(inputs, policy):
    return answer({"id": "X", "inputs": inputs, "policy": policy})


def vectors():
    if not SHARED.exists():
        return []
    every = json.loads(SHARED.read_text(encoding="utf-8"))["vectors"]
    computed = ({"principal", "due", "paid"}, {"juros", "multa", "payment", "principal"}, {"debts", "payment"})
    extra = {"CHG-025", "CHG-054"}
    return [vector for vector in every if set(vector["inputs"]) in computed or vector["id"] in extra]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared references are not on this machine")
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_every_shared_vector_of_these_shapes_is_answered(vector):
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
