"""BR Codes as we write them, byte by byte."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import pix
from adimple.domain.errors import Invalid

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "pix.json").read_text("utf-8"))["read"]
WE_WRITE = {
    "Pv003", "Pv006", "Pv010", "Pv011", "Pv012", "Pv013", "Pv014", "Pv015", "Pv022", "Pv023", "Pv025", "Pv028",
}  # fmt: skip


def fields(code: str) -> dict[str, str]:
    """Read back as a bank would: id, length, value, until nothing is left."""
    found, rest = {}, code
    while rest:
        length = int(rest[2:4])
        found[rest[:2]], rest = rest[4 : 4 + length], rest[4 + length :]
    return found


def test_the_example_of_bacens_manual_has_its_crc():
    # Manual de Padrões para Iniciação do Pix: a static code without amount, CRC 1D3D.
    example = (
        "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
        "5913Fulano de Tal6008BRASILIA62070503***6304"
    )
    assert pix.crc16(example) == "1D3D"


def test_a_key_and_an_amount_become_the_code_a_bank_reads():
    code = pix.br_code(key="11.222.333/0001-81", payee="Colégio Exemplo Ltda.", city="São Paulo", cents=862_66)
    # 26: 0014br.gov.bcb.pix (18) + 011411222333000181 (18) = 36 bytes.
    body = (
        "00020126360014br.gov.bcb.pix0114112223330001815204000053039865406862.665802BR"
        "5921Colegio Exemplo Ltda.6009Sao Paulo62070503***6304"
    )
    assert code == body + pix.crc16(body)


@given(
    cents=st.integers(1, pix.MAX_AMOUNT_CENTS),
    payee=st.text(max_size=60).map("Ana {}".format),
    city=st.just("") | st.text(max_size=40).map("Rio {}".format),
)
def test_whatever_the_names_the_code_is_ascii_and_reads_back(cents, payee, city):
    code = pix.br_code(key="ana@exemplo.test", payee=payee, city=city, cents=cents)
    read = fields(code)
    assert code.isascii()
    assert int(read["54"].replace(".", "")) == cents
    assert 0 < len(read["59"]) <= 25
    assert 0 < len(read["60"]) <= 15
    assert read["63"] == pix.crc16(code[:-4])


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("529.982.247-25", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("+55 (11) 98765-4321", "+5511987654321"),
        ("Ana@Exemplo.test", "ana@exemplo.test"),
        ("123E4567-E12B-12D1-A456-426655440000", "123e4567-e12b-12d1-a456-426655440000"),
    ],
)
def test_each_kind_of_key_is_normalised(typed, key):
    assert pix.read_key(typed) == key


@pytest.mark.parametrize(
    "typed", ["", "abc", "12345678901", "1234567890", "11987654321", "a@", "+5511", "x" * 80 + "@exemplo.test"]
)
def test_what_no_bank_reads_as_a_key_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        pix.read_key(typed)
    assert refused.value.field == "pix_key"


@pytest.mark.parametrize("cents", [0, -1, pix.MAX_AMOUNT_CENTS + 1])
def test_an_amount_that_does_not_fit_is_refused(cents):
    with pytest.raises(Invalid):
        pix.br_code(key="ana@exemplo.test", payee="Ana", city="", cents=cents)


@pytest.mark.parametrize("payee", ["", "日本", "...", "123", "\u200b", "٣٣"])
def test_a_name_without_latin_letters_is_refused(payee):
    with pytest.raises(Invalid) as refused:
        pix.br_code(key="ana@exemplo.test", payee=payee, city="", cents=1)
    assert refused.value.field == "payee"


@pytest.mark.parametrize("city", ["北京", "-", "²"])
def test_a_city_without_latin_letters_is_refused_and_none_is_brasil(city):
    with pytest.raises(Invalid) as refused:
        pix.br_code(key="ana@exemplo.test", payee="Ana", city=city, cents=1)
    assert refused.value.field == "city"
    assert pix.read(pix.br_code(key="ana@exemplo.test", payee="Ana", city=" ", cents=1)).city == "BRASIL"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Ação & Cia. Ltda", "Acao & Cia. Ltda"),
        ("Groß Ærø Łódź", "Gross AEro Lodz"),
        ("A" * 30, "A" * 25),
        ("Escola de Exemplo Vinte e Cinco", "Escola de Exemplo Vinte e"),  # 25 characters, no space left at the end
        ("Ana\n\tExemplo\x00", "Ana Exemplo"),
    ],
)
def test_a_name_is_written_without_accents_in_25_characters(name, plain):
    assert pix.read(pix.br_code(key="ana@exemplo.test", payee=name, city="", cents=1)).name == plain


@pytest.mark.parametrize("cents", [1.0, 1.005, True, "1", "10,00", Decimal("NaN"), Decimal("1.015")])
def test_only_whole_cents_enter(cents):
    with pytest.raises(Invalid) as refused:
        pix.br_code(key="ana@exemplo.test", payee="Ana", city="", cents=cents)
    assert refused.value.field == "valor"


def test_without_an_amount_the_payer_says_how_much():
    code = pix.br_code(key="ana@exemplo.test", payee="Ana", city="", cents=None)
    assert "54" not in fields(code)
    assert pix.read(code).cents is None


@pytest.mark.parametrize("txid", ["é123", "٣٣", "A B", "A-1", "A" * 26, "***", "\n"])
def test_a_txid_of_other_than_letters_and_digits_is_refused(txid):
    with pytest.raises(Invalid) as refused:
        pix.br_code(key="ana@exemplo.test", payee="Ana", city="", cents=1, txid=txid)
    assert refused.value.field == "txid"


def test_a_key_that_fills_its_field_leaves_no_room_for_a_description():
    # 99 − (4 + 14 of the GUI) − (4 + 77 of the key) = 0, and a description takes 4 before its first letter.
    key = f"{'a' * 64}@exemplo.test"
    assert len(key) == 77
    with pytest.raises(Invalid) as refused:
        pix.br_code(key=key, payee="Ana", city="", cents=1, description="x")
    assert refused.value.field == "description"
    assert refused.value.phrase == "Com esta chave não sobra lugar para uma descrição. Deixe-a em branco."


def test_a_description_fits_beside_the_key_or_is_refused_with_its_room():
    # 99 of the field − 18 of the domain − 4 − 36 of a random key − 4 = 37.
    key = "123e4567-e12b-12d1-a456-426655440000"
    assert pix.description_chars(key) == 37
    code = pix.br_code(key=key, payee="Ana", city="", cents=1, description="é" * 37)
    assert pix.read(code).fields["26"]["02"] == "e" * 37
    with pytest.raises(Invalid, match="até 37 caracteres, e esta tem 38"):
        pix.br_code(key=key, payee="Ana", city="", cents=1, description="e" * 38)
    with pytest.raises(Invalid, match="letras de A a Z"):
        pix.br_code(key=key, payee="Ana", city="", cents=1, description="日本")


@pytest.mark.parametrize("case", [case for case in TABLE if case["id"] in WE_WRITE], ids=lambda case: case["id"])
def test_what_we_write_is_what_others_wrote_byte_by_byte(case):
    told = case["fields"]
    account, automatic = told["26"], told.get("80", {}).get("25", "")
    words = {"payee": told["59"], "city": told["60"], "recorrencia": automatic}
    if "01" in account:
        cents = int(told["54"].replace(".", "")) if "54" in told else None
        txid = told["62"]["05"].replace("***", "")
        words |= {"key": account["01"], "cents": cents, "txid": txid, "description": account.get("02", "")}
        assert pix.br_code(**words) == case["payload"]
    elif "25" in account:
        assert pix.dynamic_br_code(location="https://" + account["25"], **words) == case["payload"]
    else:
        assert pix.recorrencia_br_code(**words) == case["payload"]


@pytest.mark.parametrize(
    "location",
    ["", "pix.exemplo.test", "http://pix.exemplo.test/1", "pix exemplo/1", "pix.exemplo.test/é", "a/" + "b" * 76,
     "https://https://a/b", "/1", "-a/1"],
)  # fmt: skip
def test_an_address_that_no_reader_would_open_is_refused(location):
    with pytest.raises(Invalid) as refused:
        pix.dynamic_br_code(location=location, payee="Ana", city="")
    assert refused.value.field == "location"


@given(
    cents=st.none() | st.integers(1, pix.MAX_AMOUNT_CENTS),
    txid=st.just("") | st.from_regex("[A-Za-z0-9]{1,25}", fullmatch=True),
    description=st.from_regex("[A-Za-z0-9]{0,37}", fullmatch=True),
    key=st.sampled_from(["52998224725", "ana@exemplo.test", "+5511987654321", "123e4567-e12b-12d1-a456-426655440000"]),
)
def test_what_we_write_is_what_we_read(cents, txid, description, key):
    code = pix.read(
        pix.br_code(key=key, payee="Ana Exemplo", city="Rio", cents=cents, txid=txid, description=description)
    )
    assert (code.faults, code.notices, code.kind) == ((), (), "static")
    assert (code.key, code.cents, code.txid, code.name, code.city) == (key, cents, txid or "***", "Ana Exemplo", "Rio")
    assert code.fields["26"].get("02", "") == description
