"""Markdown for the reference pages: one heading, a note that says where the page comes from, tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NOTE = "<!-- Gerado do código por `make docs`. Não edite aqui: mude o código e gere de novo. -->"


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands on one shelf, as rows of text: printed by `adimple shelves`, a table of the reference.

    `where` is the file or package to add one to.
    """

    heading: str
    where: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def page(heading: str, *parts: str) -> str:
    """A whole file: note, heading, the parts with a blank line between them."""
    return "\n\n".join([NOTE, f"# {heading}", *(part.strip("\n") for part in parts)]) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(columns), _row("---" for _ in columns), *(_row(row) for row in rows)]
    return "\n".join(lines)


def listing(of: Listing, *, code_columns: int = 1) -> str:
    """The listing as a table; its first columns are codes."""
    rows = ([code(cell) for cell in row[:code_columns]] + list(row[code_columns:]) for row in of.rows)
    return table(of.columns, rows)


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def codes(texts: Iterable[str]) -> str:
    return ", ".join(code(text) for text in texts)


def block(text: str) -> str:
    return f"```text\n{text.strip()}\n```"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
