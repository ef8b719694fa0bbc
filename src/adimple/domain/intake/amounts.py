"""A column of amounts: one convention per column, decided by the values that allow only one."""

import re
from dataclasses import dataclass

import polars as pl

from adimple.domain import money
from adimple.domain.errors import Invalid
from adimple.domain.intake import cells as cell
from adimple.domain.intake.cells import Fault

_LEAD = r"^[\s(R$BRL\-−]*"
_TAIL = r"[\s)\-−]*$"
# Only Brazil writes these: a comma before the last one or two digits, or points in groups of three twice.
_ONLY_BRAZIL = re.compile(_LEAD + r"(?:[\d.]*,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+)" + _TAIL)
_ONLY_ABROAD = re.compile(_LEAD + r"(?:[\d,]*\.\d{1,2}|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d+)" + _TAIL)
_GROUPED_ABROAD = re.compile(_LEAD + r"[1-9]\d{0,2}(?:,\d{3})+\.\d+" + _TAIL)
_COMMA_THOUSAND = re.compile(_LEAD + r"[1-9]\d{0,2},\d{3}" + _TAIL)
_POINT_THOUSAND = re.compile(_LEAD + r"[1-9]\d{0,2}\.\d{3}" + _TAIL)

# An amount with two decimals and no sign: most of a column, read without leaving it.
_PLAIN_BRAZIL = r"^(?:R\$ ?)?(?:[0-9]{1,9}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,2}),[0-9]{2}$"
_PLAIN_ABROAD = r"^(?:R\$ ?)?(?:[0-9]{1,9}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2})\.[0-9]{2}$"

_AMBIGUOUS = "Valor ambíguo: «{}». A coluna usa ponto para os centavos; escreva com duas casas decimais."


@dataclass(frozen=True, slots=True)
class Convention:
    """How a column writes amounts. `abroad`: point for decimals. `decided`: values of two readings were read so."""

    abroad: bool
    decided: bool

    @property
    def phrase(self) -> str:
        if self.abroad:
            return "lemos o ponto como decimal e a vírgula como milhar: 1,250 é mil duzentos e cinquenta reais"
        return "lemos o ponto como milhar: 1.250 é mil duzentos e cinquenta reais"


def convention_of(cells: pl.Series) -> Convention:
    """A value that can only be Brazilian decides all; else one that can only be foreign; else Brazil."""
    if cells.str.contains(_PLAIN_BRAZIL).any():
        return Convention(abroad=False, decided=False)
    texts = cells.unique().to_list()
    brazil = any(_ONLY_BRAZIL.match(text) for text in texts)
    abroad = not brazil and any(_ONLY_ABROAD.match(text) for text in texts)
    two_readings = _COMMA_THOUSAND if abroad else _POINT_THOUSAND
    decided = not brazil and any(two_readings.match(text) for text in texts)
    return Convention(abroad, decided)


def read_amounts(cells: pl.Series, convention: Convention) -> pl.DataFrame:
    """Columns value (Int64 cents, may be negative or zero), code, phrase. An empty cell is null."""
    plain = cells.str.contains(_PLAIN_ABROAD if convention.abroad else _PLAIN_BRAZIL)
    rest = pl.select(pl.when(plain).then(pl.lit("")).otherwise(cells)).to_series()
    read = cell.read_distinct(rest, lambda text: _read(text, convention), pl.Int64)
    cents = cells.str.replace_all(r"[^0-9]", "").str.to_integer(dtype=pl.Int64, strict=False)
    return read.with_columns(value=pl.when(plain).then(cents).otherwise("value"))


def _read(text: str, convention: Convention) -> int | Fault | None:
    if not text:
        return None
    if convention.abroad:
        if _POINT_THOUSAND.match(text):
            return Fault("valor.ambiguo", _AMBIGUOUS.format(text))
        if _COMMA_THOUSAND.match(text):
            text = text.replace(",", "")
    elif _GROUPED_ABROAD.match(text):
        swapped = text.translate(str.maketrans(",.", ".,"))
        phrase = f"«{text}» está no formato de outro país, e a coluna está no do Brasil. Escreva {swapped}."
        return Fault("valor.formato", phrase)
    try:
        return money.parse_brl(text, allow_negative=True)
    except Invalid as invalid:
        return Fault("valor.invalido", invalid.phrase)
