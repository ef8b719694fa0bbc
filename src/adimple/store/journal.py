"""Records events in the caller's transaction; the only writer of the `event` table."""

import json

from django.db import connection

from adimple.domain.event import Event
from adimple.store.writes import copying

_COLUMNS = ("credor_id", "devedor_id", "titulo_id", "name", "payload", "actor", "at")


def record(ctx, *events: Event) -> None:
    """What happened, by `ctx.actor` at `ctx.now`. Must run inside the use-case's transaction."""
    assert connection.in_atomic_block, "an event is recorded in the transaction of what it tells"
    if events:
        copying.copy_rows("event", _COLUMNS, (_row(ctx, event) for event in events))


def _row(ctx, event: Event) -> tuple:
    """`event`'s credor, devedor and título, where it has them, become columns too."""
    return (
        getattr(event, "credor_id", None),
        getattr(event, "devedor_id", None),
        getattr(event, "titulo_id", None),
        event.name,
        json.dumps(event.to_payload()),
        ctx.actor.name,
        ctx.now,
    )
