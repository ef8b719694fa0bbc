"""No rate agreed: the taxa legal from 2024-08-30, the Selic alone before it, a debt that crosses the date."""

from datetime import date
from fractions import Fraction
from typing import Any

from adimple.cli.conform.encargos import fields
from adimple.cli.conform.encargos.fields import Answer, Fields, shape
from adimple.domain import encargos, limits
from adimple.domain.encargos import Encargos, EncargosPolicy, Factor, Mora, regimes
from adimple.domain.encargos.series import NO_CORRECTION, factor_of
from adimple.domain.errors import Invalid
from adimple.domain.indices import IndexTable, months
from adimple.domain.lanes import divide_as

LEGAL, OLD, SIMPLE = "CHG-JUROS-LEGAL", "CHG-JUROS-OLD", "CHG-SIMPLE"
_ONE_BY_ONE = ("simple_sum", "simple_sum (federal tax method)")


def _taxa_legal(inputs: Fields, policy: Fields) -> Answer:
    floors = fields.flag(policy, "floor_zero", True)
    selic_ppb = fields.factor_ppb(inputs, "fator_selic")
    ipca15_ppb = fields.signed_ppb(inputs["ipca15_pct"], "ipca15_pct")
    rate_ppb = regimes.taxa_legal_ppb(selic_ppb, ipca15_ppb, floors=floors)
    return fields.warned({"taxa_legal_pct": fields.percent(rate_ppb)}, [LEGAL] if rate_ppb < 0 else [])


def _legal_rate(inputs: Fields, policy: Fields) -> Answer:
    """`mora_from` is the first day of delay, `mora_to` the day of payment; both count."""
    fields.one_of(policy, "accumulation", _ONE_BY_ONE)
    fields.one_of(policy, "pro_rata", ("calendar_days_of_month",))
    floors = fields.flag(policy, "floor_zero_per_month", True)
    first_on, last_on = fields.day(inputs, "mora_from"), fields.day(inputs, "mora_to")
    given = fields.ppb_by_month(inputs, "taxa_legal_pct_by_month")
    days = (last_on - first_on).days + 1
    juros, has_agreed = _with_agreed(policy, days, 30, _sum(given, first_on, last_on, floors=floors))
    rates = inputs.get("correction_monthly_pct") or policy.get("correction_monthly_pct") or ()
    correction = encargos.correction_factor(fields.monthly_ppb(rates))
    owed = _owed(inputs, policy, juros=juros, correction=correction)
    warns = [OLD] if first_on < regimes.LEGAL_RATE_SINCE else []
    counted = {month for month, _ in months.parts(first_on, last_on)}
    if has_agreed or (not floors and any(given[month] < 0 for month in counted)):
        warns.append(LEGAL)
    return fields.warned(_figures(owed), warns)


def _selic_alone(inputs: Fields, policy: Fields) -> Answer:
    """The months are added. Correção or agreed juros on top are computed as asked, and forbidden (Tema 1.368)."""
    fields.one_of(policy, "accumulation", _ONE_BY_ONE)
    rates = fields.monthly_ppb(inputs["selic_monthly_pct"], "selic_monthly_pct")
    selic, has_agreed = _with_agreed(policy, len(rates), 1, regimes.monthly_sum((rate, 1, 1) for rate in rates))
    asked = inputs.get("correction_monthly_pct") or policy.get("correction_monthly_pct")
    correction = encargos.correction_factor(fields.monthly_ppb(asked or ()))
    owed = _owed(inputs, policy, selic=selic, correction=correction)
    return fields.warned(_figures(owed), [OLD] if asked or has_agreed else [])


def _crossing(inputs: Fields, policy: Fields) -> Answer:
    """The Selic part stands apart: it bears neither juros nor correção afterwards."""
    given = fields.ppb_by_month(inputs, "taxa_legal")
    last = max(given)
    last_on = fields.day(inputs, "mora_to") if "mora_to" in inputs else last.replace(day=months.days_in(last))
    juros = _sum(given, regimes.LEGAL_RATE_SINCE, last_on)
    selic = _percent(inputs, "selic_sum_until_2024_08_29_pct")
    ipca_ppb = fields.signed_ppb(inputs["ipca_from_2024_08_30_pct"], "ipca_from_2024_08_30_pct")
    mora = _mora(inputs, policy, selic=selic, juros=juros, correction=encargos.correction_factor([ipca_ppb]))
    owed = encargos.encargos_of(mora)
    selic_cents = encargos.selic_cents(mora)
    juros_cents, warns = owed.juros_cents - selic_cents, []
    if not fields.flag(policy, "no_interest_on_interest", True):
        base_cents = owed.principal_cents + selic_cents + owed.correcao_cents
        juros_cents, warns = divide_as(mora.juros_rounding, base_cents * mora.juros_num, mora.juros_den), [SIMPLE]
    figures = {
        "principal": fields.money(owed.principal_cents),
        "selic_part": fields.money(selic_cents),
        "correcao": fields.money(owed.correcao_cents),
        "juros_taxa_legal": fields.money(juros_cents),
        "total": fields.money(owed.total_cents - owed.juros_cents + selic_cents + juros_cents),
    }
    return fields.warned(figures, warns)


# --- worked by the lanes' own formulas ---


def _sum(given: dict[date, int], first_on: date, last_on: date, *, floors: bool = True) -> Factor:
    if last_on < first_on:
        raise Invalid("mora_to", "O fim da mora não pode vir antes do começo.")
    if (last_on - first_on).days > limits.MAX_DAYS_LATE:
        raise Invalid("mora_to", f"O limite é de {limits.MAX_DAYS_LATE} dias.")
    table = IndexTable({"taxa_legal": given})
    parts = months.parts(first_on, last_on)
    rates = ((table.rate_ppb("taxa_legal", month), days, months.days_in(month)) for month, days in parts)
    return regimes.monthly_sum(rates, floors_months=floors)


def _percent(inputs: Fields, name: str) -> Factor:
    return regimes.monthly_sum([(fields.ppb(inputs[name], name), 1, 1)])


def _owed(inputs: Fields, policy: Fields, **factors: Factor) -> Encargos:
    return encargos.encargos_of(_mora(inputs, policy, **factors))


def _mora(
    inputs: Fields,
    policy: Fields,
    *,
    selic: Factor = regimes.NOTHING,
    juros: Factor = regimes.NOTHING,
    correction: Factor = NO_CORRECTION,
) -> Mora:
    agreed = EncargosPolicy(
        multa_ppb=fields.ppb(policy.get("multa_pct") or "0", "multa_pct"),
        rounding=fields.one_of(policy, "rounding", ("half_up", "down", "half_even")),
    )
    legal = regimes.LegalFactors(selic, correction, juros)
    due_on = date(2024, 1, 2)
    terms = encargos.legal_terms(agreed, legal, days_late=1)
    return encargos.mora(encargos.new_saldo(fields.cents(inputs, "principal"), due_on), terms)


def _with_agreed(policy: Fields, months_num: int, months_den: int, total: Factor) -> tuple[Factor, bool]:
    """Agreed juros asked beside those of the law: added to them as asked; and whether any were."""
    agreed_ppb = fields.ppb(policy.get("juros_pct_month") or "0", "juros_pct_month")
    both = Fraction(total.num, total.den) + Fraction(agreed_ppb * months_num, limits.BILLION * months_den)
    return factor_of(both), agreed_ppb > 0


def _figures(owed: Encargos) -> dict[str, Any]:
    return {
        "principal": fields.money(owed.principal_cents),
        "correcao": fields.money(owed.correcao_cents),
        "multa": fields.money(owed.multa_cents),
        "juros": fields.money(owed.juros_cents),
        "total": fields.money(owed.total_cents),
    }


SHAPES = (
    shape("fator_selic ipca15_pct", _taxa_legal),
    shape("principal mora_from mora_to taxa_legal_pct_by_month", _legal_rate, takes="correction_monthly_pct"),
    shape("principal selic_monthly_pct", _selic_alone, takes="correction_monthly_pct"),
    shape("principal selic_sum_until_2024_08_29_pct ipca_from_2024_08_30_pct taxa_legal", _crossing, takes="mora_to"),
)
