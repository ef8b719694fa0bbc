"""Whether money came or left. The sign says it, and its type must not contradict it.

Some banks write every amount without a sign and leave it to the type: one DEBIT with a positive amount shows that the
statement is such, and there a positive amount of a type that can be either is not guessed.
"""

from collections.abc import Sequence

from adimple.domain.errors import Invalid
from adimple.files.ofx_rows import Row

_DEBIT = "DEBIT"
_IN = {"CREDIT", "DEP", "DIRECTDEP", "DIV"}
_OUT = {"FEE", "SRVCHG", "CHECK", "PAYMENT", "CASH", "DIRECTDEBIT", "REPEATPMT"}


def unsigned_statements(rows: Sequence[Row]) -> set[int]:
    """The statements where a DEBIT came without its minus."""
    return {row.statement for row in rows if row.values.get("TRNTYPE", "").upper() == _DEBIT and _is_bare(row)}


def signed(kind: str, cents: int, is_unsigned: bool) -> tuple[int, str]:
    """The cents with the sign they mean, and what was odd. Raises Invalid where sign and type contradict each other."""
    if kind == _DEBIT and cents > 0:
        return -cents, "Veio como DEBIT e sem o sinal: contado como saída."
    if kind in _OUT and cents > 0:
        raise Invalid("sinal", f"O tipo {kind} é de saída e o valor é de entrada: confira no banco.")
    if kind in _IN and cents < 0:
        return cents, f"Veio como {kind} com valor negativo: contado como saída."
    if is_unsigned and kind not in _IN and cents > 0:
        phrase = f"Neste extrato as saídas vêm sem sinal, e o tipo {kind or 'vazio'} não diz se é entrada: confira."
        raise Invalid("sinal", phrase)
    return cents, ""


def _is_bare(row: Row) -> bool:
    written = row.values.get("TRNAMT", "").strip()
    return written.startswith("+") or (written[:1].isdigit() and not written.endswith(("-", "−")))
