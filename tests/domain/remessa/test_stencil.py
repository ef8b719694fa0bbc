"""A stencil writes what `fitted` writes, and refuses what it refuses, with the same field."""

from datetime import date, datetime

import pytest

from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field, Record
from adimple.domain.errors import Invalid
from adimple.domain.remessa import layout, stencil
from adimple.domain.remessa.layout import Opening
from tests.banks.remessas import BENEFICIARIO, CONVENIOS, MADE_AT

RECORD = Record(
    "torto",
    42,
    (
        Field("number", 2, 6),
        Field("name", 7, 16, TEXT),
        Field("note", 18, 21, TEXT, may_be_blank=True),
        Field("cents", 22, 29, CENTS),
        Field("due_on", 30, 35, DDMMAA),
        Field("days", 36, 37, may_be_blank=True),
    ),
    ((1, "1"), (38, "50%")),
)
VALUES = {"number": "12", "name": "ANA %s", "note": "", "cents": 1_234, "due_on": date(2026, 12, 10), "days": "7"}
LINE = "100012ANA %s         0000123410122607" + "50%  "


def test_the_line_has_what_is_kept_and_what_is_filled_in():
    kept = {"number": "12", "name": "ANA %s"}

    assert stencil.cut(RECORD, {}).line(VALUES) == LINE
    assert stencil.cut(RECORD, kept).line(VALUES) == LINE
    assert layout.fitted(RECORD, VALUES) == LINE


def test_what_may_be_blank_is_blank_and_no_day_is_zeros():
    made = stencil.cut(RECORD, {}).line(VALUES | {"note": None, "due_on": None, "days": None})

    assert made == "100012ANA %s         00001234000000  50%  "


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""},
        {"number": "123456"},
        {"number": "12A"},
        {"number": "²"},
        {"number": "-1"},
        {"number": "+1"},
        {"number": 12},
        {"number": None},
        {"number": b"12"},
        {"name": ""},
        {"name": "   "},
        {"name": "UM NOME LONGO DEMAIS"},
        {"name": "JOÃO"},
        {"name": "A\nB"},
        {"name": "A\0B"},
        {"name": None},
        {"name": b"ANA"},
        {"note": "12345"},
        {"cents": -1},
        {"cents": True},
        {"cents": 1.0},
        {"cents": "1"},
        {"cents": 10**8},
        {"cents": None},
        {"due_on": date(1989, 12, 31)},
        {"due_on": date(2090, 1, 1)},
        {"due_on": datetime(2026, 12, 10)},
        {"due_on": "101226"},
        {"due_on": []},
        {"days": ""},
        {"days": "  "},
        {"days": " 7"},
        # too long by as much as the other lacks
        {"days": "", "name": "ANA EXEMPLO 1"},
        {"number": "", "note": "123456789"},
    ],
)
def test_what_is_wrong_is_refused_as_fitted_refuses_it(wrong):
    refusals = []
    for write in (stencil.cut(RECORD, {}).line, lambda values: layout.fitted(RECORD, values)):
        with pytest.raises((Invalid, AssertionError, AttributeError, TypeError)) as refused:
            write(VALUES | wrong)
        refusals.append((refused.type, str(refused.value), getattr(refused.value, "field", "")))
    assert refusals[0] == refusals[1]


def test_a_value_that_nobody_gave_is_no_zero():
    with pytest.raises(KeyError):
        stencil.cut(RECORD, {}).line({name: value for name, value in VALUES.items() if name != "due_on"})


def test_what_is_kept_is_looked_at_too():
    with pytest.raises(Invalid) as refused:
        stencil.cut(RECORD, {"number": "123456"})
    assert refused.value.field == "number"
    with pytest.raises(AssertionError):
        stencil.cut(RECORD, {"unknown": "1"})


def test_what_a_file_shares_is_worked_once_and_a_refusal_each_time():
    opening = Opening("341", CONVENIOS["341"], BENEFICIARIO, 1, MADE_AT)
    worked = []

    def work(given: Opening) -> int:
        worked.append(given)
        return len(worked)

    def refuse(given: Opening) -> int:
        worked.append(given)
        raise Invalid("conta", "Falta a conta.")

    assert [opening.once(work), opening.once(work)] == [1, 1]
    for _ in range(2):
        with pytest.raises(Invalid):
            opening.once(refuse)
    assert len(worked) == 3
