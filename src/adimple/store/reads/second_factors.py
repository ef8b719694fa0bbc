"""Whether a person enters in two steps, since when, and how many codes of reserve are left."""

from dataclasses import dataclass
from datetime import datetime

from adimple.store import models


@dataclass(frozen=True, slots=True)
class SecondFactorRow:
    """`since` is None while it is off."""

    since: datetime | None
    codes_left: int

    @property
    def is_on(self) -> bool:
        return self.since is not None


def get_state(account_id: int | None) -> SecondFactorRow:
    """Of the person's own account."""
    since = models.SecondFactor.objects.filter(account_id=account_id).values_list("confirmed_at", flat=True).first()
    left = models.RecoveryCode.objects.filter(account_id=account_id, used_at__isnull=True).count() if since else 0
    return SecondFactorRow(since, left)
