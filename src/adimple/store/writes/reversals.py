"""What becomes of a reversal that a person settled, when money of its own road is told later."""

from adimple.store import models
from adimple.store.writes.incoming import WHY_CHARS


def reopen(reversal_id: int, why: str, by: str) -> None:
    """For whoever ended it where `by` says who, else for what it takes back."""
    again = {"ended_at": None, "settled_by": by, "why": why[:WHY_CHARS], "perhaps": None}
    models.Reversal.objects.filter(id=reversal_id).update(**again)


def meet(reversal_id: int, incoming_id: int) -> None:
    """It stays where a person put it; that receipt is the money, told by its own road."""
    models.Reversal.objects.filter(id=reversal_id).update(met_id=incoming_id)
