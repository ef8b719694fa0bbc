"""BR Codes read back: each field of codes that the manual and public suites give, and each way one is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.cli.conform.pix import answer
from adimple.domain import pix
from adimple.domain.pix import tlv

ROOT = Path(__file__).parents[2]
TABLE = json.loads((ROOT / "tests" / "vectors" / "pix.json").read_text("utf-8"))
SHARED = ROOT.parent / "shared" / "formats" / "pix.json"
BACEN = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
GUI = "br.gov.bcb.pix"
FIELDS = {
    "00": "01", "26": {"00": GUI, "01": "ana@exemplo.test"}, "52": "0000", "53": "986", "58": "BR", "59": "Ana Exemplo",
    "60": "SAO PAULO", "62": {"05": "***"},
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE["read"], ids=lambda case: case["id"])
def test_a_code_says_what_its_maker_wrote(case):
    given = answer(case)
    assert {key: given[key] for key in case if key != "payload"} == {
        key: value for key, value in case.items() if key != "payload"
    }


@pytest.mark.parametrize("case", TABLE["refused"], ids=lambda case: case["id"])
def test_what_is_unsure_is_not_valid_and_says_why(case):
    given = answer(case)
    assert given["valid"] is False
    assert case["said"] in given["phrase"]


def test_suite_answers_as_every_shared_vector_says():
    if not SHARED.exists():
        pytest.skip("the shared references are not on this machine")
    vectors = json.loads(SHARED.read_text("utf-8"))
    for vector in vectors["vectors"]:
        given = answer(vector)
        expected = {key: vector[key] for key in ("fields", "kind", "amount", "txid")}
        assert {key: given[key] for key in expected} == expected, vector
        assert given["valid"] is (vector["fields"]["53"] == "986"), vector
    assert not any(answer(case)["valid"] for case in vectors["invalid_examples_for_negative_tests"])


@pytest.mark.parametrize("text", ["https://exemplo.test/pix", "ana@exemplo.test", "Pix", "0a"])
def test_what_is_no_code_at_all_is_told_so_and_not_by_its_columns(text):
    assert pix.read(text).faults == ("Isto não é um Pix copia e cola, que começa por 000201. Copie-o inteiro.",)


def test_the_example_of_bacens_manual_says_whom_to_pay():
    code = pix.read(f"  {BACEN}\n")
    assert code.is_valid
    assert (code.name, code.city, code.key) == ("Fulano de Tal", "BRASILIA", "123e4567-e12b-12d1-a456-426655440000")
    assert (code.cents, code.location, code.is_single_use, code.notices) == (None, None, False, ())


@pytest.mark.parametrize(
    ("written", "cents"),
    [("0.01", 1), ("10", 10_00), ("10.", 10_00), ("10.5", 10_50), ("0.00", None), ("0", None),
     ("9999999999.99", pix.MAX_AMOUNT_CENTS)],
)  # fmt: skip
def test_an_amount_is_its_cents_and_zero_is_for_the_payer_to_say(written, cents):
    code = pix.read(signed(BACEN[:-8].replace("5802BR", f"54{len(written):02d}{written}5802BR")))
    assert (code.is_valid, code.amount, code.cents) == (True, written, cents)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, None),
        ({"62": {"05": "A-B.C_D!"}}, "mais que letras e números"),
        ({"62": {"05": "A" * 26}}, "passa de 25"),
        ({"62": {"05": "A" * 25}}, None),
        ({"62": {"50": "1"}}, "Falta o identificador"),
        ({"59": "A" * 26}, "O campo 59 passa de 25"),
        ({"60": "A" * 16}, "O campo 60 passa de 15"),
        ({"26": {"00": GUI, "01": "12345678901"}}, "A chave «12345678901»"),
        ({"26": {"00": GUI, "25": "https://pix.exemplo.test/1"}}, "sem https://"),
        ({"26": {"00": GUI, "25": "pix.exemplo.test/1"}}, None),
        ({"26": {"00": GUI, "25": "pix.exemplo.test/1"}, "62": {"05": "ABC"}}, "código dinâmico"),
    ],
)
def test_what_changes_nothing_of_what_is_read_is_a_notice(changes, told):
    code = pix.read(made(FIELDS | changes))
    assert code.is_valid, code.faults
    assert [told in notice for notice in code.notices] == ([True] if told else [])


@pytest.mark.parametrize(
    ("fields", "is_valid", "told"),
    [
        ({"26": {"00": GUI}, "80": {"00": GUI}}, False, "não diz o que autorizar"),
        ({"80": {"00": GUI}}, True, "não diz o que autorizar"),
        ({"26": {"00": GUI}, "80": {"00": GUI, "25": "pix.exemplo.test/rec/1"}}, True, ""),
        ({"80": {"00": GUI, "25": "https://pix.exemplo.test/rec/1"}}, True, "sem https://"),
        ({"80": {"00": GUI, "25": "nada"}}, True, "O endereço «nada» devia ser um sem https://, com caminho."),
    ],
)
def test_a_pix_automatico_says_where_it_is_authorised(fields, is_valid, told):
    code = pix.read(made(FIELDS | fields))
    assert code.is_valid is is_valid
    assert [told in one for one in (*code.faults, *code.notices)] == ([True] if told else [])


def test_the_accounts_of_other_schemes_come_in_any_order_beside_the_one_of_pix():
    others = {"26": {"01": "1", "00": "com.outro"}, "51": {"01": "ana@exemplo.test", "00": GUI.upper()}}
    code = pix.read(made({"00": "01", "59": "Ana"} | others | FIELDS | others))
    assert (code.is_valid, code.kind, code.key) == (True, "static", "ana@exemplo.test")
    assert code.notices == ("Os campos não vêm na ordem dos números.",)


def made(fields):
    """A code of these fields, its CRC right whatever they say."""
    values = {code: value if isinstance(value, str) else made_template(value) for code, value in fields.items()}
    return signed(made_template(values))


def made_template(fields):
    return "".join(tlv.write(code, value) for code, value in fields.items())


def signed(body: str) -> str:
    return body + "6304" + pix.crc16(body + "6304")


@given(st.text(max_size=200) | st.text("0123456789", max_size=200))
def test_no_text_breaks_the_reader(text):
    code = pix.read(text)
    assert code.is_valid is (code.faults == ())
    assert all(fault.endswith(".") for fault in code.faults)


@given(place=st.integers(0, len(BACEN) - 1), byte=st.integers(0, 255))
def test_any_one_byte_changed_is_noticed(place, byte):
    changed = BACEN[:place] + chr(byte) + BACEN[place + 1 :]
    assert pix.read(changed).is_valid is (changed == BACEN)


@given(st.data())
def test_any_piece_taken_out_is_noticed(data):
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(BACEN)), st.integers(0, len(BACEN)))))
    cut = BACEN[:start] + BACEN[end:]
    assert pix.read(cut).is_valid is (start == end)


@pytest.mark.parametrize("payload", [None, 1, [], {}, True])
def test_a_payload_that_is_no_text_is_an_error_that_echoes_the_id(payload):
    assert answer({"id": 7, "payload": payload}) == {
        "id": 7,
        "error": "payload_invalido",
        "phrase": "O campo «payload» precisa ser um texto.",
    }
