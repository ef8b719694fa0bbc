"""What `adimple run` watches beside its processes: the database server, and the first answer of the console."""

import time
from collections.abc import Callable
from pathlib import Path

from adimple.cli import supervisor
from adimple.config import cluster, embedded


class Watch:
    """Called a few times a second. `greet` is called once, when the console answers."""

    def __init__(
        self,
        data: Path,
        *,
        has_server: bool,
        is_ready: Callable[[], bool],
        greet: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        self.data, self.has_server = data, has_server
        self.is_ready, self.greet, self.say = is_ready, greet, say
        self.has_greeted = False
        self.next_try = 0.0

    def __call__(self) -> None:
        if self.has_server and embedded.status(self.data) is None and time.monotonic() >= self.next_try:
            self._start_server()
        if not self.has_greeted and self.is_ready():
            self.has_greeted = True
            self.greet()

    def _start_server(self) -> None:
        self.say("O PostgreSQL parou. Ligando de novo.")
        try:
            embedded.ensure_running(self.data)
            self.say("O PostgreSQL voltou.")
        except cluster.Unavailable as error:
            self.next_try = time.monotonic() + supervisor.LONGEST_PAUSE_SECONDS
            self.say(str(error))
