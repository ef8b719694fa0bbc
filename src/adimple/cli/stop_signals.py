"""Ctrl-C, and the polite end that a system asks of a process, as an event that the program looks at."""

import signal
import threading
from collections.abc import Callable
from queue import SimpleQueue


def stop_on(*numbers: signal.Signals, told: Callable[[], None] = lambda: None) -> threading.Event:
    """Set after the first of these signals, which `told` then says. Call it from the main thread.

    A handler runs between two steps of the main thread, maybe while that holds the event's own lock: setting it there
    would wait for ever, once in some hundreds of times. A SimpleQueue takes at any moment.
    """
    stop = threading.Event()
    asked: SimpleQueue[int] = SimpleQueue()
    for number in numbers:
        signal.signal(number, lambda number, _: asked.put(number))
    threading.Thread(target=_set, args=(stop, asked, told), name="signals", daemon=True).start()
    return stop


def _set(stop: threading.Event, asked: SimpleQueue[int], told: Callable[[], None]) -> None:
    asked.get()
    stop.set()
    told()
