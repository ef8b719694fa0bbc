"""Positional records, both ways."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain.cnab import AAAAMMDD, CENTS, DDMMAA, DDMMAAAA, TEXT, Field, Record
from adimple.domain.errors import Invalid

RECORD = Record(
    "exemplo",
    60,
    (
        Field("number", 2, 6),
        Field("name", 8, 17, TEXT),
        Field("note", 18, 22, TEXT, may_be_blank=True),
        Field("paid_cents", 23, 32, CENTS),
        Field("tarifa_cents", 33, 37, CENTS, may_be_blank=True),
        Field("due_on", 38, 43, DDMMAA, may_be_blank=True),
        Field("occurred_on", 44, 51, DDMMAAAA),
        Field("credit_on", 52, 59, AAAAMMDD),
    ),
    ((1, "1"), (60, "*")),
)
VALUES = {
    "number": "00042",
    "name": "ANA",
    "note": "",
    "paid_cents": 123456,
    "tarifa_cents": None,
    "due_on": date(2026, 1, 31),
    "occurred_on": date(2026, 2, 1),
    "credit_on": None,
}
#        1 number -name----- note- paid------ tarifa due--- occurred credit-- *
LINE = "1" + "00042" + " " + "ANA       " + "     " + "0000123456" + "     " + "310126" + "01022026" + "00000000" + "*"


def test_a_record_reads_what_it_holds():
    assert RECORD.read(LINE) == VALUES


def test_a_record_writes_exactly_its_width_and_reads_itself_back():
    assert RECORD.render(VALUES) == LINE
    assert len(LINE) == 60


@given(
    number=st.integers(0, 99_999).map(lambda n: f"{n:05d}"),
    name=st.text("ABC XYZ", min_size=1, max_size=10).map(str.strip).filter(bool),
    paid=st.integers(0, 10**10 - 1),
    tarifa=st.none() | st.integers(0, 99_999),
    day=st.none() | st.dates(date(1990, 1, 1), date(2089, 12, 31)),
)
def test_whatever_is_written_is_read_the_same(number, name, paid, tarifa, day):
    values = VALUES | {"number": number, "name": name, "paid_cents": paid, "tarifa_cents": tarifa, "due_on": day}
    assert RECORD.read(RECORD.render(values)) == values


@pytest.mark.parametrize(
    ("place", "text", "field", "phrase"),
    [
        (1, "2", "record", "Nas posições 1 a 1 esperávamos «1»; há «2»."),
        (2, "00 42", "number", "Nas posições 2 a 6 esperávamos só números; há «00 42»."),
        (2, "٣0042", "number", "Nas posições 2 a 6 esperávamos só números; há «٣0042»."),
        (2, "²0042", "number", "Nas posições 2 a 6 esperávamos só números; há «²0042»."),
        (8, "          ", "name", "Nas posições 8 a 17 esperávamos algum texto; há «          »."),
        (23, "000012345,", "paid_cents",
         "Nas posições 23 a 32 esperávamos um valor em centavos, só números; há «000012345,»."),
        (23, "          ", "paid_cents",
         "Nas posições 23 a 32 esperávamos um valor em centavos, só números; há «          »."),
        (33, "  123", "tarifa_cents",
         "Nas posições 33 a 37 esperávamos um valor em centavos, só números; há «  123»."),
        (38, "300226", "due_on", "Nas posições 38 a 43 esperávamos uma data como DDMMAA; há «300226»."),
        (44, "01020050", "occurred_on", "Nas posições 44 a 51 esperávamos uma data como DDMMAAAA; há «01020050»."),
        (52, "20261301", "credit_on", "Nas posições 52 a 59 esperávamos uma data como AAAAMMDD; há «20261301»."),
    ],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_named_with_what_is_there(place, text, field, phrase):
    line = LINE[: place - 1] + text + LINE[place - 1 + len(text) :]
    with pytest.raises(Invalid) as refused:
        RECORD.read(line)
    assert (refused.value.field, refused.value.phrase) == (field, phrase)


@pytest.mark.parametrize("line", [LINE[:-1], LINE + " ", ""])
def test_a_line_of_another_width_is_refused_as_such(line):
    with pytest.raises(Invalid) as refused:
        RECORD.read(line)
    assert refused.value.field == "width"


@pytest.mark.parametrize(
    "wrong",
    [
        {"paid_cents": -1},
        {"paid_cents": 10**10},
        {"paid_cents": "1"},
        {"paid_cents": True},
        {"paid_cents": None},
        {"name": "UM NOME LONGO DEMAIS"},
        {"name": "JOÃO"},
        {"name": "A\nB"},
        {"name": ""},
        {"number": "12A"},
        {"number": "²"},
        {"number": None},
        {"name": None},
        {"due_on": date(2090, 1, 1)},
        {"unknown": "1"},
    ],
)
def test_what_does_not_fit_is_never_written(wrong):
    with pytest.raises(AssertionError):
        RECORD.render(VALUES | wrong)


def test_columns_that_overlap_or_fall_outside_are_no_record():
    for fields in ((Field("a", 1, 5), Field("b", 5, 9)), (Field("a", 8, 11),)):
        with pytest.raises(AssertionError):
            Record("torto", 10, fields)


def test_a_year_of_two_digits_is_of_this_century_until_89():
    def year(text: str) -> int:
        day = Field("due_on", 1, 6, DDMMAA).value(text)
        return day.year

    assert [year("010189"), year("010190"), year("010100")] == [2089, 1990, 2000]
