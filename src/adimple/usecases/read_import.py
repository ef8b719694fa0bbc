"""A file somebody brought, read as títulos or payments under a mapping of columns. Touches no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from adimple.domain import intake
from adimple.domain.errors import Invalid
from adimple.domain.intake import Intake
from adimple.files import reading
from adimple.files.table import Table

KINDS = (intake.TITULOS, intake.PAYMENTS)
_READ = {intake.TITULOS: intake.read_titulos, intake.PAYMENTS: intake.read_payments}


@dataclass(frozen=True, slots=True)
class ReadImport:
    """The sheet, which of its columns is which field (`headers`: field → header), and what was read under that."""

    table: Table
    recognised: intake.Mapping
    headers: dict[str, str]
    intake: Intake

    @property
    def notices(self) -> list[str]:
        """What the person should know, of the file and of its rows."""
        return [*self.table.notices, *(notice.phrase for notice in self.intake.notices)]


def read_import(content: bytes, name: str, kind: str, on: date, chosen: Mapping[str, str] | None = None) -> ReadImport:
    """`chosen` corrects what was recognised: field → header, or → "" for none.

    Raises Unreadable, and Invalid when the mapping lacks a required column or names one that is not there.
    """
    if kind not in KINDS:
        raise Invalid("tipo", "Escolha o que a planilha tem: títulos ou pagamentos.")
    table = reading.read_table(content, name)
    recognised = intake.recognise(table.headers, kind=kind, sample=table.sample)
    headers = merge(recognised.headers, chosen or {})
    return ReadImport(table, recognised, headers, _READ[kind](table.frame, headers, on))


def merge(recognised: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """A header chosen for one field is taken from any other that had it by recognition."""
    taken = {header for header in chosen.values() if header}
    kept = {field: header for field, header in recognised.items() if field not in chosen and header not in taken}
    return kept | {field: header for field, header in chosen.items() if header}
