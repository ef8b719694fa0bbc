import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import boleto
from adimple.domain.errors import Invalid

FATOR = json.loads((Path(__file__).parents[1] / "vectors" / "boleto.json").read_text("utf-8"))["fator"]
ON = date(2026, 11, 24)
LINE = "00190.00009 01238.798977 77700.168188 3 37690000013500"


@pytest.mark.parametrize(("day", "fator"), FATOR)
def test_the_fator_counts_the_days_and_turns(day, fator):
    due_on = date.fromisoformat(day)
    assert boleto.encode_fator(due_on) == fator
    assert boleto.decode_fator(fator, due_on) == due_on


@pytest.mark.parametrize(
    ("fator", "on", "due_on"),
    [
        ("9500", date(2026, 11, 21), date(2023, 10, 11)),  # not 2048: three thousand days back are still of a boleto
        ("9990", date(2025, 2, 22), date(2025, 2, 12)),
        ("1000", date(2025, 2, 21), date(2025, 2, 22)),
        ("1000", date(2049, 10, 1), date(2049, 10, 14)),
        ("1000", date(2001, 1, 1), date(2000, 7, 3)),
        ("0000", date(2026, 1, 1), None),
    ],
)
def test_a_fator_is_read_near_the_day_it_is_read(fator, on, due_on):
    assert boleto.decode_fator(fator, on) == due_on


@given(due_on=st.dates(date(2000, 7, 3), date(2090, 1, 1)), days=st.integers(-2999, 5999))
def test_a_fator_read_within_its_window_is_the_day_it_was_written_for(due_on, days):
    on = due_on - timedelta(days=days)
    assert boleto.decode_fator(boleto.encode_fator(due_on), on) == due_on


@pytest.mark.parametrize("due_on", [date(1997, 10, 7), date(2000, 7, 2)])
def test_a_day_before_the_first_fator_is_refused(due_on):
    with pytest.raises(Invalid, match="03/07/2000"):
        boleto.encode_fator(due_on)


def test_a_line_says_its_bank_value_and_day():
    read = boleto.read(LINE, date(2008, 2, 1))
    assert (read.bank, read.cents, read.due_on) == ("001", 135_00, date(2008, 2, 1))
    assert read.linha_digitavel == LINE


@pytest.mark.parametrize("place", range(47))
@pytest.mark.parametrize("step", [1, 5, 9])
def test_any_one_digit_mistyped_is_noticed(place, step):
    bare = "".join(filter(str.isdigit, LINE))
    other = bare[:place] + str((int(bare[place]) + step) % 10) + bare[place + 1 :]
    with pytest.raises(Invalid) as refused:
        boleto.read(other, ON)
    assert refused.value.field == "line"


def test_every_field_that_is_wrong_is_named_at_once():
    with pytest.raises(Invalid) as refused:
        boleto.read("00190.00008 01238.798976 77700.168187 3 37690000013500", ON)
    assert [error.phrase for error in refused.value.every] == [
        "No 1º campo o dígito verificador é 9, e aqui é 8.",
        "No 2º campo o dígito verificador é 7, e aqui é 6.",
        "No 3º campo o dígito verificador é 8, e aqui é 7.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("83640000001-1 33120138000-2 81288462711-6 08013618155-1", "arrecadação"),
        ("8" + "0" * 43, "arrecadação"),
        ("", "só números"),
        ("٣" * 47, "só números"),
        ("0019000009", "aqui há 10"),
        (LINE[:-1], "aqui há 46"),
        ("não sei", "só números"),
        (LINE + "\n0", "só números"),
    ],
)
def test_what_is_no_line_is_refused_as_what_it_is(text, said):
    with pytest.raises(Invalid, match=said):
        boleto.read(text, ON)


@pytest.mark.parametrize("cents", [-1, boleto.MAX_CENTS + 1, 1.5, True, "100", None])
def test_a_value_is_whole_cents_that_fit(cents):
    with pytest.raises(Invalid) as refused:
        boleto.encode("001", None, cents, "0" * 25)
    assert refused.value.field == "value"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(Invalid) as refused:
        boleto.read(text, ON)
    assert refused.value.field == "line"


@pytest.mark.parametrize(
    ("due_on", "is_said"),
    # 3,000 days before 2026-11-22 is 2018-09-05, and 5,999 after it, 2043-04-26.
    [
        (date(2018, 9, 4), False),
        (date(2018, 9, 5), True),
        (date(2026, 12, 20), True),
        (date(2043, 4, 26), True),
        (date(2043, 4, 27), False),
        (date(2060, 1, 1), False),
        (None, True),
    ],
)
def test_a_due_date_that_its_fator_cannot_say_on_the_day_it_is_made_is_refused(due_on, is_said):
    on = date(2026, 11, 22)
    if is_said:
        assert boleto.read(boleto.encode("341", due_on, 1, "0" * 25, on).barcode, on).due_on == due_on
        return
    with pytest.raises(Invalid) as refused:
        boleto.encode("341", due_on, 1, "0" * 25, on)
    assert refused.value.field == "due_date"
    assert "vence de 05/09/2018 a 26/04/2043" in refused.value.phrase
    assert boleto.encode("341", due_on, 1, "0" * 25).due_on == due_on  # no day asked
