"""Rows of a table of measures: what was measured, its value, what it is to reach, and whether it does."""

from typing import NamedTuple

HEADER = ("Medida", "Valor", "Meta", "Resultado")


class Row(NamedTuple):
    measure: str
    value: str
    target: str = ""
    result: str = ""


def at_least(measure: str, value: float, unit: str, target: int) -> Row:
    return Row(measure, f"{count(value)} {unit}", f"≥ {count(target)}", met(value >= target))


def count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def met(is_met: bool) -> str:
    return "atingida" if is_met else "não atingida"


def markdown(rows: list[Row]) -> list[str]:
    return ["| " + " | ".join(HEADER) + " |", "|---|---|---|---|", *("| " + " | ".join(row) + " |" for row in rows)]
