"""Paying before the due dates: what the parcelas still to come are worth today, at the contract's own rate.

By day only. The consumer pays less juros in proportion and no fee (CDC arts. 52 § 2º and 54-B V; for natural persons
and small firms at financial institutions, Resolução CMN 5.004/2022, arts. 6º and 7º).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from adimple.domain import limits
from adimple.domain.encargos.series import ROOT_SCALE, growth
from adimple.domain.errors import Invalid
from adimple.domain.money import divide_half_up

RULE = "CHG-EARLY"
MAX_PARCELAS = 1_200


@dataclass(frozen=True, slots=True)
class EarlySettlement:
    """What settles today, and how much less than the sum of the parcelas it is."""

    settlement_cents: int
    rebate_cents: int


def settle_early(parcelas: Sequence[tuple[int, int]], rate_ppb_month: int) -> EarlySettlement:
    """Σ parcela ÷ (1 + rate)^(days ÷ 30), rounded once, on the total. `parcelas` are (cents, days ahead).

    Raises Invalid when a parcela is already due: late ones are settled with their encargos, not discounted.
    """
    if not 1 <= len(parcelas) <= MAX_PARCELAS:
        raise Invalid("parcelas", f"Informe de 1 a {MAX_PARCELAS} parcelas a vencer.")
    if any(not 0 <= days <= limits.MAX_DAYS_LATE for _, days in parcelas):
        raise Invalid("days_ahead", "Uma parcela vencida não tem abatimento: some-a com seus encargos, à parte.")
    present = sum((cents * _discounted(rate_ppb_month, days) for cents, days in parcelas), Fraction(0))
    settlement_cents = divide_half_up(present.numerator, present.denominator)
    return EarlySettlement(settlement_cents, sum(cents for cents, _ in parcelas) - settlement_cents)


def _discounted(rate_ppb_month: int, days: int) -> Fraction:
    """What one real in `days` is worth today: exact for whole months, else to forty decimals."""
    months, rest = divmod(days, 30)
    whole = Fraction(limits.BILLION, limits.BILLION + rate_ppb_month) ** months
    return whole * Fraction(ROOT_SCALE, growth(rate_ppb_month, rest)) if rest else whole
