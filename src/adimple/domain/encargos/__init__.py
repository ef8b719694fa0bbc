"""Multa, juros, correção and discount: what a título owes on a day.

policy.py     what was agreed, and what the law says of it
series.py     months of an index, or of compounding, as one fraction
regimes.py    what the law charges where no rate was agreed, and a debt that crosses from one law to the next
terms.py      dates and rates as integers, for one due date on one day
lacking.py    the months of the indices that a sum needs and are missing
formulas.py   the formulas, in both lanes
on_paper.py   the same, as a person would work it
on_slip.py    the same, as a boleto tells it before it is owed

By day only, on their own records: early_settlement.py, bank_loan.py, acceleration.py, fees.py, refund.py.
"""

from adimple.domain.encargos.formulas import (
    Encargos,
    Mora,
    Saldo,
    accrue_encargos,
    correcao_cents,
    discount_cents,
    encargos_of,
    juros_cents,
    mora,
    multa_cents,
    new_saldo,
    selic_cents,
    total_cents,
)
from adimple.domain.encargos.lacking import lacking_months
from adimple.domain.encargos.on_paper import arithmetic
from adimple.domain.encargos.on_slip import instructions
from adimple.domain.encargos.policy import EncargosPolicy, PolicyFinding, cap_policy, check_policy, findings_on
from adimple.domain.encargos.series import NO_CORRECTION, Factor, correction_factor
from adimple.domain.encargos.terms import Terms, days_late, legal_terms, terms_on

__all__ = [
    "NO_CORRECTION", "Encargos", "EncargosPolicy", "Factor", "Mora", "PolicyFinding", "Saldo", "Terms",
    "accrue_encargos", "arithmetic", "cap_policy", "check_policy", "correcao_cents", "correction_factor",
    "days_late", "discount_cents", "encargos_of", "findings_on", "instructions", "juros_cents", "lacking_months",
    "legal_terms", "mora", "multa_cents", "new_saldo", "selic_cents", "terms_on", "total_cents",
]  # fmt: skip
