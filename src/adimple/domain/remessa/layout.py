"""What one bank says of its remessa, and how values enter a record: to the width, or refused with the field named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from adimple.domain import limits
from adimple.domain.bank import Convenio, NossoNumero
from adimple.domain.cadastro import read_document
from adimple.domain.cnab import CENTS, DATES, DDMMAA, DIGITS, Field, Record
from adimple.domain.errors import Invalid
from adimple.domain.remessa.charges import Charges, Takes
from adimple.domain.remessa.items import KINDS, Beneficiario, Entry

CPF, CNPJ = 1, 2


@dataclass(frozen=True, slots=True)
class Opening:
    """What a whole file shares. `number`: its own, one more than the last of the convênio."""

    bank: str
    convenio: Convenio
    beneficiario: Beneficiario
    number: int
    made_at: datetime
    _worked: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once[T](self, work: "Callable[[Opening], T]") -> T:
        """What is the same in every line of the file, worked at the first. What raises is not kept."""
        found: T | None = self._worked.get(work)
        if found is None:
            found = self._worked[work] = work(self)
        return found


@dataclass(frozen=True, slots=True)
class Order:
    """One item, ready: its place in the file, and `code`, what the bank calls its kind."""

    position: int
    kind: str
    code: str
    entry: Entry
    nosso_numero: NossoNumero
    charges: Charges


@dataclass(frozen=True, slots=True)
class Totals:
    """`records`: of the file in a 400, of the lot in a 240, headers and trailers in."""

    records: int
    titulos: int
    cents: int


@dataclass(frozen=True, slots=True)
class RemessaLayout:
    """`codes`: kind → the bank's code; what is absent the bank does not do by file. `source`: where columns come from.

    `details` gives the lines of an item, from the sequence given on. In a 240 `opens` and `closes` are of each lot.
    """

    name: str
    codes: Mapping[str, str]
    takes: Takes
    header: Callable[[Opening], str]
    details: Callable[[Opening, Order, int], tuple[str, ...]]
    trailer: Callable[[Opening, Totals], str]
    opens: Callable[[Opening, int], str] | None = None
    closes: Callable[[Opening, int, Totals], str] | None = None
    protesto_days: tuple[int, ...] = field(default=())
    protesto_said: str = ""


def code_of(layout: RemessaLayout, kind: str) -> str:
    """The bank's code of this kind. Raises Invalid, by name, when the bank has none."""
    if kind not in KINDS:
        raise Invalid("kind", f"Instrução desconhecida: «{kind}».")
    if kind not in layout.codes:
        raise Invalid(
            "kind", f"Por este arquivo ({layout.name}) não há como {KINDS[kind]}: peça ao banco por outro meio."
        )
    return layout.codes[kind]


def fitted(record: Record, values: Mapping[str, Any]) -> str:
    """The line of these values. Raises Invalid for an amount, a number or a day that its columns cannot hold."""
    for one in record.fields:
        check(one, values.get(one.name))
    return record.render(values)


def document_of(text: str, name: str, width: int) -> tuple[int, str]:
    """(CPF or CNPJ, the characters with zeros before). Raises Invalid for one that is not right."""
    reading = read_document(text)
    if not reading.valid or reading.normalised is None:
        raise Invalid(name, reading.phrase or "CPF ou CNPJ inválido.")
    return (CPF if reading.kind == "cpf" else CNPJ), reading.normalised.zfill(width)


def check_digit(text: str, name: str) -> str:
    """One digit, or the X that some banks write for ten. Raises Invalid when it is missing."""
    if len(text) != 1 or text.upper() not in "0123456789X":
        raise Invalid(name, "Falta o dígito verificador: um número, ou X.")
    return text.upper()


def check(one: Field, value: Any) -> None:
    """Raises Invalid for an amount, a number, a day or a text that these columns cannot hold."""
    if value is None:
        return
    if one.kind == CENTS:
        if type(value) is not int or value < 0:
            raise Invalid(one.name, "Aqui vai um valor inteiro em centavos, zero ou mais.")
        if len(str(value)) > one.width:
            raise Invalid(one.name, f"O valor não cabe nas {one.width} posições deste arquivo.")
    elif one.kind == DIGITS:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise Invalid(one.name, "Aqui vão só números.")
        if len(value) > one.width:
            raise Invalid(one.name, f"Cabem {one.width} números, e «{value[:40]}» tem {len(value)}.")
    elif one.kind in DATES:
        latest = limits.EARLIEST_YEAR + 99 if one.kind == DDMMAA else limits.LATEST_YEAR
        if type(value) is not date or not limits.EARLIEST_YEAR <= value.year <= latest:
            raise Invalid(one.name, f"Aqui vai um dia entre {limits.EARLIEST_YEAR} e {latest}.")
    elif len(value) > one.width:
        raise Invalid(one.name, f"Cabem {one.width} caracteres, e há {len(value)}.")
