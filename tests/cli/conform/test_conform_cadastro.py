import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.cli.conform import cadastro

ROOT = Path(__file__).parents[3]
TABLE = json.loads((ROOT / "tests" / "vectors" / "cadastro.json").read_text("utf-8"))["cases"]
SHARED = ROOT.parent / "shared" / "formats" / "documents.json"
ANY_JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case['type']} {case['value']}")
def test_suite_answers_as_our_table_says(case):
    answer = cadastro.answer({"id": "X1", "type": case["type"], "value": case["value"]})
    assert answer["id"] == "X1"
    assert (answer["valid"], answer["normalised"]) == (case["valid"], case.get("normalised"))
    assert ("kind" in answer) is (case["type"] == "phone")


def test_suite_answers_as_every_shared_vector_says():
    if not SHARED.exists():
        pytest.skip("the shared references are not on this machine")
    vectors = json.loads(SHARED.read_text("utf-8"))["vectors"]
    for vector in vectors:
        answer = cadastro.answer(vector)
        expected = {key: vector[key] for key in ("valid", "e164", "kind", "normalised") if key in vector}
        assert {key: answer[key] for key in expected} == expected, vector


def test_number_instead_of_text_is_read_as_its_digits():
    assert cadastro.answer({"id": 7, "type": "cpf", "value": 12345678909}) == {
        "id": 7,
        "valid": True,
        "normalised": "12345678909",
        "phrase": None,
    }


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ({"id": "A", "type": "rg", "value": "1"}, "tipo_desconhecido"),
        ({"id": "A"}, "tipo_desconhecido"),
        ({"id": "A", "type": ["cpf"], "value": "1"}, "tipo_desconhecido"),
        ({"id": "A", "type": "cpf", "value": {"a": 1}}, "valor_invalido"),
        ({"id": "A", "type": "cpf", "value": True}, "valor_invalido"),
        ({"id": "A", "type": "cpf", "value": 10**5000}, "valor_invalido"),
    ],
)
def test_what_cannot_be_asked_is_an_error_that_echoes_the_id(case, error):
    answer = cadastro.answer(case)
    assert (answer["id"], answer["error"]) == ("A", error)
    assert answer["phrase"].endswith(".")


@given(st.dictionaries(st.sampled_from(["id", "type", "value"]), ANY_JSON | st.sampled_from(["cpf", "phone", "email"])))
def test_suite_never_raises(case):
    answer = cadastro.answer(case)
    assert answer["id"] == case.get("id") or answer["id"] != answer["id"]  # NaN is not itself
