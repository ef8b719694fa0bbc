import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.cli.conform import calendar

ROOT = Path(__file__).parents[3]
TABLE = json.loads((ROOT / "tests" / "vectors" / "calendar.json").read_text("utf-8"))["cases"]
SHARED = ROOT.parent / "shared" / "formats" / "holidays.json"


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["due"])
def test_suite_answers_as_our_table_says(case):
    assert calendar.answer({"id": "X1", "due": case["due"]}) == {
        "id": "X1",
        "is_business_day": case["bank_day"],
        "payable_without_charges_until": case["effective"],
        "boleto_policy_payable_until": case["boleto"],
    }


def test_suite_answers_as_every_shared_vector_says():
    if not SHARED.exists():
        pytest.skip("the shared references are not on this machine")
    for vector in json.loads(SHARED.read_text("utf-8"))["due_date_vectors"]:
        answer = calendar.answer({"id": vector["id"], "due": vector["due"]})
        assert answer == {key: vector[key] for key in answer}, vector


@pytest.mark.parametrize("due", [None, 20260131, "", "2026-02-30", "ontem", "9999-12-31", ["2026-01-01"]])
def test_what_is_no_date_is_an_error_that_echoes_the_id(due):
    answer = calendar.answer({"id": "A", "due": due})
    assert (answer["id"], answer["error"]) == ("A", "data_invalida")
    assert answer["phrase"].endswith(".")


@given(st.text(max_size=30))
def test_suite_never_raises(due):
    assert calendar.answer({"due": due})["id"] is None
