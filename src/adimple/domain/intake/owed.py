"""What each row still owes, and whether it owes at all: amounts, balance, what was received, the row's standing."""

from dataclasses import dataclass

import polars as pl

from adimple.domain.intake import amounts, dates, standing
from adimple.domain.intake.outcome import Findings, Sheet

_YES, _NO = r"(?i)^(?:s|sim)$", r"(?i)^(?:n|nao|não)$"
_NO_BALANCE = "A planilha não diz quanto falta. Inclua a coluna «Saldo em aberto» ou registre o pagamento."


@dataclass(frozen=True, slots=True)
class Owed:
    """Per row: cents as issued and still owed (null where faulty), and whether it is paid or cancelled."""

    original_cents: pl.Series
    principal_cents: pl.Series
    is_paid: pl.Series
    is_cancelled: pl.Series


def read_owed(sheet: Sheet, findings: Findings) -> Owed:
    """The balance is what is owed where the sheet has one; never more than the original, which has no encargos.

    Without a balance, a part payment makes the row unclear: it is rejected, not subtracted.
    """
    issued, balance = _amounts(sheet, "principal", findings), _amounts(sheet, "balance", findings)
    original = issued.zip_with(issued.is_not_null(), balance)
    _reject_amounts(sheet, findings, issued, balance)
    standings = standing.read_standings(sheet.cells("status"))
    findings.reject(sheet.header("status"), standings)
    received, was_paid = _received(sheet, original, findings)
    has_balance = balance.is_not_null()
    partly = (standings["value"] == standing.PARTIAL).fill_null(False)
    paid = (
        (standings["value"] == standing.PAID).fill_null(False)
        | (balance == 0).fill_null(False)
        | (~has_balance & (received >= original) & (original > 0)).fill_null(False)
        | (~has_balance & was_paid & ~partly & (received == 0))
    )
    unclear = ~has_balance & (partly | ((received > 0) & (received < original)).fill_null(False))
    findings.reject_where(unclear, sheet.header("balance"), "titulo.parcial_sem_saldo", _NO_BALANCE)
    swollen = ((balance > original) & (original > 0)).fill_null(False)
    phrase = "O saldo é maior que o valor original em {rows}: usamos o original, sem os encargos já somados."
    findings.remark(swollen, "valor.saldo_maior", phrase)
    principal = original.zip_with(~has_balance | swollen, balance)
    return Owed(original, principal, paid, (standings["value"] == standing.CANCELLED).fill_null(False))


def _amounts(sheet: Sheet, field: str, findings: Findings) -> pl.Series:
    cells = sheet.cells(field)
    convention = amounts.convention_of(cells)
    column = amounts.read_amounts(cells, convention)
    findings.reject(sheet.header(field), column)
    if convention.decided:
        phrase = f"«{sheet.header(field)}»: nenhum valor tem centavos; {convention.phrase}. Confira."
        findings.remark(cells != "", "valor.convencao", phrase)
    return column["value"]


def _reject_amounts(sheet: Sheet, findings: Findings, issued: pl.Series, balance: pl.Series) -> None:
    wanted = "principal" if sheet.has("principal") else "balance"
    header = sheet.header(wanted)
    written = (sheet.cells("principal") != "") | (sheet.cells("balance") != "")
    findings.reject_where(~written, header, "valor.vazio", "Falta o valor. Escreva como 1.234,56.")
    settled = (balance == 0).fill_null(False)
    findings.reject_where((issued == 0).fill_null(False) & ~settled, header, "valor.zero",
                          "O valor é zero. Confira; se o título foi pago, retire a linha.")  # fmt: skip
    for field, cents in (("principal", issued), ("balance", balance)):
        findings.reject_where((cents < 0).fill_null(False), sheet.header(field), "valor.negativo",
                              "Valor negativo parece crédito do devedor, não dívida. Retire a linha.")  # fmt: skip


def _received(sheet: Sheet, original: pl.Series, findings: Findings) -> tuple[pl.Series, pl.Series]:
    """Cents received (0 where nothing is said, all where the cell says `Sim`); whether a day of payment is given."""
    cells = sheet.cells("received")
    said_yes, said_no = cells.str.contains(_YES), cells.str.contains(_NO)
    numbers = pl.select(pl.when(said_yes | said_no).then(pl.lit("")).otherwise(cells)).to_series()
    column = amounts.read_amounts(numbers, amounts.convention_of(numbers))
    days = dates.read_dates(sheet.cells("paid_on"), month_first=False)
    if not sheet.has("balance"):
        findings.reject(sheet.header("received"), column)
        findings.reject(sheet.header("paid_on"), days)
    received = original.zip_with(said_yes, column["value"].fill_null(0))
    return received.fill_null(0), days["value"].is_not_null()
