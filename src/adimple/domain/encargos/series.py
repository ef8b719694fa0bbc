"""What needs a series of months becomes one fraction here, so that both lanes only multiply and divide once."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from adimple.domain import limits
from adimple.domain.errors import Invalid
from adimple.domain.money import divide_half_up

# Beyond 18 decimals a factor is rounded: at the greatest principal that is five millionths of a cent.
FACTOR_DEN = 10**18
MAX_FACTOR = 1_000  # principal × factor × factor stays below Int128

ROOT_SCALE = 10**40
_TOO_LARGE = "A taxa acumulada passa de mil vezes a dívida. Confira a taxa e as datas."


@dataclass(frozen=True, slots=True)
class Factor:
    """num ÷ den, by which an amount is multiplied: 1,01 is Factor(101, 100)."""

    num: int
    den: int

    def __post_init__(self) -> None:
        if not (0 < self.den <= FACTOR_DEN and 0 <= self.num <= MAX_FACTOR * self.den):
            raise Invalid("correcao", _TOO_LARGE)


NO_CORRECTION = Factor(1, 1)


def correction_factor(monthly_ppb: Sequence[int]) -> Factor:
    """Π(1 + index of each whole month), the negative ones too: exact while its denominator fits 18 decimals."""
    num, den = 1, 1
    for index_ppb in monthly_ppb:
        num *= limits.BILLION + index_ppb
        den *= limits.BILLION
    return factor_of(Fraction(num, den))


def factor_of(amount: Fraction, unit: int = 1) -> Factor:
    """amount ÷ unit as a factor: exact while its denominator fits 18 decimals."""
    exact = Fraction(amount.numerator, amount.denominator * unit)
    if exact.denominator > FACTOR_DEN:
        return Factor(divide_half_up(exact.numerator * FACTOR_DEN, exact.denominator), FACTOR_DEN)
    return Factor(exact.numerator, exact.denominator)


def compound_factor(ppb_month: int, days: int) -> Factor:
    """(1 + rate) ^ (days ÷ 30), cut at 18 decimals, by integer roots."""
    months, rest = divmod(days, 30)
    num = ROOT_SCALE
    for _ in range(months):
        num = num * (limits.BILLION + ppb_month) // limits.BILLION
        if num > MAX_FACTOR * ROOT_SCALE:
            raise Invalid("juros_ppb_month", _TOO_LARGE)
    return Factor(num * growth(ppb_month, rest) // (ROOT_SCALE * ROOT_SCALE // FACTOR_DEN), FACTOR_DEN)


def growth(ppb_month: int, days: int) -> int:
    """(1 + rate) ^ (days ÷ 30) × ROOT_SCALE, cut: forty decimals. For less than a month."""
    return _root((limits.BILLION + ppb_month) ** days * ROOT_SCALE**30 // limits.BILLION**days, 30)


def _root(number: int, degree: int) -> int:
    """The integer part of the degree-th root (Newton from above)."""
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better
