"""The lease queue of actions, in the `action` table itself: who may take what, for how long, and what is given back.

A lease is machine time (`clock_timestamp()`); whether an action is due is civil time (`now`), handed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

LEASE_SECONDS = 600
_LOST_BATCH = 500


@dataclass(frozen=True, slots=True)
class Leased:
    """An action taken from the queue. `attempts`: how many were made before."""

    id: int
    credor_id: int
    devedor_id: int
    person_key: int
    contact_id: int | None
    on: date
    regua_version: int
    step_code: str
    template: str
    channel: str
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Lost:
    """An action whose lease ran out. `dispatch_id`: the message that may have left, if any."""

    id: int
    credor_id: int
    devedor_id: int
    channel: str
    attempts: int
    dispatch_id: int | None


def lease(
    credor_ids: Sequence[int],
    *,
    on: date,
    now: datetime,
    limit: int,
    paused: Sequence[int] = (),
    seconds: int = LEASE_SECONDS,
) -> list[Leased]:
    """Takes up to `limit` actions of the day that are due, earliest first, of credores released and not stopped.

    `paused`: credores whose e-mail provider is resting. Two takers never get the same action.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS MATERIALIZED (
                SELECT a.id AS taken FROM action a JOIN credor c ON c.id = a.credor_id
                WHERE a.state = 'planned' AND a.due_at <= %(now)s AND a."on" = %(on)s
                  AND a.credor_id = ANY(%(credores)s) AND c.released_at IS NOT NULL AND c.stopped_at IS NULL
                  AND NOT (a.channel = 'email' AND a.credor_id = ANY(%(paused)s))
                ORDER BY a.due_at, a.id LIMIT %(limit)s FOR UPDATE OF a SKIP LOCKED
            )
            UPDATE action SET state = 'leased', leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)
            FROM due WHERE id = taken
            RETURNING id, credor_id, devedor_id, person_key, contact_id, "on", regua_version, step_code, template,
                      channel, due_at, attempts
            """,
            {
                "credores": list(credor_ids), "paused": list(paused), "on": on, "now": now, "limit": limit,
                "seconds": seconds,
            },
        )  # fmt: skip
        return sorted((Leased(*row) for row in cursor.fetchall()), key=lambda leased: (leased.due_at, leased.id))


def one_at_a_time(person_keys: Iterable[int]) -> None:
    """Waits for, then keeps until the transaction's end, the right to reckon these persons' contacts of the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_advisory_xact_lock(person)
            FROM (SELECT DISTINCT unnest(%s::bigint[]) AS person ORDER BY 1) people
            """,
            [list(person_keys)],
        )


def give_back(action_ids: Sequence[int]) -> None:
    """Planned again, as if never taken: the attempt and its proof go, for nothing was handed over."""
    if not action_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dispatch WHERE action_id = ANY(%s) AND status = 'sending'", [list(action_ids)])
        cursor.execute(
            """
            UPDATE action SET state = 'planned', leased_until = NULL, attempts = attempts - 1
            WHERE id = ANY(%s) AND state = 'leased'
            """,
            [list(action_ids)],
        )


def take_lost(credor_ids: Sequence[int]) -> list[Lost]:
    """Actions whose taker died or hung: back to the queue unless their message may have left, then `uncertain`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH lost AS (
                SELECT a.id, (SELECT d.id FROM dispatch d WHERE d.action_id = a.id AND d.status = 'sending') AS sending
                FROM action a
                WHERE a.state = 'leased' AND a.leased_until < clock_timestamp() AND a.credor_id = ANY(%(credores)s)
                ORDER BY a.id LIMIT %(limit)s FOR UPDATE OF a SKIP LOCKED
            )
            UPDATE action SET leased_until = NULL,
                   state = CASE WHEN lost.sending IS NULL THEN 'planned' ELSE 'uncertain' END
            FROM lost WHERE action.id = lost.id
            RETURNING action.id, credor_id, devedor_id, channel, attempts, lost.sending
            """,
            {"credores": list(credor_ids), "limit": _LOST_BATCH},
        )
        return sorted((Lost(*row) for row in cursor.fetchall()), key=lambda lost: lost.id)


def sending_credores(credor_ids: Sequence[int]) -> set[int]:
    """Of these, the credores that may send at this instant: released and not stopped. The sender asks all the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM credor WHERE id = ANY(%s) AND released_at IS NOT NULL AND stopped_at IS NULL",
            [list(credor_ids)],
        )
        return {row[0] for row in cursor.fetchall()}


def credores_without_night(credor_ids: Sequence[int], on: date) -> list[int]:
    """Credores that may send and whose night of that day has not been finished."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id FROM credor c WHERE c.id = ANY(%s) AND c.released_at IS NOT NULL AND c.stopped_at IS NULL
              AND NOT EXISTS (SELECT FROM cycle_run r
                              WHERE r.credor_id = c.id AND r."on" = %s AND r.finished_at IS NOT NULL)
            ORDER BY c.id
            """,
            [list(credor_ids), on],
        )
        return [row[0] for row in cursor.fetchall()]


def beat(process: str, said: str) -> None:
    """The process says that it is alive, and what it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO heartbeat (process, beat_at, said) VALUES (%s, clock_timestamp(), %s)
            ON CONFLICT (process) DO UPDATE SET beat_at = excluded.beat_at, said = excluded.said
            """,
            [process[:40], said[:200]],
        )
