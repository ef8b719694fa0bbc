"""Devedores as a sheet: who they are, how they are reached, what they owe today."""

from collections.abc import Sequence
from datetime import date

from adimple.domain import cadastro, calendar, phrases
from adimple.files.sheets import MOMENT, MONEY, WHOLE, Column
from adimple.store.reads import balances, sheets
from adimple.store.reads import devedores as reads
from adimple.store.reads.devedores import DevedorFilter, DevedorRow
from adimple.store.reads.sheets import SheetDevedor
from adimple.store.scope import Scope
from adimple.usecases.exported.listed import Listed, Rows, chosen, local, named_by_credor

KINDS = {"B2C": "consumidor", "B2B": "empresa"}


def columns(scope: Scope, on: date) -> Sequence[Column]:
    day = calendar.format_date(on)
    return [
        Column("Nome do devedor", chars=32), Column("CPF ou CNPJ", chars=20), Column("Tratado como", chars=13),
        Column("Perfil da régua", chars=9), Column("E-mails", chars=32), Column("Telefones", chars=32),
        Column("CEP", chars=11), Column("Endereço", chars=32), Column("Bairro", chars=20),
        Column("Cidade", chars=20), Column("UF", chars=5),
        Column("Não quer receber por", chars=20), Column("Pausado", chars=9), Column("Títulos em aberto", WHOLE, 9),
        Column("Maior atraso (dias)", WHOLE, 9), Column(f"Vencido em {day}", MONEY), Column(f"Devido em {day}", MONEY),
        Column("Por que falta a conta", chars=24), Column("Cadastrado em", MOMENT, 19), Column("Número", WHOLE, 10),
        *named_by_credor(scope),
    ]  # fmt: skip


def rows(scope: Scope, wanted: DevedorFilter, on: date) -> Rows:
    names_credor = bool(named_by_credor(scope))
    pages = sheets.every(lambda cursor: reads.list_devedores(scope, wanted, on, cursor, size=sheets.ROWS_A_PAGE))
    for page in pages:
        more = sheets.sheet_devedores(scope, [row.id for row in page])
        for row in page:
            told = more[row.id]
            yield told.credor_id, [*_cells(row, told, on), *([row.credor_name] if names_credor else [])]


def _cells(row: DevedorRow, told: SheetDevedor, on: date) -> list:
    priced = [titulo.priced(on) for titulo in row.titulos]
    overdue, total = balances.total_of(one for one in priced if one.days_late > 0), balances.total_of(priced)
    return [
        row.name, cadastro.format_document(row.document), KINDS[told.kind], told.profile, ", ".join(told.emails),
        ", ".join(map(cadastro.format_phone, told.phones)), cadastro.format_cep(told.cep), told.address, told.bairro,
        told.city, told.uf,
        ", ".join(map(phrases.channel, told.refused)), "sim" if row.is_held else "", len(priced),
        max((one.days_late for one in priced), default=0), overdue.cents, total.cents, total.missing,
        local(told.created_at), row.id,
    ]  # fmt: skip


def _codes(wanted: DevedorFilter, on: date) -> tuple[str, ...]:
    return chosen(situacao=wanted.state, faixa=wanted.bucket, busca=bool(wanted.text))


LIST = Listed("devedores", "Devedores", columns, rows, _codes)
