"""The lease queue of jobs: taken by one worker at a time, in the order asked, and again when its worker dies.

A lease is machine time, as in `queue`. It is short and made longer while the work goes on, so that the next worker
comes within seconds; a job lost too many times is given up, for it may be what kills the workers.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

LEASE_SECONDS = 20
MOST_ATTEMPTS = 3
_TAKING = 0x61646D72  # any number, ours


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in our hands: of a sheet, or of a retorno kept, with the convênio it is of. `attempt` tells us from who
    takes it after us, should we be thought dead.
    """

    id: int
    kind: str
    credor_id: int
    import_id: int | None
    account_id: int
    attempt: int
    raw_payload_id: int | None = None
    convenio_id: int | None = None


def take(now: datetime, seconds: int = LEASE_SECONDS) -> Taken | None:
    """The oldest job that nobody holds, of a credor none of whose jobs is being done; None when there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time: two at once would not see that the other just took a job of the same credor.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TAKING])
        cursor.execute(
            """
            WITH next AS MATERIALIZED (
                SELECT j.id AS taken FROM job j
                WHERE (j.state = 'queued'
                       OR j.state = 'running' AND j.leased_until < clock_timestamp() AND j.attempts < %(most)s)
                  AND NOT EXISTS (SELECT FROM job o WHERE o.state = 'running' AND o.leased_until >= clock_timestamp()
                                  AND o.credor_id = j.credor_id)
                ORDER BY j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED
            )
            UPDATE job SET state = 'running', leased_until = clock_timestamp() + make_interval(secs => %(seconds)s),
                   attempts = attempts + 1, started_at = %(now)s, stage = '', done = 0, total = 0
            FROM next WHERE id = taken
            RETURNING id, kind, credor_id, import_file_id, account_id, attempts, raw_payload_id, convenio_id
            """,
            {"most": MOST_ATTEMPTS, "seconds": seconds, "now": now},
        )
        row = cursor.fetchone()
        return Taken(*row) if row else None


def is_any_live(credor_id: int) -> bool:
    """Whether a job of the credor waits or is being done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM job WHERE state IN ('queued', 'running') AND credor_id = %s)", [credor_id]
        )
        return cursor.fetchone()[0]


def hold(taken: Taken, stage: str, done: int, total: int, seconds: int = LEASE_SECONDS) -> bool:
    """Makes the lease longer and says how far the work is; False when it is no longer ours."""
    return _settle(
        taken,
        "leased_until = clock_timestamp() + make_interval(secs => %s), stage = %s, done = %s, total = %s",
        [seconds, stage, done, total],
    )


def finish(taken: Taken, now: datetime) -> None:
    _settle(taken, "state = 'done', leased_until = NULL, ended_at = %s", [now])


def fail(taken: Taken, now: datetime, phrase: str) -> None:
    """`phrase` tells the person why, and what to do."""
    _settle(taken, "state = 'failed', leased_until = NULL, ended_at = %s, phrase = %s", [now, phrase[:500]])


def give_back(taken: Taken) -> None:
    """Queued again, as if never taken: the worker stops."""
    _settle(taken, "state = 'queued', leased_until = NULL, attempts = attempts - 1, stage = ''", [])


def give_up_lost(now: datetime, phrase: str) -> list[int]:
    """Jobs whose workers died as many times as we try: failed. Their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE job SET state = 'failed', leased_until = NULL, ended_at = %s, phrase = %s
            WHERE state = 'running' AND leased_until < clock_timestamp() AND attempts >= %s RETURNING id
            """,
            [now, phrase[:500], MOST_ATTEMPTS],
        )
        return sorted(row[0] for row in cursor.fetchall())


def _settle(taken: Taken, change: str, values: list) -> bool:
    """Changes the job while it is ours; whether it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE job SET {change} WHERE id = %s AND attempts = %s AND state = 'running'",
            [*values, taken.id, taken.attempt],
        )
        return cursor.rowcount == 1
