"""Every bank's boleto against what public sources say of it, and what none may let through."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple import banks
from adimple.cli.conform.boleto import answer
from adimple.domain import boleto
from adimple.domain.bank import Convenio, Order
from adimple.domain.errors import Invalid
from adimple.domain.shelf import shelf

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "boleto.json").read_text("utf-8"))
BANKS = {bank.code: bank for bank in shelf(banks, "BANK")}
ON = date(2026, 11, 24)
ORDER = {"agencia": "1", "conta": "1", "carteira": "9", "nosso_numero": "1"}

# One convênio of each bank, as its contract would say it.
CONVENIOS = {
    "001": Convenio(beneficiario="1238798", carteira="17", agencia="4042", conta="61900"),
    "033": Convenio(beneficiario="1899775", carteira="101"),
    "041": Convenio(beneficiario="9000150", agencia="1102", produto="2"),
    "077": Convenio(agencia="0001", carteira="112", operacao="1234567"),
    "104": Convenio(beneficiario="123456", carteira="1"),
    "237": Convenio(agencia="4042", conta="61900", carteira="09"),
    "341": Convenio(agencia="0810", conta="53678", carteira="109"),
    "422": Convenio(agencia="0040", agencia_dv="0", conta="27824", conta_dv="7", carteira="1"),
    "748": Convenio(agencia="0710", posto="65", beneficiario="129"),
    "756": Convenio(agencia="4327", beneficiario="229385", carteira="1", modalidade="01"),
}


def test_the_shelf_has_the_ten_banks():
    assert sorted(BANKS) == ["001", "033", "041", "077", "104", "237", "341", "422", "748", "756"] == sorted(CONVENIOS)


@pytest.mark.parametrize("case", TABLE["right"], ids=lambda case: f"{case['bank']}-{case['id']}")
def test_a_boleto_is_what_its_bank_prints(case):
    assert answer(case) == {"id": case["id"]} | case["expected"]


@pytest.mark.parametrize("case", TABLE["inconsistent"], ids=lambda case: f"{case['bank']}-{case['id']}")
def test_what_contradicts_its_bank_is_not_repeated(case):
    given = answer(case)
    assert given.get("barcode") != case["found"]["barcode"]
    assert given.get("linha_digitavel") != case["found"]["linha_digitavel"]


def test_the_disputed_carteira_of_itau_is_refused_until_somebody_says_its_rule():
    convenio = replace(CONVENIOS["341"], carteira="112")
    with pytest.raises(Invalid) as refused:
        BANKS["341"].campo_livre(convenio, Order("223345"))
    assert refused.value.field == "dac_rule"


@pytest.mark.parametrize("code", sorted(CONVENIOS))
@given(
    sequence=st.integers(1, 99_999).map(str),
    cents=st.integers(0, boleto.MAX_CENTS),
    due_on=st.none() | st.dates(date(2019, 1, 1), date(2040, 1, 1)),
)
def test_what_is_issued_reads_back_the_same_by_its_line_and_by_its_bars(code, sequence, cents, due_on):
    issued = BANKS[code].issue(CONVENIOS[code], Order(sequence, date(2026, 3, 2)), due_on, cents)
    for text in (issued.barcode, issued.linha_digitavel, issued.linha_digitavel.replace(" ", "")):
        assert boleto.read(text, ON) == issued


@pytest.mark.parametrize("code", sorted(CONVENIOS))
@pytest.mark.parametrize("sequence", ["٣", "²", "12-3", "A12", "", "-1", " 12", "1" * 30])
def test_a_number_that_is_not_ascii_digits_is_refused_by_its_field(code, sequence):
    with pytest.raises(Invalid) as refused:
        BANKS[code].issue(CONVENIOS[code], Order(sequence, date(2026, 3, 2)), None, 1)
    assert refused.value.field == "nosso_numero"


@pytest.mark.parametrize("code", sorted(CONVENIOS))
def test_two_orders_of_one_convenio_never_share_a_campo_livre(code):
    free = [BANKS[code].campo_livre(CONVENIOS[code], Order(str(n), date(2026, 3, 2))) for n in range(1, 200)]
    assert len(set(free)) == 199
    assert {len(text) for text in free} == {25}


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"bank": "999", "inputs": {}},
        {"bank": "341", "inputs": []},
        {"bank": "341", "inputs": {"agencia": 810}},
        {"bank": "341", "inputs": {"what": "1"}},
        {"bank": "341", "inputs": {"value": "NaN"}},
        {
            "bank": "237",
            "inputs": {"agencia": "1", "conta": "1", "carteira": "9", "nosso_numero": "1", "value": "10,005"},
        },
        {"bank": "237", "inputs": {"agencia": "1", "conta": "1", "carteira": "9", "nosso_numero": "1", "value": "1e3"}},
    ],
)
def test_a_case_that_cannot_be_answered_says_which_field_and_why(case):
    given = answer(case)
    assert given["error"]
    assert given["phrase"].endswith(".")
