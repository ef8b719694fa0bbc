"""A loopback SMTP server in a process of its own, as a provider is: it takes no time from the worker's."""

import contextlib
import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from adimple.sandbox import inbox


@contextlib.contextmanager
def serve() -> Iterator[tuple[int, Callable[[], int]]]:
    """Its port, and how many messages it has."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        server = spawn.Process(target=_serve, args=(folder, theirs), daemon=True)
        server.start()
        theirs.close()

        def count() -> int:
            ours.send("count")
            return ours.recv()

        try:
            yield ours.recv(), count
        finally:
            ours.send("stop")
            server.join(10)


def _serve(folder: str, pipe: Connection) -> None:
    with inbox.start_sandbox(Path(folder), 0, 0) as sandbox:
        pipe.send(sandbox.smtp_port)
        while pipe.recv() == "count":
            pipe.send(len(sandbox.mailbox))
