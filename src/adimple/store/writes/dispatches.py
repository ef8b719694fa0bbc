"""The proof of each attempt: written before anything leaves, settled by what the provider answered."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from adimple.store import models
from adimple.store.writes import copying

_COLUMNS = tuple(field.attname for field in models.Dispatch._meta.concrete_fields if field.attname != "id")


def insert(rows: Sequence[models.Dispatch]) -> list[int]:
    """Their ids, in order."""
    with connection.cursor() as cursor:
        ids = copying.new_ids(cursor, "dispatch", len(rows))
    copying.copy_rows(
        "dispatch", ("id", *_COLUMNS), ((new_id, *_values(row)) for new_id, row in zip(ids, rows, strict=True))
    )
    return ids


def _values(row: models.Dispatch) -> list:
    return [json.dumps(value) if isinstance(value := getattr(row, name), dict | list) else value for name in _COLUMNS]


def settle(rows: Sequence[tuple[int, str, str]], now: datetime) -> set[int]:
    """(dispatch, status, provider id); the ids that were still waiting for an answer, others are left as they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE dispatch SET status = new.status, settled_at = %s,
                   provider_id = COALESCE(NULLIF(new.provider_id, ''), dispatch.provider_id)
            FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (id, status, provider_id)
            WHERE dispatch.id = new.id AND dispatch.status IN ('sending', 'uncertain')
            RETURNING dispatch.id
            """,
            [now, *([row[position] for row in rows] for position in range(3))],
        )
        return {row[0] for row in cursor.fetchall()}


def insert_receipts(rows: Sequence[models.Receipt]) -> None:
    names = ("dispatch_id", "credor_id", "at", "status", "code", "phrase")
    copying.copy_rows("receipt", names, ([getattr(row, name) for name in names] for row in rows))
