"""The e-mails of our own, one at a time beside the sending: a mail server that hangs holds up nothing else."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import Error, connection

from adimple.store.reads import access
from adimple.usecases import account_mail
from adimple.usecases.context import Actor, Context
from adimple.worker import beside

IDLE_SECONDS = 1
FAULT_SECONDS = 3
CLEAR_SECONDS = 60
END_SECONDS = 5

log = logging.getLogger(__name__)


@contextmanager
def sending(stop: threading.Event) -> Iterator[None]:
    """What people asked for leaves until `stop` is set."""
    with beside.running(stop, lambda: _work(stop), name="mails", end_seconds=END_SECONDS):
        yield


def _work(stop: threading.Event) -> None:
    cleared = float("-inf")
    wait: float = 0
    while not stop.wait(wait):
        try:
            if time.monotonic() - cleared >= CLEAR_SECONDS:
                account_mail.clear(_context())
                cleared = time.monotonic()
            wait = 0 if account_mail.send_next(_context()) else IDLE_SECONDS
        except Error:
            log.exception("the database did not answer")
            connection.close()
            wait = FAULT_SECONDS
        except Exception:  # the next mail must leave; this one is told uncertain when its lease ends
            log.exception("a mail of our own failed")
            wait = FAULT_SECONDS
    connection.close()


def _context() -> Context:
    return Context(Actor("e-mails"), access.no_scope(), datetime.now(UTC))  # noqa: TID251 - the entry point
