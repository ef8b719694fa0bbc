"""Positional records, both ways: a field is two columns and a kind; a record is one regular expression. Knows no bank.

Reading is one match that checks and captures everything; only where it fails a second pass looks for the field to
blame. Writing asserts every width, so a line of the wrong length cannot leave.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from adimple.domain import limits
from adimple.domain.errors import Invalid

# What a field holds. Money is cents; a date's zeros are no date.
DIGITS, TEXT, CENTS = "digits", "text", "cents"
DDMMAA, DDMMAAAA, AAAAMMDD = "DDMMAA", "DDMMAAAA", "AAAAMMDD"
DATES = (DDMMAA, DDMMAAAA, AAAAMMDD)

# A year of two digits from here on is of the last century: no boleto in use is older.
PIVOT = limits.EARLIEST_YEAR % 100

_SAID = {
    DIGITS: "só números",
    TEXT: "texto",
    CENTS: "um valor em centavos, só números",
    DDMMAA: "uma data como DDMMAA",
    DDMMAAAA: "uma data como DDMMAAAA",
    AAAAMMDD: "uma data como AAAAMMDD",
}
_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class Field:
    """Columns `start` to `end`, counted from 1 and both included, as the manuals count. Blank only where it may be."""

    name: str
    start: int
    end: int
    kind: str = DIGITS
    may_be_blank: bool = False

    @property
    def width(self) -> int:
        return self.end - self.start + 1

    def captured(self) -> str:
        """The regular expression of this field, with one group that is None where the field is blank."""
        if self.kind == TEXT:
            return f"(.{{{self.width}}})" if self.may_be_blank else f"(?! {{{self.width}}})(.{{{self.width}}})"
        numbers = f"([0-9]{{{self.width}}})"
        return f"(?:{numbers}| {{{self.width}}})" if self.may_be_blank else numbers

    def value(self, found: str | None) -> Any:
        """Text stripped, digits as text, cents as int, a date or None. Raises Invalid for a day that does not exist."""
        if self.kind == TEXT:
            return (found or "").strip()
        if found is None or self.kind == DIGITS:
            return found
        return int(found) if self.kind == CENTS else DAYS[self.kind][found]

    def reads(self, text: str) -> bool:
        """Whether `text` may stand in this column."""
        captured = re.fullmatch(self.captured(), text, re.DOTALL)
        if captured is None:
            return False
        try:
            self.value(captured[1])
        except Invalid:
            return False
        return True

    def rendered(self, value: Any) -> str:
        """Exactly `width` ASCII characters. What does not fit is our mistake, never cut."""
        text = " " * self.width if value is None and self.may_be_blank else self._written(value)
        assert text.isascii(), f"{self.name}: {text!r} is not ASCII"
        assert len(text) == self.width, f"{self.name}: {text!r} is not {self.width} characters"
        return text

    def _written(self, value: Any) -> str:
        assert value is not None or self.kind in DATES, f"{self.name} is missing"
        if self.kind == TEXT:
            assert value.isprintable(), f"{self.name}: {value!r} is no line of text"
            return value.ljust(self.width)
        if self.kind == DIGITS:
            assert re.fullmatch("[0-9]+", value), f"{self.name}: {value!r} is not digits"
            return value.zfill(self.width)
        if self.kind == CENTS:
            assert type(value) is int, f"{self.name}: {value!r} is not cents"
            assert value >= 0, f"{self.name}: {value} is less than nothing"
            return str(value).zfill(self.width)
        if value is None:
            return "0" * self.width
        latest = limits.EARLIEST_YEAR + 99 if self.kind == DDMMAA else limits.LATEST_YEAR
        assert limits.EARLIEST_YEAR <= value.year <= latest, f"{self.name}: {value} does not fit {self.kind}"
        day, month, year = f"{value.day:02d}", f"{value.month:02d}", f"{value.year:04d}"
        return {DDMMAA: day + month + year[2:], DDMMAAAA: day + month + year, AAAAMMDD: year + month + day}[self.kind]


@dataclass(frozen=True, slots=True)
class Record:
    """A line of `width` columns. `fixed`: where the record says what it is, as (start, text)."""

    name: str
    width: int
    fields: tuple[Field, ...]
    fixed: tuple[tuple[int, str], ...] = ()
    match: Callable[[str], re.Match[str] | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.fields, key=lambda one: one.start))
        object.__setattr__(self, "fields", ordered)
        object.__setattr__(self, "match", re.compile(self._pattern(), re.DOTALL).fullmatch)

    def names(self) -> tuple[str, ...]:
        """In the order of the columns, as the groups of a match come."""
        return tuple(one.name for one in self.fields)

    def read(self, line: str) -> dict[str, Any]:
        """Every field by name. Raises Invalid with the field that does not hold what it should, and what it holds."""
        found = self.match(line)
        if found is None:
            raise self.complaint(line)
        try:
            return {one.name: one.value(group) for one, group in zip(self.fields, found.groups(), strict=True)}
        except Invalid:  # a day that does not exist, in columns that are all digits
            raise self.complaint(line) from None

    def complaint(self, line: str) -> Invalid:
        """Why `line` is not this record: the first column to blame, in words."""
        if len(line) != self.width:
            return Invalid("width", f"A linha tem {len(line)} caracteres e o registro tem {self.width}.")
        for start, text in self.fixed:
            found = line[start - 1 : start - 1 + len(text)]
            if found != text:
                return Invalid("record", f"Nas posições {_place(start, len(text))} esperávamos «{text}»; há «{found}».")
        for one in self.fields:
            found = line[one.start - 1 : one.end]
            if one.reads(found):
                continue
            shown = found if len(found) <= _SHOWN_CHARS else found[:_SHOWN_CHARS] + "…"
            wanted = _SAID[one.kind] if found.strip() or one.kind != TEXT else "algum texto"
            return Invalid(one.name, f"Nas posições {_place(one.start, one.width)} esperávamos {wanted}; há «{shown}».")
        raise AssertionError(f"{self.name} matches after all")

    def picker(self, names: Sequence[str]) -> Callable[[tuple[str | None, ...]], tuple[str | None, ...]]:
        """Takes the groups of a match with a None at the end, gives them as `names` asks; None for what is not here."""
        own = self.names()
        return itemgetter(*(own.index(name) if name in own else len(own) for name in names))

    def render(self, values: Mapping[str, Any]) -> str:
        """The line of these values, exactly as wide as the record: blanks where no field is."""
        unknown = set(values) - set(self.names())
        assert not unknown, f"{self.name} has no {sorted(unknown)}"
        line = [" "] * self.width
        for start, text in self.fixed:
            line[start - 1 : start - 1 + len(text)] = text
        for one in self.fields:
            line[one.start - 1 : one.end] = one.rendered(values.get(one.name))
        rendered = "".join(line)
        assert len(rendered) == self.width, f"{self.name}: {len(rendered)} columns, not {self.width}"
        assert self.match(rendered), f"{self.name}: what was written does not read back"
        return rendered

    def _pattern(self) -> str:
        pieces = [(one.start, one.end, one.captured()) for one in self.fields]
        pieces += [(start, start + len(text) - 1, re.escape(text)) for start, text in self.fixed]
        pattern, column = "", 1
        for start, end, piece in sorted(pieces):
            assert column <= start <= end <= self.width, (
                f"{self.name}: columns {start} to {end} overlap or fall outside"
            )
            pattern += (f".{{{start - column}}}" if start > column else "") + piece
            column = end + 1
        return pattern + (f".{{{self.width - column + 1}}}" if column <= self.width else "")


class _Days(dict[str, date | None]):
    """Digits → day, each made once: a file has few days and many lines."""

    def __init__(self, year: slice, month: slice, day: slice) -> None:
        super().__init__()
        self._year, self._month, self._day = year, month, day

    def __missing__(self, found: str) -> date | None:
        made = self._made(found)
        self[found] = made
        return made

    def _made(self, found: str) -> date | None:
        if not found.strip("0"):
            return None
        year = int(found[self._year])
        if len(found) == len(DDMMAA):
            year += 1900 if year >= PIVOT else 2000
        if not limits.EARLIEST_YEAR <= year <= limits.LATEST_YEAR:
            raise Invalid("date", f"O ano {year} está fora do que aceitamos.")
        try:
            return date(year, int(found[self._month]), int(found[self._day]))
        except ValueError as error:
            raise Invalid("date", f"O dia «{found}» não existe.") from error


DAYS = {
    DDMMAA: _Days(slice(4, 6), slice(2, 4), slice(0, 2)),
    DDMMAAAA: _Days(slice(4, 8), slice(2, 4), slice(0, 2)),
    AAAAMMDD: _Days(slice(0, 4), slice(4, 6), slice(6, 8)),
}


def _place(start: int, width: int) -> str:
    return f"{start} a {start + width - 1}"
