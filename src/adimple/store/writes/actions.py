"""What becomes of actions and their items once they are asked again, sent, answered or forgotten: set by set."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

NOTE_CHARS = 300


def count_attempt(action_ids: Sequence[int]) -> None:
    """One more attempt, about to be made."""
    _run("UPDATE action SET attempts = attempts + 1 WHERE id = ANY(%s) AND state = 'leased'", [list(action_ids)])


def delay(rows: Sequence[tuple[int, datetime, str]]) -> None:
    """(action, due_at, note): planned again, for later."""
    _run(
        """
        UPDATE action SET state = 'planned', leased_until = NULL, due_at = new.due_at, note = new.note
        FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS new (id, due_at, note) WHERE action.id = new.id
        """,
        _columns(rows, 3),
    )


def refuse(rows: Sequence[tuple[int, str]], on: date) -> None:
    """(action, code): refused at the moment of sending. Its títulos may be planned again when the reason ends."""
    _run(
        """
        UPDATE action SET state = 'refused', leased_until = NULL, blocked_by = new.code
        FROM unnest(%s::bigint[], %s::text[]) AS new (id, code) WHERE action.id = new.id
        """,
        _columns(rows, 2),
    )
    release_items([action_id for action_id, _ in rows], on)


def release_items(action_ids: Sequence[int], on: date) -> list[int]:
    """The items of these actions did not happen: the night may plan their steps again. The credor of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE action_item SET expired_on = %s WHERE action_id = ANY(%s) AND expired_on IS NULL
            RETURNING credor_id
            """,
            [on, list(action_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def drop_items(rows: Sequence[tuple[int, str]], on: date) -> None:
    """(item, code): refused while the rest of their action goes on. A refusal already written is not written twice."""
    _run(
        """
        UPDATE action_item i SET
            action_id = CASE WHEN seen.id IS NULL THEN NULL ELSE i.action_id END,
            blocked_by = CASE WHEN seen.id IS NULL THEN new.code END,
            expired_on = CASE WHEN seen.id IS NULL THEN NULL ELSE %s::date END
        FROM unnest(%s::bigint[], %s::text[]) AS new (id, code)
        JOIN action_item mine ON mine.id = new.id
        LEFT JOIN action_item seen ON seen.titulo_id = mine.titulo_id AND seen.due_on = mine.due_on
             AND seen.step_code = mine.step_code AND seen.blocked_by = new.code
        WHERE i.id = new.id
        """,
        [on, *_columns(rows, 2)],
    )


def settle(rows: Sequence[tuple[int, str, str]]) -> None:
    """(action, state, note), after its provider answered."""
    _run(
        """
        UPDATE action SET state = new.state, leased_until = NULL, note = new.note
        FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (id, state, note)
        WHERE action.id = new.id AND action.state IN ('leased', 'uncertain')
        """,
        _columns([(action_id, state, note[:NOTE_CHARS]) for action_id, state, note in rows], 3),
    )


def settle_task(action_id: int) -> None:
    """The action whose task a person did."""
    _run("UPDATE action SET state = 'done' WHERE id = %s AND state = 'task'", [action_id])


def expire(credor_ids: Sequence[int], until: date, note: str | None = None) -> list[tuple[int, date, int]]:
    """Actions of days up to `until` that nobody sent or did; (credor, its day, action) each, in order.

    `note`: why, where it is not that their day ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE action SET state = 'expired', leased_until = NULL, note = COALESCE(%(note)s, note)
            WHERE "on" <= %(until)s AND credor_id = ANY(%(credores)s)
              AND (state IN ('planned', 'task')
                   OR (state = 'leased' AND leased_until < clock_timestamp()
                       AND NOT EXISTS (SELECT FROM dispatch d WHERE d.action_id = action.id AND d.status = 'sending')))
            RETURNING credor_id, "on", id
            """,
            {"until": until, "credores": list(credor_ids), "note": note},
        )
        return sorted(cursor.fetchall())


def _run(sql: str, values: Sequence) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _columns(rows: Sequence[tuple], width: int) -> list[list]:
    return [[row[position] for row in rows] for position in range(width)]
