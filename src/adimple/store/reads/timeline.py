"""What happened to one devedor: one history out of events, sends, tasks, payments, versions, holds and refusals."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from adimple.store.page import Page, after, cut
from adimple.store.scope import Scope

SIZE = 30

# Facts that have a table of their own, which tells more than their event does.
TOLD_BY_TABLES = ("payment.registered", "hold.placed", "titulo.changed", "action.sent", "task.done")

_UNION = """
    SELECT e.at, 'event' AS source, e.id, e.actor,
           jsonb_build_object('name', e.name, 'payload', e.payload) AS told
    FROM event e WHERE e.devedor_id = %(devedor)s AND e.credor_id = ANY(%(credores)s) AND e.name <> ALL(%(told)s)
  UNION ALL
    SELECT s.started_at, 'dispatch', s.id, '',
           jsonb_build_object('channel', s.channel, 'status', s.status, 'subject', s.subject, 'address', s.address,
                              'settled_at', s.settled_at, 'regua_version', s.regua_version)
    FROM dispatch s WHERE s.devedor_id = %(devedor)s AND s.credor_id = ANY(%(credores)s)
  UNION ALL
    SELECT COALESCE(k.outcome_at, k.created_at), 'task', k.id, k.outcome_by,
           jsonb_build_object('channel', k.channel, 'outcome', k.outcome, 'note', k.note)
    FROM task k WHERE k.devedor_id = %(devedor)s AND k.credor_id = ANY(%(credores)s)
  UNION ALL
    SELECT p.registered_at, 'payment', p.id, '',
           jsonb_build_object('amount_cents', p.amount_cents, 'paid_on', p.paid_on, 'note', p.note,
                              'source', p.source, 'undone', p.undone_at IS NOT NULL)
    FROM payment p WHERE p.devedor_id = %(devedor)s AND p.credor_id = ANY(%(credores)s)
  UNION ALL
    SELECT v.replaced_at, 'version', v.id, '',
           jsonb_build_object('titulo_id', v.titulo_id, 'number', t.number, 'description', t.description,
                              'fields', v.fields, 'version', v.version)
    FROM titulo_version v JOIN titulo t ON t.id = v.titulo_id
    WHERE t.devedor_id = %(devedor)s AND v.credor_id = ANY(%(credores)s)
    -- Of a boleto of ours its own event tells.
    AND NOT (v.import_file_id IS NULL AND v.fields -> 'linha_digitavel' IS NOT NULL
             AND v.fields - 'linha_digitavel' - 'nosso_numero' = '{}'::jsonb)
  UNION ALL
    SELECT h.placed_at, 'hold', h.id, '',
           jsonb_build_object('kind', h.kind, 'until', h.until, 'reason', h.reason, 'source', h.source,
                              'one_titulo', h.titulo_id IS NOT NULL)
    FROM hold h WHERE h.devedor_id = %(devedor)s AND h.credor_id = ANY(%(credores)s) AND h.source <> 'promise'
  UNION ALL
    SELECT (r."on"::timestamp AT TIME ZONE 'America/Sao_Paulo'), 'refusal', min(r.id), '',
           jsonb_build_object('blocked_by', r.blocked_by, 'items', count(*), 'regua_version', min(r.regua_version))
    FROM action_item r WHERE r.devedor_id = %(devedor)s AND r.credor_id = ANY(%(credores)s) AND r.blocked_by IS NOT NULL
    GROUP BY r."on", r.blocked_by
  UNION ALL
    SELECT n.created_at, 'arrival', min(n.id), '',
           jsonb_build_object('titulos', count(*), 'principal_cents', sum(n.principal_cents))
    FROM titulo n WHERE n.devedor_id = %(devedor)s AND n.credor_id = ANY(%(credores)s) GROUP BY n.created_at
"""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """`source`: event dispatch task payment version hold refusal arrival; `told`: what its row says.

    Of a refusal only the day of `at` is known.
    """

    at: datetime
    source: str
    id: int
    actor: str
    told: dict[str, Any]


def timeline(scope: Scope, devedor_id: int, cursor: str = "") -> Page[TimelineRow]:
    """Newest first."""
    values = {"devedor": devedor_id, "credores": scope.credor_ids, "told": list(TOLD_BY_TABLES)}
    rest = ""
    if key := after(cursor, at=datetime.fromisoformat, source=str, id=int):
        values |= key
        rest = "WHERE (at, source, id) < (%(after_at)s, %(after_source)s, %(after_id)s)"
    with connection.cursor() as run:
        run.execute(
            f"SELECT at, source, id, actor, told FROM ({_UNION}) history {rest} "
            f"ORDER BY at DESC, source DESC, id DESC LIMIT {SIZE + 1}",
            values,
        )
        rows = [
            TimelineRow(at, source, row_id, actor, json.loads(told))
            for at, source, row_id, actor, told in run.fetchall()
        ]
    return cut(rows, key=lambda row: (row.at.isoformat(), row.source, row.id), size=SIZE)


def day(text: str) -> date:
    """A date as `told` holds it."""
    return date.fromisoformat(text)
