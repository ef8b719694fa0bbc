"""Charges as a bank would apply them: exact, or refused."""

from dataclasses import replace
from datetime import date

import pytest

from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid
from adimple.domain.remessa.charges import Takes, charges_of, rate_digits
from adimple.domain.remessa.items import Discount
from tests.banks.remessas import BENEFICIARIO, POLICY, entry

MONTHLY = EncargosPolicy(juros_ppb_month=10_000_000)  # 1 % a month, each day's sum cut at its end
EVERYTHING = Takes(month_rate_decimals=2, juros_date=True, discounts=3)


def refused(made, takes=EVERYTHING, beneficiario=BENEFICIARIO):
    with pytest.raises(Invalid) as error:
        charges_of(made, beneficiario, takes)
    return error.value.field


def test_cents_a_day_carry_a_rate_that_divides():
    # 1 % of 3.000,00 is 30,00 a month, 1,00 a day
    assert charges_of(entry(cents=3_000_00, policy=MONTHLY), BENEFICIARIO, Takes()).juros_day_cents == 100


def test_a_rate_that_leaves_a_fraction_a_day_is_refused():
    # 12,345 a month is 0,4115 a day: 0,41 × 3 = 1,23 is 1,2345 cut, and 0,41 × 60 = 24,60 is not 24,69
    assert refused(entry(policy=MONTHLY)) == "juros"
    assert refused(entry(policy=MONTHLY), Takes()) == "juros"


def test_the_bank_s_own_rounding_lets_the_rate_go_where_it_is_ours():
    known = replace(BENEFICIARIO, rate_rounding="down")

    assert charges_of(entry(policy=MONTHLY), known, EVERYTHING).juros_ppb_month == 10_000_000
    assert refused(entry(policy=MONTHLY), beneficiario=replace(known, rate_rounding="half_up")) == "juros"
    assert refused(entry(policy=replace(MONTHLY, juros_basis="365")), beneficiario=known) == "juros"
    assert refused(entry(policy=MONTHLY), Takes(), known) == "juros"


def test_a_short_term_may_be_exact_where_a_long_one_is_not():
    # 0,4115 a day: the 0,0015 passes no cent in six days (0,009), and does in seven (0,0105)
    assert charges_of(entry(policy=MONTHLY, pay_until=date(2026, 12, 16)), BENEFICIARIO, Takes()).juros_day_cents == 41
    assert refused(entry(policy=MONTHLY, pay_until=date(2026, 12, 17))) == "juros"


def test_a_multa_with_a_fraction_of_a_cent_needs_its_amount():
    made = entry(cents=123_45)  # 2 % is 2,469

    assert charges_of(made, BENEFICIARIO, Takes()).multa_cents == 246
    assert refused(made, Takes(multa_cents=False)) == "multa"
    known = replace(BENEFICIARIO, rate_rounding="down")
    assert charges_of(made, known, Takes(multa_cents=False)).multa_ppb == 20_000_000


def test_a_rate_is_never_cut():
    assert rate_digits(22_500_000, "multa", 2) == 225
    with pytest.raises(Invalid) as error:
        rate_digits(22_500_000, "multa", 1)
    assert error.value.field == "multa"
    made = entry(cents=1_000_00, policy=replace(POLICY, multa_ppb=22_500_000))
    assert refused(made, Takes(multa_cents=False, multa_decimals=1)) == "multa"


def test_multa_starts_on_the_first_late_day_and_juros_after_the_due_date():
    # Sunday 13: paid on Monday 14 is in time; from Tuesday 15 on it is late, and juros count since Sunday
    charged = charges_of(entry(due_on=date(2026, 12, 13)), BENEFICIARIO, Takes())

    assert (charged.multa_from, charged.juros_from) == (date(2026, 12, 15), date(2026, 12, 14))


def test_juros_from_the_extended_day_need_a_column_for_it():
    made = entry(due_on=date(2026, 12, 13), policy=replace(POLICY, nonbusiness_due="extended"))

    assert charges_of(made, BENEFICIARIO, EVERYTHING).juros_from == date(2026, 12, 15)
    assert refused(made, Takes()) == "due_on"


def test_an_index_is_refused():
    assert refused(entry(policy=EncargosPolicy(correction_index="ipca"))) == "policy"
    assert refused(entry(policy=EncargosPolicy(juros_by="law"))) == "policy"


def test_discounts_go_in_order_and_as_many_as_the_layout_has():
    further = (Discount(date(2026, 12, 8), 30_00), Discount(date(2026, 12, 10), 10_00))
    made = entry(further_discounts=further)

    # 5 % of 1.234,50 is 61,725, half up; five days before Thursday 10 is Saturday 5, so Monday 7
    first = Discount(date(2026, 12, 7), 61_73)
    assert charges_of(made, BENEFICIARIO, EVERYTHING).discounts == (first, *further)
    assert refused(made, Takes(discounts=2)) == "discounts"
    assert refused(entry(further_discounts=(Discount(date(2026, 12, 8), 70_00),))) == "discounts"
    assert refused(entry(further_discounts=(Discount(date(2026, 12, 11), 1_00),))) == "discounts"
    assert refused(entry(policy=EncargosPolicy(), further_discounts=(Discount(date(2026, 12, 8), 0),))) == "discounts"


def test_a_discount_that_was_over_before_the_boleto_is_none():
    made = entry(policy=replace(POLICY, discount_days_before=60))

    assert charges_of(made, BENEFICIARIO, EVERYTHING).discounts == ()


def test_a_month_that_counts_as_the_calendar_s_is_tried_day_by_day():
    # 30,00 a month: 1,00 a day until 09/01; on 10/01, 31 days late, a month is still 30,00
    policy = replace(POLICY, juros_basis="monthpart")

    short = entry(cents=3_000_00, policy=policy, pay_until=date(2027, 1, 9))
    assert charges_of(short, BENEFICIARIO, Takes()).juros_day_cents == 100
    assert refused(replace(short, pay_until=date(2027, 1, 10))) == "juros"
    # and on 10/03 ninety days are three months again, but not the days between
    assert refused(replace(short, pay_until=date(2027, 3, 10))) == "juros"
