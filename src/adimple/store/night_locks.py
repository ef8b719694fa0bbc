"""One night at a time over a database, and one worker at a time over a shard of it. The database frees both by itself.

Locks of the session, taken before any snapshot: who waited reads what the one before wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_NIGHT = 0x61646D70  # any number, ours
_SHARD = 0x61646D71
# A machine that vanishes is noticed in a minute, not in the two hours of a kernel: its shard is waited for.
_KEEPALIVE = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


class NightOver(RuntimeError):
    """The night that asked for a shard is not held in this database: it ended, or it is another database."""


@contextmanager
def hold_night() -> Iterator[int]:
    """A second night waits. Gives the number of our server process, by which a worker knows that we still hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s), pg_backend_pid()", [_NIGHT])
        (_, holder) = cursor.fetchone()
    try:
        yield holder
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_NIGHT])


def keep_night_off() -> bool:
    """Whether no night is being planned; then none begins before the transaction ends."""
    assert connection.in_atomic_block, "a lock of the transaction needs one"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [_NIGHT])
        return cursor.fetchone()[0]


@contextmanager
def hold_shard(first_person: int, holder: int) -> Iterator[None]:
    """A second worker of the same shard waits. Raises NightOver unless `holder` holds the night in this database."""
    key = [_SHARD, first_person % 2**31]
    settings = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in _KEEPALIVE.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {settings}, pg_advisory_lock(%s, %s)", key)
    try:
        if not _is_held(holder):
            raise NightOver
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _is_held(holder: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
            WHERE l.locktype = 'advisory' AND l.objid = %s AND l.objsubid = 1 AND l.granted AND l.pid = %s
            """,
            [_NIGHT, holder],
        )
        return cursor.fetchone() is not None
