"""Contracts with a rate of their own: early settlement, a bank loan paid late, the whole debt falling due."""

from adimple.cli.conform.encargos import fields
from adimple.cli.conform.encargos.fields import Answer, Fields, shape
from adimple.domain import encargos
from adimple.domain.encargos import EncargosPolicy, acceleration, bank_loan, early_settlement
from adimple.domain.encargos.early_settlement import MAX_PARCELAS
from adimple.domain.errors import Invalid

METHODS = ("present_value_contract_rate",)
OVERDUE, WHOLE = "overdue_instalments", "whole_debt"


def _by_months(inputs: Fields, policy: Fields) -> Answer:
    first = fields.count(inputs["months_to_next"], "months_to_next", MAX_PARCELAS)
    remaining = fields.count(inputs["remaining"], "remaining", MAX_PARCELAS)
    return _settled(inputs, policy, [30 * (first + turn) for turn in range(remaining)])


def _by_days(inputs: Fields, policy: Fields) -> Answer:
    ahead = inputs["days_ahead"]
    if not isinstance(ahead, list):
        raise Invalid("days_ahead", "Informe os dias até cada parcela como uma lista.")
    return _settled(inputs, policy, [fields.count(days, "days_ahead") for days in ahead])


def _settled(inputs: Fields, policy: Fields, days_ahead: list[int]) -> Answer:
    fields.one_of(policy, "method", METHODS)
    fields.one_of(policy, "exponent", ("days/30",))
    cents = fields.cents(inputs, "instalment")
    rate_ppb_month = fields.ppb(inputs["contract_rate_pct_month"], "contract_rate_pct_month")
    settled = early_settlement.settle_early([(cents, days) for days in days_ahead], rate_ppb_month)
    fee_cents = fields.cents(policy, "fee") if policy.get("fee") else 0
    figures = {
        "settlement": fields.money(settled.settlement_cents + fee_cents),
        "rebate": fields.money(settled.rebate_cents),
    }
    # A fee for paying early is forbidden (Resolução CMN 3.516/2007, art. 1º).
    return fields.warned(figures, [early_settlement.RULE] if fee_cents else [])


def _bank_loan(inputs: Fields, policy: Fields) -> Answer:
    stack = policy.get("stack") or list(bank_loan.ALLOWED)
    if not isinstance(stack, list):
        raise Invalid("stack", "Informe os encargos como uma lista.")
    loan = bank_loan.LateLoan(
        principal_cents=fields.cents(inputs, "principal"),
        days_late=fields.count(inputs["days"], "days"),
        contract_ppb_month=fields.ppb(inputs["contract_rate_pct_month"], "contract_rate_pct_month"),
        comissao_ppb_month=fields.ppb(inputs.get("comissao_pct_month") or "0", "comissao_pct_month"),
        juros_ppb_month=fields.ppb(policy.get("juros_pct_month") or "1", "juros_pct_month"),
        multa_ppb=fields.ppb(policy.get("multa_pct") or "2", "multa_pct"),
    )
    charged = bank_loan.charges_of(loan, stack, capped="cap" in policy)
    shown = {name: charged.cents.get(name, 0) for name in _shown(stack)}
    total_cents = loan.principal_cents + sum(charged.cents.values())
    figures = {name: fields.money(cents) for name, cents in shown.items()}
    figures = {"principal": fields.money(loan.principal_cents), **figures, "total": fields.money(total_cents)}
    kind = fields.kind_of(inputs, policy) or "B2C"
    agreed = EncargosPolicy(multa_ppb=loan.multa_ppb, juros_ppb_month=loan.juros_ppb_month)
    caps = [finding.rule for finding in encargos.findings_on(agreed, kind) if finding.is_forbidden]
    return fields.warned(figures, [*([bank_loan.RULE] if charged.breaks else []), *caps])


def _shown(stack: list[str]) -> list[str]:
    """What was asked, and, beside a comissão, that the juros de mora and the multa give way to it."""
    gone = [bank_loan.MORA, bank_loan.MULTA] if bank_loan.COMISSAO in stack else []
    return [name for name in (bank_loan.COMISSAO, *bank_loan.ALLOWED) if name in stack or name in gone]


def _accelerated(inputs: Fields, policy: Fields) -> Answer:
    on_whole = fields.one_of(policy, "multa_base", (OVERDUE, WHOLE)) == WHOLE
    multa_ppb = fields.ppb(policy.get("multa_pct") or "0", "multa_pct")
    rounding = fields.one_of(policy, "rounding", ("half_up", "down"))
    whole = acceleration.accelerate(
        fields.cents(inputs, "overdue_instalments"),
        fields.cents(inputs, "accelerated_balance"),
        multa_ppb,
        on_whole=on_whole,
        rounds_down=rounding == "down",
    )
    figures = {
        "principal": fields.money(whole.principal_cents),
        "multa": fields.money(whole.multa_cents),
        "total": fields.money(whole.total_cents),
    }
    kind = fields.kind_of(inputs, policy)
    agreed = EncargosPolicy(multa_ppb=multa_ppb)
    caps = [finding.rule for finding in encargos.findings_on(agreed, kind)]
    breaks = [acceleration.RULE] if on_whole and kind != "B2B" else []
    return fields.warned(figures, [*breaks, *(rule for rule in caps if rule != "CHG-ROUND")])


SHAPES = (
    shape("instalment remaining contract_rate_pct_month months_to_next", _by_months),
    shape("instalment days_ahead contract_rate_pct_month", _by_days),
    shape("principal days contract_rate_pct_month", _bank_loan, takes="comissao_pct_month"),
    shape("overdue_instalments accelerated_balance", _accelerated),
)
