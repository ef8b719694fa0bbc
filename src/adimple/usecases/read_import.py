"""A file somebody brought, read as títulos or payments under a mapping of columns. Touches no table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from adimple.domain import intake
from adimple.domain.errors import Invalid
from adimple.domain.intake import Intake
from adimple.files import reading
from adimple.files.table import Table

if TYPE_CHECKING:  # a file is read where there is no database
    from adimple.store.reads.import_mappings import KeptMapping

# What a sheet may bring, and the role that may bring it.
NEEDS = {intake.TITULOS: "manager", intake.PAYMENTS: "operator"}
_READ = {intake.TITULOS: intake.read_titulos, intake.PAYMENTS: intake.read_payments}


@dataclass(frozen=True, slots=True)
class OpenedImport:
    """The sheet, what was recognised in it, and which of its columns is which field (`headers`: field → header).

    `remembered`: where they are as somebody corrected them in an earlier sheet with the same headers.
    """

    kind: str
    table: Table
    recognised: intake.Mapping
    headers: dict[str, str]
    remembered: "KeptMapping | None" = None


@dataclass(frozen=True, slots=True)
class ReadImport:
    """An opened import and what was read under its mapping."""

    opened: OpenedImport
    intake: Intake

    @property
    def table(self) -> Table:
        return self.opened.table

    @property
    def headers(self) -> dict[str, str]:
        return self.opened.headers

    @property
    def notices(self) -> list[str]:
        """What the person should know, of the file and of its rows."""
        return [*self.table.notices, *(notice.phrase for notice in self.intake.notices)]

    def numbers_refused(self) -> tuple[list[str], int]:
        """Of the rows left out, the numbers they surely have, and how many rows may be of any título."""
        lines = [rejection.line for rejection in self.intake.rejections]
        frame = self.table.frame
        return intake.refused_numbers(frame.filter(frame[intake.LINE].is_in(lines)), self.headers)

    def rows_of(self, lines: Collection[int]) -> list[dict[str, Any]]:
        """The accepted rows of these lines."""
        accepted = self.intake.accepted
        return accepted.filter(accepted[intake.LINE].is_in(list(lines))).to_dicts()

    def cells_of(self, lines: Collection[int]) -> list[dict[str, Any]]:
        """The cells as the file has them, by header, and `line`."""
        frame = self.table.frame
        return frame.filter(frame[intake.LINE].is_in(list(lines))).to_dicts()


def open_import(content: bytes, name: str, kind: str, chosen: Mapping[str, str] | None = None) -> OpenedImport:
    """`chosen` corrects what was recognised: field → header, or → "" for none. Raises Unreadable."""
    if kind not in NEEDS:
        raise Invalid("tipo", "Escolha o que a planilha tem: títulos ou pagamentos.")
    table = reading.read_table(content, name)
    recognised = intake.recognise(table.headers, kind=kind, sample=table.sample)
    return OpenedImport(kind, table, recognised, merge(recognised.headers, chosen or {}))


def read_opened(opened: OpenedImport, on: date) -> ReadImport:
    """Raises Invalid when the mapping lacks a required column or names one that is not there."""
    return ReadImport(opened, _READ[opened.kind](opened.table.frame, opened.headers, on))


def read_import(content: bytes, name: str, kind: str, on: date, chosen: Mapping[str, str] | None = None) -> ReadImport:
    """Raises Unreadable and Invalid, as the two steps do."""
    return read_opened(open_import(content, name, kind, chosen), on)


def merge(recognised: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """A header chosen for one field is taken from any other that had it by recognition."""
    taken = {header for header in chosen.values() if header}
    kept = {field: header for field, header in recognised.items() if field not in chosen and header not in taken}
    return kept | {field: header for field, header in chosen.items() if header}
