"""Figures that are dear to count: of a large portfolio, many people ask for the same sum at once.

What is counted quickly is counted each time. What takes longer is kept by this process: shown as it is for some
seconds, shown once more while a thread counts it anew, and never shown older than a minute. Nothing is stored.

What `of_state` keeps does not get old: it is that of a state of the database, and another state replaces it.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

WORTH_SECONDS = 0.04  # to count; quicker is not kept
FRESH_SECONDS = 5.0
MOST_SECONDS = 60.0
MOST_FIGURES = 200
MOST_STATES = 20  # they may be large

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Figure[T]:
    """`at`: the request's instant for which it was counted. `is_old`: somebody counted it for an earlier request."""

    value: T
    at: datetime
    is_old: bool = False


@dataclass(slots=True)
class _Kept:
    figure: Figure
    counted: float  # of this machine's clock
    is_renewed: bool = False


_kept: dict[Hashable, _Kept] = {}
_states: dict[Hashable, tuple[Hashable, Any]] = {}
_lock = threading.Lock()


def figure[T](key: Hashable, ask: Callable[[], T], now: datetime) -> Figure[T]:
    """What `ask` gives, or gave a moment ago. `key` names the figure and the credores it is of."""
    with _lock:
        found = _kept.get(key)
        age = time.monotonic() - found.counted if found else MOST_SECONDS
        if found is None or age >= MOST_SECONDS:
            is_due = False
        else:
            is_due = age >= FRESH_SECONDS and not found.is_renewed
            found.is_renewed |= is_due
    if found is None or age >= MOST_SECONDS:
        return _count(key, ask, now)
    if is_due:
        threading.Thread(target=_renew, args=(key, ask, now), daemon=True).start()
    return Figure(found.figure.value, found.figure.at, is_old=True)


def of_state[T](key: Hashable, state: Hashable | None, ask: Callable[[], T]) -> T:
    """What `ask` gives in `state`, which names all it depends on; None, while that is changing, keeps nothing."""
    if state is None:
        return ask()
    with _lock:
        found = _states.get(key)
    if found is not None and found[0] == state:
        return found[1]
    began = time.monotonic()
    value = ask()
    with _lock:
        _states.pop(key, None)
        if time.monotonic() - began >= WORTH_SECONDS:
            _states[key] = state, value
            while len(_states) > MOST_STATES:
                del _states[next(iter(_states))]
    return value


def forget() -> None:
    with _lock:
        _kept.clear()
        _states.clear()


def _count[T](key: Hashable, ask: Callable[[], T], now: datetime) -> Figure[T]:
    began = time.monotonic()
    counted: Figure[Any] = Figure(ask(), now)
    with _lock:
        _kept.pop(key, None)
        if time.monotonic() - began >= WORTH_SECONDS:
            _kept[key] = _Kept(counted, began)
            while len(_kept) > MOST_FIGURES:
                del _kept[next(iter(_kept))]
    return counted


def _renew(key: Hashable, ask: Callable[[], Any], now: datetime) -> None:
    """In a thread of its own, with a connection of its own; whoever asks meanwhile is shown the former."""
    try:
        _count(key, ask, now)
    except Exception:  # the next request counts it, and tells its own failure
        log.exception("a kept figure could not be counted anew")
        with _lock:
            _kept.pop(key, None)
    finally:
        connection.close()
