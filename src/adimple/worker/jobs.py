"""The jobs that people left for later, one at a time beside the sending: taken, done, told, given back.

While one is done, a thread of its own makes its lease longer and says how far it is; where that thread finds the job
in other hands, or the worker is told to stop, the work stops before it writes.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import Error, InterfaceError, OperationalError, connection

from adimple.domain.errors import Invalid, Refused, Unreadable
from adimple.store import jobs
from adimple.store.jobs import Taken
from adimple.usecases.work_import import work_import
from adimple.usecases.work_retorno import work_release, work_retorno
from adimple.worker import beside

IDLE_SECONDS = 0.5
TELL_SECONDS = 0.5
FAULT_SECONDS = 3
GIVE_UP_SECONDS = 10
END_SECONDS = 15  # shorter than the patience of who stops us
LOST = (
    "O programa que fazia este trabalho parou três vezes no meio, e nada foi gravado. Veja se sobra memória na "
    "máquina, ou divida o arquivo em partes menores."
)
BROKEN = (
    "O trabalho parou por um defeito nosso, e nada foi gravado. Tente de novo; se repetir, passe a quem cuida da "
    "instalação o número {}: o registro do erro está no log."
)

_WORK = {"retorno.take": work_retorno, "retorno.release": work_release}

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The work must not go on: the worker stops, or the job is no longer ours."""


class Watch:
    """How far a job is: told by the work, read by who makes its lease longer."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.is_lost = False
        self.told = ("", 0, 0)

    def tell(self, stage: str, done: int, total: int) -> None:
        if self.is_lost or self.stop.is_set():
            raise Stopped
        self.told = (stage, done, total)


@contextmanager
def working(stop: threading.Event) -> Iterator[None]:
    """Jobs are done until `stop` is set; one that would take too long to end is left to its lease."""
    with beside.running(stop, lambda: _work(stop), name="jobs", end_seconds=END_SECONDS):
        yield


def work_one(stop: threading.Event) -> bool:
    """Does the next job; whether there was one. Raises django.db.Error: the job is taken again when its lease ends."""
    taken = jobs.take(_now())
    if taken is None:
        return False
    watch = Watch(stop)
    try:
        with _held(taken, watch):
            _WORK.get(taken.kind, work_import)(taken, _now(), watch.tell)
        jobs.finish(taken, _now())
    except Stopped:
        jobs.give_back(taken)
    except (Refused, Invalid, Unreadable) as error:
        jobs.fail(taken, _now(), getattr(error, "page_phrase", error.phrase))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("job %s (%s) failed", taken.id, taken.kind)
        jobs.fail(taken, _now(), BROKEN.format(taken.id))
    return True


def _work(stop: threading.Event) -> None:
    looked = float("-inf")
    while not stop.is_set():
        try:
            if time.monotonic() - looked >= GIVE_UP_SECONDS:
                for job_id in jobs.give_up_lost(_now(), LOST):
                    log.error("job %s given up: its workers died", job_id)
                looked = time.monotonic()
            wait = 0 if work_one(stop) else IDLE_SECONDS
        except Error:
            log.exception("the database did not answer")
            connection.close()
            wait = FAULT_SECONDS
        stop.wait(wait)
    connection.close()


@contextmanager
def _held(taken: Taken, watch: Watch) -> Iterator[None]:
    """The lease grows longer from a thread of its own: the work may be one long statement."""
    ended = threading.Event()

    def hold() -> None:
        while not ended.wait(TELL_SECONDS):
            try:
                watch.is_lost = not jobs.hold(taken, *watch.told)
            except Error:
                log.warning("job %s: its lease was not made longer", taken.id)
                connection.close()
        connection.close()

    thread = threading.Thread(target=hold, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the entry point
