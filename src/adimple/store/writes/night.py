"""Bulk writes of the night: COPY straight in, or through a staging table where rows may already be there."""

import io

import polars as pl
from django.db import connection

from adimple.store import models


def new_action_ids(count: int) -> list[int]:
    """Fresh ids for `count` actions, from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('action', 'id')) FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Inserts all of `rows`; raises IntegrityError, with nothing written, when one breaks a rule. Returns them."""
    with connection.cursor() as cursor:
        _copy(cursor, table, rows)
    return rows


def insert_new_rows(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Inserts the rows that no other writer put first, and returns those, in no particular order."""
    names = ", ".join(f'"{name}"' for name in rows.columns)
    keys = [name for name in ("id", "titulo_id", "blocked_by") if name in rows.columns]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {names} FROM {table} WHERE false")
        _copy(cursor, "staged", rows)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM staged "
            f"ON CONFLICT DO NOTHING RETURNING {', '.join(keys)}"
        )
        written = pl.DataFrame(cursor.fetchall(), schema={key: rows.schema[key] for key in keys}, orient="row")
        cursor.execute("DROP TABLE staged")
    return rows.join(written, on=keys, how="semi", nulls_equal=True)


def delete_actions(action_ids: list[int]) -> None:
    """Takes back actions of this transaction that carry no item."""
    if action_ids:
        models.Action.objects.filter(id__in=action_ids).delete()


def open_runs(credor_ids, on, now) -> dict[int, int]:
    """A cycle_run per credor; credor id → run id."""
    runs = models.CycleRun.objects.bulk_create(
        [models.CycleRun(credor_id=credor_id, on=on, started_at=now) for credor_id in credor_ids]
    )
    return {run.credor_id: run.id for run in runs}


def close_run(run_id: int, now, counts: dict[str, int], digest: str) -> None:
    models.CycleRun.objects.filter(id=run_id).update(finished_at=now, counts=counts, sha256=digest)


def _copy(cursor, table: str, rows: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in rows.columns)
    text = io.BytesIO()
    rows.write_csv(text, include_header=False, quote_style="necessary", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    # What the server refuses is said when the COPY ends, where Django no longer translates it by itself.
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())
