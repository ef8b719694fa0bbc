"""Tasks that people do: opened by an action or by a devedor's answer, closed by an outcome or by the day's end."""

from collections.abc import Sequence

from django.db import connection

from adimple.store import models


def open_tasks(rows: Sequence[models.Task]) -> list[models.Task]:
    return models.Task.objects.bulk_create(rows)


def expire(action_ids: Sequence[int], now) -> None:
    """The open tasks of actions whose day ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE task SET outcome = 'expired', outcome_at = %s WHERE outcome = '' AND action_id = ANY(%s)",
            [now, list(action_ids)],
        )


def expire_of(credor_id: int, now, note: str) -> int:
    """Every open task of a credor, for the reason of `note`; how many."""
    rows = models.Task.objects.filter(credor_id=credor_id, outcome="")
    return rows.update(outcome="expired", outcome_at=now, note=note)
