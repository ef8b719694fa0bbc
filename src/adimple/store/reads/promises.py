"""Promises with what answers them: what was received by their day, what was still owed then, what was found before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.domain.promises import Promised
from adimple.store.scope import Scope
from adimple.store.writes.payments import LIFTED_BY_PAYMENT


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """`found`: the last outcome recorded, "" when none; `outcomes`: how many. `settled_at`: when its day was over."""

    id: int
    credor_id: int
    devedor_id: int
    made_at: datetime
    settled_at: datetime | None
    found: str
    outcomes: int
    promised: Promised


_SELECT = """
    SELECT p.id, p.credor_id, p.devedor_id, p.made_at, p.settled_at,
           COALESCE((SELECT o.outcome FROM promise_outcome o WHERE o.promise_id = p.id
                     ORDER BY o.ordinal DESC LIMIT 1), ''),
           (SELECT count(*) FROM promise_outcome o WHERE o.promise_id = p.id),
           p.promised_on, p.amount_cents,
           COALESCE((SELECT sum(m.amount_cents) FROM payment m
                     WHERE m.devedor_id = p.devedor_id AND m.undone_at IS NULL
                     AND m.paid_on <= p.promised_on AND m.registered_at >= p.made_at), 0)::bigint,
           EXISTS (SELECT 1 FROM titulo t WHERE t.devedor_id = p.devedor_id AND t.created_at <= p.made_at
                   AND (t.closed_on IS NULL OR t.closed_on > p.promised_on)),
           COALESCE(h.lifted_reason <> %(by_payment)s
                    AND (h.lifted_at AT TIME ZONE 'America/Sao_Paulo')::date <= p.promised_on, false)
    FROM promise p JOIN hold h ON h.id = p.hold_id WHERE p.credor_id = ANY(%(credores)s)
"""


def of_devedores(scope: Scope, devedor_ids: Iterable[int]) -> list[PromiseRow]:
    """Every promise of these devedores, the newest first."""
    return _read(scope, "p.devedor_id = ANY(%(devedores)s)", {"devedores": list(devedor_ids)})


def unsettled(scope: Scope, until: date) -> dict[int, list[int]]:
    """By credor, the devedores with a promise whose day, up to `until`, nobody has looked at; of the open credores."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.credor_id, p.devedor_id FROM promise p "
            "JOIN credor c ON c.id = p.credor_id AND c.closed_at IS NULL "
            "WHERE p.settled_at IS NULL AND p.promised_on <= %s AND p.credor_id = ANY(%s) ORDER BY 1, 2",
            [until, scope.credor_ids],
        )
        found: dict[int, list[int]] = {}
        for credor_id, devedor_id in cursor.fetchall():
            found.setdefault(credor_id, []).append(devedor_id)
        return found


def _read(scope: Scope, wanted: str, values: dict) -> list[PromiseRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} AND {wanted} ORDER BY p.id DESC",
            {"credores": scope.credor_ids, "by_payment": LIFTED_BY_PAYMENT} | values,
        )
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple) -> PromiseRow:
    promise_id, credor_id, devedor_id, made_at, settled_at, found, outcomes, *promised = row
    return PromiseRow(promise_id, credor_id, devedor_id, made_at, settled_at, found, outcomes, Promised(*promised))
