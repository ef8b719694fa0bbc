"""The months of the indices: the same for every credor of the installation."""

import functools
from dataclasses import dataclass
from datetime import date, datetime

from adimple.domain.indices import IndexTable
from adimple.store import models


@dataclass(frozen=True, slots=True)
class RateRow:
    month: date
    rate_ppb: int
    source: str
    imported_at: datetime


def table() -> IndexTable:
    """Every month there is: the same table, told by identity, as long as its rows are the same."""
    rows = models.IndexRate.objects.order_by("index", "month").values_list("index", "month", "rate_ppb")
    return _table(tuple(rows))


@functools.lru_cache(maxsize=2)
def _table(rows: tuple[tuple[str, date, int], ...]) -> IndexTable:
    rates: dict[str, dict[date, int]] = {}
    for code, month, rate_ppb in rows:
        rates.setdefault(code, {})[month] = rate_ppb
    return IndexTable(rates)


def list_rates(code: str) -> list[RateRow]:
    """The months of one index, the latest first."""
    rows = models.IndexRate.objects.filter(index=code).order_by("-month")
    return [RateRow(row.month, row.rate_ppb, row.source, row.imported_at) for row in rows]
