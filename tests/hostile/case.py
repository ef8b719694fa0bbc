"""A nasty sheet and exactly what must come of it."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter

ON = date(2026, 11, 24)
HEADER = ["Número", "Nome", "CPF", "Vencimento", "Valor", "E-mail", "Celular", "Descrição"]
PLAIN = ["A-1", "Ana Exemplo", "529.982.247-25", "10/11/2026", "850,00", "ana@exemplo.test", "", "Mensalidade"]
# A row that is always good: the nasty one beside it may not spoil it.
GOOD = ["B-1", "Bruno Exemplo", "111.444.777-35", "11/11/2026", "10,00", "", "(11) 99999-0001", ""]

SHOWN = ("line", "number", "devedor_name", "document", "due_on", "principal_cents", "original_cents", "email",
         "phone", "description")  # fmt: skip
PLAIN_READ = {
    "line": 2, "number": "A-1", "devedor_name": "Ana Exemplo", "document": "52998224725", "due_on": "2026-11-10",
    "principal_cents": 850_00, "original_cents": 850_00, "email": "ana@exemplo.test", "phone": "",
    "description": "Mensalidade",
}  # fmt: skip
GOOD_READ = {
    "line": 3, "number": "B-1", "devedor_name": "Bruno Exemplo", "document": "11144477735", "due_on": "2026-11-11",
    "principal_cents": 10_00, "original_cents": 10_00, "email": "", "phone": "+5511999990001", "description": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused`: why the file cannot be read at all (a code, or the field Invalid names); else every row's fate."""

    refused: str = ""
    accepted: tuple[dict[str, Any], ...] = ()
    rejected: dict[int, str] = field(default_factory=dict)
    skipped: int = 0

    def as_json(self) -> dict[str, Any]:
        if self.refused:
            return {"refused": self.refused}
        rejected = {str(line): code for line, code in self.rejected.items()}
        return {"accepted": list(self.accepted), "rejected": rejected, "skipped": self.skipped}


@dataclass(frozen=True, slots=True)
class Case:
    """A file by name, its bytes and its fate. `by_person`: also brought by the command and by the page."""

    name: str
    content: bytes
    outcome: Outcome
    by_person: bool = False

    @property
    def file_name(self) -> str:
        return self.name.rpartition("/")[2].replace(" ", "-") + (".xlsx" if self.content[:2] == b"PK" else ".csv")


def refused(why: str) -> Outcome:
    return Outcome(refused=why)


def read(*rows: dict[str, Any], rejected: dict[int, str] | None = None, skipped: int = 0) -> Outcome:
    return Outcome("", rows, rejected or {}, skipped)


def both(**changed: Any) -> Outcome:
    """The plain row, changed so, and the good one."""
    return read(PLAIN_READ | changed, GOOD_READ)


def only_good(code: str) -> Outcome:
    """The nasty row is rejected for this; the other enters."""
    return read(GOOD_READ, rejected={2: code})


def row(**changed: str) -> list[str]:
    """The plain row with some cells changed, by header."""
    assert changed.keys() <= set(HEADER)
    return [changed.get(name, cell) for name, cell in zip(HEADER, PLAIN, strict=True)]


def text(rows: list[list[str]], delimiter: str = ";", newline: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return out.getvalue()


def as_csv(rows: list[list[str]]) -> bytes:
    return text(rows).encode()


def as_xlsx(rows: list[list[Any]]) -> bytes:
    """A workbook of these cells, text as text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Plan1")
        for place, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(place, column, cell)
                else:
                    sheet.write(place, column, cell)
    return out.getvalue()
