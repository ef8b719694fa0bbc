"""Both lanes mean the same, and the column lane raises where Polars alone would wrap in silence."""

from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import lanes, limits


@dataclass(frozen=True, slots=True)
class Pair:
    numerator: int
    denominator: int
    is_open: bool


pairs = st.builds(Pair, numerator=st.integers(0, 2**120), denominator=st.integers(1, 2**62), is_open=st.booleans())

FIGURES = {
    "down": lambda p: lanes.divide_down(p.numerator, p.denominator),
    "half_up": lambda p: lanes.divide_half_up(p.numerator, p.denominator),
    "as_down": lambda p: lanes.divide_as(lanes.DOWN, p.numerator, p.denominator),
    "as_half_up": lambda p: lanes.divide_as(lanes.HALF_UP, p.numerator, p.denominator),
    "as_half_even": lambda p: lanes.divide_as(lanes.HALF_EVEN, p.numerator, p.denominator),
    "least": lambda p: lanes.minimum(p.numerator, p.denominator),
    "least_of_five": lambda p: lanes.minimum(5, p.denominator),
    "greatest": lambda p: lanes.maximum(p.numerator, p.denominator),
    "chosen": lambda p: lanes.where(p.is_open & (p.denominator > 9), p.numerator, 0),
    "contrary": lambda p: lanes.where(lanes.no(p.is_open), 1, 2),
}


def frame_of(records: list[Pair]) -> pl.LazyFrame:
    schema = {"numerator": pl.Int128, "denominator": pl.Int64, "is_open": pl.Boolean}
    return pl.LazyFrame([(r.numerator, r.denominator, r.is_open) for r in records], schema=schema, orient="row")


@given(st.lists(pairs, min_size=1, max_size=20))
def test_every_lane_operation_gives_the_same_by_day_and_by_night(records):
    lane = lanes.columns(Pair)
    night = frame_of(records).select(**{name: figure(lane) for name, figure in FIGURES.items()}).collect()
    for name, figure in FIGURES.items():
        assert night[name].to_list() == [figure(record) for record in records], name


@pytest.mark.parametrize(
    ("numerator", "denominator", "down", "half_up", "half_even"),
    [
        (0, 7, 0, 0, 0),
        (124, 10, 12, 12, 12),
        (125, 10, 12, 13, 12),  # 12,5: up, or to the even 12
        (135, 10, 13, 14, 14),  # 13,5: up, or to the even 14
        (126, 10, 12, 13, 13),
    ],
)
def test_halves_go_where_the_name_says(numerator, denominator, down, half_up, half_even):
    assert lanes.divide_down(numerator, denominator) == down
    assert lanes.divide_half_up(numerator, denominator) == half_up
    assert lanes.divide_as(lanes.DOWN, numerator, denominator) == down
    assert lanes.divide_as(lanes.HALF_UP, numerator, denominator) == half_up
    assert lanes.divide_as(lanes.HALF_EVEN, numerator, denominator) == half_even


def test_no_refuses_what_is_not_a_boolean():
    with pytest.raises(AssertionError):
        lanes.no(1)


def test_money_that_does_not_fit_raises_instead_of_wrapping():
    # 2^62 × 3 passes 2^63 - 1: Polars' own Int64 would give a negative amount without a word.
    frame = pl.LazyFrame({"numerator": [2**62], "denominator": [1], "is_open": [True]})
    with pytest.raises(pl.exceptions.InvalidOperationError):
        lanes.with_cents(frame, Pair, amount_cents=lambda p: p.numerator * 3).collect()


def test_narrow_columns_are_widened_before_they_are_multiplied():
    # Int16 × Int16 would wrap: 30000 × 30000 = 900 000 000.
    schema = {"numerator": pl.Int16, "denominator": pl.Int16, "is_open": pl.Boolean}
    frame = pl.LazyFrame([(30_000, 30_000, True)], schema=schema, orient="row")
    night = lanes.with_cents(frame, Pair, amount_cents=lambda p: p.numerator * p.denominator).collect()
    assert night["amount_cents"].to_list() == [900_000_000]
    assert night.schema["amount_cents"] == pl.Int64


def test_a_literal_chosen_by_where_is_wide_enough_to_be_multiplied():
    # Polars types a bare literal Int32; 2^31 - 1 doubled would wrap.
    frame = frame_of([Pair(1, 1, True)])
    night = frame.select(x=lanes.where(lanes.columns(Pair).is_open, 2**31 - 1, 0) * 2).collect()
    assert night["x"].to_list() == [2**32 - 2]


def test_the_greatest_principal_rate_and_delay_multiply_without_overflow():
    # 10^13 cents × 10^10 ppb × 36 525 days = 3,6525 × 10^27, below 2^127 ≈ 1,7 × 10^38.
    product = limits.MAX_PRINCIPAL_CENTS * limits.MAX_RATE_PPB * limits.MAX_DAYS_LATE
    frame = pl.LazyFrame({"numerator": [limits.MAX_PRINCIPAL_CENTS], "denominator": [limits.MAX_RATE_PPB]})
    frame = frame.with_columns(is_open=pl.lit(True))
    night = frame.select(
        x=lanes.divide_half_up(
            lanes.columns(Pair).numerator * lanes.columns(Pair).denominator * limits.MAX_DAYS_LATE, 3 * 10**10
        )
    ).collect()
    assert night["x"].to_list() == [(2 * product + 3 * 10**10) // (6 * 10**10)]


def test_a_row_becomes_the_record_its_columns_spell():
    row = {"late_numerator": 7, "late_denominator": 2, "late_is_open": True, "other": "x"}
    assert lanes.record_of(Pair, row, prefix="late_") == Pair(7, 2, True)


def test_a_record_with_text_has_no_lane():
    @dataclass(frozen=True)
    class Named:
        name: str

    with pytest.raises(AssertionError):
        lanes.columns(Named)
