"""Work that holds a thread of the server for long: one at a time in this process, so that the others still answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from adimple.domain.errors import Refused


class Turn:
    """Who comes second waits for nothing: it is told so, in `phrase`."""

    def __init__(self, code: str, phrase: str) -> None:
        self._lock, self._code, self._phrase = threading.Lock(), code, phrase

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises Refused where somebody else has it."""
        if not self._lock.acquire(blocking=False):
            raise Refused(self._code, self._phrase)
        try:
            yield
        finally:
            self._lock.release()
