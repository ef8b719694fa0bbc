"""Which `adimple run` serves a data folder, and what it started: a lock the kernel frees and a list of processes.

`run.lock` is held while `adimple run` lives, so a process id left behind by a crash is never taken for ours.
`run.json` names it and its children, each with the instant it began, so that whoever comes after can end them.
"""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

GRACE_SECONDS = 20  # to end what is being sent or answered
CLOCK_STEP_SECONDS = 5  # the instant a process began is told in wall time, which may be corrected meanwhile


@dataclass(frozen=True, slots=True)
class Marked:
    """A process that cannot be mistaken for a later one with the same number."""

    pid: int
    began: float

    @classmethod
    def of(cls, pid: int) -> "Marked":
        return cls(pid, psutil.Process(pid).create_time())

    def is_alive(self) -> bool:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.began) < CLOCK_STEP_SECONDS
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


class Held(Exception):
    """Another `adimple run` holds this data folder."""


@contextlib.contextmanager
def hold(data: Path) -> Iterator[None]:
    """We are the one `adimple run` of `data`. Raises Held."""
    with _lock_file(data) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held from None
        yield


def write(data: Path, children: Mapping[str, Marked]) -> None:
    """Replaces the list of what we started."""
    told = {"us": _plain(Marked.of(os.getpid())), "children": {name: _plain(it) for name, it in children.items()}}
    fresh = data / "run.json.new"
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(data / "run.json")


def read(data: Path) -> tuple[Marked | None, dict[str, Marked]]:
    """(the last `adimple run`, its children), dead or alive."""
    try:
        told = json.loads((data / "run.json").read_text(encoding="utf-8"))
        return Marked(*told["us"]), {name: Marked(*it) for name, it in told["children"].items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None, {}


def holder(data: Path) -> Marked | None:
    """The `adimple run` that lives now; None when there is none."""
    deadline = time.monotonic() + 2
    while _is_held(data):
        us, _ = read(data)
        if us and us.is_alive():
            return us
        if time.monotonic() > deadline:  # the holder wrote nothing readable
            return None
        time.sleep(0.05)
    return None


def end_leftovers(data: Path) -> list[str]:
    """Ends what a killed `adimple run` left alive; the names of what was ended."""
    _, children = read(data)
    left = {name: child for name, child in children.items() if child.is_alive()}
    end(left)
    return sorted(left)


def end(children: Mapping[str, Marked]) -> None:
    """Asks all to end, waits, then kills what is left of them and of what they started."""
    for child in children.values():
        if child.is_alive():
            _signal(os.kill, child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(child.is_alive() for child in children.values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children.values():
        kill_group(child.pid)


def kill_group(pid: int) -> None:
    """What is left of the group that a child of ours leads: a server's workers outlive its sudden death."""
    _signal(os.killpg, pid, signal.SIGKILL)


def _signal(send, pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        send(pid, number)


def _is_held(data: Path) -> bool:
    try:
        with hold(data):
            return False
    except Held:
        return True


@contextlib.contextmanager
def _lock_file(data: Path):
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "run.lock").open("a") as file:
        yield file


def _plain(process: Marked) -> list[float]:
    return [process.pid, process.began]
