"""Writes that nobody waits for: the database does them while the program works on, in the order they were given.

Inside `working`, `run` returns at once, and whatever else is asked of the connection waits for all that was given, and
raises what it met. Outside of it, what `run` was given is done when it returns.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

type Work = Callable[[Any], object]  # of a cursor

_of_thread = threading.local()


@contextmanager
def working() -> Iterator[None]:
    """In the caller's transaction, which all of it is part of, and which ends after it."""
    assert connection.in_atomic_block, "what is given is part of a transaction"
    assert not hasattr(_of_thread, "pool"), "one queue of a connection"
    with ThreadPoolExecutor(1, thread_name_prefix="behind") as pool, connection.execute_wrapper(_after_the_given):
        _of_thread.pool, _of_thread.given = pool, []
        try:
            yield
            wait()
        finally:
            _end(_of_thread.given)
            del _of_thread.pool, _of_thread.given


def run(work: Work) -> None:
    """`work` is given a cursor of this connection, and may ask it of nothing but its own writes."""
    if (pool := getattr(_of_thread, "pool", None)) is None:
        with connection.wrap_database_errors, connection.cursor() as cursor:
            work(cursor)
    else:
        _of_thread.given.append(pool.submit(_do, connection.connection, work))


def execute(sql: str, values: Sequence[Any]) -> None:
    """`run` of one statement."""
    run(lambda cursor: cursor.execute(sql, values))


def wait() -> None:
    """Until nothing of what was given is being done. Raises the first error it met; nothing more is done after it."""
    if not (given := getattr(_of_thread, "given", None)):
        return
    _of_thread.given = []
    try:
        with connection.wrap_database_errors:
            for one in given:
                one.result()
    finally:
        _end(given)


def _end(given: Sequence[Future[None]]) -> None:
    """What was not begun is not done; what was begun is waited for, so that nothing comes after a rollback."""
    for one in given:
        one.cancel()
    futures.wait(given)


def _do(psycopg_connection: Any, work: Work) -> None:
    with psycopg_connection.cursor() as cursor:
        work(cursor)


def _after_the_given(execute, sql, params, many, context):
    wait()
    return execute(sql, params, many, context)
