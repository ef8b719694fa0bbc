"""What is read a column at a time is read as one by one."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adimple.domain import cadastro, money
from adimple.domain.errors import Invalid
from adimple.domain.intake import amounts, people

_AMOUNTS = st.one_of(
    st.from_regex(r"(R\$ ?)?[0-9]{1,11}([.,][0-9]{1,3}){0,3}", fullmatch=True),
    st.integers(-10, 10**14).map(money.format_brl),
    st.integers(0, 10**11).map(money.format_number),
    st.text("0123456789.,-()R$ ٣१", max_size=14),
)


@given(st.lists(_AMOUNTS, min_size=1, max_size=30), st.booleans())
@example(["٣,50", "0,00", "000,10", "999999999,99", "1000000000,00", "1.234,56", "01.234,56", "1.234.567,89"], False)
@example(["1.50", "1,234.56", "1,234,567.89", "12,34.56", "999999999.99"], True)
def test_a_column_of_amounts_is_read_as_each_amount_alone(texts: list[str], abroad: bool) -> None:
    convention = amounts.Convention(abroad, decided=False)
    whole = amounts.read_amounts(pl.Series(texts, dtype=pl.String), convention).rows()
    alone = [amounts.read_amounts(pl.Series([text], dtype=pl.String), convention).row(0) for text in texts]
    assert whole == alone
    for text, (cents, code, _) in zip(texts, whole, strict=True):
        if not abroad and code is None and text:
            assert cents == money.parse_brl(text, allow_negative=True)


@pytest.mark.parametrize("text", ["1,50", "R$ 1,50", "R$1,50", "0,00", "007,10", "1.234,56", "12.345.678,90"])
def test_a_plain_amount_is_what_the_parser_of_one_says(text: str) -> None:
    read = amounts.read_amounts(pl.Series([text]), amounts.Convention(abroad=False, decided=False))
    assert read.rows() == [(money.parse_brl(text), None, None)]


def _refused(text: str) -> bool:
    try:
        money.parse_brl(text, allow_negative=True)
    except Invalid:
        return True
    return False


@given(st.lists(_AMOUNTS.filter(bool), min_size=1, max_size=30))
def test_what_the_parser_of_one_refuses_no_column_accepts(texts: list[str]) -> None:
    read = amounts.read_amounts(pl.Series(texts, dtype=pl.String), amounts.Convention(abroad=False, decided=False))
    for text, code in zip(texts, read["code"], strict=True):
        assert code is not None or not _refused(text)


_DOCUMENTS = st.one_of(
    st.integers(0, 10**9 - 1).map(lambda base: _cpf(base)),
    st.integers(0, 10**11 - 1).map(lambda number: f"{number:011d}"),
    st.integers(0, 10**14).map(str),
    st.text("0123456789.-/", max_size=18),
    st.sampled_from(["11111111111", "000.000.000-00", "١٢٣٤٥٦٧٨٩٠٩", "52998224725", "529.982.247-25", "529.982.24725"]),
)


def _cpf(base: int) -> str:
    digits = [int(digit) for digit in f"{base:09d}"]
    for weights in (range(10, 1, -1), range(11, 1, -1)):
        digits.append(sum(d * w for d, w in zip(digits, weights, strict=True)) * 10 % 11 % 10)
    bare = "".join(map(str, digits))
    return bare if base % 2 else f"{bare[:3]}.{bare[3:6]}.{bare[6:9]}-{bare[9:]}"


@given(st.lists(_DOCUMENTS, min_size=1, max_size=40))
def test_a_column_of_documents_is_read_as_each_document_alone(texts: list[str]) -> None:
    read = people.read_documents(pl.Series(texts, dtype=pl.String))
    for text, (value, code, _) in zip(texts, read.rows(), strict=True):
        alone = cadastro.read_document(text)
        if alone.valid:
            assert (value, code) == (alone.normalised, None), text
        elif alone.code == "vazio":
            assert (value, code) == ("", None), text
        else:
            assert (value, code) == (None, f"documento.{alone.code}"), text


@pytest.mark.parametrize("text", ["#N/D", "#REF!", "#valor!", "#NUM!"])
def test_the_error_of_a_formula_is_told_as_such_in_every_column(text: str) -> None:
    cells = pl.Series([text])
    convention = amounts.Convention(abroad=False, decided=False)
    for read in (people.read_documents(cells), people.read_names(cells), amounts.read_amounts(cells, convention)):
        assert read["code"].to_list() == ["celula.erro"]
        assert text in read["phrase"][0]
