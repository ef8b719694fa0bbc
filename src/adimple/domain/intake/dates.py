"""A column of dates: day first, as Brazil writes, unless the column itself proves that the month comes first."""

import re
from datetime import date

import polars as pl

from adimple.domain import calendar
from adimple.domain.errors import Invalid
from adimple.domain.intake import cells as cell
from adimple.domain.intake.cells import Fault

_PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(\2\d{2,4}.*)", re.ASCII | re.DOTALL)
_NO_DATE = re.compile(r"[0/.\-: T]+", re.ASCII)  # 00/00/0000: how some databases print an empty date


def month_comes_first(cells: pl.Series) -> bool:
    """Whether at least two rows, and a fifth of those dated, allow only month/day, and no row only day/month.

    Less than that is a slip of the finger: the row is refused and the others are read as Brazil writes.
    """
    dated = only_abroad = 0
    for text, count in cells.value_counts().iter_rows():
        match = _PARTS.fullmatch(text)
        if match is None:
            continue
        dated += count
        first, second = int(match[1]), int(match[3])
        if first > 12:
            return False
        if second > 12:
            only_abroad += count
    return only_abroad >= 2 and only_abroad * 5 >= dated


def are_serials(cells: pl.Series) -> pl.Series:
    """Where a date came as Excel's day number (46053 is 31/01/2026)."""
    return cells.str.contains(r"^\d{5}(?:[.,]\d+)?$")


def read_dates(cells: pl.Series, *, month_first: bool) -> pl.DataFrame:
    """Columns value (Date), code, phrase. An empty cell is null."""
    return cell.read_distinct(cells, lambda text: _read(text, month_first), pl.Date)


def _read(text: str, month_first: bool) -> date | Fault | None:
    if not text or _NO_DATE.fullmatch(text):
        return None
    day_first = _PARTS.sub(r"\3\2\1\4", text, count=1) if month_first and _PARTS.fullmatch(text) else text
    try:
        return calendar.parse_date(day_first, excel_serial=True)
    except Invalid as invalid:
        return Fault("data.invalida", invalid.phrase)
