"""Payments laid as columns enter the ledger: COPY, and one statement for what they close."""

from datetime import datetime

import polars as pl

from adimple.domain.titulo import ClosedReason
from adimple.store import behind
from adimple.store.reads.ledger_replay import RECORDED
from adimple.store.reads.plain_payments import PlainPayments
from adimple.store.writes import copying


def write_plain(credor_id: int, at: datetime, import_id: int | None, source: str, plain: PlainPayments) -> None:
    """A row stops being current before another takes its place. Raises IntegrityError when a key is already there."""
    rows = plain.rows
    if rows.is_empty():
        return
    copying.copy_behind(
        "payment",
        rows.select(
            pl.col("payment_id").alias("id"),
            pl.lit(credor_id).alias("credor_id"),
            "devedor_id",
            "external_key",
            pl.lit(source).alias("source"),
            "paid_on",
            "amount_cents",
            pl.format("[{}]", "titulo_id").alias("chosen"),
            "leftover_cents",
            pl.lit("").alias("note"),
            pl.lit(at).alias("registered_at"),
            pl.lit(import_id, dtype=pl.Int64).alias("import_file_id"),
            pl.lit("").alias("undone_reason"),
            "by_law",
            pl.col("goes_on").alias("chosen_first"),
            "last_titulo_id",
        ),
    )
    former = copying.listed(rows["was_row_id"].drop_nulls())
    behind.execute(
        "UPDATE imputacao SET is_current = false WHERE id = ANY(string_to_array(%s, ',')::bigint[])", [former]
    )
    copying.copy_behind(
        "imputacao",
        rows.select(
            "payment_id",
            "titulo_id",
            pl.lit(credor_id).alias("credor_id"),
            "paid_on",
            *(pl.col(f"gives_{name}").alias(name) for name in RECORDED),
            pl.lit(True).alias("is_current"),
        ),
    )
    closed = plain.settled.sort("titulo_id")  # as the pages lie
    behind.execute(
        "UPDATE titulo SET closed_on = v.day, closed_reason = %s "
        "FROM unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',')::date[]) v(id, day) "
        "WHERE titulo.id = v.id AND titulo.credor_id = %s",
        [
            ClosedReason.PAID.value,
            copying.listed(closed["titulo_id"]),
            copying.listed(closed["paid_on"]),
            credor_id,
        ],
    )
