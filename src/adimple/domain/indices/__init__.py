"""The indices that correct a debt or make its juros: what each is, and its months.

catalog.py   one row per index: its name, its series at the Banco Central, where its figures come from
months.py    civil months as dates of their first day
table.py     the months an installation has, looked up; a missing one is refused, never guessed
needs.py     months that are missing, told with the command that brings them
"""

from adimple.domain.indices.catalog import INDICES, Index, index_of
from adimple.domain.indices.table import NO_INDICES, IndexTable, MonthMissing

__all__ = ["INDICES", "NO_INDICES", "Index", "IndexTable", "MonthMissing", "index_of"]
