"""The proof of each attempt: written before anything leaves, settled by what the provider answered."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from adimple.store import models


def insert(rows: Sequence[models.Dispatch]) -> list[int]:
    """Their ids, in order."""
    return [row.id for row in models.Dispatch.objects.bulk_create(rows)]


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
    models.Receipt.objects.bulk_create(rows)
