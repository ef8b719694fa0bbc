"""What the clock does for the whole installation, one machine at a time: its row of last time, and its turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.store import models

BACKUP, BACKUP_FAILED, DOCTOR, WEBHOOKS = "backup", "backup_failed", "doctor", "webhooks"
REISSUES = "reissues"
# What the heartbeat of a worker begins with while a chore of the day fails.
FAILURES = {"night": "A noite de hoje falhou", "promises": "O fechamento das promessas falhou"}
CALLS = "calls"  # of PSPs, that nobody confirmed
_TURN = 0x7570 << 40  # "up": apart from the other advisory locks of this database
_TURNS = {BACKUP: 1, DOCTOR: 2, WEBHOOKS: 3, REISSUES: 4, CALLS: 5}
_SAID_CHARS = 300


@dataclass(frozen=True, slots=True)
class Chore:
    """The last time a chore was done: for which day, when, whether all was well, and a line for people."""

    on: date
    at: datetime
    is_well: bool
    said: str


@contextmanager
def turn(chore: str) -> Iterator[bool]:
    """Whether it is ours to do: of many machines one has the turn, and the server frees it if that one dies."""
    key = _TURN + _TURNS[chore]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_ours = cursor.fetchone()[0]
    try:
        yield is_ours
    finally:
        if is_ours and connection.is_usable():  # a connection that broke has freed it
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def last(chore: str) -> Chore | None:
    row = models.Upkeep.objects.filter(chore=chore).first()
    return Chore(row.on, row.at, row.is_well, row.said) if row else None


def note(chore: str, done: Chore) -> None:
    fields = {"on": done.on, "at": done.at, "is_well": done.is_well, "said": done.said[:_SAID_CHARS]}
    models.Upkeep.objects.update_or_create(chore=chore, defaults=fields)
