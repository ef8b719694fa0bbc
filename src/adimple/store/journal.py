"""Records events in the caller's transaction; the only writer of the `event` table."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from adimple.store import models


def record(
    ctx, event, *, credor_id: int | None = None, devedor_id: int | None = None, titulo_id: int | None = None
) -> None:
    """One event, by `ctx.actor` at `ctx.now`. Must run inside the use-case's transaction."""
    record_many(ctx, [(event, credor_id, devedor_id, titulo_id)])


def record_many(ctx, events: Iterable[tuple]) -> None:
    """Many events at once: (event, credor_id, devedor_id, titulo_id) each."""
    assert connection.in_atomic_block, "an event is recorded in the transaction of what it tells"
    models.Event.objects.bulk_create(
        [
            _row(ctx.actor.name, ctx.now, event, credor_id, devedor_id, titulo_id)
            for event, credor_id, devedor_id, titulo_id in events
        ],
        batch_size=2_000,
    )


def _row(actor: str, at: datetime, event, credor_id, devedor_id, titulo_id) -> models.Event:
    return models.Event(
        credor_id=credor_id,
        devedor_id=devedor_id,
        titulo_id=titulo_id,
        name=event.name,
        payload=event.to_payload(),
        actor=actor,
        at=at,
    )
