"""Records events in the caller's transaction; the only writer of the `event` table."""

from django.db import connection

from adimple.domain.event import Event
from adimple.store import models


def record(ctx, *events: Event) -> None:
    """What happened, by `ctx.actor` at `ctx.now`. Must run inside the use-case's transaction."""
    assert connection.in_atomic_block, "an event is recorded in the transaction of what it tells"
    models.Event.objects.bulk_create([_row(ctx, event) for event in events], batch_size=2_000)


def _row(ctx, event: Event) -> models.Event:
    """`event`'s credor, devedor and título, where it has them, become columns too."""
    return models.Event(
        credor_id=getattr(event, "credor_id", None),
        devedor_id=getattr(event, "devedor_id", None),
        titulo_id=getattr(event, "titulo_id", None),
        name=event.name,
        payload=event.to_payload(),
        actor=ctx.actor.name,
        at=ctx.now,
    )
