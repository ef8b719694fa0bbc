"""A late título, its correção alone, and the discount for paying in time when it was lost."""

from dataclasses import replace
from datetime import date, timedelta

from adimple.cli.conform.encargos import fields
from adimple.cli.conform.encargos.fields import Answer, Fields, shape
from adimple.domain import encargos, limits
from adimple.domain.encargos import Encargos, EncargosPolicy, Factor, Mora
from adimple.domain.encargos.policy import B2C_JUROS_PPB_MONTH, B2C_MULTA_PPB
from adimple.domain.money import divide_half_up

SOME_BANK_DAY = date(2026, 3, 10)  # cases that count days from a due date name none: this Tuesday serves


def _late_titulo(inputs: Fields, policy: Fields) -> Answer:
    agreed = fields.policy_of(policy)
    due_on, on = fields.day(inputs, "due"), fields.day(inputs, "paid")
    correction = encargos.correction_factor(fields.monthly_ppb(policy.get("correction_monthly_pct") or ()))
    saldo = encargos.new_saldo(fields.cents(inputs, "principal"), due_on)
    terms = encargos.terms_on(agreed, due_on=due_on, juros_from_on=due_on, on=on, correction=correction)
    mora = encargos.mora(saldo, terms)
    owed = encargos.encargos_of(mora)
    figures = {
        "days_late": owed.days_late,
        "principal": fields.money(owed.principal_cents),
        "correcao": fields.money(owed.correcao_cents),
        "multa": fields.money(owed.multa_cents),
        "juros": fields.money(owed.juros_cents),
        "total": fields.money(owed.total_cents),
    }
    return fields.warned(figures, _warns(agreed, mora, owed, policy, inputs))


def _warns(agreed: EncargosPolicy, mora: Mora, owed: Encargos, policy: Fields, inputs: Fields) -> list[str]:
    """The rules that forbid what was computed, or the multa that was asked for before someone capped it."""
    kind = fields.kind_of(inputs, policy)
    if "requested_multa_pct" in policy:
        asked = replace(agreed, multa_ppb=fields.ppb(policy["requested_multa_pct"], "requested_multa_pct"))
    else:
        asked = agreed
    rules = [finding.rule for finding in encargos.findings_on(asked, kind) if finding.rule != "CHG-ROUND"]
    if kind != "B2B" and _passes_a_cap_by_rounding(agreed, mora, owed):
        rules.append("CHG-ROUND")
    return rules


def _passes_a_cap_by_rounding(agreed: EncargosPolicy, mora: Mora, owed: Encargos) -> bool:
    base_cents = owed.principal_cents + owed.correcao_cents
    multa_base_cents = base_cents if mora.multa_on_corrected else owed.principal_cents
    multa_passes = (
        agreed.multa_ppb == B2C_MULTA_PPB and owed.multa_cents * limits.BILLION > multa_base_cents * B2C_MULTA_PPB
    )
    juros_exact_num = base_cents * mora.juros_num * mora.juros_times
    juros_passes = agreed.juros_ppb_month == B2C_JUROS_PPB_MONTH and owed.juros_cents * mora.juros_den > juros_exact_num
    return multa_passes or juros_passes


def _correction_alone(inputs: Fields, policy: Fields) -> Answer:
    principal_cents = fields.cents(inputs, "principal")
    factor: Factor = encargos.correction_factor(fields.monthly_ppb(inputs["index_monthly_pct"]))
    change = (factor.num - factor.den) * principal_cents
    raw_cents = divide_half_up(change, factor.den)
    return {
        "raw_correcao": fields.money(raw_cents),
        "correcao": fields.money(max(raw_cents, 0)),
        "principal": fields.money(principal_cents),
        "total": fields.money(principal_cents + max(raw_cents, 0)),
    }


def _discount_lost(inputs: Fields, policy: Fields) -> Answer:
    """Late, the full price is owed and the multa falls on it (STJ, REsp 1.424.814); in time, the discount holds."""
    agreed = replace(
        fields.policy_of({"juros_pct_month": "1"} | dict(policy) | {"multa_pct": inputs["multa_pct"]}),
        discount_ppb=fields.ppb(inputs["discount_pct"], "discount_pct"),
    )
    on = SOME_BANK_DAY + timedelta(days=fields.count(inputs["days_late"], "days_late"))
    saldo = encargos.new_saldo(fields.cents(inputs, "amount"), SOME_BANK_DAY)
    mora = encargos.mora(saldo, encargos.terms_on(agreed, due_on=SOME_BANK_DAY, juros_from_on=SOME_BANK_DAY, on=on))
    owed = encargos.encargos_of(mora)
    figures = {
        "principal": fields.money(owed.principal_cents),
        "multa": fields.money(owed.multa_cents),
        "juros": fields.money(owed.juros_cents),
        "total": fields.money(owed.total_cents),
    }
    if owed.discount_cents:
        figures["discount"] = fields.money(owed.discount_cents)
    return fields.warned(figures, _warns(agreed, mora, owed, policy, inputs))


SHAPES = (
    shape("principal due paid", _late_titulo),
    shape("principal index_monthly_pct", _correction_alone),
    shape("amount discount_pct multa_pct days_late", _discount_lost),
)
