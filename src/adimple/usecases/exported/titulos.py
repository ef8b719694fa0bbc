"""Títulos as a sheet that this very program imports again and finds nothing new in; with the sum of the day beside."""

from collections.abc import Sequence
from datetime import date

from adimple.domain import cadastro, calendar
from adimple.files.sheets import DAY, MONEY, WHOLE, Cell, Column
from adimple.store.reads import sheets
from adimple.store.reads.sheets import SheetTitulo
from adimple.store.reads.titulos import TituloFilter
from adimple.store.scope import Scope
from adimple.usecases.exported.listed import Listed, Rows, chosen, named_by_credor

STATES = {"": "Em aberto", "paid": "Pago", "baixa": "Baixado"}
_LINHA_DIGITS = 47


def columns(scope: Scope, on: date) -> Sequence[Column]:
    """The headings that `domain.intake` knows; the others are those of the arithmetic."""
    return [
        Column("Número do título"), Column("Parcela", chars=9), Column("Série", chars=8), Column("Filial", chars=8),
        Column("Nome do devedor", chars=32), Column("CPF ou CNPJ", chars=20), Column("E-mail", chars=30),
        Column("Telefone", chars=18), Column("CEP", chars=11), Column("Endereço", chars=32),
        Column("Bairro", chars=20), Column("Cidade", chars=20), Column("UF", chars=5),
        Column("Perfil da régua", chars=9), Column("Descrição", chars=32), Column("Espécie", chars=12),
        Column("Emissão", DAY, 12), Column("Vencimento", DAY, 12), Column("Valor original", MONEY),
        Column("Saldo em aberto", MONEY), Column("Situação", chars=12), Column("Fechado em", DAY, 12),
        Column("Pausado", chars=9), Column("Dias de atraso", WHOLE, 9), Column("Correção", MONEY, 13),
        Column("Multa", MONEY, 13), Column("Juros", MONEY, 13), Column("Abatido", MONEY, 13),
        Column(f"Devido em {calendar.format_date(on)}", MONEY), Column("Por que falta a conta", chars=24),
        Column("Nosso número", chars=20), Column("Linha digitável", chars=56), Column("Pix copia e cola", chars=24),
        Column("Link de pagamento", chars=24), Column("Chave do título no Adimple", chars=24),
        Column("Chave do devedor no Adimple", chars=24), *named_by_credor(scope),
    ]  # fmt: skip


def rows(scope: Scope, wanted: TituloFilter, on: date) -> Rows:
    names_credor = bool(named_by_credor(scope))
    for titulo in sheets.sheet_titulos(scope, wanted, on):
        yield titulo.credor_id, [*_cells(titulo), *([titulo.credor_name] if names_credor else [])]


def _cells(titulo: SheetTitulo) -> list[Cell]:
    owed = titulo.owed
    return [
        titulo.number, titulo.parcela, titulo.series, titulo.branch, titulo.devedor_name,
        cadastro.format_document(titulo.document), titulo.email, cadastro.format_phone(titulo.phone),
        cadastro.format_cep(titulo.cep), titulo.address, titulo.bairro, titulo.city, titulo.uf, titulo.profile,
        titulo.description, titulo.especie,
        titulo.issued_on, titulo.due_on, titulo.principal_cents, titulo.left_cents, STATES[titulo.closed_reason],
        titulo.closed_on, "sim" if titulo.is_held else "", None if titulo.closed_on else max(titulo.days_late, 0),
        owed.correcao_cents if owed else None, owed.multa_cents if owed else None, owed.juros_cents if owed else None,
        owed.discount_cents if owed else None, owed.total_cents if owed else None, titulo.missing, titulo.nosso_numero,
        _spaced(titulo.linha_digitavel), titulo.pix_copia_e_cola, titulo.link_pagamento, titulo.titulo_key,
        titulo.devedor_key,
    ]  # fmt: skip


def _spaced(linha: str) -> str:
    """34191.79001 01043.510047 91020.150008 2 91070000026000: as printed, and no number to a spreadsheet."""
    if len(linha) != _LINHA_DIGITS:
        return linha
    fields = (linha[:5], linha[5:10], linha[10:15], linha[15:21], linha[21:26], linha[26:32])
    return "{}.{} {}.{} {}.{} {} {}".format(*fields, linha[32], linha[33:])


def _codes(wanted: TituloFilter, on: date) -> tuple[str, ...]:
    return chosen(situacao=wanted.state, faixa=wanted.bucket, busca=bool(wanted.text))


LIST = Listed("titulos", "Títulos", columns, rows, _codes)
