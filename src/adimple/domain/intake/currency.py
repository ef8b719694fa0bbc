"""The currency of a row: only reais are charged, and no other amount is taken for reais."""

import polars as pl

from adimple.domain import cadastro
from adimple.domain.intake import cells as cell
from adimple.domain.intake.cells import Fault
from adimple.domain.intake.outcome import Findings, Sheet

# ISO 4217, the sign, the word, and moeda 1 of Protheus.
_REAIS = frozenset({"", "brl", "r$", "rs", "real", "reais", "real brasileiro", "reais brasileiros", "986", "1", "01"})


def reject_foreign(sheet: Sheet, findings: Findings) -> None:
    """Rejects the rows whose currency is not the real. A sheet that names none is in reais."""
    if sheet.has("currency"):
        findings.reject(sheet.header("currency"), cell.read_distinct(sheet.cells("currency"), _read, pl.String))


def _read(text: str) -> str | Fault:
    if text.lower() in _REAIS or cadastro.fold_name(text) in _REAIS:
        return "BRL"
    phrase = f"O valor está em «{text[:20]}», e aqui se cobra em reais. Converta como o contrato manda e escreva BRL."
    return Fault("moeda.estrangeira", phrase)
