"""A sheet of títulos, read: what is owed by whom and since when, row by row, nothing guessed."""

from collections.abc import Mapping as Dictionary
from datetime import date

import polars as pl

from adimple.domain import limits
from adimple.domain.errors import Rejection
from adimple.domain.intake import cells as cell
from adimple.domain.intake import currency, dates, headers, identity, payables, people, standing, synonyms
from adimple.domain.intake.outcome import Findings, Intake, Notice, Sheet, notice_where, open_sheet
from adimple.domain.intake.owed import Owed, read_owed

# What `Intake.accepted` holds, in this order; the meaning of each is in `domain.titulo.Titulo`.
# Only issued_on may be null; absent text is empty; 1 <= principal_cents <= original_cents <= the limit.
ACCEPTED_TITULO: dict[str, pl.DataType | type[pl.DataType]] = {
    "line": pl.Int64,
    "identity_key": pl.String,
    "identity_derived": pl.Boolean,
    "number": pl.String,
    "parcela": pl.String,
    "devedor_key": pl.String,
    "devedor_name": pl.String,
    "name_key": pl.String,
    "document": pl.String,
    "email": pl.String,
    "phone": pl.String,
    "phone_kind": pl.String,
    "cep": pl.String,
    "uf": pl.String,
    "city": pl.String,
    "address": pl.String,
    "bairro": pl.String,
    "due_on": pl.Date,
    "issued_on": pl.Date,
    "principal_cents": pl.Int64,
    "original_cents": pl.Int64,
    "description": pl.String,
    "especie": pl.String,
    "nosso_numero": pl.String,
    "linha_digitavel": pl.String,
    "pix_copia_e_cola": pl.String,
    "link_pagamento": pl.String,
    "profile": pl.String,
    "portfolio": pl.String,
}

MOST_CHARS = {"number": limits.MAX_NUMBER_CHARS, "parcela": 20, "series": 20, "branch": 20, "nosso_numero": 40}
_CUT_CHARS = {
    "description": limits.MAX_DESCRIPTION_CHARS, "city": 100, "address": limits.MAX_ADDRESS_CHARS,
    "bairro": limits.MAX_BAIRRO_CHARS, "especie": 40, "profile": 20, "portfolio": 100,
}  # fmt: skip
_FAR_YEARS = 10
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[eE]\+\d{1,2}$"
_LOST = "O número veio em notação científica e perdeu dígitos. Formate a coluna como texto e exporte de novo."


def read_titulos(frame: pl.DataFrame, mapping: headers.Mapping | Dictionary[str, str], on: date) -> Intake:
    """What of the sheet becomes títulos on the day `on`. `frame` is text by header plus `line` (files.Table).

    `accepted` has the columns of ACCEPTED_TITULO. Raises Invalid when the mapping does not fit the frame.
    """
    sheet = open_sheet(frame, mapping, synonyms.TITULOS)
    findings = Findings(sheet.lines)
    sheet.reject_flaws(findings)
    columns = read_texts(sheet, findings, MOST_CHARS)
    columns |= _cut_texts(sheet, findings) | _person(sheet, findings) | _days(sheet, findings, on)
    columns |= _keys(sheet, findings)
    owed = read_owed(sheet, findings)
    currency.reject_foreign(sheet, findings)
    columns |= {"original_cents": owed.original_cents, "principal_cents": owed.principal_cents}
    columns |= _payables(sheet, findings) | {"nosso_numero": payables.read_nosso_numeros(columns["nosso_numero"])}
    is_credit = standing.are_credits(columns["especie"])
    skipped = (owed.is_paid | owed.is_cancelled | is_credit) & ~sheet.flawed
    kept = ~(skipped | findings.rejected())
    table = identity.with_devedor_keys(pl.DataFrame({"line": sheet.lines} | columns).filter(kept))
    table = identity.with_identity(table, table["series"], table["branch"])
    first, repeated, clashes = _apart(table)
    accepted = first.select(pl.col(name).cast(dtype) for name, dtype in ACCEPTED_TITULO.items())
    rejections = findings.rejections(but=skipped) + [_clash(sheet, *row) for row in clashes.iter_rows()]
    notices = _skip_notices(sheet, owed, is_credit) + findings.notices(among=kept)
    if len(repeated):
        text = "Repetidas e iguais a uma linha anterior: {rows}, deixadas de lado."
        notices.append(notice_where(repeated, repeated.is_not_null(), "titulo.repetido", text))
    return Intake(
        kind=synonyms.TITULOS, rows=frame.height, accepted=accepted,
        rejections=sorted(rejections, key=lambda rejection: rejection.line),
        skipped=int(skipped.sum()) + len(repeated), notices=notices,
    )  # fmt: skip


def read_texts(sheet: Sheet, findings: Findings, most_chars: Dictionary[str, int]) -> dict[str, pl.Series]:
    """The texts that identify a título, whole or not at all: one too long, short of digits or of a failed formula."""
    columns = {field: sheet.cells(field) for field in most_chars}
    for field, cells in columns.items():
        findings.reject(sheet.header(field), cell.sheet_errors(cells))
        phrase = f"O texto passa de {most_chars[field]} caracteres. Encurte, ou escolha outra coluna para este campo."
        findings.reject_where(cells.str.len_chars() > most_chars[field], sheet.header(field), "texto.longo", phrase)
        findings.reject_where(cells.str.contains(_SCIENTIFIC), sheet.header(field), "numero.notacao_cientifica", _LOST)
    return columns


def _keys(sheet: Sheet, findings: Findings) -> dict[str, pl.Series]:
    """Who a row is, as a sheet that went out of here says it."""
    keys = {}
    for field, letter in (("titulo_key", "d"), ("devedor_key", "p")):
        keys[f"given_{field}"] = cells = sheet.cells(field)
        known = (cells == "") | cells.str.contains(f"^{letter}:[0-9a-f]{{40}}$")
        phrase = "Esta chave não é do Adimple. Deixe-a como veio na planilha baixada, ou apague a célula."
        findings.reject_where(~known, sheet.header(field), "chave.desconhecida", phrase)
    return keys


def _cut_texts(sheet: Sheet, findings: Findings) -> dict[str, pl.Series]:
    columns = {}
    for field, chars in _CUT_CHARS.items():
        cells = sheet.cells(field)
        findings.reject(sheet.header(field), cell.sheet_errors(cells))
        columns[field] = cells.str.slice(0, chars).str.strip_chars_end(" ")
        phrase = f"«{sheet.header(field)}»: texto cortado em {chars} caracteres em {{rows}}."
        findings.remark(cells.str.len_chars() > chars, "texto.cortado", phrase)
    return columns


def _person(sheet: Sheet, findings: Findings) -> dict[str, pl.Series]:
    names = people.read_names(sheet.cells("devedor_name"))
    findings.reject(sheet.header("devedor_name"), names)
    written = sheet.cells("document")
    documents = people.read_documents(written)
    findings.reject(sheet.header("document"), documents)
    document = documents["value"].fill_null("")
    email = findings.ignore(
        sheet.header("email"), people.read_emails(sheet.cells("email")), "contato.email_ignorado", "contato ignorado"
    )
    phone = _phone(sheet, findings)
    text = "Completamos com zeros à esquerda o CPF ou CNPJ de {rows}; os dígitos verificadores conferem."
    findings.remark(people.gained_zeros(written, document), "documento.zeros", text)
    text = "Sem CPF nem CNPJ em {rows}: o devedor entra como cadastro incompleto."
    findings.remark(document == "", "devedor.incompleto", text)
    text = "Sem e-mail nem telefone em {rows}: o devedor só pode ser procurado por carta."
    findings.remark((email == "") & (phone == ""), "devedor.sem_contato", text)
    name = names["value"].fill_null("")
    return {
        "devedor_name": name, "name_key": people.name_keys(name), "document": document, "email": email,
        "phone": phone.str.extract(r"^(\S+)").fill_null(""), "phone_kind": phone.str.extract(r" (\S+)$").fill_null(""),
    } | _place(sheet, findings, phone)  # fmt: skip


def _phone(sheet: Sheet, findings: Findings) -> pl.Series:
    """The phone, else the other one."""
    ddds = sheet.cells("ddd")
    read = [
        findings.ignore(
            sheet.header(field), people.read_phones(sheet.cells(field), ddds), "contato.telefone_ignorado",
            "contato ignorado",
        )
        for field in ("phone", "phone_other")
    ]  # fmt: skip
    return read[0].zip_with(read[0] != "", read[1])


def _place(sheet: Sheet, findings: Findings, phone: pl.Series) -> dict[str, pl.Series]:
    cep = findings.ignore(sheet.header("cep"), people.read_ceps(sheet.cells("cep")), "cep.ignorado", "CEP ignorado")
    uf = findings.ignore(sheet.header("uf"), people.read_ufs(sheet.cells("uf")), "uf.ignorada", "UF ignorada")
    if sheet.has("titulo_key"):  # what went out of here says all we know: nothing is to be guessed of it
        return {"cep": cep, "uf": uf}
    return {"cep": cep, "uf": uf.zip_with(uf != "", people.ufs_of(cep, phone))}


def _days(sheet: Sheet, findings: Findings, on: date) -> dict[str, pl.Series]:
    due = _dates(sheet, "due_on", findings)
    findings.reject(sheet.header("due_on"), due)
    empty = due["value"].is_null() & due["code"].is_null()
    text = "Falta o vencimento. Escreva como 31/01/2026."
    findings.reject_where(empty, sheet.header("due_on"), "vencimento.vazio", text)
    text = f"Vencimento daqui a mais de {_FAR_YEARS} anos em {{rows}}. Confira o ano."
    findings.remark(due["value"].dt.year() > on.year + _FAR_YEARS, "vencimento.distante", text)
    issued = findings.ignore(
        sheet.header("issued_on"), _dates(sheet, "issued_on", findings), "emissao.ignorada", "data ignorada"
    )
    late = (issued > due["value"]).fill_null(False)
    text = f"«{sheet.header('issued_on')}»: emissão depois do vencimento em {{rows}}; ignoramos a emissão."
    findings.remark(late, "emissao.depois", text)
    return {"due_on": due["value"], "issued_on": pl.select(pl.when(~late).then(issued)).to_series()}


def _dates(sheet: Sheet, field: str, findings: Findings) -> pl.DataFrame:
    cells = sheet.cells(field)
    month_first = dates.month_comes_first(cells)
    if month_first:
        text = f"«{sheet.header(field)}»: só faz sentido como mês/dia/ano, e assim lemos. Confira."
        findings.remark(cells != "", "data.mes_primeiro", text)
    serials = dates.are_serials(cells)
    text = f"«{sheet.header(field)}»: {{rows}} com data em número do Excel, convertida."
    findings.remark(serials, "data.serial", text)
    return dates.read_dates(cells, month_first=month_first)


def _payables(sheet: Sheet, findings: Findings) -> dict[str, pl.Series]:
    readers = {
        "linha_digitavel": (payables.read_linhas, "linha.ignorada", "linha digitável ignorada"),
        "pix_copia_e_cola": (payables.read_pix, "pix.ignorado", "código Pix ignorado"),
        "link_pagamento": (payables.read_links, "link.ignorado", "link ignorado"),
    }
    return {
        field: findings.ignore(sheet.header(field), read(sheet.cells(field)), code, what)
        for field, (read, code, what) in readers.items()
    }


def _skip_notices(sheet: Sheet, owed: Owed, is_credit: pl.Series) -> list[Notice]:
    told = (
        (owed.is_paid & ~owed.is_cancelled, "titulo.pago", "Já pagas: {rows}, deixadas de lado."),
        (owed.is_cancelled, "titulo.cancelado", "Canceladas, renegociadas ou baixadas: {rows}, deixadas de lado."),
        (
            is_credit & ~owed.is_paid & ~owed.is_cancelled,
            "titulo.credito",
            "Créditos do devedor (NCC, RA, abatimentos): {rows}, deixadas de lado. Confira se reduzem algum título.",
        ),
    )
    shown = ((mask & ~sheet.flawed, code, text) for mask, code, text in told)
    return [notice_where(sheet.lines, mask, code, text) for mask, code, text in shown if mask.any()]


def _apart(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
    """The first row of each identity; the lines of rows equal to it; of the rest: line, first line, number, parcela."""
    is_first = table["identity_key"].is_first_distinct()
    first = table.filter(is_first)
    told = [name for name in ACCEPTED_TITULO if name not in ("line", "identity_key")]
    others = table.filter(~is_first).join(first, on="identity_key", suffix="_first", maintain_order="left")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_first")) for name in told)
    clashes = others.filter(~same).select("line", "line_first", "number", "parcela")
    return first, others.filter(same)["line"], clashes


def _clash(sheet: Sheet, line: int, first_line: int, number: str, parcela: str) -> Rejection:
    named = f"O título {number}, parcela {parcela}," if parcela else f"O título {number}"
    way_out = "Deixe só uma." if parcela else "Se são parcelas, preencha a coluna Parcela; senão, deixe só uma."
    phrase = f"{named} está na linha {first_line} e, com outros dados, na linha {line}. {way_out}"
    return Rejection(line, sheet.header("number"), "titulo.duplicado", phrase)
