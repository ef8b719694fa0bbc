"""The PSP in a process of its own, which a trial may kill: what it knows is in its book, on disk, and stays."""

import contextlib
import json
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 20
PAYER = {"nome": "Ana Exemplo", "cpf": "52998224725"}
KEY = "recebe@exemplo.test"


@dataclass(slots=True)
class Psp:
    """`folder` is where the product looks for the PSP of this machine."""

    folder: Path
    now: datetime
    pid: int = 0

    def start(self, **knobs: Any) -> None:
        """With these failures on purpose, on the port of last time."""
        self.stop()
        self.pid = os.fork()
        if not self.pid:
            try:
                self._serve(knobs)
            finally:
                os._exit(0)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "the PSP does not begin"
            time.sleep(0.01)

    def stop(self) -> None:
        """As a machine that goes off."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0

    def known(self, what: str) -> dict[str, dict[str, Any]]:
        """What its book says last of each `charge` or `pix`."""
        lines = (self.folder / "book.jsonl").read_text("utf-8").splitlines()
        return {key: value for kind, key, value in map(json.loads, lines) if kind == what}

    def _serve(self, knobs: dict[str, Any]) -> None:
        from adimple.sandbox.psp import start_psp

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        psp = start_psp(self.folder, lambda: self.now)
        psp.book.knobs = replace(psp.book.knobs, **knobs)
        threading.Event().wait()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            port = json.loads((self.folder / "caller.json").read_text())["api_port"]
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        return False
