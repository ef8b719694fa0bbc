"""What the law charges where no rate was agreed: one row per regime, and how a debt that crosses them splits.

Adding a regime is adding a row. Until 2024-08-29 the Selic alone, which is correção and juros in one; from 2024-08-30
IPCA, and the taxa legal on the corrected principal. What is owed from one regime bears no juros in the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from adimple.domain import limits
from adimple.domain.encargos.series import NO_CORRECTION, Factor, correction_factor, factor_of
from adimple.domain.indices import IndexTable, months
from adimple.domain.money import divide_half_even

LEGAL_RATE_SINCE = date(2024, 8, 30)
ENTERS_ON_DAY = 15  # a month's correction counts from this day of the next one: published by then, and imported
NOTHING = Factor(0, 1)
_SIX_DECIMALS = 10  # 0,000001% in ppb


@dataclass(frozen=True, slots=True)
class Regime:
    """`juros_index`: its months are added, never compounded, each by its calendar days. `corrects_by`: "" for none."""

    code: str
    since: date
    until: date
    juros_index: str
    corrects_by: str
    cites: str


REGIMES = (
    Regime(
        "selic",
        date.min,
        LEGAL_RATE_SINCE - timedelta(days=1),
        juros_index="selic",
        corrects_by="",
        cites="STJ, Tema 1.368 (REsp 2.199.164)",
    ),
    Regime(
        "taxa_legal",
        LEGAL_RATE_SINCE,
        date.max,
        juros_index="taxa_legal",
        corrects_by="ipca",
        cites="Código Civil, arts. 389 e 406 (Lei 14.905/2024); Resolução CMN 5.171/2024",
    ),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days, both included, that one regime covers of a delay."""

    regime: Regime
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class LegalFactors:
    """A delay as three fractions: `selic` of the principal, `correction` of it, and `juros` of both together."""

    selic: Factor
    correction: Factor
    juros: Factor


def legal_factors(
    indices: IndexTable, *, counts_from: date, corrected: date, on: date, corrects_by: str = ""
) -> LegalFactors:
    """What the law charges from the day after `counts_from` to `on`. Raises Refused where a month is missing.

    `corrected`: the last month already corrected. `corrects_by`: the index a contract names in place of the law's.
    """
    selic, juros, correction = NOTHING, NOTHING, NO_CORRECTION
    first_on = counts_from + timedelta(days=1)
    for stretch in stretches(first_on, on):
        total = sum_of_months(indices, stretch)
        if stretch.regime.corrects_by:
            juros = total
            # The month of the split was covered, correção included, by the regime before.
            before = months.month_of(stretch.first_on) if stretch.first_on > first_on else corrected
            correction = index_factor(indices, corrects_by or stretch.regime.corrects_by, corrected=before, on=on)
        else:
            selic = total
    return LegalFactors(selic, correction, juros)


def stretches(first_on: date, last_on: date) -> Iterator[Stretch]:
    """The regimes of a delay in their order."""
    for regime in REGIMES:
        first, last = max(first_on, regime.since), min(last_on, regime.until)
        if first <= last:
            yield Stretch(regime, first, last)


def sum_of_months(indices: IndexTable, stretch: Stretch) -> Factor:
    return monthly_sum(
        (indices.rate_ppb(stretch.regime.juros_index, month), days, months.days_in(month))
        for month, days in months.parts(stretch.first_on, stretch.last_on)
    )


def monthly_sum(parts: Iterable[tuple[int, int, int]], *, floors_months: bool = True) -> Factor:
    """Σ rate × days ÷ days of the month, of (ppb, days, days of the month): simple, and no month below zero.

    A negative month is zero and is never set against the others (Resolução CMN 5.171/2024).
    """
    total = Fraction(0)
    for rate_ppb, days, days_of_month in parts:
        total += Fraction((max(rate_ppb, 0) if floors_months else rate_ppb) * days, days_of_month)
    return factor_of(max(total, Fraction(0)), limits.BILLION)


def taxa_legal_ppb(fator_selic_ppb: int, ipca15_ppb: int, *, floors: bool = True) -> int:
    """The legal rate of a month from the Selic factor and the IPCA-15 of the month before (ppb; 1% = 10,000,000).

    (FatorSelic ÷ FatorIPCA15 − 1) × 100 to six decimals, halves to even (ABNT NBR 5891), and never below zero.
    Resolução CMN 5.171/2024, arts. 2º to 4º; CC art. 406 §§ 1º to 3º.
    """
    ipca_factor_ppb = limits.BILLION + ipca15_ppb
    excess = (fator_selic_ppb - ipca_factor_ppb) * limits.BILLION
    rate_ppb = divide_half_even(excess, ipca_factor_ppb * _SIX_DECIMALS) * _SIX_DECIMALS
    return max(rate_ppb, 0) if floors else rate_ppb


# --- which whole months correct ---


def corrected_until(due_on: date, juros_from_on: date) -> date:
    """The last month already corrected: the one before the due date's, or what the last payment counted."""
    until = months.before(months.month_of(due_on))
    return max(until, last_month_on(juros_from_on)) if juros_from_on > due_on else until


def last_month_on(on: date) -> date:
    """The last month whose index counts on a day."""
    last = months.before(months.month_of(on))
    return last if on.day >= ENTERS_ON_DAY else months.before(last)


def index_factor(indices: IndexTable, code: str, *, corrected: date, on: date) -> Factor:
    """The correção by the whole months after `corrected` that count on a day. Raises Refused where one is missing."""
    return correction_factor(indices.rates_between(code, months.after(corrected), last_month_on(on)))
