"""Where a person is in: the browsers of the account that no one put out."""

from dataclasses import dataclass
from datetime import datetime

from adimple.store import models


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: int
    name: str
    address: str
    first_seen_at: datetime
    last_seen_at: datetime


def list_devices(account_id: int | None, entered_after: datetime) -> list[DeviceRow]:
    """Of the person's own account, last seen first."""
    rows = models.Device.objects.filter(account_id=account_id, ended_at__isnull=True, first_seen_at__gt=entered_after)
    return [
        DeviceRow(row.id, row.name, row.address, row.first_seen_at, row.last_seen_at)
        for row in rows.order_by("-last_seen_at", "-id")
    ]
