"""What the clock does for the whole installation, in the past tense: told with the other events, by `events.EVENTS`."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from adimple.domain.event import Event


@dataclass(frozen=True, slots=True)
class BackupKept(Event):
    """The backup of a day, read back and whole. `sha256` is of the dump in it."""

    name: ClassVar = "backup.kept"
    on: date
    rows: int
    bytes: int
    sha256: str
    dropped: int


@dataclass(frozen=True, slots=True)
class IndexFetchFailed(Event):
    """The months of an index did not come from the Banco Central. `failure` is a code of `phrases.INDEX_FAILURES`."""

    name: ClassVar = "index_fetch.failed"
    index: str
    failure: str


@dataclass(frozen=True, slots=True)
class BackupFailed(Event):
    """No backup was made. `cause` is a code of `phrases.BACKUP_CAUSES`."""

    name: ClassVar = "backup.failed"
    on: date
    cause: str
