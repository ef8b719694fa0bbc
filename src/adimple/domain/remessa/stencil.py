"""A record cut as a stencil: what a whole file shares is written once, and each boleto fills the holes.

The quick way only proves that a line is right. Where it cannot, `layout.fitted` looks field by field and says whose
fault it is: it alone refuses, and with the same words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import call, itemgetter, methodcaller
from typing import Any

from adimple.domain import limits
from adimple.domain.cnab import CENTS, DATES, DDMMAA, TEXT, Field, Record
from adimple.domain.remessa import layout

_WRONG = "\0"  # no line of a file has it, so this one goes the slow way


@dataclass(frozen=True, slots=True)
class Stencil:
    """`form`: the line with a %s for each hole. `pick` takes the values of the holes, in the order of the columns."""

    record: Record
    kept: Mapping[str, Any]
    widths: Mapping[str, int]
    form: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    writers: tuple[Callable[[Any], str], ...]

    def line(self, values: Mapping[str, Any]) -> str:
        """The line of these values; more of them than holes may come. Raises Invalid as `layout.fitted` does.

        No writer gives less than its columns, but _WRONG, and a match is exactly as wide as the record: a printable
        line that matches has each field in place.
        """
        picked = self.pick(values)
        record = self.record
        try:
            made = self.form % tuple(map(call, self.writers, picked))
        except (AttributeError, TypeError):  # no text where text goes
            made = _WRONG
        if made.isascii() and made.isprintable() and record.match(made):
            return made
        names = (name for name in record.names() if name not in self.kept)
        return layout.fitted(record, {**self.kept, **dict(zip(names, picked, strict=True))})


def cut(record: Record, kept: Mapping[str, Any]) -> Stencil:
    """`record` with these values written. Raises Invalid for one that does not fit."""
    holes = tuple(one for one in record.fields if one.name not in kept)
    assert kept.keys() <= set(record.names()), f"{record.name} has no {sorted(kept.keys() - set(record.names()))}"
    assert len(holes) > 1, f"{record.name}: one hole would be picked as no tuple"
    written = []
    for one in record.fields:
        if one.name in kept:
            layout.check(one, kept[one.name])
            written.append((one.start, one.rendered(kept[one.name])))
    return Stencil(
        record=record,
        kept=kept,
        widths={one.name: one.width for one in record.fields},
        form=_form(record, holes, (*record.fixed, *written)),
        pick=itemgetter(*(one.name for one in holes)),
        writers=tuple(_writer(one) for one in holes),
    )


def _form(record: Record, holes: tuple[Field, ...], written: tuple[tuple[int, str], ...]) -> str:
    pieces = [(one.start, one.width, "%s") for one in holes]
    pieces += [(start, len(text), text.replace("%", "%%")) for start, text in written]
    form, column = "", 1
    for start, width, piece in sorted(pieces):
        form += " " * (start - column) + piece
        column = start + width
    return form + " " * (record.width + 1 - column)


def _writer(one: Field) -> Callable[[Any], str]:
    """Gives `one.width` characters, more of what is too long, _WRONG of what the record would not see to be wrong."""
    writer, blank = _written(one), " " * one.width
    return (lambda value: blank if value is None else writer(value)) if one.may_be_blank else writer


def _written(one: Field) -> Callable[[Any], str]:
    width = one.width
    if one.kind in DATES:
        return _DAYS[one.kind].__getitem__
    if one.kind == CENTS:
        return lambda value: str(value).zfill(width) if type(value) is int else _WRONG
    if one.kind == TEXT:
        return methodcaller("ljust", width)
    return lambda value: value.zfill(width) if value.isdigit() else _WRONG  # an empty one would be a silent zero


class _Days(dict[date | None, str]):
    """Day → digits, each made once; no more of them than the days we take."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._field = Field("day", 1, len(kind), kind)
        self._latest = limits.EARLIEST_YEAR + 99 if kind == DDMMAA else limits.LATEST_YEAR

    def __missing__(self, value: date | None) -> str:
        if value is not None and (type(value) is not date or not limits.EARLIEST_YEAR <= value.year <= self._latest):
            return _WRONG
        made = self[value] = self._field.rendered(value)
        return made


_DAYS = {kind: _Days(kind) for kind in DATES}
