"""Records events in the caller's transaction; the only writer of the `event` table."""

import json
from dataclasses import fields

import polars as pl
from django.db import connection

from adimple.domain.event import Event
from adimple.store.writes import copying

_COLUMNS = ("credor_id", "devedor_id", "titulo_id", "name", "payload", "actor", "at")


def record(ctx, *events: Event) -> None:
    """What happened, by `ctx.actor` at `ctx.now`. Must run inside the use-case's transaction."""
    assert connection.in_atomic_block, "an event is recorded in the transaction of what it tells"
    if events:
        copying.copy_rows("event", _COLUMNS, (_row(ctx, event) for event in events))


def record_frame(ctx, kind: type[Event], rows: pl.DataFrame) -> None:
    """As `record`, of thousands of one kind: a row each, a column a field, of numbers and days alone."""
    assert connection.in_atomic_block, "an event is recorded in the transaction of what it tells"
    assert rows.columns == [field.name for field in fields(kind)], "each field a column, in their order"  # type: ignore[arg-type]
    assert not any(dtype == pl.String for dtype in rows.dtypes), "a text is weighed by `record`, one by one"
    if rows.is_empty():
        return
    of = [pl.col(name) if name in rows.columns else pl.lit(None, pl.Int64).alias(name) for name in _COLUMNS[:3]]
    payload = pl.struct(pl.all()).struct.json_encode().alias("payload")
    told = rows.select(*of, pl.lit(kind.name).alias("name"), payload, pl.lit(ctx.actor.name).alias("actor"))
    copying.copy_behind("event", told.with_columns(pl.lit(ctx.now).alias("at")))


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
