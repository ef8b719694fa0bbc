import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import cadastro
from adimple.domain.calendar import UFS


@pytest.mark.parametrize(
    ("cep", "uf"),
    [
        ("01000000", "SP"),
        ("19999999", "SP"),
        ("20000000", "RJ"),
        ("29100000", "ES"),
        ("39999999", "MG"),
        ("49000000", "SE"),
        ("53990000", "PE"),
        ("68899999", "PA"),
        ("68900000", "AP"),
        ("69299999", "AM"),
        ("69300000", "RR"),
        ("69400000", "AM"),
        ("69980000", "AC"),
        ("72799999", "DF"),
        ("72800000", "GO"),
        ("73000000", "DF"),
        ("76799999", "GO"),
        ("76800000", "RO"),
        ("78900000", None),  # left empty when RO moved to 76800
        ("99999999", "RS"),
        ("00999999", None),
        ("1310100", None),
    ],
)
def test_cep_tells_the_uf(cep, uf):
    assert cadastro.uf_of_cep(cep) == uf


@given(st.integers(1_000_000, 99_999_999))
def test_cep_written_is_read_back_and_lies_in_at_most_one_uf(number):
    cep = f"{number:08d}"
    assert cadastro.read_cep(cadastro.format_cep(cep)).normalised == cep
    assert cadastro.uf_of_cep(cep) in {*UFS, None}


@given(st.integers(1_000_000, 9_999_999))
def test_cep_of_sao_paulo_without_its_zero_is_put_back(number):
    reading = cadastro.read_cep(str(number))
    assert (reading.normalised, reading.code) == (f"0{number}", "zeros_a_esquerda")
