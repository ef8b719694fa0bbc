"""`adimple serve`, as `adimple run` starts it: one process, on a port of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

START_SECONDS = 120  # a busy machine is slow to start


@contextlib.contextmanager
def running() -> Iterator[int]:
    """Its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "adimple"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ | {"ADIMPLE_BASE_URL": f"http://127.0.0.1:{port}"})
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
            return
        time.sleep(0.2)
    raise TimeoutError("the server does not answer")
