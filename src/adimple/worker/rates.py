"""Once a day, from one o'clock, the indices that policies use are asked of the Banco Central, before the night.

In a thread of its own: a Banco Central that does not answer holds up neither the night nor the sending. What did not
come is an event, which `adimple doctor` tells.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from adimple.store.reads import access
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.usecases.fetch_index_rates import fetch_index_rates

FROM_HOUR = 1
FIRST_LOOK_SECONDS = 5
LOOK_SECONDS = 60
END_SECONDS = 5

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Seen:
    """The last day this process asked for."""

    on: date | None = None


@contextmanager
def fetching(stop: threading.Event, api: str) -> Iterator[None]:
    """Asked of `api` until `stop` is set; of nobody where it is ""."""
    if not api:
        yield
        return
    thread = threading.Thread(target=_work, args=(stop, api), name="rates", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=END_SECONDS)


def look(ctx: Context, api: str, seen: Seen) -> None:
    """Asks once for the day of `ctx.now`."""
    if seen.on == ctx.on or ctx.now.astimezone(SAO_PAULO).hour < FROM_HOUR:
        return
    seen.on = ctx.on  # one that did not come is told; it is asked again tomorrow, or by hand
    for code, failure in fetch_index_rates(ctx, api).items():
        if failure:
            log.warning("index %s was not fetched: %s", code, failure)


def _work(stop: threading.Event, api: str) -> None:
    seen = Seen()
    wait: float = FIRST_LOOK_SECONDS
    while not stop.wait(wait):
        try:
            look(_context(), api, seen)
        except Exception:  # the thread must see the next day
            log.exception("the indices were not fetched")
            connection.close()
        wait = LOOK_SECONDS
    connection.close()


def _context() -> Context:
    now = datetime.now(UTC)  # noqa: TID251 - the entry point
    return Context(Actor("índices"), access.whole_scope(), now)
