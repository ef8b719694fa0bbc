"""Many receipts at once, copied as what became of them. The ledger is held alone: nobody else writes one meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from adimple.domain.incoming import SPREADSHEET, Received
from adimple.store.writes import copying
from adimple.store.writes.incoming import FIELDS, MOST_CHARS, WHY_CHARS, fitted, known_ids

_TYPES = {"text": pl.String, "bigint": pl.Int64, "date": pl.Date}


@dataclass(frozen=True, slots=True)
class SheetRows:
    """`accepted`: as `intake.ACCEPTED_PAYMENT`. By its line, what a row became: a payment (`paid`, and `how`), one that
    another road told (`same`: line, payment, why), or a receipt that waits (`waiting`: line, why). Others are none.
    """

    accepted: pl.DataFrame
    paid: Mapping[int, int]
    how: str
    same: Sequence[tuple[int, int, str]]
    waiting: Sequence[tuple[int, str]]


def number_new(credor_id: int, source: str, keys: Iterable[str], kept: Mapping[str, int]) -> dict[str, int]:
    """source_key → a fresh id, of those not known, in the order of `keys`. `kept`: numbers that wait for theirs."""
    wanted = list(keys)
    known = known_ids(credor_id, source, wanted)
    new = [key for key in wanted if key not in known]
    lacking = [key for key in new if key not in kept]
    with connection.cursor() as cursor:
        fresh = dict(zip(lacking, copying.new_ids(cursor, "incoming", len(lacking)), strict=True))
    return {key: kept[key] if key in kept else fresh[key] for key in new}


def copy_told(
    credor_id: int,
    at: datetime,
    by: str,
    told: Sequence[tuple[int, Received]],
    matched: Iterable[tuple[int, int, str]],
    same: Iterable[tuple[int, int, str]],
    waiting: Iterable[tuple[int, str]],
) -> None:
    """Receipts numbered before, with what became of each: (incoming, payment, why), (incoming, why)."""
    paid = {incoming_id: (payment_id, why) for incoming_id, payment_id, why in matched}
    once = {incoming_id: (payment_id, why) for incoming_id, payment_id, why in same}
    whys = {one: why for one, (_, why) in (paid | once).items()} | dict(waiting)
    ids = [incoming_id for incoming_id, _ in told]
    rows = [one for _, one in told]
    columns = {name: pl.Series(fitted(rows, name), dtype=_TYPES[kind]) for name, kind in FIELDS.items()}
    states = ["matched" if one in paid else "set_aside" if one in once else "waiting" for one in ids]
    frame = pl.DataFrame(
        {
            "id": pl.Series(ids, dtype=pl.Int64),
            **columns,
            "state": pl.Series(states, dtype=pl.String),
            "why": pl.Series([whys.get(one, "") for one in ids], dtype=pl.String),
            "payment_id": _payments(ids, paid),
            "same_payment_id": _payments(ids, once),
        }
    )
    _copy(credor_id, at, by, frame)


def copy_sheet(credor_id: int, at: datetime, by: str, import_id: int, sheet: SheetRows) -> None:
    """Raises IntegrityError when a key is already there."""
    became = [
        *((line, "matched", sheet.how, payment_id, None) for line, payment_id in sheet.paid.items()),
        *((line, "set_aside", why, None, payment_id) for line, payment_id, why in sheet.same),
        *((line, "waiting", why, None, None) for line, why in sheet.waiting),
    ]
    rows = sheet.accepted.join(pl.DataFrame(became, schema=_BECAME, orient="row"), on="line")
    number = pl.when(pl.col("parcela") == "").then("number").otherwise(pl.format("{}/{}", "number", "parcela"))
    named = pl.when(pl.col("number") != "").then(number).otherwise(pl.col("linha_digitavel") + pl.col("nosso_numero"))
    _copy(
        credor_id,
        at,
        by,
        rows.select(
            pl.lit(SPREADSHEET).alias("source"),
            pl.col("payment_key").alias("source_key"),
            pl.lit(import_id).alias("import_file_id"),
            pl.col("amount_cents").alias("cents"),
            "paid_on",
            pl.col("devedor_name").str.slice(0, MOST_CHARS["payer_name"]).alias("payer_name"),
            pl.col("document").alias("payer_document"),
            named.str.slice(0, MOST_CHARS["reference"]).alias("reference"),
            *(name for name in _BECAME if name != "line"),
        ),
    )


_BECAME: dict[str, Any] = {
    "line": pl.Int64, "state": pl.String, "why": pl.String, "payment_id": pl.Int64, "same_payment_id": pl.Int64,
}  # fmt: skip


def _payments(ids: Sequence[int], of: Mapping[int, tuple[int, str]]) -> pl.Series:
    return pl.Series([of[one][0] if one in of else None for one in ids], dtype=pl.Int64)


def _copy(credor_id: int, at: datetime, by: str, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    is_settled = pl.col("state") != "waiting"
    copying.copy_behind(
        "incoming",
        rows.with_columns(
            pl.col("why").str.slice(0, WHY_CHARS),
            pl.lit(credor_id).alias("credor_id"),
            pl.col("payment_id").is_not_null().cast(pl.Int16).alias("matches"),
            pl.lit(at).alias("received_at"),
            pl.when(is_settled).then(pl.lit(at)).alias("settled_at"),
            pl.when(is_settled).then(pl.lit(by)).otherwise(pl.lit("")).alias("settled_by"),
        ),
    )
