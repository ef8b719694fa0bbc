"""A PSP on this machine alone: Bacen's API with certificates on both sides, and a page where a person pays a QR.

`run_psp(folder, stop)` until told; `with start_psp(folder) as psp:` in a test. The ports are chosen once and kept in
the folder, and `caller.json` there tells Adimple all it needs to call: addresses, secret, certificate, authority.
"""

import contextlib
import json
import os
import queue
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from adimple.sandbox import psp_certificates
from adimple.sandbox.psp_api import ApiServer
from adimple.sandbox.psp_book import Book, Json
from adimple.sandbox.psp_web import PayServer

CALLER_FILE = "caller.json"
WEBHOOK_TRIES = (0, 1, 5)  # seconds before each
WEBHOOK_SECONDS = 10


class Psp:
    """A running PSP: `book` (with its `knobs`), `address` of the API, `pages` where a person pays, `stop()`."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        psp_certificates.certificates(folder, _now())  # judged by the clock of the machine
        kept = _kept(folder)
        self._web = _listen(lambda port: PayServer(port), kept.get("web_port", 0))
        self.book = Book(folder, f"127.0.0.1:{self._web.server_address[1]}", clock)
        self._web.book = self.book
        oauth_id, secret = kept.get("oauth_id") or "adimple-teste", kept.get("secret") or secrets.token_urlsafe(24)
        self._api = _listen(lambda port: ApiServer(self.book, folder, port, oauth_id, secret), kept.get("api_port", 0))
        self.address = self._api.address
        self.pages = f"http://{self.book.address}"
        self.caller = {
            "base_url": f"{self.address}/v2",
            "token_url": f"{self.address}/oauth/token",
            "oauth_id": oauth_id,
            "secret": secret,
            "certificate": (folder / psp_certificates.CALLER).read_text(),
            "authority": (folder / psp_certificates.AUTHORITY).read_text(),
            "pages": self.pages,
            "api_port": self._api.server_address[1],
            "web_port": self._web.server_address[1],
        }
        _write_private(folder / CALLER_FILE, json.dumps(self.caller))
        self._calls: queue.SimpleQueue[tuple[str, Json] | None] = queue.SimpleQueue()
        self.book.tell = lambda url, body: self._calls.put((url, body))
        self._threads = [
            threading.Thread(target=self._api.serve_forever, args=(0.05,), name="psp-api", daemon=True),
            threading.Thread(target=self._web.serve_forever, args=(0.05,), name="psp-web", daemon=True),
            threading.Thread(target=self._call_webhooks, name="psp-webhooks", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Closes both servers; what it knows stays on disk."""
        self._calls.put(None)
        for server in (self._api, self._web):
            server.shutdown()
            server.server_close()
        for thread in self._threads[:2]:
            thread.join(timeout=10)

    def _call_webhooks(self) -> None:
        while (call := self._calls.get()) is not None:
            for wait in WEBHOOK_TRIES:
                time.sleep(wait)
                if _call(*call):
                    break

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_psp(folder: Path, clock: Callable[[], datetime] | None = None) -> Psp:
    """Starts it on the loopback address and returns at once."""
    return Psp(folder, clock or _now)


def run_psp(folder: Path, stop: threading.Event) -> None:
    """Serves until `stop` is set."""
    with start_psp(folder):
        stop.wait()


def _call(url: str, body: Json) -> bool:
    """Whether it was taken."""
    octets = json.dumps(body).encode()
    asked = urllib.request.Request(url, octets, {"Content-Type": "application/json"}, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=WEBHOOK_SECONDS) as answer:
            return answer.status < 300
    except (OSError, urllib.error.HTTPError):
        return False


def _kept(folder: Path) -> dict[str, Any]:
    """What it was last time; nothing the first time."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        return json.loads((folder / CALLER_FILE).read_text())
    return {}


def _listen[Server](make: Callable[[int], Server], port: int) -> Server:
    """On the port of last time where it is free, else on any."""
    try:
        return make(port)
    except OSError:
        return make(0)


def _write_private(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the entry point
