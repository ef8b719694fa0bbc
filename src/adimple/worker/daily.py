"""A thread beside the sending that looks, once a minute, whether something of the day is due."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection

from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from adimple.worker import beside

LOOK_SECONDS = 60

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The worker was told to stop in the middle of it: nothing of it stays."""


@contextmanager
def looking(
    stop: threading.Event,
    look: Callable[[Context], None],
    *,
    name: str,
    actor: str,
    first_look_seconds: float,
    end_seconds: float,
) -> Iterator[None]:
    """`look` is asked, as `actor`, until `stop` is set. What it raises is told, and it is asked again."""
    with beside.running(stop, lambda: _work(stop, look, actor, first_look_seconds), name=name, end_seconds=end_seconds):
        yield


def _work(stop: threading.Event, look: Callable[[Context], None], actor: str, wait: float) -> None:
    while not stop.wait(wait):
        try:
            look(Context(Actor(actor), access.whole_scope(), _now()))
        except Stopped:
            break
        except Exception:  # the thread must see the next day
            log.exception("what is due once a day failed")
            connection.close()
        wait = LOOK_SECONDS
    connection.close()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the entry point
