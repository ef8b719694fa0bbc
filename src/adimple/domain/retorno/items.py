"""What reading a retorno gives, one by one: details, notices, and at the end a closing."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# A notice is of a line not understood, of a line understood with a remark, or of the whole file (the ledger waits).
REVIEW, REMARK, FILE = "review", "remark", "file"


@dataclass(frozen=True, slots=True)
class Motivo:
    """Why, as the bank says: `name` is empty for a code its table does not have."""

    code: str
    name: str


class Detail(NamedTuple):
    """One ocorrência of one boleto. Cents are None where the bank's layout has no such column, or left it blank.

    `paid_cents` is the column of the paid value, as it came. `settled_cents` is what the payer gave, tarifa included:
    the same, but in a layout whose paid column may be net of the tarifa; None when the parts do not say which (then
    there is a remark). `juros_cents` of a 240 holds juros, multa and other encargos together. `net_cents`: credited.

    A tuple, not a dataclass: there are millions, and a frozen dataclass takes five times as long to make.
    """

    lines: tuple[int, ...]
    ocorrencia: str
    name: str
    meaning: str
    nosso_numero: str
    carteira: str
    seu_numero: str
    control: str
    payer_document: str
    due_on: date | None
    occurred_on: date | None
    credit_on: date | None
    face_cents: int
    paid_cents: int
    settled_cents: int | None
    net_cents: int | None
    juros_cents: int | None
    multa_cents: int | None
    discount_cents: int | None
    abatimento_cents: int | None
    iof_cents: int | None
    tarifa_cents: int | None
    expenses_cents: int | None
    other_cents: int | None
    motivos: tuple[Motivo, ...]
    raw: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """`line` counts from 1; 0 is the whole file. `kind`: REVIEW, REMARK or FILE. `raw`: the line meant."""

    line: int
    kind: str
    code: str
    phrase: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Records of a type that we know and do not need: how many, and what they are."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a file that could be read. `may_settle`: no disagreement of the file keeps the ledger
    waiting. `holds`: the first thousand of them.
    """

    bank: str
    layout: str
    generated_on: date | None
    header: bytes
    lines: int
    details: int
    occurrences: dict[str, int]
    face_cents: int
    paid_cents: int
    reviews: int
    remarks: int
    skipped: tuple[Skipped, ...]
    holds: tuple[Notice, ...]

    @property
    def may_settle(self) -> bool:
        return not self.holds


type Item = Detail | Notice | Closing
