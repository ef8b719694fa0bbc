"""What is asked beside multa and juros: honorários and fees, and what the law wants before they join a debt.

By day only. One row per kind of fee and relation; to add one is to add a row.
"""

from dataclasses import dataclass

from adimple.domain import limits
from adimple.domain.errors import Invalid
from adimple.domain.money import divide_half_up

EXPRESS_CLAUSE, RECIPROCAL_CLAUSE, LAWYER_ACTED = "express_clause", "reciprocal_clause", "lawyer_acted"


@dataclass(frozen=True, slots=True)
class FeeRule:
    """`needs`: what must all be true before the fee may join the debt; None: nothing makes it lawful."""

    rule: str
    fee: str
    relation: str
    needs: tuple[str, ...] | None
    phrase: str
    cites: str


FEES = (
    FeeRule(
        "CHG-HON-B2C",
        "honorarios",
        "B2C",
        (EXPRESS_CLAUSE, RECIPROCAL_CLAUSE, LAWYER_ACTED),
        "De consumidor, honorários só com cláusula expressa, que valha também a favor dele, e trabalho de advogado "
        "necessário e comprovado. Retire os honorários ou comprove os três.",
        "STJ, REsp 1.274.629; CDC art. 51 XII; Código Civil, arts. 389, 395 e 404",
    ),
    FeeRule(
        "CHG-HON-COND",
        "honorarios",
        "condominio",
        None,
        "Honorários contratuais não entram na dívida de condomínio, nem que a convenção os preveja. Retire-os.",
        "STJ, REsp 2.187.308/TO; Código Civil, art. 1.336 § 1º",
    ),
    FeeRule(
        "CHG-HON-B2B",
        "honorarios",
        "B2B",
        (EXPRESS_CLAUSE,),
        "Entre empresas, honorários só com cláusula no contrato. Retire os honorários ou comprove a cláusula.",
        "Código Civil, arts. 389 e 395",
    ),
    FeeRule(
        "CHG-FEE-BOLETO",
        "boleto",
        "B2C",
        None,
        "Não se cobra do consumidor a emissão nem o recebimento do boleto. Retire a tarifa.",
        "CDC arts. 39 V e 51 IV; Resolução CMN 3.919/2010",
    ),
)
_BY_FEE = {(row.fee, row.relation): row for row in FEES}


def fee_rule(fee: str, relation: str) -> FeeRule:
    """The row of a fee in a relation. Raises Invalid when there is none."""
    row = _BY_FEE.get((fee, relation))
    if row is None:
        known = ", ".join(f"{fee} ({relation})" for fee, relation in _BY_FEE)
        raise Invalid("fee", f"Não conhecemos regra para «{fee[:20]}» em «{relation[:20]}». Há: {known}.")
    return row


def may_charge(row: FeeRule, met: frozenset[str]) -> bool:
    """Whether everything the row asks for is there."""
    return row.needs is not None and met.issuperset(row.needs)


def fee_cents(base_cents: int, fee_ppb: int) -> int:
    """The fee on what is owed, rounded half up."""
    return divide_half_up(base_cents * fee_ppb, limits.BILLION)
