"""Boletos: the list, one and its orders, which títulos still lack one, and what the paper of one says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import connection

from adimple import banks
from adimple.domain import boleto as codes
from adimple.domain.bank import Bank
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import mending
from adimple.store.scope import Scope

COUNT_CEILING = 10_000
_OF_STATE = {
    "vivos": "b.state IN ('made', 'sent', 'registered')",
    "a_registrar": "b.state IN ('made', 'sent')",
    "recusados": "b.state = 'refused'",
    "nao_reemitidos": mending.LEFT,
    "pagos": "b.state = 'paid'",
    "encerrados": "b.state = 'ended'",
    "todos": "true",
}


@dataclass(frozen=True, slots=True)
class BoletoFilter:
    """`number`: the nosso número, or the linha digitável, as they are printed or copied."""

    STATES: ClassVar[tuple[str, ...]] = tuple(_OF_STATE)

    state: str = "vivos"
    number: str = ""

    def __post_init__(self) -> None:
        if self.state not in self.STATES:
            raise Invalid("situacao", "Esta situação não existe. Escolha uma da lista.")


@dataclass(frozen=True, slots=True)
class BoletoRow:
    """`printed_number`: the nosso número as the slip shows it. `linha_digitavel`: 47 digits.

    `replaces_…`: the boleto that it was issued by itself in place of, and `because` why; `replaced_by_…`: that one's.
    `unissued`: why none could be issued in its own place.
    """

    id: int
    credor_id: int
    credor_name: str
    convenio_id: int
    convenio_label: str
    bank_code: str
    titulo_id: int
    titulo_number: str
    titulo_parcela: str
    titulo_description: str
    devedor_id: int
    devedor_name: str
    nosso_numero: str
    printed_number: str
    linha_digitavel: str
    barcode: str
    cents: int
    due_on: date
    pay_until: date
    issued_on: date
    state: str
    changed_at: datetime
    abatimento_cents: int
    because: str
    replaces_id: int | None
    replaces_number: str | None
    replaced_by_id: int | None
    replaced_by_number: str | None
    unissued: str

    @property
    def label(self) -> str:
        """How people call its título."""
        parcela = f"/{self.titulo_parcela}" if self.titulo_parcela else ""
        return self.titulo_description or f"{self.titulo_number}{parcela}".strip("/") or f"Título {self.titulo_id}"

    @property
    def line(self) -> str:
        """The linha digitável as it is printed."""
        return codes.format_line(self.linha_digitavel)

    @property
    def bank(self) -> Bank:
        return banks.by_code()[self.bank_code]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order about a boleto. `number`: of the remessa that took it, None while it waits; `phrase`: why it waits.

    `due_on`, `abatimento_cents`: what a change makes of the boleto; `answer`: "", done or refused, by the bank.
    """

    id: int
    kind: str
    asked_at: datetime
    remessa_id: int | None
    number: int | None
    phrase: str
    due_on: date | None
    abatimento_cents: int | None
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Printed:
    """All that the paper of a boleto says."""

    row: BoletoRow
    convenio: models.Convenio
    beneficiario_name: str
    beneficiario_document: str
    beneficiario_address: str
    pagador: dict[str, str]
    policy: EncargosPolicy
    especie: str


_COLUMNS = """
    b.id, b.credor_id, c.name, b.convenio_id, v.label, v.bank_code, b.titulo_id, t.number, t.parcela, t.description,
    d.id, d.name, b.nosso_numero, b.printed_number, b.linha_digitavel, b.barcode, b.cents, b.due_on, b.pay_until,
    b.issued_on, b.state, b.changed_at, b.abatimento_cents, b.because, o.id, o.printed_number, n.id, n.printed_number,
    b.unissued
"""
_FROM = """
    FROM boleto b JOIN titulo t ON t.id = b.titulo_id JOIN devedor d ON d.id = t.devedor_id
    JOIN credor c ON c.id = b.credor_id JOIN convenio v ON v.id = b.convenio_id
    LEFT JOIN boleto o ON o.id = b.replaces_id
    LEFT JOIN LATERAL (
        SELECT id, printed_number FROM boleto WHERE replaces_id = b.id ORDER BY id DESC LIMIT 1
    ) n ON true
"""
_LACKING = """
    FROM titulo t WHERE t.credor_id = %(credor)s AND t.closed_on IS NULL AND t.linha_digitavel = ''
    AND t.due_on >= %(on)s
    AND NOT EXISTS (SELECT FROM boleto b WHERE b.titulo_id = t.id AND b.state IN ('made', 'sent', 'registered'))
"""


def list_boletos(
    scope: Scope, wanted: BoletoFilter, cursor: str = "", *, size: int = PAGE_SIZE
) -> Page[BoletoRow]:  # fmt: skip
    """A page, newest first."""
    where = ["b.credor_id = ANY(%(credores)s)", _OF_STATE[wanted.state]]
    values: dict[str, Any] = {"credores": scope.credor_ids}
    if bare := "".join(filter(str.isalnum, wanted.number.upper())):
        where.append(
            "(b.linha_digitavel = %(bare)s OR b.nosso_numero = %(bare)s OR b.printed_number = %(number)s)"
        )  # fmt: skip
        values |= {"bare": bare, "number": wanted.number.strip()}
    if key := after(cursor, id=int):
        where.append("b.id < %(after_id)s")
        values |= key
    with connection.cursor() as run:
        run.execute(
            f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(where)} ORDER BY b.id DESC LIMIT {size + 1}", values
        )
        return cut([BoletoRow(*row) for row in run.fetchall()], key=lambda row: (row.id,), size=size)


def count_boletos(scope: Scope, wanted: BoletoFilter) -> int:
    """How many of that state the list has, up to COUNT_CEILING."""
    with connection.cursor() as run:
        run.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM boleto b JOIN titulo t ON t.id = b.titulo_id"
            f" WHERE b.credor_id = ANY(%s) AND {_OF_STATE[wanted.state]} LIMIT {COUNT_CEILING}) n",
            [scope.credor_ids],
        )
        return run.fetchone()[0]


def get_boleto(scope: Scope, boleto_id: int) -> BoletoRow:
    """Raises NotFound."""
    found = _rows(scope, "b.id = ANY(%s)", [boleto_id])
    if not found:
        raise NotFound
    return found[0]


def boletos_of_devedor(scope: Scope, devedor_id: int) -> list[BoletoRow]:
    """Those that may be paid, first due first."""
    return _rows(scope, f"t.devedor_id = ANY(%s) AND {_OF_STATE['vivos']}", [devedor_id])


def orders_of(scope: Scope, boleto_id: int) -> list[OrderRow]:
    """What the bank was told and will be, oldest first."""
    rows = models.RemessaItem.objects.filter(boleto_id=boleto_id, credor_id__in=scope.credor_ids)
    return [
        OrderRow(
            row.id,
            row.kind,
            row.asked_at,
            row.remessa_id,
            row.remessa.number if row.remessa else None,
            row.phrase,
            row.due_on,
            row.abatimento_cents,
            row.answer,
            row.answered_at,
        )
        for row in rows.select_related("remessa").order_by("id")
    ]


def lacking(scope: Scope, credor_id: int, on: date, *, size: int = 0) -> list[int]:
    """Open títulos in time, without a boleto of ours nor of anybody's, first due first; `size` of them, 0 for all."""
    if scope.role_over(credor_id) is None:
        return []
    with connection.cursor() as run:
        limit = f"LIMIT {size}" if size else ""
        run.execute(f"SELECT t.id {_LACKING} ORDER BY t.due_on, t.id {limit}", {"credor": credor_id, "on": on})
        return [row[0] for row in run.fetchall()]


def count_lacking(scope: Scope, credor_id: int, on: date) -> int:
    """How many those are, up to COUNT_CEILING."""
    if scope.role_over(credor_id) is None:
        return 0
    with connection.cursor() as run:
        run.execute(
            f"SELECT count(*) FROM (SELECT 1 {_LACKING} LIMIT {COUNT_CEILING}) n", {"credor": credor_id, "on": on}
        )
        return run.fetchone()[0]


def to_print(scope: Scope, boleto_ids: Iterable[int]) -> list[Printed]:
    """In the order asked, those outside the scope left out."""
    ids = list(boleto_ids)
    rows = {row.id: row for row in _rows(scope, "b.id = ANY(%s)", ids)}
    kept = models.Boleto.objects.select_related("convenio", "credor", "titulo").in_bulk(list(rows))
    return [_printed(rows[one], kept[one]) for one in ids if one in rows]


def _printed(row: BoletoRow, kept: models.Boleto) -> Printed:
    credor = kept.credor
    return Printed(
        row=row,
        convenio=kept.convenio,
        beneficiario_name=credor.name,
        beneficiario_document=credor.document,
        beneficiario_address=credor.address,
        pagador=kept.pagador,
        policy=EncargosPolicy(**kept.policy),
        especie=kept.titulo.especie,
    )


def _rows(scope: Scope, where: str, ids: list[int]) -> list[BoletoRow]:
    with connection.cursor() as run:
        run.execute(
            f"SELECT {_COLUMNS} {_FROM} WHERE {where} AND b.credor_id = ANY(%s) ORDER BY b.due_on, b.id",
            [ids, scope.credor_ids],
        )
        return [BoletoRow(*row) for row in run.fetchall()]
