"""A program brings títulos: its rows become a sheet and go through the very reading and writing of an import."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Literal

from adimple.domain import calendar, money
from adimple.domain.errors import Invalid
from adimple.store.writes.imports import Counts
from adimple.usecases import import_titulos
from adimple.usecases.context import Context

MOST_ROWS = 1_000
FILE_NAME = "api.csv"
_HEADER_LINE = 1
Outcome = Literal["accepted", "updated", "unchanged", "rejected"]
_OUTCOMES: dict[str, Outcome] = {
    "new": "accepted",
    "changed": "updated",
    "contact": "updated",
    "returned": "updated",
    "same": "unchanged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A título; each field is one of `intake.FIELDS`, the amount in cents."""

    devedor_name: str
    document: str = ""
    due_on: date
    principal_cents: int
    number: str = ""
    parcela: str = ""
    issued_on: date | None = None
    description: str = ""
    email: str = ""
    phone: str = ""
    cep: str = ""
    uf: str = ""
    city: str = ""
    address: str = ""
    bairro: str = ""


@dataclass(frozen=True, slots=True)
class RowDone:
    """`field` and `phrase` are of a rejection."""

    outcome: Outcome
    field: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """`rows` in the order they came."""

    import_id: int
    counts: Counts
    rows: list[RowDone]


_COLUMNS = {field.name: field.name.removesuffix("_cents") for field in fields(Row)}


def bring_titulos(ctx: Context, credor_id: int, rows: Sequence[Row]) -> Done:
    """All of them in one transaction, less those rejected. Raises Invalid, NotFound and Refused; then nothing is."""
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid("rows", f"Mande de 1 a {money.format_number(MOST_ROWS * 100)[:-3]} títulos por pedido.")
    chosen = {name: name for name in _COLUMNS.values()}
    command = import_titulos.ImportFile(
        credor_id=credor_id, name=FILE_NAME, content=_sheet(rows), chosen=chosen, remembers=False
    )
    done = import_titulos.import_titulos(ctx, command)
    rejected = {one.line: RowDone("rejected", one.field, one.phrase) for one in reversed(done.rejections)}
    outcomes = {line: RowDone(_OUTCOMES[effect]) for line, effect in done.effects.items()} | rejected
    lines = range(_HEADER_LINE + 1, _HEADER_LINE + 1 + len(rows))
    return Done(done.import_id, done.counts, [outcomes[line] for line in lines])


def _sheet(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    sheet.writerow(_COLUMNS.values())
    for row in rows:
        sheet.writerow(_cell(name, given) for name, given in asdict(row).items())
    return out.getvalue().encode()


def _cell(name: str, given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, date):
        return calendar.format_date(given)
    if isinstance(given, int):
        return money.format_number(given)
    return " ".join(str(given).split())
