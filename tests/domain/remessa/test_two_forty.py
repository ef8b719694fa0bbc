"""Lots, totals and segments of the 240."""

from dataclasses import replace
from datetime import date

import pytest

from adimple.domain.errors import Invalid
from adimple.domain.remessa import writing
from adimple.domain.remessa.items import Discount, Item
from tests.banks.remessas import BENEFICIARIO, CONVENIOS, POLICY, asked_by_bank, entry, lines, read

BARE = replace(POLICY, multa_ppb=0, juros_ppb_month=0, discount_ppb=0)


def test_segments_are_only_the_needed_ones():
    segments = [line[13:14] for line in lines("001", "CNAB240", entry(), entry(policy=BARE))[2:-2]]

    assert segments == [b"P", b"Q", b"R", b"P", b"Q"]


def test_a_new_due_date_takes_its_multa_and_juros_with_it():
    moved = lines("756", "CNAB240", Item("due_on", entry(due_on=date(2026, 12, 17))))
    told = read("756", "CNAB240", moved)[0]

    assert [line[13:14] for line in moved[2:-2]] == [b"P", b"R"]
    assert (told.said["code"], told.multa_from) == ("06", date(2026, 12, 18))


def test_a_baixa_is_its_boleto_alone():
    assert [line[13:17] for line in lines("104", "CNAB240", Item("baixa", entry()))[2:-2]] == [b"P 02"]


def test_the_day_of_the_multa_of_sicoob_is_not_the_due_date():
    # due on Thursday 10/12/2026, late from Friday 11; code 1, R$ 24,69
    assert lines("756", "CNAB240", entry())[4][65:89] == b"1" + b"11122026" + b"000000000002469"


def test_a_fixed_multa_is_never_a_code_without_its_amount():
    assert lines("104", "CNAB240", entry())[4][65:89] == b"1" + b"11122026" + b"000000000002469"


def test_three_discounts_go_in_p_and_r():
    further = (Discount(date(2026, 12, 8), 30_00), Discount(date(2026, 12, 10), 10_00))
    told = read("756", "CNAB240", lines("756", "CNAB240", entry(further_discounts=further)))[0]

    assert [one.cents for one in told.discounts] == [61_73, 30_00, 10_00]
    # on 09/12 the second day is past: 1.234,50 − 10,00
    assert asked_by_bank(told, date(2026, 12, 9)) == 1_224_50


def test_the_trailer_of_the_lot_has_the_sum():
    trailer = lines("104", "CNAB240", entry(), entry(cents=100))[-2]

    # 1 header, 3 + 3 segments (2 % of 1,00 is 0,02), 1 trailer; 1.234,50 + 1,00
    assert (trailer[17:23], trailer[23:29], trailer[29:46]) == (b"000008", b"000002", b"00000000000123550")


def test_a_lot_that_is_full_is_followed_by_another(monkeypatch):
    monkeypatch.setattr(writing, "MAX_LOT_DETAILS", 5)
    written = lines("756", "CNAB240", entry(), entry(), entry(policy=BARE))

    assert [line[3:8] for line in written] == [
        b"00000", b"00011", b"00013", b"00013", b"00013", b"00015",
        b"00021", b"00023", b"00023", b"00023", b"00023", b"00023", b"00025", b"99999",
    ]  # fmt: skip
    assert [int(line[8:13]) for line in written if line[7:8] == b"3"] == [1, 2, 3, 1, 2, 3, 4, 5]
    assert [line[17:29] for line in written if line[7:8] == b"5"] == [b"000005000001", b"000007000002"]
    assert written[-1][17:29] == b"000002000014"


def test_the_juros_of_santander_have_five_decimals():
    # 0,41 a day
    assert lines("033", "CNAB240", entry())[2][117:141] == b"1" + b"11122026" + b"000000000041000"


def test_a_monthly_rate_goes_only_where_no_cent_is_in_doubt():
    policy = replace(BARE, juros_ppb_month=10_000_000, juros_basis="30")
    known = replace(BENEFICIARIO, rate_rounding="down")

    with pytest.raises(Invalid) as refused:
        lines("756", "CNAB240", entry(policy=policy))
    assert refused.value.field == "juros"
    assert lines("756", "CNAB240", entry(policy=policy), beneficiario=known)[2][117:141] == b"211122026000000000000100"


def test_a_term_that_the_bank_does_not_have_is_refused():
    for code, days in (("748", 61), ("033", 100), ("104", 1000)):
        late = date.fromordinal(entry().due_on.toordinal() + days)
        with pytest.raises(Invalid) as refused:
            lines(code, "CNAB240", entry(pay_until=late))
        assert refused.value.field == "pay_until"


def test_a_caixa_code_of_seven_digits_takes_the_seventh_column():
    seven = replace(CONVENIOS["104"], beneficiario="1234567")

    assert lines("104", "CNAB240", entry())[2][23:39] == b"1234560000000000"
    assert lines("104", "CNAB240", entry(), convenio=seven)[2][23:39] == b"1234567000000000"
