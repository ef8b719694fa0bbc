"""Keeps the backup of the day: one a day, whoever asks; those of more than a week ago go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, upkeep
from adimple.usecases.context import Context

KEPT_DAYS = 7
_NAME, _PARTIAL = "noite-????-??-??.backup", "noite-????-??-??.backup.parcial-*"


class NotTaken(Exception):
    """`cause` is a code of `phrases.BACKUP_CAUSES`; the text says why, in pt-BR."""

    def __init__(self, cause: str, phrase: str) -> None:
        super().__init__(phrase)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was read back. `sha256` and `bytes` are the dump's."""

    rows: int
    bytes: int
    sha256: str


def is_due(on: date) -> bool:
    done = upkeep.last(upkeep.BACKUP)
    return done is None or done.on < on


def nightly_backup(ctx: Context, folder: Path, take: Callable[[Path], Taken]) -> Path | None:
    """The backup that `take` made of `ctx.on` in `folder`; None when the day has one or another machine makes it.

    `take` writes the whole file or nothing, and raises NotTaken, which is written down and raised again.
    """
    with upkeep.turn(upkeep.BACKUP) as is_ours:
        if not is_ours or not is_due(ctx.on):
            return None
        file = folder / f"noite-{ctx.on:%Y-%m-%d}.backup"
        try:
            _make_room(folder)
            taken = take(file)
            dropped = _drop_old(folder, ctx.on - timedelta(days=KEPT_DAYS - 1))
        except OSError as error:
            failure = NotTaken("folder", f"{folder}: {error.strerror or error}")
            _note_failure(ctx, failure)
            raise failure from error
        except NotTaken as failure:
            _note_failure(ctx, failure)
            raise
        _note(ctx, taken, file, dropped)
    return file


def _make_room(folder: Path) -> None:
    """The folder, its owner's alone; without what a killed process left half written. The turn is ours."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(_PARTIAL):
        left.unlink(missing_ok=True)


def _drop_old(folder: Path, first_kept: date) -> int:
    """By the day in the name: only files that this module names, and only after today's is whole."""
    old = [file for file in folder.glob(_NAME) if file.name < f"noite-{first_kept:%Y-%m-%d}.backup"]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


@transaction.atomic
def _note(ctx: Context, taken: Taken, file: Path, dropped: int) -> None:
    upkeep.note(upkeep.BACKUP, upkeep.Chore(ctx.on, ctx.now, is_well=True, said=str(file)))
    journal.record(ctx, events.BackupKept(ctx.on, taken.rows, taken.bytes, taken.sha256, dropped))


@transaction.atomic
def _note_failure(ctx: Context, failure: NotTaken) -> None:
    upkeep.note(upkeep.BACKUP_FAILED, upkeep.Chore(ctx.on, ctx.now, is_well=False, said=str(failure)))
    journal.record(ctx, events.BackupFailed(ctx.on, failure.cause))
