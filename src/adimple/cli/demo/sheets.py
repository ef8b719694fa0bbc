"""The exports as files: each credor's system has its own headers, separator, encoding and way to write money.

Every first file has a few rows a person got wrong, so that the rejections have something to show.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from adimple.cli.demo.portfolio import DISTRIBUTOR, GYM, SCHOOL, Export, Owed, Portfolio
from adimple.domain import calendar, money

_SPOILED_EVERY = 23  # rows between two that are wrong, where there are so many


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file. `rejected`: line and code of each row that the import must refuse."""

    slug: str
    on: date
    name: str
    content: bytes
    rejected: tuple[tuple[int, str], ...]
    titulos: int
    settled: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a system exports. `spoiled`: column, what somebody wrote there, and the code of the refusal."""

    headers: tuple[str, ...]
    row: Callable[[Owed], list[str]]
    number: str
    delimiter: str
    encoding: str
    quotes_all: bool
    heading: tuple[str, ...]
    spoiled: tuple[tuple[str, str, str], ...]


def write_sheets(portfolio: Portfolio) -> list[Sheet]:
    """One file per export, in order of day."""
    sheets = [_write(export) for export in portfolio.exports]
    return sorted(sheets, key=lambda sheet: (sheet.on, sheet.slug))


def _write(export: Export) -> Sheet:
    layout = _LAYOUTS[export.credor.slug]
    rows = [layout.row(owed) for owed in (*export.titulos, *export.settled)]
    rejected = _spoil(rows, len(export.titulos), layout)
    out = io.StringIO(newline="")
    for line in layout.heading:
        out.write(line + "\r\n")
    writer = csv.writer(
        out,
        delimiter=layout.delimiter,
        quoting=csv.QUOTE_ALL if layout.quotes_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    writer.writerows([list(layout.headers), *rows])
    return Sheet(
        slug=export.credor.slug,
        on=export.on,
        name=f"{export.credor.slug}_contas-a-receber_{export.on.isoformat()}.csv",
        content=out.getvalue().encode(layout.encoding),
        rejected=rejected,
        titulos=len(export.titulos),
        settled=len(export.settled),
    )


def _spoil(rows: list[list[str]], owed: int, layout: _Layout) -> tuple[tuple[int, str], ...]:
    """Puts wrong rows among the first `owed`: copies under a number of their own, each with one cell that is wrong."""
    first_line, every = len(layout.heading) + 2, min(_SPOILED_EVERY, owed // len(layout.spoiled))
    rejected = []
    for place, (column, written, code) in enumerate(layout.spoiled, start=1):
        at = place * every
        row = list(rows[at - 1])
        if code != "titulo.duplicado":
            row[layout.headers.index(layout.number)] += f"-{place}"
        row[layout.headers.index(column)] = written
        rows.insert(at, row)
        rejected.append((first_line + at, code))
    return tuple(rejected)


def _omie(owed: Owed) -> list[str]:
    person = owed.person
    return [
        _dotted(person.document), person.name, calendar.format_date(owed.issued_on), calendar.format_date(owed.due_on),
        owed.description, owed.number, owed.parcela, _comma(owed.original_cents),
        _comma(owed.original_cents - owed.balance_cents), _comma(owed.balance_cents), person.email, person.phone,
        person.uf, person.city, person.cep, f"https://pagar.exemplo.test/{owed.number}/{owed.parcela.partition('/')[0]}",
    ]  # fmt: skip


def _bling(owed: Owed) -> list[str]:
    person = owed.person
    return [
        person.name, person.document, person.email, person.phone, calendar.format_date(owed.issued_on),
        calendar.format_date(owed.due_on), _point(owed.original_cents), _point(owed.balance_cents),
        "Em aberto" if owed.balance_cents else "Recebido", owed.number, owed.parcela, owed.description, person.uf,
        person.city, person.cep,
    ]  # fmt: skip


def _sap(owed: Owed) -> list[str]:
    person = owed.person
    settled_on = "" if owed.balance_cents else _dots(owed.due_on)
    return [
        "1000", f"{person.number:010d}", person.name, person.document, owed.number, owed.parcela, "DR",
        _dots(owed.issued_on), _dots(owed.due_on), _comma(owed.balance_cents or owed.original_cents), owed.description,
        person.email, person.phone, person.uf, person.city, person.cep, settled_on,
    ]  # fmt: skip


def _dotted(document: str) -> str:
    if len(document) != 11:
        return document
    return f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"


def _comma(cents: int) -> str:
    return money.format_brl(cents).removeprefix("R$").strip()


def _point(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _dots(on: date) -> str:
    return calendar.format_date(on).replace("/", ".")


_LAYOUTS = {
    SCHOOL.slug: _Layout(
        headers=(
            "CNPJ/CPF", "Razão Social", "Emissão", "Vencimento", "Categoria", "Documento", "Parcela", "Valor da Conta",
            "Recebido", "A Receber", "E-mail", "Telefone", "Estado", "Cidade", "CEP", "Link de pagamento",
        ),
        row=_omie, number="Documento", delimiter=";", encoding="utf-8-sig", quotes_all=False, heading=(),
        spoiled=(
            ("CNPJ/CPF", "991.000.001-00", "documento.digito_verificador"),
            ("Razão Social", "", "devedor.sem_nome"),
            ("Vencimento", "31/02/2026", "data.invalida"),
            ("A Receber", "1,250.00", "valor.formato"),
            ("CNPJ/CPF", "9,91E+10", "documento.notacao_cientifica"),
        ),
    ),
    GYM.slug: _Layout(
        headers=(
            "Cliente", "CPF/CNPJ", "E-mail", "Celular", "Data Emissão", "Vencimento", "Valor documento", "Saldo",
            "Situação", "Nº documento", "Parcela", "Histórico", "UF", "Cidade", "CEP",
        ),
        row=_bling, number="Nº documento", delimiter=",", encoding="utf-8", quotes_all=True, heading=(),
        spoiled=(
            ("CPF/CNPJ", "11111111111", "documento.repetido"),
            ("Vencimento", "", "vencimento.vazio"),
            ("Saldo", "a combinar", "valor.invalido"),
            ("Saldo", "-89.90", "valor.negativo"),
            ("Situação", "Suspenso", "situacao.desconhecida"),
        ),
    ),
    DISTRIBUTOR.slug: _Layout(
        headers=(
            "Empresa", "Conta", "Nome 1", "CNPJ", "Nº documento", "Parcela", "Tipo de documento", "Data do documento",
            "Data de vencimento líquido", "Montante em moeda interna", "Texto", "Endereço de e-mail", "Telefone 1",
            "UF", "Cidade", "Código postal", "Data de compensação",
        ),
        row=_sap, number="Nº documento", delimiter="\t", encoding="cp1252", quotes_all=False,
        heading=("Partidas individuais de clientes", "Distribuidora Fictícia (dados de demonstração)", ""),
        spoiled=(
            ("CNPJ", "99.000.123/0001-00", "documento.digito_verificador"),
            ("Data de vencimento líquido", "", "vencimento.vazio"),
            ("Montante em moeda interna", "0,00", "valor.zero"),
            ("Montante em moeda interna", "0,07", "titulo.duplicado"),
        ),
    ),
}  # fmt: skip
