"""The sending of the day: claim a batch, let each provider's lane hand it over, settle what was answered."""

import threading
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import groupby

from adimple.usecases import dispatch_action, settle_dispatch
from adimple.usecases.context import Context
from adimple.usecases.dispatch_action import BATCH, Claimed
from adimple.usecases.settle_dispatch import Answer
from adimple.worker.lanes import CLOSE_SECONDS, Clerk, Lane

LOOK_SECONDS = 0.1  # how long nobody looks whether more is due while providers are at work


@dataclass(frozen=True, slots=True)
class Counts:
    """What a stretch of dispatching did."""

    taken: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    returned: int = 0
    tasks: int = 0
    refused: int = 0
    delayed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


class Senders:
    """A lane for each provider, what they hold and what they answered. Belongs to one thread; close it at the end.

    The pace is this process's own: where two workers share a provider, give each half of its `per_second`.
    """

    def __init__(self, stop: threading.Event | None = None) -> None:
        self.stop = stop or threading.Event()
        self.in_hand = 0
        self._lanes: dict[int, Lane] = {}
        self._clerk: Clerk | None = None
        self._answers: list[Answer] = []
        self._changed = threading.Condition()

    def resting(self) -> list[int]:
        """Credores whose provider failed a moment ago."""
        return [credor_id for credor_id, lane in self._lanes.items() if lane.is_resting]

    def busy(self, size: int) -> list[int]:
        """Credores for whom nothing more is to be claimed: their provider rests, or a batch waits for it."""
        return [credor_id for credor_id, lane in self._lanes.items() if lane.is_resting or lane.is_full(size)]

    def waiting(self) -> dict[int, int]:
        """By credor, how many messages its lane has not begun to hand over."""
        return {credor_id: lane.waiting for credor_id, lane in self._lanes.items()}

    def take(self, batch: Sequence[Claimed], asked_ns: int | None = None) -> None:
        """Begins to hand over what was claimed for the monotonic instant `asked_ns`, else now; returns at once."""
        asked_ns = time.monotonic_ns() if asked_ns is None else asked_ns
        self.in_hand += len(batch)
        ordered = sorted(batch, key=lambda claimed: claimed.provider.credor_id)  # stable: each credor's in its order
        for credor_id, mine in groupby(ordered, key=lambda claimed: claimed.provider.credor_id):
            self._lane(credor_id).put(list(mine), asked_ns)

    def wait(self, enough: int, seconds: float) -> None:
        """Until so many answers are there, or all, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._answers) >= min(enough, self.in_hand), timeout=seconds)

    def collect(self) -> list[Answer]:
        """What was answered since; what was not handed over answers None."""
        with self._changed:
            answers, self._answers = self._answers, []
        self.in_hand -= len(answers)
        return answers

    def keep(self, answers: Sequence[Answer]) -> None:
        """They could not be settled now."""
        with self._changed:
            self._answers[:0] = answers
        self.in_hand += len(answers)

    def close(self) -> None:
        """All lanes at once, and all of them together have so long to hang up; then the clerk as long."""
        for lane in self._lanes.values():
            lane.close()
        deadline = time.monotonic() + CLOSE_SECONDS
        for lane in self._lanes.values():
            lane.join(deadline)
        if self._clerk is not None:
            self._clerk.close()
            self._clerk.join(time.monotonic() + CLOSE_SECONDS)
        self._lanes, self._clerk = {}, None

    def _lane(self, credor_id: int) -> Lane:
        if self._clerk is None:
            self._clerk = Clerk()
        if credor_id not in self._lanes:
            self._lanes[credor_id] = Lane(self.stop, self._clerk.let_leave, self._answer)
        return self._lanes[credor_id]

    def _answer(self, answer: Answer) -> None:
        with self._changed:
            self._answers.append(answer)
            self._changed.notify()


def dispatch_due(
    ctx: Context, senders: Senders, *, batches: int | None = None, size: int = BATCH, waits: bool = True
) -> Counts:
    """Sends what is due at `ctx.now`, all of it or at most so many batches.

    `waits` until every provider answered; else what a slow one still holds stays in hand, for the next call.
    """
    total, began_ns = Counts(), time.monotonic_ns()
    while not senders.stop.is_set():
        total += settle(ctx, senders)
        if batches == 0:
            break
        # Who waits for all of it works by a clock that stands still: each claim then is as of this moment.
        counts = _claim(ctx, senders, size, time.monotonic_ns() if waits else began_ns)
        total += counts
        if counts.taken:
            batches = None if batches is None else batches - 1
        elif not senders.in_hand:
            break
        else:
            senders.wait(size // 2, LOOK_SECONDS)
            if not waits:
                break
    while waits and senders.in_hand:
        senders.wait(size, LOOK_SECONDS)
        total += settle(ctx, senders)
    return total + settle(ctx, senders)


def settle(ctx: Context, senders: Senders) -> Counts:
    """Writes down what was answered so far. What the database could not take is kept for the next time."""
    answers = senders.collect()
    if not answers:
        return Counts()
    try:
        settled = settle_dispatch.settle(ctx, answers)
    except BaseException:
        senders.keep(answers)
        raise
    return Counts(
        sent=settled.sent,
        retried=settled.retried,
        failed=settled.failed,
        uncertain=settled.uncertain,
        returned=settled.returned,
    )


def finish(ctx: Context, senders: Senders, seconds: float) -> None:
    """After a stop: what has not begun to leave goes back; a provider that hangs is waited for so long."""
    deadline = time.monotonic() + seconds
    while senders.in_hand and time.monotonic() < deadline:
        senders.wait(senders.in_hand, LOOK_SECONDS)
        settle(ctx, senders)


def _claim(ctx: Context, senders: Senders, size: int, asked_ns: int) -> Counts:
    batch = dispatch_action.claim(ctx, limit=size, paused=senders.busy(size), in_hand=senders.waiting())
    senders.take(batch.to_send, asked_ns)
    return Counts(
        taken=batch.leased, tasks=batch.tasks, refused=batch.refused, delayed=batch.delayed, failed=batch.failed
    )
