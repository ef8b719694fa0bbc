"""Títulos closed because a whole open list left them out, and opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.domain.conduct import reasons
from adimple.domain.titulo import ClosedReason

ENDED_NOTE = "Títulos baixados: ausentes da lista completa."


@dataclass(frozen=True, slots=True)
class Opened:
    """A título that was closed at `closed_at` and is open again. `paid_since`: payments came or went meanwhile."""

    titulo_id: int
    devedor_id: int
    closed_at: datetime
    paid_since: bool


def close_titulos(credor_id: int, import_id: int, titulo_ids: Sequence[int], on: date, at: datetime) -> None:
    """All of them are open; the caller holds the credor's ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE titulo SET closed_on = %s, closed_reason = %s "
            "WHERE id = ANY(%s) AND credor_id = %s AND closed_on IS NULL",
            [on, ClosedReason.BAIXA.value, list(titulo_ids), credor_id],
        )
        assert cursor.rowcount == len(titulo_ids), "who closes has seen them open"
        cursor.execute(
            """
            INSERT INTO baixa (credor_id, titulo_id, import_file_id, closed_on, closed_at, last_payment_id, ended_by)
            SELECT %(credor)s, k.id, %(import)s, %(on)s, %(at)s, last.id, ''
            FROM unnest(%(ids)s::bigint[]) k(id),
                 (SELECT COALESCE(max(id), 0) AS id FROM payment WHERE credor_id = %(credor)s) last
            """,
            {"credor": credor_id, "import": import_id, "on": on, "at": at, "ids": list(titulo_ids)},
        )


def end_items(titulo_ids: Sequence[int], on: date, at: datetime) -> int:
    """What was planned for them and did not leave ends; an action of theirs alone, and its task, with it. How many."""
    values = {"ids": list(titulo_ids), "on": on, "at": at, "paid": reasons.PAID, "note": ENDED_NOTE}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE action_item i SET expired_on = %(on)s FROM action a
            WHERE a.id = i.action_id AND a.state IN ('planned', 'task') AND i.titulo_id = ANY(%(ids)s)
              AND i.blocked_by IS NULL AND i.expired_on IS NULL
            RETURNING i.action_id
            """,
            values,
        )
        ended = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            """
            UPDATE action a SET state = 'refused', blocked_by = %(paid)s
            WHERE a.id = ANY(%(actions)s) AND a.state IN ('planned', 'task') AND NOT EXISTS (
                SELECT FROM action_item i WHERE i.action_id = a.id AND i.expired_on IS NULL)
            RETURNING a.id
            """,
            values | {"actions": ended},
        )
        alone = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE task SET outcome = 'expired', outcome_at = %(at)s, note = %(note)s "
            "WHERE outcome = '' AND action_id = ANY(%(alone)s)",
            values | {"alone": alone},
        )
    return len(ended)


def owe_nothing(credor_id: int, titulo_ids: Sequence[int]) -> list[int]:
    """The devedores of these títulos who have nothing open any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT t.devedor_id FROM titulo t WHERE t.id = ANY(%s) AND NOT EXISTS (
                SELECT FROM titulo o WHERE o.devedor_id = t.devedor_id AND o.credor_id = %s AND o.closed_on IS NULL)
            """,
            [list(titulo_ids), credor_id],
        )
        return [row[0] for row in cursor.fetchall()]


def open_titulos(credor_id: int, titulo_ids: Sequence[int], at: datetime, how: str) -> list[Opened]:
    """Ends their standing baixas."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH ended AS (
                UPDATE baixa SET ended_at = %(at)s, ended_by = %(how)s
                WHERE titulo_id = ANY(%(ids)s) AND credor_id = %(credor)s AND ended_at IS NULL
                RETURNING titulo_id, last_payment_id, closed_at)
            UPDATE titulo t SET closed_on = NULL, closed_reason = '' FROM ended e
            WHERE t.id = e.titulo_id AND t.closed_reason = 'baixa'
            RETURNING t.id, t.devedor_id, e.closed_at, EXISTS (
                SELECT FROM payment p WHERE p.devedor_id = t.devedor_id
                AND (p.id > e.last_payment_id OR p.undone_at >= e.closed_at))
            """,
            {"ids": list(titulo_ids), "credor": credor_id, "at": at, "how": how},
        )
        return sorted((Opened(*row) for row in cursor.fetchall()), key=lambda one: one.titulo_id)
