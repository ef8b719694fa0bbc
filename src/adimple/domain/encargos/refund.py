"""What goes back to a consumer who paid what was not owed. By day only."""

from dataclasses import dataclass

from adimple.domain import limits
from adimple.domain.money import divide_half_up

CITES = "CDC art. 42, parágrafo único; STJ, EAREsp 676.608/RS; Código Civil, art. 876"


@dataclass(frozen=True, slots=True)
class Refund:
    principal_cents: int
    correcao_cents: int

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.correcao_cents


def refund_undue(paid_cents: int, *, correction_ppb: int = 0, is_justifiable: bool = False) -> Refund:
    """Twice what was paid, corrected; once where the error is justifiable. No bad faith is asked for (CDC art. 42).

    `correction_ppb` is the index from the undue payment to the refund; deflation never takes from the nominal.
    """
    principal_cents = paid_cents if is_justifiable else 2 * paid_cents
    return Refund(principal_cents, divide_half_up(principal_cents * max(correction_ppb, 0), limits.BILLION))
