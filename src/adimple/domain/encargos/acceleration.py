"""The whole debt falls due: the multa stays on the parcelas that were overdue (CDC art. 52 § 1º). By day only."""

from dataclasses import dataclass

from adimple.domain import limits
from adimple.domain.money import divide_down, divide_half_up

RULE = "CHG-MULTA-ACC"
CITES = "CDC art. 52 § 1º"


@dataclass(frozen=True, slots=True)
class Accelerated:
    principal_cents: int
    multa_cents: int

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.multa_cents


def accelerate(
    overdue_cents: int, accelerated_cents: int, multa_ppb: int, *, on_whole: bool = False, rounds_down: bool = True
) -> Accelerated:
    """The debt after acceleration. `on_whole` asks the multa on all of it, which the rule forbids to consumers."""
    base_cents = overdue_cents + (accelerated_cents if on_whole else 0)
    divide = divide_down if rounds_down else divide_half_up
    return Accelerated(overdue_cents + accelerated_cents, divide(base_cents * multa_ppb, limits.BILLION))
