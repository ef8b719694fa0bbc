"""Once a day, from one o'clock, the indices that policies use are asked of the Banco Central, before the night.

In a thread of its own: a Banco Central that does not answer holds up neither the night nor the sending. What did not
come is an event, which `adimple doctor` tells, and is asked again after two hours.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.fetch_index_rates import fetch_index_rates
from adimple.worker import daily

FROM_HOUR = 1
AGAIN_AFTER = timedelta(hours=2)
FIRST_LOOK_SECONDS = 5
END_SECONDS = 5

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Seen:
    """The last day this process asked for; since when something of it is missing."""

    on: date | None = None
    failed_at: datetime | None = None


@contextmanager
def fetching(stop: threading.Event, api: str) -> Iterator[None]:
    """Asked of `api` until `stop` is set; of nobody where it is ""."""
    if not api:
        yield
        return
    seen = Seen()
    with daily.looking(
        stop,
        lambda ctx: look(ctx, api, seen),
        name="rates",
        actor="índices",
        first_look_seconds=FIRST_LOOK_SECONDS,
        end_seconds=END_SECONDS,
    ):
        yield


def look(ctx: Context, api: str, seen: Seen) -> None:
    """Asks once for the day of `ctx.now`; again after a while where something did not come."""
    may_retry = seen.failed_at is not None and ctx.now - seen.failed_at >= AGAIN_AFTER
    if ctx.now.astimezone(SAO_PAULO).hour < FROM_HOUR or (seen.on == ctx.on and not may_retry):
        return
    failures = {code: failure for code, failure in fetch_index_rates(ctx, api).items() if failure}
    seen.on, seen.failed_at = ctx.on, ctx.now if failures else None
    for code, failure in failures.items():
        log.warning("index %s was not fetched: %s", code, failure)
