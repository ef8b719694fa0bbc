"""A SELECT as a frame, over the caller's own connection: it sees what the transaction has written."""

from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

from adimple.store import behind


def frame(cursor, sql: str, values: list, columns: dict[str, Any]) -> pl.DataFrame:
    """A SELECT as columns. Text is never null here; an empty cell of another type is."""
    out = BytesIO()
    behind.wait()
    # What a COPY meets is told as Django tells what a statement meets.
    with connection.wrap_database_errors, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", values) as copy:
        for block in copy:
            out.write(block)
    if not out.tell():
        return pl.DataFrame(schema=columns)
    out.seek(0)
    return pl.read_csv(out, has_header=False, schema=columns).with_columns(pl.col(pl.String).fill_null(""))


def joined(texts: pl.Series) -> str:
    """Many texts as one value, for `unnest(string_to_array(%s, E'\\x1f'))`: quoting each costs more than the query.

    None of ours holds the separator, a control character that intake takes out.
    """
    return "\x1f".join(texts.to_list())
