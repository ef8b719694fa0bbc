"""Our own table of people's data, through the readers."""

import json
from pathlib import Path

import pytest

from adimple.domain import cadastro

TABLE = json.loads((Path(__file__).parents[2] / "vectors" / "cadastro.json").read_text("utf-8"))["cases"]
READERS = {
    "cpf": cadastro.read_cpf,
    "cnpj": cadastro.read_cnpj,
    "phone": cadastro.read_phone,
    "cep": cadastro.read_cep,
    "email": cadastro.read_email,
}


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case['type']} {case['value']}")
def test_value_is_read_as_the_table_says(case):
    reading = READERS[case["type"]](case["value"])
    assert reading.valid is case["valid"]
    assert reading.normalised == case.get("normalised")
    assert reading.code == case.get("code")
    if "phrase" in case:
        assert reading.phrase == case["phrase"]
    if case["type"] == "phone":
        assert (reading.e164, reading.kind) == (case["e164"], case["kind"])


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case['type']} {case['value']}")
def test_every_refusal_has_a_sentence_and_only_lost_zeros_are_told_otherwise(case):
    reading = READERS[case["type"]](case["value"])
    if reading.code is None:
        assert reading.phrase is None
    else:
        assert reading.phrase[0].isupper()
        assert reading.phrase[-1] == "."
