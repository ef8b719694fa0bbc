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
class Begun:
    """One attempt at one message, whose proof is written. `sha256`: of what it says."""

    dispatch_id: int
    action_id: int
    credor_id: int
    devedor_id: int
    contact_id: int | None
    channel: str
    attempt: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What became of the leases that ran out.

    `returned` (their days) are in the queue again; of `told` the answer is known, as JSON; `unknown` may have left.
    """

    returned: tuple[date, ...] = ()
    told: tuple[tuple[Begun, str], ...] = ()
    unknown: tuple[Begun, ...] = ()


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


def unlease(action_ids: Iterable[int]) -> None:
    """Taken a moment ago in this transaction, and not wanted after all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE action SET state = 'planned', leased_until = NULL WHERE id = ANY(%s)", [list(action_ids)]
        )


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


def hold_back(rows: Sequence[tuple[int, int]]) -> None:
    """(dispatch, credor) of messages in hand that have not begun to leave."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leaving (dispatch_id, credor_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
            [[row[0] for row in rows], [row[1] for row in rows]],
        )


def let_leave(dispatch_ids: Sequence[int], told: Sequence[tuple[int, int, str]]) -> set[int]:
    """Keeps `told` (dispatch, credor, receipt) until it is settled; of the messages asked, those that may leave now.

    Not those of a credor in ensaio or stopped, nor those that are no longer in our hands. From here on, whoever finds
    one of them without a receipt must believe that it left. Costs no wait for the disk: see `Leaving`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH kept AS (
                INSERT INTO leaving (dispatch_id, credor_id, receipt)
                SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) ON CONFLICT DO NOTHING
            )
            DELETE FROM leaving l USING credor c
            WHERE l.dispatch_id = ANY(%s) AND l.receipt IS NULL AND c.id = l.credor_id
              AND c.released_at IS NOT NULL AND c.stopped_at IS NULL
            RETURNING l.dispatch_id
            """,
            [*([row[position] for row in told] for position in range(3)), list(dispatch_ids)],
        )
        return {row[0] for row in cursor.fetchall()}


def forget(dispatch_ids: Sequence[int]) -> None:
    """They are settled."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leaving WHERE dispatch_id = ANY(%s)", [list(dispatch_ids)])


def give_back(dispatch_ids: Sequence[int]) -> None:
    """Their actions are planned again, as if never taken: the attempt and its proof go, for nothing was handed over."""
    if not dispatch_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leaving WHERE dispatch_id = ANY(%s)", [list(dispatch_ids)])
        cursor.execute(
            """
            WITH gone AS (DELETE FROM dispatch WHERE id = ANY(%s) AND status = 'sending' RETURNING action_id)
            UPDATE action SET state = 'planned', leased_until = NULL, attempts = attempts - 1
            FROM gone WHERE action.id = gone.action_id AND state = 'leased'
            """,
            [list(dispatch_ids)],
        )


def take_lost(credor_ids: Sequence[int]) -> Lost:
    """Actions whose taker died or hung: back to the queue, unless their message may have left."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, a."on", d.id, a.credor_id, a.devedor_id, a.contact_id, a.channel, d.attempt, d.body_sha256
            FROM action a LEFT JOIN dispatch d ON d.action_id = a.id AND d.status = 'sending'
            WHERE a.state = 'leased' AND a.leased_until < clock_timestamp() AND a.credor_id = ANY(%s)
            ORDER BY a.id LIMIT %s FOR UPDATE OF a SKIP LOCKED
            """,
            [list(credor_ids), _LOST_BATCH],
        )
        rows = cursor.fetchall()
        # Who deletes the row decides: a taker that still lives finds it gone, and does not let the message leave.
        cursor.execute(
            "DELETE FROM leaving WHERE dispatch_id = ANY(%s) RETURNING dispatch_id, receipt",
            [[row[2] for row in rows if row[2] is not None]],
        )
        known = dict(cursor.fetchall())
        begun = [Begun(row[2], row[0], *row[3:]) for row in rows if row[2] is not None]
        held = [one for one in begun if one.dispatch_id in known and known[one.dispatch_id] is None]
        give_back([one.dispatch_id for one in held])
        bare = [row[0] for row in rows if row[2] is None]
        cursor.execute("UPDATE action SET state = 'planned', leased_until = NULL WHERE id = ANY(%s)", [bare])
    back = {*bare, *(one.action_id for one in held)}
    return Lost(
        returned=tuple(row[1] for row in rows if row[0] in back),
        told=tuple((one, known[one.dispatch_id]) for one in begun if known.get(one.dispatch_id)),
        unknown=tuple(one for one in begun if one.dispatch_id not in known),
    )


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
