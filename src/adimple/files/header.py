"""Where a sheet's header is: below the report's own heading, above the first row of values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adimple.domain import intake

SEARCHED_ROWS = 50
_LEAST_KNOWN = 2
_VALUE = re.compile(r"[\sR$\d.,/:()%+\-]*\d[\sR$\d.,/:()%+\-]*|.*@.*", re.DOTALL)
_NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class Found:
    """The place of the header among the rows searched, and how many of its names we know."""

    place: int
    known: int


def find_header(rows: Sequence[Sequence[str]]) -> Found | None:
    """The row with most names we know, the first of equals; else one that has the shape of a header."""
    found = None
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        known = intake.count_known(row)
        values = sum(_is_value(cell) for cell in row)
        if known >= _LEAST_KNOWN and values < known and (found is None or known > found.known):
            found = Found(place, known)
    return found or _find_by_shape(rows)


def unique_names(names: Sequence[str], *, places: Sequence[int]) -> list[str]:
    """The names without line breaks; a nameless column is `Coluna 7`, a repeated name gets ` (2)`."""
    taken = {intake.LINE, intake.FLAW}
    shown = []
    for name, place in zip(names, places, strict=True):
        base = " ".join(name.split())[:_NAME_CHARS] or f"Coluna {place + 1}"
        unique, turn = base, 2
        while unique in taken:
            unique, turn = f"{base} ({turn})", turn + 1
        taken.add(unique)
        shown.append(unique)
    return shown


def _find_by_shape(rows: Sequence[Sequence[str]]) -> Found | None:
    """The first row of distinct words as wide as the rows below it, the first of which hold values."""
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        names = [cell.strip() for cell in row if cell.strip()]
        below = [other for other in rows[place + 1 : place + 1 + SEARCHED_ROWS] if any(cell.strip() for cell in other)]
        if len(names) >= 2 and _are_names(names) and below and _fits(row, below):
            return Found(place, 0)
    return None


def _are_names(names: list[str]) -> bool:
    folded = {name.casefold() for name in names}
    return len(folded) == len(names) and all(
        len(name) <= _NAME_CHARS and not _is_value(name) and any(char.isalpha() for char in name) for name in names
    )


def _fits(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    same_width = sum(len(other) == len(row) for other in below)
    has_value = any(_is_value(cell) for cell in below[0])
    return has_value and 2 * same_width >= len(below)


def _is_value(cell: str) -> bool:
    return _VALUE.fullmatch(cell.strip()) is not None
