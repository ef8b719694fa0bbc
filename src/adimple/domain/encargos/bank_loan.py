"""What a financial institution may charge on a late loan, and the comissão de permanência of old contracts.

By day only. Three charges and no other (Resolução CMN 4.882/2020): juros remuneratórios at the contract's rate, juros
de mora, multa. The comissão de permanência excludes all three and never passes their sum (STJ, Súmulas 30, 294, 296
and 472). Days count by thirtieths of the monthly rate, simple.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from adimple.domain import limits
from adimple.domain.encargos.policy import B2C_JUROS_PPB_MONTH, B2C_MULTA_PPB
from adimple.domain.errors import Invalid
from adimple.domain.money import divide_half_up

REMUNERATORIOS, MORA, MULTA = "juros_remuneratorios", "juros_mora", "multa"
COMISSAO = "comissao_permanencia"
ALLOWED = (REMUNERATORIOS, MORA, MULTA)
CHARGES = (*ALLOWED, COMISSAO)
RULE = "CHG-COMPERM"
CITES = "STJ, Súmulas 30, 294, 296 e 472; Resolução CMN 4.882/2020"


@dataclass(frozen=True, slots=True)
class LateLoan:
    principal_cents: int
    days_late: int
    contract_ppb_month: int
    comissao_ppb_month: int = 0
    juros_ppb_month: int = B2C_JUROS_PPB_MONTH
    multa_ppb: int = B2C_MULTA_PPB


@dataclass(frozen=True, slots=True)
class LoanCharges:
    """Cents of each charge asked for; `breaks`: it was cumulated, or passes the sum of the three."""

    cents: Mapping[str, int]
    breaks: bool


def charges_of(loan: LateLoan, stack: Collection[str], *, capped: bool = True) -> LoanCharges:
    """The charges named in `stack`. `capped`: the comissão stops at what the three it stands for would sum."""
    unknown = [charge for charge in stack if charge not in CHARGES]
    if unknown:
        raise Invalid("stack", f"Um banco não pode cobrar «{str(unknown[0])[:40]}». Há: {', '.join(CHARGES)}.")
    each = {
        REMUNERATORIOS: _by_days(loan, loan.contract_ppb_month),
        MORA: _by_days(loan, loan.juros_ppb_month),
        MULTA: divide_half_up(loan.principal_cents * loan.multa_ppb, limits.BILLION) if loan.days_late else 0,
    }
    most_cents = sum(each.values())
    asked_cents = _by_days(loan, loan.comissao_ppb_month)
    each[COMISSAO] = min(asked_cents, most_cents) if capped else asked_cents
    cents = {charge: each[charge] for charge in CHARGES if charge in stack}
    is_cumulated = COMISSAO in stack and len(cents) > 1
    return LoanCharges(cents, is_cumulated or cents.get(COMISSAO, 0) > most_cents)


def _by_days(loan: LateLoan, ppb_month: int) -> int:
    return divide_half_up(loan.principal_cents * ppb_month * loan.days_late, 30 * limits.BILLION)
