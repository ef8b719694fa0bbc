"""What the clock does once a day for the installation, beside the sending: backup, what is old enough to go, doctor.

After the night of the day, so that both see it; half an hour later at most, so that a night that fails stops neither.
How a backup is made and what doctor looks at is the command line's: it hands both in.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from adimple.store import queue, upkeep
from adimple.usecases import forget_calls, nightly_backup, prune_webhooks
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.usecases.nightly_backup import NotTaken, Taken
from adimple.worker import daily

FIRST_LOOK_SECONDS = 20
NIGHT_HOUR = 2
PATIENCE_SECONDS = 1_800  # for the night, and before a backup that failed is tried again
END_SECONDS = 15  # shorter than the patience of who stops us

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    is_well: bool
    said: str


@dataclass(frozen=True, slots=True)
class Means:
    """`folder` is None where the backup is off. `take` hears of each piece by its second argument."""

    folder: Path | None
    take: Callable[[Path, Callable[[int], None]], Taken]
    examine: Callable[[datetime], Verdict]


@dataclass(slots=True)
class Seen:
    """What this process remembers between two looks, in monotonic seconds."""

    waits_since_s: float | None = None
    failed_s: float = float("-inf")


@contextmanager
def doing(stop: threading.Event, means: Means | None) -> Iterator[None]:
    """Chores are done until `stop` is set; nothing where nobody said how."""
    if means is None:
        yield
        return
    seen = Seen()
    with daily.looking(
        stop,
        lambda ctx: look(ctx, means, seen, stop),
        name="chores",
        actor="relógio",
        first_look_seconds=FIRST_LOOK_SECONDS,
        end_seconds=END_SECONDS,
    ):
        yield


def look(ctx: Context, means: Means, seen: Seen, stop: threading.Event) -> None:
    """Does what is due at `ctx.now`."""
    if ctx.now.astimezone(SAO_PAULO).hour < NIGHT_HOUR or not _night_is_over(ctx, seen):
        return
    if means.folder and time.monotonic() - seen.failed_s >= PATIENCE_SECONDS and nightly_backup.is_due(ctx.on):
        _keep_backup(replace(ctx, actor=Actor("backup")), means, means.folder, seen, stop)
    if _is_due(upkeep.WEBHOOKS, ctx.on):
        _prune(ctx, stop, upkeep.WEBHOOKS, prune_webhooks.prune_webhooks, "Entregas apagadas: {}.")
    if _is_due(upkeep.CALLS, ctx.on):
        _prune(ctx, stop, upkeep.CALLS, forget_calls.forget_calls, "Avisos de PSP não confirmados, apagados: {}.")
    if _is_due(upkeep.DOCTOR, ctx.on):
        _ask_doctor(ctx, means)


def _keep_backup(ctx: Context, means: Means, folder: Path, seen: Seen, stop: threading.Event) -> None:
    def moved(_: int) -> None:
        if stop.is_set():
            raise daily.Stopped

    try:
        nightly_backup.nightly_backup(ctx, folder, lambda file: means.take(file, moved))
    except NotTaken as failure:
        log.error("no backup was made: %s", failure.cause)
        seen.failed_s = time.monotonic()


def _prune(ctx: Context, stop: threading.Event, chore: str, act: Callable[[Context], int], said: str) -> None:
    """Batch by batch, until nothing is old enough."""
    with upkeep.turn(chore) as is_ours:
        if not is_ours or not _is_due(chore, ctx.on):
            return
        gone = 0
        while count := act(ctx):
            gone += count
            if stop.is_set():
                raise daily.Stopped
        upkeep.note(chore, upkeep.Chore(ctx.on, ctx.now, is_well=True, said=said.format(gone)))


def _ask_doctor(ctx: Context, means: Means) -> None:
    with upkeep.turn(upkeep.DOCTOR) as is_ours:
        if is_ours and _is_due(upkeep.DOCTOR, ctx.on):
            verdict = means.examine(ctx.now)
            upkeep.note(upkeep.DOCTOR, upkeep.Chore(ctx.on, ctx.now, verdict.is_well, verdict.said))


def _is_due(chore: str, on: date) -> bool:
    done = upkeep.last(chore)
    return done is None or done.on < on


def _night_is_over(ctx: Context, seen: Seen) -> bool:
    if not queue.credores_without_night(ctx.scope.credor_ids, ctx.on):
        seen.waits_since_s = None
        return True
    seen.waits_since_s = time.monotonic() if seen.waits_since_s is None else seen.waits_since_s
    return time.monotonic() - seen.waits_since_s >= PATIENCE_SECONDS
