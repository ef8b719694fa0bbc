"""Bulk writes of the night: COPY straight in, or through a staging table where rows may already be there."""

import io
from typing import Any

import polars as pl
from django.db import connection

from adimple.store import models
from adimple.store.writes import copying


def new_ids(table: str, count: int) -> list[int]:
    """`count` fresh ids, from the table's own sequence."""
    with connection.cursor() as cursor:
        return copying.new_ids(cursor, table, count)


def join_split_persons() -> int:
    """Gives one number to whoever has two: two imports may have brought the same person at once. How many devedores."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH split AS (
                SELECT person_key, min(person_number) AS number FROM devedor
                GROUP BY person_key HAVING min(person_number) <> max(person_number)
            ), mine AS (
                SELECT d.id, split.number FROM devedor d JOIN split USING (person_key)
                WHERE d.person_number <> split.number ORDER BY d.id FOR NO KEY UPDATE OF d
            )
            UPDATE devedor d SET person_number = mine.number FROM mine WHERE mine.id = d.id
            """  # in the order in which payments lock them
        )
        return cursor.rowcount


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


def write_runs(night: int, on, first_person: int, now, runs: dict[int, tuple[int, dict[str, int], str]]) -> None:
    """A finished cycle_run each. `runs`: run id → (credor id, counts, SHA-256 of its rows)."""
    models.CycleRun.objects.bulk_create(
        models.CycleRun(
            id=run_id,
            credor_id=credor_id,
            on=on,
            night=night,
            first_person=first_person,
            started_at=now,
            finished_at=now,
            counts=counts,
            sha256=digest,
        )
        for run_id, (credor_id, counts, digest) in runs.items()
    )


def told_runs(credor_ids, on, night: int, first_person: int) -> list[dict[str, Any]]:
    """The counts of a shard of this night that was already written, by somebody who died before telling."""
    rows = models.CycleRun.objects.filter(credor_id__in=credor_ids, on=on, night=night, first_person=first_person)
    return list(rows.order_by("credor_id").values_list("counts", flat=True))


def _copy(cursor, table: str, rows: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in rows.columns)
    text = io.BytesIO()
    rows.write_csv(text, include_header=False, quote_style="necessary", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    # What the server refuses is said when the COPY ends, where Django no longer translates it by itself.
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())
