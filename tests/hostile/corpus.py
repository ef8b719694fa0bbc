"""Every nasty sheet by name: made here, the same on every machine, none of them a file we keep."""

from functools import cache

from tests.hostile import corpus_cells, corpus_csv, corpus_xlsx
from tests.hostile.case import Case


@cache
def cases() -> tuple[Case, ...]:
    made = [*corpus_cells.cases(), *corpus_csv.cases(), *corpus_xlsx.cases()]
    return tuple(made)
