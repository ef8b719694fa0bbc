"""A sheet of payments, read: what was paid, when, and by what the título can be found."""

from collections.abc import Mapping as Dictionary
from datetime import date

import polars as pl

from adimple.domain import calendar, limits
from adimple.domain.intake import amounts, currency, dates, headers, identity, payables, people, synonyms
from adimple.domain.intake.outcome import Findings, Intake, Sheet, notice_where, open_sheet
from adimple.domain.intake.titulos import read_texts

# What `Intake.accepted` holds, in this order; the meaning of each is in `domain.titulo.StatedPayment`.
# Nothing is null; absent text is empty; 1 <= amount_cents; one of the four ways to find the título is there.
ACCEPTED_PAYMENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "line": pl.Int64,
    "payment_key": pl.String,
    "titulo_key": pl.String,
    "number": pl.String,
    "parcela": pl.String,
    "linha_digitavel": pl.String,
    "nosso_numero": pl.String,
    "document": pl.String,
    "devedor_name": pl.String,
    "paid_on": pl.Date,
    "amount_cents": pl.Int64,
    "indicated": pl.String,
}

_MOST_CHARS = {"number": limits.MAX_NUMBER_CHARS, "parcela": 20, "series": 20, "branch": 20, "nosso_numero": 40}
REPEATED = "pagamento.repetido"
_EQUAL = (
    "Iguais a uma linha anterior (mesmo título, dia e valor): {rows}. Contam como outros pagamentos. "
    "Se é o mesmo pagamento que se repetiu, apague da planilha a linha a mais."
)
_INDICATED_CHARS = 500
_FINDERS = ("number", "linha_digitavel", "nosso_numero", "document")


def read_payments(frame: pl.DataFrame, mapping: headers.Mapping | Dictionary[str, str], on: date) -> Intake:
    """What of the sheet are payments up to the day `on`. `frame` is text by header plus `line` (files.Table).

    `accepted` has the columns of ACCEPTED_PAYMENT. A row without day and amount is not a payment: skipped.
    Two equal rows are two payments (`payment_key` counts them). Raises Invalid when the mapping does not fit.
    """
    sheet = open_sheet(frame, mapping, synonyms.PAYMENTS)
    findings = Findings(sheet.lines)
    sheet.reject_flaws(findings)
    columns = read_texts(sheet, findings, _MOST_CHARS)
    columns["devedor_name"] = sheet.cells("devedor_name").str.slice(0, limits.MAX_NAME_CHARS)
    columns["indicated"] = _indicated(sheet, findings)
    for field, read in (("linha_digitavel", payables.read_linhas), ("document", people.read_documents)):
        column = read(sheet.cells(field))
        findings.reject(sheet.header(field), column)
        columns[field] = column["value"].fill_null("")
    columns |= {"paid_on": _paid_on(sheet, findings, on), "amount_cents": _amount(sheet, findings)}
    currency.reject_foreign(sheet, findings)
    _reject_unfindable(sheet, findings)
    written = (sheet.cells("paid_on") != "") | ~sheet.cells("amount").str.contains(r"^(?:R\$ ?)?[0,.]*$")
    skipped = ~written & ~sheet.flawed
    kept = ~(skipped | findings.rejected())
    table = _with_keys(pl.DataFrame({"line": sheet.lines} | columns).filter(kept))
    table = table.with_columns(payables.read_nosso_numeros(table["nosso_numero"]))
    notices = findings.notices(among=kept)
    if (equal := table["nth"] > 1).any():
        notices.insert(0, notice_where(table["line"], equal, REPEATED, _EQUAL))
    if skipped.any():
        text = "Sem data nem valor de pagamento: {rows}, deixadas de lado."
        notices.insert(0, notice_where(sheet.lines, skipped, "pagamento.vazio", text))
    return Intake(
        kind=synonyms.PAYMENTS, rows=frame.height,
        accepted=table.select(pl.col(name).cast(dtype) for name, dtype in ACCEPTED_PAYMENT.items()),
        rejections=findings.rejections(but=skipped), skipped=int(skipped.sum()), notices=notices,
    )  # fmt: skip


def _indicated(sheet: Sheet, findings: Findings) -> pl.Series:
    """The numbers of the títulos that the devedor said it pays (CC art. 352), in their order, `;` between them."""
    cells, header = sheet.cells("indicated"), sheet.header("indicated")
    text = f"A indicação passa de {_INDICATED_CHARS} caracteres. Registre este pagamento na tela de Pagamentos."
    findings.reject_where(cells.str.len_chars() > _INDICATED_CHARS, header, "texto.longo", text)
    return cells.str.replace_all(r"\s*[;,]\s*", ";").str.strip_chars("; ")


def _paid_on(sheet: Sheet, findings: Findings, on: date) -> pl.Series:
    cells = sheet.cells("paid_on")
    month_first = dates.month_comes_first(cells)
    if month_first:
        text = f"«{sheet.header('paid_on')}»: só faz sentido como mês/dia/ano, e assim lemos. Confira."
        findings.remark(cells != "", "data.mes_primeiro", text)
    days = dates.read_dates(cells, month_first=month_first)
    findings.reject(sheet.header("paid_on"), days)
    empty = days["value"].is_null() & days["code"].is_null()
    text = "Falta a data do pagamento. Escreva como 31/01/2026."
    findings.reject_where(empty, sheet.header("paid_on"), "pagamento.sem_data", text)
    text = f"A data do pagamento é depois de hoje ({calendar.format_date(on)}). Confira o ano e o mês."
    future = (days["value"] > on).fill_null(False)
    findings.reject_where(future, sheet.header("paid_on"), "pagamento.futuro", text)
    return days["value"]


def _amount(sheet: Sheet, findings: Findings) -> pl.Series:
    header, cells = sheet.header("amount"), sheet.cells("amount")
    convention = amounts.convention_of(cells)
    column = amounts.read_amounts(cells, convention)
    findings.reject(header, column)
    if convention.decided:
        text = f"«{header}»: nenhum valor tem centavos; {convention.phrase}. Confira."
        findings.remark(cells != "", "valor.convencao", text)
    cents = column["value"]
    empty = cents.is_null() & column["code"].is_null()
    findings.reject_where(empty, header, "valor.vazio", "Falta o valor pago. Escreva como 1.234,56.")
    findings.reject_where((cents == 0).fill_null(False), header, "valor.zero", "O valor pago é zero. Retire a linha.")
    text = "Valor negativo parece estorno. Desfaça o pagamento em Pagamentos, com o motivo."
    findings.reject_where((cents < 0).fill_null(False), header, "valor.negativo", text)
    return cents


def _reject_unfindable(sheet: Sheet, findings: Findings) -> None:
    unfindable = pl.select(pl.all_horizontal(sheet.cells(field) == "" for field in _FINDERS)).to_series()
    header = next(sheet.header(field) for field in _FINDERS if sheet.has(field))
    text = "Não dá para saber o que foi pago: informe o número do título, a linha digitável ou o CPF/CNPJ."
    findings.reject_where(unfindable, header, "pagamento.sem_titulo", text)


def _with_keys(table: pl.DataFrame) -> pl.DataFrame:
    """Adds titulo_key and payment_key: a hash of all that identifies the payment and of its turn among equals."""
    keys = identity.titulo_keys(table["number"], table["parcela"], table["series"], table["branch"])
    table = table.with_columns(
        titulo_key=pl.when(pl.col("number") != "").then(keys).otherwise(pl.lit("")),
    )
    told = pl.concat_str(
        "titulo_key", "linha_digitavel", "nosso_numero", "document", pl.col("paid_on").cast(pl.String),
        pl.col("amount_cents").cast(pl.String), separator="|",
    )  # fmt: skip
    table = table.with_columns(told=told).with_columns(nth=pl.col("told").cum_count().over("told"))
    return table.with_columns(payment_key="y:" + identity.digests(table["told"] + "|" + table["nth"].cast(pl.String)))
