"""A list leaves the house as a spreadsheet: all of it, as the person sees it, and the journal says who took what."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from django.db import transaction

from adimple.domain.errors import NotFound, Refused
from adimple.domain.sheet_events import SheetExported
from adimple.files import sheets as writing
from adimple.files.sheets import Cell
from adimple.store import journal
from adimple.store.reads import sheets
from adimple.store.scope import Scope
from adimple.usecases.context import AUDITING_ROLES, ROLES, Context
from adimple.usecases.exported import actions, devedores, events, payments, tasks, titulos
from adimple.usecases.exported.listed import Listed

CSV, XLSX = "csv", "xlsx"
LISTS: dict[str, Listed] = {one.LIST.code: one.LIST for one in (titulos, devedores, payments, actions, tasks, events)}
_BLOCK = 1 << 20
_TOO_LONG = "Uma planilha XLSX tem no máximo 1.048.575 linhas, e a lista passa disso. Baixe em CSV."
NEEDS = "manager"  # the lists carry contacts; the journal has readers of its own


@dataclass(frozen=True, slots=True)
class ExportList:
    """`sheet`: a code of LISTS; `wanted`: that list's filter; `scope`: the credores it is of."""

    sheet: str
    format: str
    scope: Scope
    wanted: Any


@dataclass(frozen=True, slots=True)
class Exported:
    rows: int
    sha256: str


def export_list(
    ctx: Context, command: ExportList, out: BinaryIO, goes_on: Callable[[], None] = lambda: None
) -> Exported:
    """Writes the file into `out`, open to be written and read, then the journal; then it may leave.

    `goes_on` is asked at each row, and raises to give it up. Raises NotFound; Refused for a role that may not, and for
    an XLSX with more rows than one holds.
    """
    listed = LISTS[command.sheet]
    if command.format not in (CSV, XLSX):
        raise NotFound
    command = replace(command, scope=_allowed(ctx, command))
    counted: Counter[int | None] = Counter()
    with sheets.one_instant():
        rows = _counting(listed.rows(command.scope, command.wanted, ctx.on), counted, goes_on)
        columns = listed.columns(command.scope, ctx.on)
        if command.format == CSV:
            writing.write_csv(columns, rows, out)
        else:
            writing.write_xlsx(columns, _within_xlsx(rows), out, listed.tab)
    sha256 = digest_of(out)
    _record(ctx, command, counted, listed.codes(command.wanted, ctx.on), sha256)
    return Exported(counted.total(), sha256)


def _allowed(ctx: Context, command: ExportList) -> Scope:
    """The credores asked for whose lists this person may take; each one's journal tells its own rows.

    Raises NotFound for one that is foreign, Refused where none is left.
    """
    asked = command.scope.credor_ids
    if any(ctx.scope.role_over(credor_id) is None for credor_id in asked):
        raise NotFound
    roles = AUDITING_ROLES if command.sheet == events.LIST.code else ROLES[: ROLES.index(NEEDS) + 1]
    mine = Scope({one: role for one in asked if (role := ctx.scope.role_over(one)) in roles})
    if asked and not mine.credor_ids:
        if command.sheet == events.LIST.code:
            Context(ctx.actor, command.scope, ctx.now).audited()
        ctx.require(asked[0], NEEDS)
    return mine


@transaction.atomic
def _record(
    ctx: Context, command: ExportList, counted: Counter[int | None], codes: tuple[str, ...], sha256: str
) -> None:
    """Each credor's journal tells its own rows; rows of none, and the lack of any, are told too."""
    whose: Sequence[int | None] = sorted(
        {*command.scope.credor_ids, *counted}, key=lambda credor_id: (credor_id is None, credor_id)
    )
    told = [credor_id for credor_id in whose if counted[credor_id] or not counted.total()]
    journal.record(
        ctx,
        *(
            SheetExported(credor_id, command.sheet, counted[credor_id], command.format, codes, sha256)
            for credor_id in told
        ),
    )


def digest_of(out: BinaryIO) -> str:
    """SHA-256 of all that was written."""
    out.seek(0)
    digest = hashlib.sha256()
    while block := out.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _counting(
    rows: Iterator[tuple[int | None, Sequence[Cell]]], counted: Counter[int | None], goes_on: Callable[[], None]
) -> Iterator[Sequence[Cell]]:
    for credor_id, cells in rows:
        goes_on()
        counted[credor_id] += 1
        yield cells


def _within_xlsx(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    for line, cells in enumerate(rows, start=1):
        if line > writing.MOST_XLSX_ROWS:
            raise Refused("export.xlsx_rows", _TOO_LONG)
        yield cells
