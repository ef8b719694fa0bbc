"""Months that an installation lacks, told with the command that brings each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adimple.domain.indices import months
from adimple.domain.indices.catalog import INDICES, Index


@dataclass(frozen=True, slots=True)
class Need:
    """The months of one index that are missing, in order; never none."""

    index: Index
    months: tuple[date, ...]

    @property
    def command(self) -> str:
        return f"adimple indices fetch --index {self.index.code} --since {months.format_month(self.months[0])}"

    @property
    def phrase(self) -> str:
        """`IPCA de 08/2026 a 10/2026`."""
        return f"{self.index.name} de {', '.join(_spans(self.months))}"


def needs_of(lacking: Iterable[tuple[str, date]]) -> tuple[Need, ...]:
    """By index, in the catalogue's order."""
    found: dict[str, set[date]] = {}
    for code, month in lacking:
        found.setdefault(code, set()).add(month)
    return tuple(Need(index, tuple(sorted(found[index.code]))) for index in INDICES if index.code in found)


def phrase_of(lacking: tuple[Need, ...]) -> str:
    """What is missing and how to get it."""
    told, commands = "; ".join(need.phrase for need in lacking), "; ".join(need.command for need in lacking)
    return (
        f"Faltam meses na tabela de índices, e não supomos nenhum valor: {told}. Rode {commands}; ou baixe a série no "
        "Banco Central e use adimple indices import ARQUIVO --index CÓDIGO."
    )


def _spans(lacking: tuple[date, ...]) -> list[str]:
    """Months in a row as one span."""
    spans: list[list[date]] = []
    for month in lacking:
        if spans and month == months.after(spans[-1][-1]):
            spans[-1].append(month)
        else:
            spans.append([month])
    return [_span(span[0], span[-1]) for span in spans]


def _span(first: date, last: date) -> str:
    told = months.format_month(first)
    return told if first == last else f"{told} a {months.format_month(last)}"
