"""COPY of frames into tables, fresh ids, and many ids as one value: what bulk writes stand on."""

import io
from collections.abc import Iterable, Sequence

import polars as pl
from django.db import connection
from django.db.models.expressions import RawSQL

from adimple.store import behind


def new_ids(cursor, table: str, count: int) -> list[int]:
    """Fresh ids in growing order, from the table's own sequence."""
    cursor.execute(  # the sequence is looked for once, not once a row
        f"SELECT nextval((SELECT pg_get_serial_sequence('{table}', 'id')::regclass)) FROM generate_series(1, %s)",
        [count],
    )
    return sorted(number for (number,) in cursor.fetchall())


def listed(values: Iterable[object]) -> str:
    """Many ids, days or cents as one value, for `string_to_array(%s, ',')`: an array of thousands of parameters costs
    more than the query.
    """
    return ",".join(map(str, values))


def as_ids(ids: Iterable[int]) -> RawSQL:
    """For `id__in`, as one value."""
    return RawSQL("SELECT unnest(string_to_array(%s, ',')::bigint[])", [listed(ids)])


def as_texts(texts: Iterable[str]) -> RawSQL:
    """The same, of texts without the separator."""
    return RawSQL("SELECT unnest(string_to_array(%s, E'\\x1f'))", ["\x1f".join(texts)])


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Appends tuples: several times quicker than INSERT where there are many."""
    names = ", ".join(f'"{name}"' for name in columns)
    behind.wait()
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def copy_frame(cursor, table: str, rows: pl.DataFrame) -> None:
    """Appends `rows` to the columns of the same names. Text is never null: an empty one stays empty."""
    behind.wait()
    with connection.wrap_database_errors:
        _copier(table, rows)(cursor)


def copy_behind(table: str, rows: pl.DataFrame) -> None:
    """As `copy_frame`, and nobody waits where `behind.working`."""
    behind.run(_copier(table, rows))


def _copier(table: str, rows: pl.DataFrame) -> behind.Work:
    names = ", ".join(f'"{name}"' for name in rows.columns)
    text = io.BytesIO()
    rows.write_csv(text, include_header=False, quote_style="necessary", datetime_format="%Y-%m-%dT%H:%M:%S%.6f%z")
    texts = ", ".join(f'"{name}"' for name, dtype in rows.schema.items() if dtype == pl.String)
    options = f", FORCE_NOT_NULL ({texts})" if texts else ""
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT csv{options})"

    def copied(cursor) -> None:
        with cursor.copy(statement) as copy:
            copy.write(text.getbuffer())

    return copied
