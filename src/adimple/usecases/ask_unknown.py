"""Pix that are here and that a PSP did not list: each is asked for by itself, before anybody is alarmed.

One told late, by a call, was paid before what is listed; only the PSP's answer to that very Pix says that it has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from operator import attrgetter

from adimple.gateways.gateway import Fault, Psp
from adimple.usecases.confirm_pix import REFUSED
from adimple.usecases.context import SAO_PAULO

MANY = 8  # are looked for in one list before
MOST = 50  # of one instant, once there is no time: of the others, that list is the answer


@dataclass(frozen=True, slots=True)
class Taken:
    end_to_end_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """`unknown`: how many the PSP says it has not. `left_at`: the instant of those there was no time for."""

    unknown: int = 0
    left_at: datetime | None = None


def ask_unknown(psp: Psp, taken: Sequence[Taken], since: datetime, is_over: Callable[[], bool]) -> Answered | Fault:
    """`taken`: oldest first, of the day of `since` or after it; what is listed begins there.

    Those of one instant are asked about in one go, and those of the first in any case, so that each look goes further.
    """
    missing = list(taken)
    if len(missing) >= MANY:
        day = datetime.combine(since.astimezone(SAO_PAULO), time(), SAO_PAULO)
        listed = psp.list_pix(day, since)
        if isinstance(listed, Fault):
            return listed
        there = {one.end_to_end_id for one in listed}
        missing = [one for one in missing if one.end_to_end_id not in there]
    unknown, has_asked = 0, False
    for instant, of_it in groupby(missing, key=attrgetter("received_at")):
        if has_asked and is_over():
            return Answered(unknown, instant)
        for place, one in enumerate(of_it):
            found = None if place >= MOST and is_over() else psp.get_pix(one.end_to_end_id)
            if isinstance(found, Fault) and found.code != REFUSED:
                return found
            unknown += found is None or isinstance(found, Fault)
        has_asked = True
    return Answered(unknown)
