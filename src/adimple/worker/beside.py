"""A thread of the worker's own, beside the sending."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def running(stop: threading.Event, work: Callable[[], None], *, name: str, end_seconds: float) -> Iterator[None]:
    """`work` runs until it sees `stop`, which is set at the end; one that then takes too long is left behind."""
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=end_seconds)
