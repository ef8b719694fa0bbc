"""Real processes running real commands, forked from this one so that an injection costs no start-up.

The parent has loaded everything, opened no connection and started no thread of its own; a child gets a database, a
clock that is so far ahead, and runs `adimple …` as a person would. What it says goes to a file.
"""

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

PATIENCE_SECONDS = 120


@dataclass(slots=True)
class Child:
    """A process of ours. `code` is None while it runs, negative where a signal ended it."""

    pid: int
    log: Path
    code: int | None = None

    def is_over(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Only while it has not been waited for: until then its number is its own."""
        if not self.is_over():
            os.kill(self.pid, number)

    def kill_group(self) -> None:
        """What a leader started and did not end."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Its exit code. One that hangs is killed, and that is a fault of ours: code -9."""
        deadline = time.monotonic() + seconds
        while not self.is_over():
            if time.monotonic() > deadline:
                self.kill()
            time.sleep(0.005)
        assert self.code is not None
        return self.code

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Step:
    """The clock of a process goes forward or back by so much, so long after it began."""

    by: timedelta
    after_seconds: float


def command(
    arguments: Sequence[str],
    *,
    url: str,
    ahead: timedelta,
    log: Path,
    leads: bool = False,
    step: Step | None = None,
) -> Child:
    """`adimple ARGUMENTS` on that database, with a clock so far ahead; `leads` a group of processes of its own."""

    def work() -> None:
        if step is not None:
            set_clock(ahead, step)
        from adimple.cli.main import app

        app(args=list(arguments))

    return fork(work, url=url, ahead=ahead, log=log, leads=leads)


def fork(work: Callable[[], None], *, url: str, ahead: timedelta, log: Path, leads: bool = False) -> Child:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Child(pid, log)
    code = 1
    try:
        if leads:
            os.setsid()
        _become(url, ahead, log)
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # the parent's exit handlers are not ours to run


def _become(url: str, ahead: timedelta, log: Path) -> None:
    words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(words, 1)
    os.dup2(words, 2)
    os.environ["DATABASE_URL"] = url
    from django.conf import settings
    from django.db import connection

    from adimple.config.settings import database_from

    named = database_from(url)
    connection.settings_dict |= {part: named[part] for part in ("NAME", "HOST")}
    connection.settings_dict["OPTIONS"]["application_name"] = f"adimple {os.getpid()}"
    settings.DATABASE_URL = url
    if ahead:
        set_clock(ahead)


def set_clock(ahead: timedelta, step: Step | None = None) -> None:
    """The machine's clock for the entry points of this process; the database keeps its own, as it would elsewhere."""
    began = time.monotonic()

    class Ahead(datetime):
        @classmethod
        def now(cls, tz=None):
            has_stepped = step is not None and time.monotonic() - began >= step.after_seconds
            return datetime.now(tz) + ahead + (step.by if step and has_stepped else timedelta())  # noqa: TID251

    from adimple.cli import boot
    from adimple.worker import clock, jobs

    for module in (boot, clock, jobs):
        module.datetime = Ahead
