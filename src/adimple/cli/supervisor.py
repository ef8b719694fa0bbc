"""Keeps a few processes of ours alive: starts them, starts again the one that dies, ends them all."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from adimple.cli import run_file

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60  # who lived this long starts again at once
LOOK_SECONDS = 0.2
US = [sys.executable, "-P", "-c", "from adimple.cli.main import app; app()"]


@dataclass(frozen=True, slots=True)
class Program:
    """One subcommand of ours, and how people call it."""

    name: str
    arguments: tuple[str, ...]


class Child:
    """A program that should be running; `process` is None while it waits for its next start."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.marked: run_file.Marked | None = None
        self.deaths = 0
        self.began = self.next_start = time.monotonic()

    def start(self, env: Mapping[str, str]) -> None:
        """In a session of its own: Ctrl-C reaches us alone, and its whole group can be ended."""
        self.process = subprocess.Popen(
            [*US, *self.program.arguments], env=dict(env), stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.marked = run_file.Marked.of(self.process.pid)
        self.began = time.monotonic()

    def mourn(self) -> str:
        """After its death: clears what is left of it and says when it starts again."""
        assert self.process is not None
        run_file.kill_group(self.process.pid)
        code, self.process, self.marked = self.process.returncode, None, None
        now = time.monotonic()
        self.deaths = 0 if now - self.began > STEADY_SECONDS else self.deaths
        pause = min(FIRST_PAUSE_SECONDS * 2**self.deaths, LONGEST_PAUSE_SECONDS)
        self.deaths, self.next_start = self.deaths + 1, now + pause
        seconds = f"{pause:g}".replace(".", ",")
        return f"O processo «{self.program.name}» terminou (código {code}). Recomeça em {seconds} s."


class Supervisor:
    """`run(stop)` keeps every program alive until `stop` is set, then ends them."""

    def __init__(self, data: Path, programs: list[Program], env: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.data = data
        self.children = [Child(program) for program in programs]
        self.env = env
        self.say = say

    def run(self, stop: threading.Event, look: Callable[[], None]) -> None:
        """`look` is called a few times a second, between two looks at the children."""
        try:
            while not stop.is_set():
                self._look_at_children()
                look()
                stop.wait(LOOK_SECONDS)
        finally:
            self._end()

    def _look_at_children(self) -> None:
        changed = False
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self.say(child.mourn())
                changed = True
            if child.process is None and time.monotonic() >= child.next_start:
                child.start(self.env)
                changed = True
        if changed:
            self._write()

    def _write(self) -> None:
        alive = {child.program.name: child.marked for child in self.children if child.marked}
        run_file.write(self.data, alive)

    def _end(self) -> None:
        run_file.end({child.program.name: child.marked for child in self.children if child.marked})
        for child in self.children:
            if child.process is not None:
                child.process.wait()
