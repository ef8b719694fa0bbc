"""The requests of a key that were done, with their answers."""

from datetime import datetime
from typing import Any

from django.db import connection

from adimple.store import models


def claim(api_key_id: int, key: str, fingerprint: str, now: datetime) -> int | None:
    """The id of a new record; None when there is one. Waits while another transaction makes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO idempotency_record (api_key_id, key, fingerprint, status, answer, created_at)
            VALUES (%s, %s, %s, 0, 'null', %s) ON CONFLICT (api_key_id, key) DO NOTHING RETURNING id
            """,
            [api_key_id, key, fingerprint, now],
        )
        row = cursor.fetchone()
        return row[0] if row else None


def read(api_key_id: int, key: str) -> models.IdempotencyRecord:
    return models.IdempotencyRecord.objects.get(api_key_id=api_key_id, key=key)


def keep(record_id: int, status: int, answer: Any) -> None:
    models.IdempotencyRecord.objects.filter(id=record_id).update(status=status, answer=answer)


def forget(api_key_id: int, before: datetime) -> None:
    models.IdempotencyRecord.objects.filter(api_key_id=api_key_id, created_at__lt=before).delete()
