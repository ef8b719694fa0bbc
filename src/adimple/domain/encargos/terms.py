"""Dates, calendars and rates become integers here, once per (policy, due date, start of juros, day)."""

from dataclasses import dataclass
from datetime import date, timedelta

from adimple.domain import calendar, limits
from adimple.domain.encargos import regimes
from adimple.domain.encargos.policy import EncargosPolicy
from adimple.domain.encargos.regimes import LegalFactors
from adimple.domain.encargos.series import NO_CORRECTION, Factor, compound_factor
from adimple.domain.lanes import DOWN, HALF_EVEN, HALF_UP

_ROUNDING_CODES = {"down": DOWN, "half_up": HALF_UP, "half_even": HALF_EVEN}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy says of one due date on one day, as integers: no rate, date or calendar is left to look up.

    Juros = round(base × juros_num ÷ juros_den) × juros_times; only an amount per day has other times than 1. Of a delay
    before 2024-08-30 without an agreed rate they have a part of their own, round(principal × selic_num ÷ selic_den).
    Correction = round(principal × correction_num ÷ correction_den), never negative (STJ, REsp 1.265.580).
    """

    days_late: int
    multa_ppb: int
    multa_on_corrected: bool
    rounding: int
    correction_num: int
    correction_den: int
    juros_num: int
    juros_den: int
    juros_times: int
    juros_rounding: int
    discount_fixed_cents: int
    discount_ppb: int
    selic_num: int = 0
    selic_den: int = 1


def days_late(*, due_on: date, on: date, nonbusiness_due: str = "original_if_missed") -> int:
    """Calendar days of delay, 0 until the effective due date.

    Without bank service on the due date, paying on the next bank day is in time (Lei 7.089/1983); paid later, delay
    counts from the original date (STJ, REsp 1.954.924) or, by a softer contract (`extended`), from that bank day.
    """
    effective_on = calendar.effective_due_on(due_on)
    if on <= effective_on:
        return 0
    return (on - (due_on if nonbusiness_due == "original_if_missed" else effective_on)).days


def terms_on(
    policy: EncargosPolicy, *, due_on: date, juros_from_on: date, on: date, correction: Factor = NO_CORRECTION
) -> Terms:
    """The policy's integers for a título due on `due_on`, on the day `on`.

    Juros count from `juros_from_on`: the due date, until something is paid late. `correction` is the index from then
    to `on`, where it is not the policy's own. In time, both are zero. Raises Refused when an index lacks a month.
    """
    late = days_late(due_on=due_on, on=on, nonbusiness_due=policy.nonbusiness_due)
    assert late == 0 or juros_from_on <= on, "a later imputação: replay it before asking about an earlier day"
    start = counts_from(policy, due_on=due_on, juros_from_on=juros_from_on)
    if late and policy.needs_indices:
        corrected = regimes.corrected_until(due_on, juros_from_on)
        if policy.juros_by == "law":
            legal = regimes.legal_factors(
                policy.indices, counts_from=start, corrected=corrected, on=on, corrects_by=policy.correction_index
            )
            return legal_terms(policy, legal, days_late=late)
        correction = regimes.index_factor(policy.indices, policy.correction_index, corrected=corrected, on=on)
    num, den, times, juros_rounding = _juros_fraction(policy, start, on) if late else (0, 1, 1, DOWN)
    has_discount = on <= discount_until(policy, due_on)
    return Terms(
        days_late=late,
        multa_ppb=policy.multa_ppb,
        multa_on_corrected=policy.multa_base == "corrected",
        rounding=_ROUNDING_CODES[policy.rounding],
        correction_num=max(correction.num - correction.den, 0) if late else 0,
        correction_den=correction.den,
        juros_num=num,
        juros_den=den,
        juros_times=times,
        juros_rounding=juros_rounding,
        discount_fixed_cents=policy.discount_cents if has_discount else 0,
        discount_ppb=policy.discount_ppb if has_discount else 0,
    )


def legal_terms(policy: EncargosPolicy, legal: LegalFactors, *, days_late: int) -> Terms:
    """The integers of a delay on which no rate was agreed; the multa, where there is a clause, is the policy's."""
    rounding = _ROUNDING_CODES[policy.rounding]
    return Terms(
        days_late=days_late,
        multa_ppb=policy.multa_ppb,
        multa_on_corrected=policy.multa_base == "corrected",
        rounding=rounding,
        correction_num=max(legal.correction.num - legal.correction.den, 0),
        correction_den=legal.correction.den,
        juros_num=legal.juros.num,
        juros_den=legal.juros.den,
        juros_times=1,
        juros_rounding=rounding,
        discount_fixed_cents=0,
        discount_ppb=0,
        selic_num=legal.selic.num,
        selic_den=legal.selic.den,
    )


def discount_until(policy: EncargosPolicy, due_on: date) -> date:
    """The last day of the discount; without bank service on it, the next bank day (CC art. 132 § 1º)."""
    return calendar.effective_due_on(due_on - timedelta(days=policy.discount_days_before))


def counts_from(policy: EncargosPolicy, *, due_on: date, juros_from_on: date) -> date:
    """The day juros count from: the last late payment, else the due date as the policy reads it."""
    if juros_from_on > due_on:
        return juros_from_on
    return calendar.effective_due_on(due_on) if policy.nonbusiness_due == "extended" else due_on


def _juros_fraction(policy: EncargosPolicy, start: date, on: date) -> tuple[int, int, int, int]:
    """(num, den, times, rounding) of the juros from `start` to `on`."""
    days = (on - start).days
    rounding = _ROUNDING_CODES[policy.rounding]
    per_month = 30 * limits.BILLION
    match policy.juros_basis:
        case "30":
            return policy.juros_ppb_month * days, per_month, 1, rounding
        case "365":
            return policy.juros_ppb_month * 12 * days, 365 * limits.BILLION, 1, rounding
        case "monthpart" | "monthpart_cc132":
            months, rest = calendar.civil_months(start, on, cc132=policy.juros_basis == "monthpart_cc132")
            return policy.juros_ppb_month * (30 * months + rest), per_month, 1, rounding
        case "daily_cents_down":
            return policy.juros_ppb_month, per_month, days, DOWN
        case "daily_cents_half_up":
            return policy.juros_ppb_month, per_month, days, HALF_UP
        case "compound30":
            factor = compound_factor(policy.juros_ppb_month, days)
            return factor.num - factor.den, factor.den, 1, rounding
    raise AssertionError(f"unknown basis {policy.juros_basis}")
