"""Whether a promise to pay was kept: a function of what came by its day, never of the order in which it was told."""

from dataclasses import dataclass
from datetime import date

KEPT, BROKEN = "kept", "broken"


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise and what answers it.

    `received_cents`: payments of its day or before, told of since the promise was made; what was already known is not
    in what was promised. `is_owed`: something known when it was made was still open at the end of its day.
    `is_void`: the staff ended its pause before it was over.
    """

    on: date
    cents: int
    received_cents: int
    is_owed: bool
    is_void: bool = False

    @property
    def is_covered(self) -> bool:
        """The whole amount, to the cent; or less, when less paid all there was (juros promised for a later day)."""
        return self.received_cents >= self.cents or (self.received_cents > 0 and not self.is_owed)


def verdict(promised: Promised, on: date) -> str | None:
    """KEPT, BROKEN, or None while it may still be kept, is void, or a baixa left nothing to pay.

    There is no tolerance: a payment of the next day does not keep it, though one told of later does.
    """
    if promised.is_covered:
        return KEPT
    is_over = on > promised.on
    return BROKEN if is_over and promised.is_owed and not promised.is_void else None
