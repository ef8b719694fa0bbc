"""What an import writes: new títulos by COPY, changed ones through a staging table, each with its former values."""

from datetime import datetime

import polars as pl
from django.db import connection

from adimple.store.reads.imports import CHANGED, EDITABLE, NEW, TitulosDiff
from adimple.store.writes import copying, devedores


def write_titulos(credor_id: int, import_id: int, now: datetime, diff: TitulosDiff) -> pl.DataFrame:
    """Writes the difference; returns the changed títulos: titulo_id, devedor_id, version, pays_again.

    `pays_again`: amount or due date moved under payments, of which some may have to be laid again.
    """
    with connection.cursor() as cursor:
        ids = devedores.write_devedores(cursor, credor_id, now, diff.devedores, diff.contacts)
        rows = diff.rows.join(ids, on="person", how="left", maintain_order="left")
        rows = rows.with_columns(to_devedor_id=pl.coalesce("devedor_id", "new_devedor_id"))
        _insert(cursor, credor_id, import_id, now, rows.filter(pl.col("effect") == NEW))
        return _change(cursor, credor_id, import_id, now, rows.filter(pl.col("effect") == CHANGED))


def _insert(cursor, credor_id: int, import_id: int, now: datetime, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    copying.copy_frame(
        cursor,
        "titulo",
        rows.select(
            pl.lit(credor_id).alias("credor_id"),
            pl.col("to_devedor_id").alias("devedor_id"),
            "identity_key", "identity_derived", "number", "parcela", "description", "especie", "issued_on", "due_on",
            "principal_cents", "nosso_numero", "linha_digitavel", "pix_copia_e_cola", "link_pagamento",
            pl.lit(1).alias("version"),
            pl.lit(import_id).alias("import_file_id"),
            pl.lit(now).alias("created_at"),
            pl.lit("").alias("closed_reason"),
        ),
    )  # fmt: skip


_FORMER = ", ".join(f"'{name}', t.{name}" for name in EDITABLE)
_LATTER = ", ".join(f"'{name}', s.{name}" for name in EDITABLE)
_KEEP_FORMER = f"""
    INSERT INTO titulo_version (titulo_id, credor_id, version, replaced_at, import_file_id, fields)
    SELECT t.id, t.credor_id, t.version, %s, %s, former.fields
    FROM staged_titulo s JOIN titulo t ON t.id = s.id,
    LATERAL (
        SELECT jsonb_object_agg(was.key, was.value) AS fields
        FROM jsonb_each(jsonb_build_object({_FORMER})) was
        JOIN jsonb_each(jsonb_build_object({_LATTER})) becomes USING (key)
        WHERE was.value IS DISTINCT FROM becomes.value
    ) former
    WHERE t.credor_id = %s
"""
_UPDATE = f"""
    UPDATE titulo t SET {", ".join(f"{name} = s.{name}" for name in EDITABLE)},
           version = t.version + 1, import_file_id = %s
    FROM staged_titulo s WHERE t.id = s.id AND t.credor_id = %s
    RETURNING t.id, t.devedor_id, t.version
"""


def _change(cursor, credor_id: int, import_id: int, now: datetime, rows: pl.DataFrame) -> pl.DataFrame:
    columns = ", ".join(("id", *EDITABLE))
    cursor.execute(f"CREATE TEMP TABLE staged_titulo ON COMMIT DROP AS SELECT {columns} FROM titulo WHERE false")
    if not rows.is_empty():
        staged = rows.select(id="titulo_id", **{name: f"to_{name}" for name in EDITABLE})
        copying.copy_frame(cursor, "staged_titulo", staged)
    cursor.execute(_KEEP_FORMER, [now, import_id, credor_id])
    cursor.execute(_UPDATE, [import_id, credor_id])
    schema = {"titulo_id": pl.Int64, "devedor_id": pl.Int64, "version": pl.Int32}
    written = pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
    cursor.execute("DROP TABLE staged_titulo")
    moved = (pl.col("to_due_on") != pl.col("was_due_on")) | (
        pl.col("to_principal_cents") != pl.col("was_principal_cents")
    )
    paying = pl.Series(_who_paid(cursor, credor_id, rows.filter(moved)["devedor_id"]), dtype=pl.Int64)
    again = rows.select("titulo_id", pays_again=moved & pl.col("devedor_id").is_in(paying.implode()))
    return written.join(again, on="titulo_id").sort("titulo_id")


def _who_paid(cursor, credor_id: int, devedor_ids: pl.Series) -> list[int]:
    """Those of these devedores with a payment that stands."""
    cursor.execute(
        "SELECT DISTINCT devedor_id FROM payment WHERE devedor_id = ANY(%s) AND credor_id = %s AND undone_at IS NULL",
        [devedor_ids.unique().drop_nulls().to_list(), credor_id],
    )
    return [row[0] for row in cursor.fetchall()]
