"""The static BR Code, byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import pix
from adimple.domain.errors import Invalid


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
    payee=st.text(min_size=1, max_size=60).filter(lambda name: any(c.isascii() and c.isalnum() for c in name)),
    city=st.text(max_size=40),
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


@pytest.mark.parametrize("typed", ["", "abc", "12345678901", "11987654321", "a@", "+5511", "x" * 80 + "@exemplo.test"])
def test_what_no_bank_reads_as_a_key_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        pix.read_key(typed)
    assert refused.value.field == "pix_key"


@pytest.mark.parametrize("cents", [0, -1, pix.MAX_AMOUNT_CENTS + 1])
def test_an_amount_that_does_not_fit_is_refused(cents):
    with pytest.raises(Invalid):
        pix.br_code(key="ana@exemplo.test", payee="Ana", city="", cents=cents)


def test_a_name_without_latin_letters_is_refused():
    with pytest.raises(Invalid):
        pix.br_code(key="ana@exemplo.test", payee="日本", city="", cents=1)
