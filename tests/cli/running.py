"""The `adimple` command as people start it: real processes, a data folder and ports of their own."""

import contextlib
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ADIMPLE = [sys.executable, "-P", "-c", "from adimple.cli.main import app; app()"]
PATIENCE_SECONDS = 90


def environment(data: Path, **variables: str) -> dict[str, str]:
    """Of a user who set nothing but the data folder and `variables`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ADIMPLE_")}
    ours.pop("DATABASE_URL", None)
    return ours | {"ADIMPLE_DATA": str(data)} | variables


def adimple(data: Path, *arguments: str, words: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    return subprocess.run(
        [*ADIMPLE, *arguments],
        env=environment(data, **variables),
        input=words,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )


def free_ports(count: int) -> list[int]:
    """Below those the kernel lends to whoever connects, so that nobody has one before its program is up."""
    ports: set[int] = set()
    while len(ports) < count:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            ports.add(port)
    return list(ports)


class Running:
    """An `adimple run` in the background, and all it said."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data, self.log = data, log
        self.port, smtp_port, self.inbox_port = free_ports(3)
        self.variables = {
            "ADIMPLE_SANDBOX_SMTP_PORT": str(smtp_port),
            "ADIMPLE_SANDBOX_WEB_PORT": str(self.inbox_port),
        }
        with log.open("wb") as words:
            self.process = subprocess.Popen(
                [*ADIMPLE, "run", "--port", str(self.port)],
                env=environment(data, **self.variables),
                stdout=words,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str) -> None:
        wait_until(lambda: words in self.said(), lambda: f"no «{words}» in:\n{self.said()}")

    def status(self, path: str = "/healthz", port: int = 0) -> int:
        """HTTP status of a page of ours; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port or self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def wait_until(is_so: Callable[[], bool], why_not: Callable[[], str] = lambda: "it never came") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, why_not()
        time.sleep(0.1)
