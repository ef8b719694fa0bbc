"""Where a payment goes: one debt, many, and what is left after a part payment."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from adimple.cli.conform.encargos import fields, late
from adimple.cli.conform.encargos.fields import Answer, Fields, shape
from adimple.domain import encargos, imputacao
from adimple.domain.errors import Invalid


def _one_debt(inputs: Fields, policy: Fields) -> Answer:
    owed_cents = {part: fields.cents(inputs, part) for part in ("juros", "multa", "principal")}
    debt = imputacao.Debt("", late.SOME_BANK_DAY, owed_cents["principal"], owed_cents["multa"], owed_cents["juros"])
    imputed = imputacao.impute_payment(fields.cents(inputs, "payment"), [debt], order=_order(policy))
    applied_cents = dict.fromkeys(owed_cents, 0)
    for part in imputed.imputacoes:
        applied_cents = {"juros": part.juros_cents, "multa": part.multa_cents, "principal": part.principal_cents}
    remaining_cents = {part: owed_cents[part] - applied_cents[part] for part in owed_cents}
    return {
        "applied": {part: fields.money(cents) for part, cents in applied_cents.items()},
        "remaining": {part: fields.money(cents) for part, cents in remaining_cents.items()},
        "excess": fields.money(imputed.leftover_cents),
        "total_remaining": fields.money(sum(remaining_cents.values())),
    }


def _many_debts(inputs: Fields, policy: Fields) -> Answer:
    rows = inputs["debts"]
    are_objects = isinstance(rows, list) and all(isinstance(row, Mapping) and row.get("id") for row in rows)
    if not are_objects or len({str(row["id"]) for row in rows}) < len(rows):
        raise Invalid("debts", "Informe uma lista de dívidas, cada uma com um «id» próprio.")
    debts = [
        imputacao.Debt(
            titulo_id=str(row["id"]),
            due_on=fields.day(row, "due"),
            principal_cents=fields.cents(row, "due_amount"),
            rate_ppb=fields.ppb(row.get("rate", "0"), "rate"),
        )
        for row in rows
    ]
    cents = fields.cents(inputs, "payment")
    chosen, presumed = _choice(inputs, policy, debts, cents)
    imputed = imputacao.impute_payment(cents, debts, order=_order(policy), chosen=chosen)
    applied_cents = {debt.titulo_id: 0 for debt in debts}
    applied_cents |= {part.titulo_id: part.paid_cents for part in imputed.imputacoes}
    applied = {titulo_id: fields.money(paid_cents) for titulo_id, paid_cents in applied_cents.items()}
    return {"applied": applied, "excess": fields.money(imputed.leftover_cents)} | presumed


def _choice(inputs: Fields, policy: Fields, debts: Sequence[imputacao.Debt], cents: int) -> tuple[list[str], Answer]:
    """The debts the devedor chose (CC art. 352), and, when the case says they chose but not which, what we presume.

    Nobody may be made to receive in part (CC art. 314): the presumed choice is the greatest debt that is paid whole.
    """
    if "chosen" in inputs:
        chosen = inputs["chosen"]
        return [str(titulo_id) for titulo_id in (chosen if isinstance(chosen, list) else [chosen])], {}
    if policy.get("rule") != "CC352_debtor_choice":
        return [], {}
    paid_whole = [debt for debt in debts if debt.owed_cents <= cents]
    presumed = [str(max(paid_whole, key=lambda debt: debt.owed_cents).titulo_id)] if paid_whole else []
    return presumed, {"presumed_choice": presumed}


def _part_payment(inputs: Fields, policy: Fields) -> Answer:
    """A part payment some days after the due date, then settlement: the saldo carries what is left."""
    agreed, due_on = fields.policy_of(policy), late.SOME_BANK_DAY
    saldo = encargos.new_saldo(fields.cents(inputs, "principal"), due_on)
    name = next(name for name in inputs if fields.PAYMENT_DAY.fullmatch(name))
    paid_on = due_on + timedelta(days=fields.count(name.removeprefix("payment_day_"), name))
    settled_on = due_on + timedelta(days=fields.count(inputs["settle_day"], "settle_day"))
    if settled_on < paid_on:
        raise Invalid("settle_day", "A quitação não pode vir antes do pagamento parcial.")
    first = encargos.accrue_encargos(agreed, saldo, due_on=due_on, on=paid_on)
    payment = (paid_on, fields.cents(inputs, name))
    step = imputacao.replay(agreed, saldo, [payment], due_on=due_on, order=_order(policy))[0]
    last = encargos.accrue_encargos(agreed, step.saldo, due_on=due_on, on=settled_on)
    return {
        "juros_1": fields.money(first.juros_cents),
        "multa": fields.money(first.multa_cents),
        "principal_left": fields.money(step.saldo.principal_cents),
        "juros_2": fields.money(last.juros_cents),
        "settlement": fields.money(last.total_cents),
    }


def _order(policy: Fields) -> tuple[str, ...]:
    order = policy.get("order") or imputacao.CONTRACT_ORDER
    if not isinstance(order, list | tuple) or sorted(map(str, order)) != sorted(imputacao.CONTRACT_ORDER):
        raise Invalid("order", "A ordem nomeia juros, multa e principal, uma vez cada.")
    return tuple(order)


SHAPES = (
    shape("juros multa payment principal", _one_debt),
    shape("debts payment", _many_debts, takes="chosen"),
    shape("principal payment_day settle_day", _part_payment),
)
