"""A list as a spreadsheet, row by row: memory does not grow with the rows. CSV for Excel in Portuguese, and XLSX."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from adimple.domain import calendar

TEXT, WHOLE, MONEY, DAY, MOMENT = "text", "whole", "money", "day", "moment"
MOST_XLSX_ROWS = 1_048_575  # and the heading
BOM = b"\xef\xbb\xbf"
_FLUSHED_ROWS = 1_000
_MOST_CELL_CHARS = 32_767  # of Excel
_EPOCH, _FIRST_YEAR = date(1899, 12, 30).toordinal(), 1901  # Excel takes 1900 for a leap year
_NUMBER = re.compile(r"[+-]?[.,]*\d[\d.,]*", re.ASCII)
_EXECUTED = ("=", "+", "-", "@", "\t", "\r", "\n")
_FORMATS = {TEXT: "@", WHOLE: "0", MONEY: "#,##0.00", DAY: "dd/mm/yyyy", MOMENT: "dd/mm/yyyy hh:mm:ss"}

Cell = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: how its cells are written; money is in cents, a moment in civil time. `chars`: its width."""

    header: str
    kind: str = TEXT
    chars: int = 16


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], out: BinaryIO) -> None:
    """UTF-8 with BOM, `;`, CRLF, decimal comma, dd/mm/aaaa; what a spreadsheet would execute has an apostrophe."""
    out.write(BOM)
    for lines in _batches(columns, rows):
        out.write(lines)


def write_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], out: BinaryIO, name: str) -> None:
    """A sheet `name` whose numbers and dates count as such, the heading frozen; up to MOST_XLSX_ROWS."""
    with tempfile.TemporaryDirectory(dir=_folder_of(out)) as folder:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": folder})
        sheet = book.add_worksheet(name)
        formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
        bold = book.add_format({"bold": True, "num_format": "@"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.chars, formats[column.kind])
            sheet.write_string(0, place, column.header, bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                if cell is not None and cell != "":
                    _write_cell(sheet, line, place, column.kind, cell, formats[column.kind])
        book.close()


def harmless(cell: str) -> str:
    """Formula injection (OWASP): `=HYPERLINK(…)` becomes `'=HYPERLINK(…)`; plain numbers stay numbers."""
    return f"'{cell}" if cell.startswith(_EXECUTED) and not _NUMBER.fullmatch(cell) else cell


def _batches(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    kinds = [column.kind for column in columns]
    writer.writerow([column.header for column in columns])
    for line, row in enumerate(rows, start=1):
        writer.writerow([_written(kind, cell) for kind, cell in zip(kinds, row, strict=True)])
        if line % _FLUSHED_ROWS == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _written(kind: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if kind == MONEY:
        assert isinstance(cell, int)
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100},{abs(cell) % 100:02d}"
    if kind == MOMENT:
        assert isinstance(cell, datetime)
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if kind == DAY:
        assert isinstance(cell, date)
        return calendar.format_date(cell)
    return harmless(str(cell))


def _write_cell(sheet, line: int, place: int, kind: str, cell: Cell, given) -> None:
    """A cell of text is never executed, whatever it begins with. A day before Excel's first is text."""
    if kind == MONEY:
        assert isinstance(cell, int)
        sheet.write_number(line, place, cell / 100, given)
    elif kind == WHOLE:
        sheet.write_number(line, place, cell, given)
    elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        sheet.write_number(line, place, _serial(cell), given)
    else:
        sheet.write_string(line, place, str(cell)[:_MOST_CELL_CHARS], given)


def _serial(at: date) -> float:
    """A day, or a moment, as Excel counts: days since 30/12/1899."""
    days = at.toordinal() - _EPOCH
    return days + (at.hour * 3600 + at.minute * 60 + at.second) / 86_400 if isinstance(at, datetime) else days


def _folder_of(out: BinaryIO) -> str | None:
    """Where a file is written there is room for its parts; None, for one in memory, is the system's folder."""
    name = getattr(out, "name", None)
    return str(Path(name).parent) if isinstance(name, str) and Path(name).parent.is_dir() else None
