"""What happens to the ledger beside a payment or an import: laid again, closed for being absent, opened again."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from adimple.domain.event import Id, OfCredor, OfDevedor


@dataclass(frozen=True, slots=True)
class LedgerReplayed(OfDevedor):
    """Payments from the day `since` on now reach other amounts; of so many títulos, closed and reopened."""

    name: ClassVar = "ledger.replayed"
    since: date
    payments: int
    closed: int
    reopened: int


@dataclass(frozen=True, slots=True)
class ImputacaoOrderSaved(OfCredor):
    """`by_law`: payments made from the day on follow the Código Civil to the letter; else the order of the house."""

    name: ClassVar = "imputacao_order.saved"
    effective_on: date
    by_law: bool


@dataclass(frozen=True, slots=True)
class AbsentClosed(OfCredor):
    """A file that was the whole open list did not bring these. `sha256` is of their ids, sorted, a comma between."""

    name: ClassVar = "titulos.absent_closed"
    import_id: Id
    closed: int
    cents: int
    ended_items: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AbsentReopened(OfCredor):
    """Somebody undid the baixas of that file."""

    name: ClassVar = "titulos.absent_undone"
    import_id: Id
    reopened: int


@dataclass(frozen=True, slots=True)
class TituloAbsent(OfDevedor):
    name: ClassVar = "titulo.absent"
    titulo_id: Id
    import_id: Id


@dataclass(frozen=True, slots=True)
class TituloReopened(OfDevedor):
    """Its baixa ended: undone by a person, or the título came back in the file."""

    name: ClassVar = "titulo.reopened"
    titulo_id: Id
    import_id: Id
    how: str


@dataclass(frozen=True, slots=True)
class MappingKept(OfCredor):
    """The columns of a kind of sheet, as somebody corrected them, wait for the next file with the same headers."""

    name: ClassVar = "import_mapping.kept"
    kind: str
    columns: int


@dataclass(frozen=True, slots=True)
class MappingForgotten(OfCredor):
    name: ClassVar = "import_mapping.forgotten"
    kind: str
