"""Open títulos that a file, said to be the whole open list, does not bring."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from adimple.domain import cadastro
from adimple.domain.errors import NotFound
from adimple.domain.intake import identity
from adimple.domain.open_list import Absent
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import asking
from adimple.store.scope import Scope

ROWS_AT_ONCE = 1_000
_COLUMNS: dict[str, Any] = {
    "titulo_id": pl.Int64, "identity_key": pl.String, "is_derived": pl.Boolean, "left_cents": pl.Int64,
    "due_on": pl.Int32,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AbsentRow:
    """One that would be closed, and what somebody should know first."""

    titulo_id: int
    due_on: date
    number: str
    parcela: str
    left_cents: int
    devedor_id: int
    devedor_name: str
    document: str
    is_paid_in_part: bool
    is_held: bool
    is_promised: bool


def find_absent(scope: Scope, credor_id: int, accepted: pl.DataFrame, refused: Iterable[str], blind: int) -> Absent:
    """`accepted` is as `intake.ACCEPTED_TITULO`; `refused`: numbers of rows left out, whose títulos stay open too.

    Série and filial do not tell a título apart here: what has the number and the parcela of a row is not absent.
    """
    if scope.role_over(credor_id) is None:
        raise NotFound
    with connection.cursor() as cursor:
        rows = asking.frame(
            cursor,
            """
            SELECT t.id, t.identity_key, (t.identity_derived)::text,
                   COALESCE(i.principal_left_cents, t.principal_cents), (t.due_on - DATE '1970-01-01')
            FROM titulo t LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
            WHERE t.credor_id = %s AND t.closed_on IS NULL
            """,
            [credor_id],
            _COLUMNS,
        )
    brought = _head(accepted["identity_key"]).unique()
    numbers = pl.Series(sorted({text for text in refused if text}), dtype=pl.String)
    unnumbered = accepted.filter("identity_derived")["identity_key"].is_in(rows["identity_key"].implode())
    empty = pl.repeat("", len(numbers), dtype=pl.String, eager=True)
    stay = identity.titulo_keys(numbers, empty, empty, empty).str.strip_chars_end("|").unique()
    here = rows.filter(
        _head(rows["identity_key"]).is_in(brought.implode())
        | rows["identity_key"].is_in(accepted["identity_key"].implode())
        | rows["identity_key"].str.extract(r"^([^|]*)").is_in(stay.implode())
    )
    missing = rows.join(here, on="titulo_id", how="anti").sort("due_on", "titulo_id")
    sure = missing.filter(~pl.col("is_derived"))
    return Absent(
        ids=tuple(sure["titulo_id"].to_list()),
        cents=int(sure["left_cents"].sum()),
        open_count=rows.height,
        open_cents=int(rows["left_cents"].sum()),
        unsure=missing.height - sure.height,
        blind=blind + int((~unnumbered).sum()),
    )


def list_absent(
    scope: Scope, credor_id: int, ids: Sequence[int], text: str = "", cursor: str = "", *, size: int = PAGE_SIZE
) -> Page[AbsentRow]:
    """A page of these, oldest due first, as `ids` come; `text`: part of a name, the beginning of a number, or a CPF or
    CNPJ.
    """
    where, whose, values = ["t.credor_id = %(credor)s", "t.credor_id = ANY(%(credores)s)"], "", {}
    if text := text.strip():
        whose = "JOIN devedor d ON d.id = t.devedor_id"
        where.append(
            "(d.name_key LIKE %(name)s OR upper(t.number) LIKE %(number)s "
            "OR (%(digits)s <> '' AND d.document = %(digits)s))"
        )
        values = {
            "name": f"%{_literal(cadastro.fold_name(text))}%",
            "number": f"{_literal(text.upper())}%",
            "digits": "".join(char for char in text.upper() if char.isalnum()),
        }
    key = after(cursor, due_on=date.fromisoformat, id=int)
    first = None if text else _place_after(ids, key)
    if first is not None:  # those of the page are next to each other: the rest need not be looked up
        ids = ids[first : first + size + 1]
    elif key:
        where.append("(t.due_on, t.id) > (%(after_due_on)s, %(after_id)s)")
        values |= key
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT t.id, t.due_on, t.number, t.parcela, COALESCE(i.principal_left_cents, t.principal_cents),
                   d.id, d.name, d.document, i.id IS NOT NULL,
                   EXISTS (SELECT FROM hold h WHERE h.devedor_id = d.id AND h.lifted_at IS NULL AND h.kind <> 'promise'
                           AND (h.titulo_id IS NULL OR h.titulo_id = t.id)),
                   EXISTS (SELECT FROM promise p WHERE p.devedor_id = d.id AND p.settled_at IS NULL)
            FROM (
                SELECT t.id FROM unnest(string_to_array(%(ids)s, ',')::bigint[]) k(id) JOIN titulo t ON t.id = k.id
                {whose} WHERE {" AND ".join(where)} ORDER BY t.due_on, t.id LIMIT {size + 1}
            ) first JOIN titulo t ON t.id = first.id JOIN devedor d ON d.id = t.devedor_id
            LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
            ORDER BY t.due_on, t.id
            """,
            values | {"ids": ",".join(map(str, ids)), "credor": credor_id, "credores": scope.credor_ids},
        )
        rows = [AbsentRow(*row) for row in run.fetchall()]
    if first is not None:
        place = {titulo_id: number for number, titulo_id in enumerate(ids)}
        rows.sort(key=lambda row: place[row.titulo_id])
    return cut(rows, key=lambda row: (row.due_on, row.titulo_id), size=size)


def every_absent(scope: Scope, credor_id: int, ids: Sequence[int]) -> Iterator[list[AbsentRow]]:
    """All of these, oldest due first, some at a time."""
    found = models.Titulo.objects.filter(credor_id=credor_id, credor_id__in=scope.credor_ids, id__in=list(ids))
    ordered = list(found.order_by("due_on", "id").values_list("id", flat=True))
    for first in range(0, len(ordered), ROWS_AT_ONCE):
        some = ordered[first : first + ROWS_AT_ONCE]
        yield list_absent(scope, credor_id, some, size=len(some)).rows


def standing_baixas(scope: Scope, import_id: int) -> list[int]:
    """The títulos that a file closed and that nothing opened since, oldest due first."""
    rows = models.Baixa.objects.filter(import_file_id=import_id, credor_id__in=scope.credor_ids, ended_at__isnull=True)
    return list(rows.order_by("titulo__due_on", "titulo_id").values_list("titulo_id", flat=True))


def _place_after(ids: Sequence[int], key: Mapping[str, Any]) -> int | None:
    """Where the page after the one a cursor names begins; None where that one is no longer there."""
    if not key:
        return 0
    return ids.index(key["after_id"]) + 1 if key["after_id"] in ids else None


def _head(keys: pl.Series) -> pl.Series:
    """`n:number|parcela` of a key, without série and filial."""
    return keys.str.extract(r"^([^|]*\|[^|]*)").fill_null(keys)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
