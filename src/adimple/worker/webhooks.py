"""Webhooks, beside the sending: one thread speaks with the database, many wait for other people's servers.

No try holds a connection to the database, an address is told one event at a time, and those that failed last may hold
only half of the places: a server that hangs delays neither the messages nor the other addresses.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue

from django.db import connection

from adimple.domain.webhook import Answer
from adimple.outbound import post
from adimple.store.reads import access
from adimple.usecases import deliver_webhooks
from adimple.usecases.context import Actor, Context
from adimple.usecases.deliver_webhooks import Try
from adimple.worker import beside

PLACES = 16
PLACES_OF_FAILING = 8
QUEUE_SECONDS = 0.5
IDLE_SECONDS = 0.5
FAULT_SECONDS = 3
END_SECONDS = 5  # for the tries that are out when we are told to stop

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Posts:
    """The tries that are out, and those that came back."""

    out: int = 0
    back: SimpleQueue[tuple[Try, Answer]] = field(default_factory=SimpleQueue)
    queued_s: float = float("-inf")

    def send(self, one: Try) -> None:
        """In a thread of its own, which ends with the process: what it did not tell ends with its lease."""
        self.out += 1
        threading.Thread(target=self._send, args=(one,), name="webhook", daemon=True).start()

    def settle(self, wait_s: float) -> bool:
        """The next that comes back within that time; whether one did."""
        try:
            one, answer = self.back.get(timeout=wait_s) if wait_s > 0 else self.back.get_nowait()
        except Empty:
            return False
        self.out -= 1
        deliver_webhooks.settle(_context(), one.taken, answer)
        return True

    def _send(self, one: Try) -> None:
        try:
            answer = post.post(one.url, one.headers, one.body, deliver_webhooks.policy())
        except Exception:  # the address must not stay held for a defect of ours
            log.exception("webhook %s: a try broke", one.taken.webhook_id)
            answer = Answer(None, "broken", 0)
        self.back.put((one, answer))


@contextmanager
def delivering(stop: threading.Event) -> Iterator[None]:
    """Events are delivered until `stop` is set; a try that would take too long to end is left to its lease."""
    with beside.running(stop, lambda: _work(stop), name="webhooks", end_seconds=END_SECONDS + FAULT_SECONDS):
        yield


def turn(posts: Posts) -> None:
    """Settles what came back, queues what happened, sends what is due as far as there are places."""
    while posts.settle(0):
        pass
    if time.monotonic() - posts.queued_s >= QUEUE_SECONDS:
        deliver_webhooks.queue_events(_context())
        posts.queued_s = time.monotonic()
    while posts.out < PLACES:
        taken = deliver_webhooks.take(_context(), only_healthy=posts.out >= PLACES_OF_FAILING)
        if taken is None:
            return
        posts.send(taken)


def _work(stop: threading.Event) -> None:
    posts = Posts()
    while not stop.is_set():
        try:
            turn(posts)
            if posts.out:
                posts.settle(IDLE_SECONDS)
            else:
                connection.close()  # back to the pool, which is small
                stop.wait(IDLE_SECONDS)
        except Exception:  # the thread must see the next event
            log.exception("webhooks stood still")
            connection.close()
            stop.wait(FAULT_SECONDS)
    _end(posts)
    connection.close()


def _end(posts: Posts) -> None:
    """What comes back soon is settled; the rest is made again, under the same id, when its lease ends."""
    until = time.monotonic() + END_SECONDS
    try:
        while posts.out and (left_s := until - time.monotonic()) > 0:
            posts.settle(left_s)
    except Exception:
        log.exception("a try was not written down; it is made again when its lease ends")


def _context() -> Context:
    now = datetime.now(UTC)  # noqa: TID251 - the entry point
    return Context(Actor("webhooks"), access.whole_scope(), now)
