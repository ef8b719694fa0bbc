"""What a título owes: our table, hand-worked cases, and the laws of arithmetic in both lanes."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import calendar, encargos, lanes, limits
from adimple.domain.encargos import EncargosPolicy, Factor, Mora, Saldo
from adimple.domain.encargos.policy import JUROS_BASES, MULTA_BASES, NONBUSINESS_DUES, ROUNDINGS
from adimple.domain.encargos.series import FACTOR_DEN, MAX_FACTOR, compound_factor
from adimple.domain.errors import Invalid, Refused

PERCENT = 10_000_000
VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "encargos.json").read_text(encoding="utf-8"))
TUESDAY = date(2026, 3, 10)
SATURDAY = date(2026, 3, 14)
B2C = EncargosPolicy(multa_ppb=2 * PERCENT, juros_ppb_month=PERCENT)
FIGURES = {
    "correcao_cents": encargos.correcao_cents,
    "multa_cents": encargos.multa_cents,
    "juros_cents": encargos.juros_cents,
    "discount_cents": encargos.discount_cents,
    "total_cents": encargos.total_cents,
}


def owed(policy, principal_cents, *, due_on=TUESDAY, days=None, on=None, correction=encargos.NO_CORRECTION):
    on = on or due_on + timedelta(days=days)
    saldo = encargos.new_saldo(principal_cents, due_on)
    return encargos.accrue_encargos(policy, saldo, due_on=due_on, on=on, correction=correction)


# --- our table ---


@pytest.mark.parametrize("row", VECTORS["late"], ids=lambda row: row["law_vector"])
def test_every_row_of_our_table_is_owed_to_the_cent(row):
    correction = encargos.correction_factor(row.get("index_ppb", []))
    dates = {"due_on": date.fromisoformat(row["due_on"]), "on": date.fromisoformat(row["on"])}
    figures = owed(EncargosPolicy(**row["policy"]), row["principal_cents"], **dates, correction=correction)
    assert {name: getattr(figures, name) for name in row["owed"]} == row["owed"]
    if "owed_rounded_down" in row:
        cut = EncargosPolicy(**row["policy"] | {"rounding": "down"})
        figures = owed(cut, row["principal_cents"], **dates, correction=correction)
        assert {name: getattr(figures, name) for name in row["owed_rounded_down"]} == row["owed_rounded_down"]


# --- days late ---


@pytest.mark.parametrize(
    ("on", "original", "extended"),
    [
        (date(2026, 3, 13), 0, 0),  # the eve
        (date(2026, 3, 16), 0, 0),  # Monday: the first bank day
        (date(2026, 3, 17), 3, 1),  # Tuesday: from Saturday, or from Monday
    ],
)
def test_a_due_date_on_a_saturday_is_read_both_ways(on, original, extended):
    assert encargos.days_late(due_on=SATURDAY, on=on) == original
    assert encargos.days_late(due_on=SATURDAY, on=on, nonbusiness_due="extended") == extended


# --- series ---


def test_the_correction_of_three_months_is_the_exact_product():
    # 1,0009 × 1,0018 × 1,0033, with nothing rounded away: twelve decimals.
    factor = encargos.correction_factor([900_000, 1_800_000, 3_300_000])
    assert factor.num * 10**12 == factor.den * 10009 * 10018 * 10033


def test_a_deflation_never_takes_from_the_nominal():
    # 1,0024 × 0,9951 × 0,9833 = 0,98083: the result is below 1 and the principal stays whole.
    factor = encargos.correction_factor([2_400_000, -4_900_000, -16_700_000])
    assert owed(B2C, 100_000, days=90, correction=factor).correcao_cents == 0


def test_a_long_series_keeps_eighteen_decimals():
    factor = encargos.correction_factor([3_100_001] * 120)
    exact_num, exact_den = (limits.BILLION + 3_100_001) ** 120, limits.BILLION**120
    assert factor.den == FACTOR_DEN
    assert abs(factor.num * exact_den - exact_num * FACTOR_DEN) * 2 <= exact_den


def test_whole_months_compound_exactly():
    # 1,01³ = 1,030301
    assert compound_factor(PERCENT, 90) == Factor(1_030_301 * 10**12, FACTOR_DEN)


def test_half_a_month_compounds_by_the_square_root():
    # 1,0201 ^ (15/30) = √1,0201 = 1,01
    assert compound_factor(20_100_000, 15) == Factor(101 * 10**16, FACTOR_DEN)


def test_a_factor_above_a_thousand_is_refused():
    with pytest.raises(Invalid):
        compound_factor(limits.MAX_RATE_PPB, 120)  # 11⁴ = 14 641


# --- discount ---

DISCOUNTED = EncargosPolicy(
    multa_ppb=2 * PERCENT, discount_ppb=5 * PERCENT, discount_cents=1000, discount_days_before=4
)


@pytest.mark.parametrize(
    ("on", "discount_cents"),
    [
        # Four days before Tuesday 10 March 2026 is Friday 6 March. 1.234,50 × 5% = 61,725 → 61,73; + 10,00.
        (date(2026, 3, 5), 7173),
        (date(2026, 3, 6), 7173),
        (date(2026, 3, 7), 0),
        (date(2026, 3, 11), 0),
    ],
)
def test_the_discount_ends_on_its_day(on, discount_cents):
    figures = owed(DISCOUNTED, 123_450, on=on)
    assert figures.discount_cents == discount_cents
    assert figures.total_cents == 123_450 - discount_cents + figures.multa_cents


def test_a_discount_whose_last_day_has_no_bank_service_lasts_to_the_next():
    policy = replace(DISCOUNTED, discount_days_before=0)
    assert owed(policy, 10_000, due_on=SATURDAY, on=date(2026, 3, 16)).discount_cents == 1500
    assert owed(policy, 10_000, due_on=SATURDAY, on=date(2026, 3, 17)).discount_cents == 0


def test_a_discount_never_passes_the_principal():
    assert owed(replace(B2C, discount_cents=5_000), 3_000, days=0).total_cents == 0


# --- after a part payment ---


def test_juros_already_claimed_bear_no_juros_and_the_multa_is_not_renewed():
    # 626,67 × 1% ÷ 30 × 15 = 3,13335 → 3,13; beside them 2,00 of juros and 7,00 of multa left from before.
    saldo = Saldo(
        nominal_cents=100_000,
        principal_cents=62_667,
        multa_open_cents=700,
        multa_charged=True,
        juros_open_cents=200,
        juros_from_on=TUESDAY + timedelta(days=20),
    )
    figures = encargos.accrue_encargos(B2C, saldo, due_on=TUESDAY, on=TUESDAY + timedelta(days=35))
    assert figures.days_late == 35
    assert (figures.juros_cents, figures.multa_cents) == (513, 700)
    assert figures.total_cents == 62_667 + 513 + 700


def test_after_a_part_payment_an_extended_due_date_no_longer_counts():
    # Paid in part on Tuesday 17; three days to Friday 20. 900,00 × 1% ÷ 30 × 3 = 0,90.
    policy = replace(B2C, nonbusiness_due="extended")
    saldo = replace(encargos.new_saldo(90_000, SATURDAY), multa_charged=True, juros_from_on=date(2026, 3, 17))
    assert encargos.accrue_encargos(policy, saldo, due_on=SATURDAY, on=date(2026, 3, 20)).juros_cents == 90


# --- policy ---


@pytest.mark.parametrize(
    ("policy", "kind", "rule", "cites"),
    [
        (replace(B2C, multa_ppb=2 * PERCENT + 1), "B2C", "CHG-MULTA-CDC", "CDC art. 52 § 1º"),
        (replace(B2C, juros_ppb_month=PERCENT + 1), "B2C", "CHG-JUROS-1", "Súmula 379 do STJ; Decreto 22.626/1933"),
        (replace(B2C, juros_basis="daily_cents_half_up"), "B2C", "CHG-JUROS-1", "Súmula 379 do STJ"),
        (replace(B2C, juros_basis="compound30"), "B2C", "CHG-SIMPLE", "Súmula 121 do STF"),
        (replace(B2C, juros_basis="compound30"), "B2B", "CHG-SIMPLE", "Súmula 121 do STF"),
        (EncargosPolicy(multa_ppb=100 * PERCENT + 1), "B2B", "CHG-MULTA-B2B", "Código Civil art. 412"),
    ],
)
def test_a_policy_beyond_the_law_is_refused_with_the_article(policy, kind, rule, cites):
    with pytest.raises(Refused) as refusal:
        encargos.check_policy(policy, kind)
    assert refusal.value.code == rule
    assert cites in refusal.value.cites
    capped = encargos.cap_policy(policy, kind)
    assert not any(finding.is_forbidden for finding in encargos.findings_on(capped, kind))


@pytest.mark.parametrize(
    ("policy", "kind", "rules"),
    [
        (B2C, "B2C", []),
        (replace(B2C, rounding="half_up"), "B2C", ["CHG-ROUND"]),
        (replace(B2C, rounding="half_up", multa_ppb=PERCENT, juros_ppb_month=PERCENT - 1), "B2C", []),
        (EncargosPolicy(multa_ppb=10 * PERCENT, juros_ppb_month=3 * PERCENT), "B2B", []),
        (EncargosPolicy(multa_ppb=10 * PERCENT + 1), "B2B", ["CHG-MULTA-B2B"]),
        (EncargosPolicy(multa_ppb=100 * PERCENT), "B2B", ["CHG-MULTA-B2B"]),
    ],
)
def test_a_lawful_policy_passes_with_the_warnings_it_deserves(policy, kind, rules):
    assert [finding.rule for finding in encargos.check_policy(policy, kind)] == rules


@pytest.mark.parametrize("rounding", ["half_up", "half_even"])
@pytest.mark.parametrize("principal_cents", [33, 10_025, 85_050])
def test_a_consumer_is_never_charged_past_the_cap_by_a_rounding(principal_cents, rounding):
    # 2 % of R$ 100,25 is 2,005: R$ 2,01 would be 2,005 % of it, and R$ 0,01 of R$ 0,33, 3 %.
    charged = encargos.cap_policy(replace(B2C, rounding=rounding), "B2C")
    owed = encargos.accrue_encargos(
        charged, encargos.new_saldo(principal_cents, date(2026, 1, 5)), due_on=date(2026, 1, 5), on=date(2026, 2, 4)
    )
    assert owed.multa_cents * 100 <= 2 * principal_cents
    assert owed.juros_cents * 100 <= principal_cents  # 30 days at 1 % a month
    assert (owed.multa_cents, owed.juros_cents) == (principal_cents * 2 // 100, principal_cents // 100)


def test_below_the_cap_the_agreed_rounding_stays():
    lower = replace(B2C, multa_ppb=PERCENT, juros_ppb_month=PERCENT - 1, rounding="half_up")
    assert encargos.cap_policy(lower, "B2C") == lower
    assert encargos.cap_policy(replace(B2C, rounding="half_up"), "B2B").rounding == "half_up"


def test_a_policy_with_an_unknown_word_or_a_negative_rate_does_not_exist():
    for wrong in ({"juros_basis": "31"}, {"rounding": "up"}, {"multa_ppb": -1}, {"discount_days_before": -1}):
        with pytest.raises(Invalid) as refusal:
            EncargosPolicy(**wrong)
        assert refusal.value.field == next(iter(wrong))


# --- laws of arithmetic ---

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
rates = st.integers(0, 30 * PERCENT)
amounts = st.integers(1, 10_000_000_00)
policies = st.builds(
    EncargosPolicy,
    multa_ppb=rates,
    juros_ppb_month=rates,
    juros_basis=st.sampled_from([basis for basis in JUROS_BASES if basis != "compound30"]),
    multa_base=st.sampled_from(MULTA_BASES),
    rounding=st.sampled_from(ROUNDINGS),
    nonbusiness_due=st.sampled_from(NONBUSINESS_DUES),
    discount_cents=st.integers(0, 5000),
    discount_ppb=rates,
    discount_days_before=st.integers(0, 30),
)
factors = st.lists(st.integers(-30_000_000, 30_000_000), max_size=24).map(encargos.correction_factor)


@st.composite
def moras(draw):
    due_on, policy, nominal_cents = draw(days), draw(policies), draw(amounts)
    if draw(st.booleans()):  # at most 1,1 ^ 31: far from the ceiling of a factor
        policy = replace(policy, juros_basis="compound30", juros_ppb_month=min(policy.juros_ppb_month, 10 * PERCENT))
    on = due_on + timedelta(days=draw(st.integers(-40, 900)))
    is_late = encargos.days_late(due_on=due_on, on=on, nonbusiness_due=policy.nonbusiness_due) > 0
    juros_from_on = draw(st.dates(due_on, on)) if is_late else due_on
    saldo = Saldo(
        nominal_cents=nominal_cents,
        principal_cents=draw(st.integers(0, nominal_cents)),
        multa_open_cents=draw(st.integers(0, 10_000)),
        multa_charged=draw(st.booleans()),
        juros_open_cents=draw(st.integers(0, 10_000)),
        juros_from_on=juros_from_on,
    )
    terms = encargos.terms_on(policy, due_on=due_on, juros_from_on=juros_from_on, on=on, correction=draw(factors))
    return encargos.mora(saldo, terms)


@given(st.lists(moras(), min_size=1, max_size=10))
def test_the_night_and_the_day_agree_on_every_cent(records):
    night = lanes.with_cents(lanes.frame_of(Mora, records).lazy(), Mora, **FIGURES).collect()
    for row, record in zip(night.iter_rows(named=True), records, strict=True):
        assert lanes.record_of(Mora, row) == record
        assert {name: row[name] for name in FIGURES} == {name: figure(record) for name, figure in FIGURES.items()}


def test_the_greatest_debt_overflows_in_neither_lane():
    # Principal, correction and juros at their ceilings: 10^13 × 10^3 × (10^3 - 1) × 10^18 ≈ 10^37 < 2^127.
    greatest = Mora(
        nominal_cents=limits.MAX_PRINCIPAL_CENTS,
        principal_cents=limits.MAX_PRINCIPAL_CENTS,
        multa_open_cents=0,
        multa_charged=False,
        juros_open_cents=0,
        days_late=limits.MAX_DAYS_LATE,
        multa_ppb=limits.MAX_RATE_PPB,
        multa_on_corrected=True,
        rounding=lanes.HALF_UP,
        correction_num=(MAX_FACTOR - 1) * FACTOR_DEN,
        correction_den=FACTOR_DEN,
        juros_num=(MAX_FACTOR - 1) * FACTOR_DEN,
        juros_den=FACTOR_DEN,
        juros_times=1,
        juros_rounding=lanes.HALF_EVEN,
        discount_fixed_cents=0,
        discount_ppb=0,
    )
    night = lanes.frame_of(Mora, [greatest]).lazy()
    lane = lanes.columns(Mora)
    wide = night.select(**{name: figure(lane) for name, figure in FIGURES.items()}).collect().row(0, named=True)
    assert wide == {name: figure(greatest) for name, figure in FIGURES.items()}
    with pytest.raises(pl.exceptions.InvalidOperationError):  # 10^19 cents are no Int64: it says so
        lanes.with_cents(night, Mora, total_cents=encargos.total_cents).collect()


@given(policies, amounts, days, st.integers(-40, 800), st.integers(0, 60))
def test_later_is_never_cheaper_without_a_discount(policy, principal_cents, due_on, after, more):
    policy = replace(policy, discount_cents=0, discount_ppb=0)
    on = due_on + timedelta(days=after)
    sooner = owed(policy, principal_cents, due_on=due_on, on=on)
    later = owed(policy, principal_cents, due_on=due_on, on=on + timedelta(days=more))
    assert later.total_cents >= sooner.total_cents


@given(amounts, days, st.integers(0, 800), st.sampled_from(["30", "365", "daily_cents_down"]), rates, rates)
def test_a_consumer_rounded_down_never_pays_beyond_the_caps(
    principal_cents, due_on, after, basis, multa_ppb, juros_ppb
):
    agreed = EncargosPolicy(multa_ppb=multa_ppb, juros_ppb_month=juros_ppb, juros_basis=basis)
    figures = owed(encargos.cap_policy(agreed, "B2C"), principal_cents, due_on=due_on, days=after)
    assert figures.multa_cents * 100 <= principal_cents * 2
    assert figures.juros_cents * 100 * 30 <= principal_cents * figures.days_late


@given(policies, amounts, days, st.integers(-40, 800), factors)
def test_the_total_is_the_sum_of_its_figures(policy, principal_cents, due_on, after, correction):
    figures = owed(policy, principal_cents, due_on=due_on, days=after, correction=correction)
    parts = figures.principal_cents + figures.correcao_cents + figures.multa_cents + figures.juros_cents
    assert figures.total_cents == parts - figures.discount_cents
    assert figures.total_cents >= 0
    if figures.days_late == 0:
        assert parts == principal_cents


@given(days, st.integers(0, 60))
def test_nothing_is_owed_beyond_the_principal_until_the_effective_due_date(due_on, before):
    on = calendar.effective_due_on(due_on) - timedelta(days=before)
    assert owed(B2C, 100_000, due_on=due_on, on=on).total_cents == 100_000
