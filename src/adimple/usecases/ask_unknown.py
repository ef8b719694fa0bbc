"""Pix that are here and that a PSP did not list: each is asked for by itself, before anybody is alarmed.

One told late, by a call, was paid before what is listed; only the PSP's answer to that very Pix says that it has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import groupby
from operator import attrgetter

from adimple.gateways.gateway import Fault, Psp
from adimple.usecases.context import SAO_PAULO

MANY = 8  # are looked for in one list before
MOST = 50  # of one instant, once there is no time: of the others, that list is the answer
_OF_ONE = ("psp.refused", "psp.unreadable")  # what went wrong with one Pix; anything else is of the PSP, and of all


@dataclass(frozen=True, slots=True)
class Taken:
    end_to_end_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """`unknown`: how many the PSP says it has not. `left_at`: the instant of those there was no time for.

    `unanswered`: those it said nothing about, in the order to ask again: who got no turn comes before who failed.
    """

    unknown: int = 0
    unanswered: tuple[Taken, ...] = ()
    left_at: datetime | None = None


def ask_unknown(
    psp: Psp, taken: Sequence[Taken], again: Sequence[Taken], since: datetime, is_over: Callable[[], bool]
) -> Answered:
    """`taken`: oldest first, of the day of `since` or after it; what is listed begins there.

    Those of one instant are asked about in one go, and those of the first in any case, so that each look goes further.
    `again`, unanswered before, come last.
    """
    missing, is_listed = list(taken), False
    if len(missing) >= MANY:
        day = datetime.combine(since.astimezone(SAO_PAULO), time(), SAO_PAULO)
        listed = psp.list_pix(day, since)
        if not isinstance(listed, Fault):  # else each is asked for by itself
            there, is_listed = {one.end_to_end_id for one in listed}, True
            missing = [one for one in missing if one.end_to_end_id not in there]
    asking, left_at = _Asking(psp), None
    for instant, of_it in groupby(missing, key=attrgetter("received_at")):
        if asking.has_asked and not asking.is_down and is_over():
            left_at = instant
            break
        for place, one in enumerate(of_it):
            asking.ask(one, has_time=place < MOST or not is_over(), is_listed=is_listed)
    for one in again:
        asking.ask(one, has_time=not asking.has_asked or not is_over())
    return Answered(asking.unknown, (*asking.unasked, *asking.failed), left_at)


@dataclass(slots=True)
class _Asking:
    """One look. Once the PSP is down, or wants to be asked less, no more is asked."""

    psp: Psp
    unknown: int = 0
    has_asked: bool = False
    is_down: bool = False
    unasked: list[Taken] = field(default_factory=list)
    failed: list[Taken] = field(default_factory=list)

    def ask(self, one: Taken, *, has_time: bool, is_listed: bool = False) -> None:
        """`is_listed`: a list that it is not in is the answer, where there is no time for its own."""
        if self.is_down or not has_time:
            if is_listed and not self.is_down:
                self.unknown += 1
            else:
                self.unasked.append(one)
            return
        found, self.has_asked = self.psp.get_pix(one.end_to_end_id), True
        if isinstance(found, Fault):
            self.failed.append(one)
            self.is_down = found.code not in _OF_ONE
        else:
            self.unknown += found is None
