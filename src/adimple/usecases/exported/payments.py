"""Payments as a sheet: what came in, what it extinguished, what was undone and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adimple.domain import cadastro
from adimple.files.sheets import DAY, MOMENT, MONEY, WHOLE, Column
from adimple.store.reads import payments as reads
from adimple.store.reads import sheets
from adimple.store.reads.payments import PaymentRow
from adimple.store.reads.sheets import SheetPayment
from adimple.store.scope import Scope
from adimple.usecases.exported.listed import Listed, Rows, local, named_by_credor

SOURCES = {"form": "tela", "spreadsheet": "planilha", "api": "API"}


@dataclass(frozen=True, slots=True)
class AllPayments:
    """The list of payments has no filter but the credor."""


def columns(scope: Scope, on: date) -> Sequence[Column]:
    return [
        Column("Pago em", DAY, 12), Column("Valor pago", MONEY), Column("Nome do devedor", chars=32),
        Column("CPF ou CNPJ", chars=20), Column("Títulos", chars=28), Column("Principal", MONEY),
        Column("Correção", MONEY, 13), Column("Multa", MONEY, 13), Column("Juros", MONEY, 13),
        Column("Crédito que sobrou", MONEY), Column("Veio de", chars=10), Column("Situação", chars=12),
        Column("Desfeito em", MOMENT, 19), Column("Por que foi desfeito", chars=32), Column("Anotação", chars=32),
        Column("Registrado em", MOMENT, 19), Column("Número", WHOLE, 10), *named_by_credor(scope),
    ]  # fmt: skip


def rows(scope: Scope, wanted: AllPayments, on: date) -> Rows:
    names_credor = bool(named_by_credor(scope))
    for page in sheets.every(lambda cursor: reads.list_payments(scope, cursor, size=sheets.ROWS_A_PAGE)):
        more = sheets.sheet_payments(scope, [row.id for row in page])
        for row in page:
            told = more[row.id]
            yield told.credor_id, [*_cells(row, told), *([row.credor_name] if names_credor else [])]


def _cells(row: PaymentRow, told: SheetPayment) -> list:
    return [
        row.paid_on, row.amount_cents, row.devedor_name, cadastro.format_document(row.document),
        ", ".join(told.titulos), told.principal_cents, told.correcao_cents, told.multa_cents, told.juros_cents,
        row.leftover_cents, SOURCES.get(row.source, row.source), "desfeito" if row.undone else "registrado",
        local(told.undone_at), told.undone_reason, told.note, local(row.registered_at), row.id,
    ]  # fmt: skip


def _codes(wanted: AllPayments, on: date) -> tuple[str, ...]:
    return ()


LIST = Listed("payments", "Pagamentos", columns, rows, _codes)
