"""What was found of promises, and which devedores a change of the ledger touches."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from adimple.store import models
from adimple.store.writes import copying


def add_outcomes(credor_id: int, at: datetime, found: Iterable[tuple[int, int, str]]) -> None:
    """`found`: (promise, ordinal, outcome). Raises IntegrityError when somebody else has told that one already."""
    models.PromiseOutcome.objects.bulk_create(
        models.PromiseOutcome(
            credor_id=credor_id, promise_id=promise_id, ordinal=ordinal, outcome=outcome, decided_at=at
        )
        for promise_id, ordinal, outcome in found
    )


def mark_settled(promise_ids: Iterable[int], at: datetime) -> None:
    models.Promise.objects.filter(id__in=list(promise_ids)).update(settled_at=at)


def promisers_touched(credor_id: int, titulo_ids: Collection[int], replaced: Collection[int] = ()) -> list[int]:
    """Devedores with a promise whose títulos were touched: these, and those of the rows `replaced`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT p.devedor_id FROM promise p
            WHERE p.credor_id = %(credor)s AND p.devedor_id IN (
                SELECT t.devedor_id FROM titulo t WHERE t.id = ANY(string_to_array(%(titulos)s, ',')::bigint[])
                UNION SELECT t.devedor_id FROM imputacao i JOIN titulo t ON t.id = i.titulo_id
                WHERE i.id = ANY(string_to_array(%(rows)s, ',')::bigint[]))
            """,
            {"credor": credor_id, "titulos": copying.listed(titulo_ids), "rows": copying.listed(replaced)},
        )
        return [devedor_id for (devedor_id,) in cursor.fetchall()]
