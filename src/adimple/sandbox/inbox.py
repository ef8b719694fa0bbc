"""The e-mail of everybody, on this machine alone: an SMTP server and the page that shows what arrived.

`run_sandbox(folder, …, stop)` until told; `with start_sandbox(folder, smtp_port=0, web_port=0) as sandbox:` in a test.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self

from adimple.domain.errors import Refused
from adimple.sandbox import smtp, web
from adimple.sandbox.mailbox import Mailbox

SMTP_PORT = 2525
WEB_PORT = 8025


class Sandbox:
    """A running inbox: `smtp_port`, `web_port` (as given, or chosen when given 0), `mailbox`, `stop()`."""

    def __init__(self, mailbox: Mailbox, *, smtp_port: int, web_port: int, slow_s: float) -> None:
        self.mailbox = mailbox
        # A loop in a thread of its own, from the first: whoever starts us may be inside another loop.
        self._loop = asyncio.new_event_loop()
        self._threads = [threading.Thread(target=self._loop.run_forever, name="sandbox-smtp", daemon=True)]
        self._threads[0].start()
        with contextlib.ExitStack() as undo:
            undo.callback(self._end_loop)
            self._smtp = _listen(smtp_port, lambda: self._in_loop(smtp.serve(mailbox, smtp_port, slow_s=slow_s)))
            undo.callback(lambda: self._in_loop(self._hang_up()))
            self._web = _listen(web_port, lambda: web.InboxServer(mailbox, web_port))
            undo.pop_all()
        self.smtp_port: int = self._smtp.sockets[0].getsockname()[1]
        self.web_port: int = self._web.server_address[1]
        serving = threading.Thread(target=self._web.serve_forever, args=(0.05,), name="sandbox-web", daemon=True)
        serving.start()
        self._threads.append(serving)

    def stop(self) -> None:
        """Closes both servers and every connection; messages stay on disk."""
        self._web.shutdown()
        self._web.server_close()
        self._in_loop(self._hang_up())
        self._end_loop()
        self.mailbox.close()

    def _in_loop[Done](self, work: Coroutine[Any, Any, Done]) -> Done:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        for thread in self._threads:
            thread.join(timeout=10)
        self._loop.close()

    async def _hang_up(self) -> None:
        self._smtp.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_sandbox(
    folder: Path,
    smtp_port: int = SMTP_PORT,
    web_port: int = WEB_PORT,
    *,
    max_messages: int = 20_000,
    slow_s: float = 5.0,
) -> Sandbox:
    """Starts both servers on the loopback address and returns at once. Refused when a port is taken."""
    return Sandbox(Mailbox(folder, max_messages=max_messages), smtp_port=smtp_port, web_port=web_port, slow_s=slow_s)


def run_sandbox(folder: Path, smtp_port: int, web_port: int, stop: threading.Event) -> None:
    """Serves until `stop` is set."""
    with start_sandbox(folder, smtp_port, web_port):
        stop.wait()


def _listen[Server](port: int, start: Callable[[], Server]) -> Server:
    try:
        return start()
    except OSError as error:
        raise Refused(
            "sandbox.porta_ocupada",
            f"A porta {port} desta máquina não está livre. Pare o programa que a usa ou escolha outra porta.",
        ) from error
