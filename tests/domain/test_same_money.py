"""Which tellings of money are one: the rule, without a database. Títulos 1 and 2 are of one devedor."""

from dataclasses import replace

import pytest

from adimple.domain.same_money import Same, Standing, Told, compare


def standing(payment_id=9, source="retorno", chosen=(1,), reached=(1,), settled=(1,)) -> Standing:
    return Standing(payment_id, source, frozenset(chosen), frozenset(reached), frozenset(settled))


@pytest.mark.parametrize(
    ("told", "payment", "is_sure"),
    [
        # A sheet and a bank, one título, settled whole: one money.
        (Told("spreadsheet", (1,)), standing(), True),
        (Told("retorno", (1,)), standing(source="spreadsheet"), True),
        (Told("pix", (1,)), standing(source="api"), True),
        # Two roads by which money comes in may bring two; what a person typed may be cash; two sheets may differ.
        (Told("pix", (1,)), standing(), False),
        (Told("pix", (1,)), standing(source="form"), False),
        (Told("spreadsheet", (1,)), standing(source="form"), False),
        (Told("spreadsheet", (1,)), standing(source="spreadsheet"), False),
        # A part of a título, or what went on to another, may have been paid twice.
        (Told("spreadsheet", (1,)), standing(settled=()), False),
        (Told("spreadsheet", (1,)), standing(reached=(1, 2)), False),
        # Of the bank day beside.
        (Told("spreadsheet", (1,)), replace(standing(), is_near=True), False),
        # One of the two does not name its título.
        (Told("spreadsheet", ()), standing(), False),
        (Told("spreadsheet", (1,)), standing(chosen=()), False),
        (Told("pix", (2,)), standing(source="form", chosen=()), False),
    ],
)
def test_one_money_surely_or_perhaps(told, payment, is_sure):
    assert compare([(told, [payment])]) == {0: Same(9, payment.source, is_sure, payment.is_near)}


def test_other_titulos_named_on_both_sides_are_other_money():
    assert compare([(Told("spreadsheet", (2,)), [standing()])]) == {}


def test_a_payment_is_one_of_two_equal_tellings_and_the_other_is_other_money():
    twice = [(Told("spreadsheet", (1,)), [standing()])] * 2
    assert compare(twice) == {0: Same(9, "retorno", True)}


def test_the_surest_telling_takes_the_payment():
    told = [(Told("spreadsheet", ()), [standing()]), (Told("spreadsheet", (1,)), [standing()])]
    assert compare(told) == {1: Same(9, "retorno", True)}


def test_two_equal_payments_are_two_equal_tellings():
    both = [standing(8, reached=(2,), chosen=(2,), settled=(2,)), standing(9)]
    told = [(Told("spreadsheet", ()), both), (Told("spreadsheet", ()), both)]
    assert compare(told) == {0: Same(8, "retorno", False), 1: Same(9, "retorno", False)}
