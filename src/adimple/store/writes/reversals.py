"""A reversal that a person had ended, and that waits again."""

from adimple.store import models
from adimple.store.writes.incoming import WHY_CHARS


def reopen(reversal_id: int, why: str, by: str) -> None:
    """For whoever ended it where `by` says who, else for what it takes back."""
    models.Reversal.objects.filter(id=reversal_id).update(ended_at=None, settled_by=by, why=why[:WHY_CHARS])
