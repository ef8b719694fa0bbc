"""`adimple conform encargos`: one case of encargos, or of imputação, worked by the domain's own functions.

A calculator: it applies the policy given and never caps; where a rule forbids it, the answer names it in `warns`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from adimple.domain import calendar, encargos, imputacao, limits
from adimple.domain.encargos import Encargos, EncargosPolicy, Factor, Mora
from adimple.domain.encargos.policy import B2C_JUROS_PPB_MONTH, B2C_MULTA_PPB, Kind
from adimple.domain.errors import Invalid
from adimple.domain.money import divide_half_up, format_brl, parse_percent

Fields = Mapping[str, Any]

_AMOUNT = re.compile(r"(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_PAYMENT_DAY = re.compile(r"payment_day_(\d{1,4})", re.ASCII)
_SOME_BANK_DAY = date(2026, 3, 10)  # cases that count days from a due date name none: this Tuesday serves


def answer(case: Fields) -> dict[str, Any]:
    """The `expected` fields of one case beside its `id`; what cannot be computed gives `error` and a phrase."""
    inputs, policy = case.get("inputs"), case.get("policy") or {}
    if not isinstance(inputs, Mapping) or not isinstance(policy, Mapping):
        return {"id": case.get("id"), "error": "shape_unknown", "phrase": "Informe «inputs» e «policy» como objetos."}
    work = _work_for(set(inputs))
    if work is None:
        phrase = f"Ainda não calculamos casos com os campos {', '.join(sorted(inputs))[:200] or '(nenhum)'}."
        return {"id": case.get("id"), "error": "shape_unknown", "phrase": phrase}
    try:
        return {"id": case.get("id"), **work(inputs, policy)}
    except Invalid as invalid:
        return {"id": case.get("id"), "error": "invalid", "phrase": f"{invalid.field}: {invalid.phrase}"}


def _work_for(names: set[str]) -> Callable[[Fields, Fields], dict[str, Any]] | None:
    names = {"payment_day" if _PAYMENT_DAY.fullmatch(name) else name for name in names} - {"kind", "chosen"}
    works = {
        frozenset({"principal", "due", "paid"}): _late_titulo,
        frozenset({"juros", "multa", "payment", "principal"}): _one_debt,
        frozenset({"debts", "payment"}): _many_debts,
        frozenset({"principal", "payment_day", "settle_day"}): _part_payment,
        frozenset({"principal", "index_monthly_pct"}): _correction_alone,
    }
    return works.get(frozenset(names))


# --- what is owed ---


def _late_titulo(inputs: Fields, policy: Fields) -> dict[str, Any]:
    agreed = _policy(policy)
    due_on, on = _day(inputs, "due"), _day(inputs, "paid")
    correction = encargos.correction_factor(_monthly_ppb(policy.get("correction_monthly_pct") or ()))
    saldo = encargos.new_saldo(_cents(inputs, "principal"), due_on)
    terms = encargos.terms_on(agreed, due_on=due_on, juros_from_on=due_on, on=on, correction=correction)
    mora = encargos.mora(saldo, terms)
    owed = encargos.encargos_of(mora)
    figures = {
        "days_late": owed.days_late,
        "principal": _money(owed.principal_cents),
        "correcao": _money(owed.correcao_cents),
        "multa": _money(owed.multa_cents),
        "juros": _money(owed.juros_cents),
        "total": _money(owed.total_cents),
    }
    warns = _warns(agreed, mora, owed, policy, inputs)
    return figures | ({"warns": warns} if warns else {})


def _warns(agreed: EncargosPolicy, mora: Mora, owed: Encargos, policy: Fields, inputs: Fields) -> list[str]:
    """The rules that forbid what was computed, or the multa that was asked for before someone capped it."""
    kind = _kind(inputs, policy)
    if "requested_multa_pct" in policy:
        asked = replace(agreed, multa_ppb=_ppb(policy["requested_multa_pct"], "requested_multa_pct"))
    else:
        asked = agreed
    rules = [finding.rule for finding in encargos.findings_on(asked, kind) if finding.rule != "CHG-ROUND"]
    if kind != "B2B" and _passes_a_cap_by_rounding(agreed, mora, owed):
        rules.append("CHG-ROUND")
    return list(dict.fromkeys(rules))


def _kind(inputs: Fields, policy: Fields) -> Kind | None:
    """Consumer, firm, or not said; a multa that was capped says consumer."""
    said = inputs.get("kind") or policy.get("kind") or ("B2C" if policy.get("capped") else None)
    if said == "B2C":
        return "B2C"
    return "B2B" if said == "B2B" else None


def _passes_a_cap_by_rounding(agreed: EncargosPolicy, mora: Mora, owed: Encargos) -> bool:
    base_cents = owed.principal_cents + owed.correcao_cents
    multa_base_cents = base_cents if mora.multa_on_corrected else owed.principal_cents
    multa_passes = (
        agreed.multa_ppb == B2C_MULTA_PPB and owed.multa_cents * limits.BILLION > multa_base_cents * B2C_MULTA_PPB
    )
    juros_exact_num = base_cents * mora.juros_num * mora.juros_times
    juros_passes = agreed.juros_ppb_month == B2C_JUROS_PPB_MONTH and owed.juros_cents * mora.juros_den > juros_exact_num
    return multa_passes or juros_passes


def _correction_alone(inputs: Fields, policy: Fields) -> dict[str, Any]:
    principal_cents = _cents(inputs, "principal")
    factor: Factor = encargos.correction_factor(_monthly_ppb(inputs["index_monthly_pct"]))
    change = (factor.num - factor.den) * principal_cents
    raw_cents = divide_half_up(change, factor.den)
    return {
        "raw_correcao": _money(raw_cents),
        "correcao": _money(max(raw_cents, 0)),
        "principal": _money(principal_cents),
        "total": _money(principal_cents + max(raw_cents, 0)),
    }


# --- where a payment goes ---


def _one_debt(inputs: Fields, policy: Fields) -> dict[str, Any]:
    owed_cents = {part: _cents(inputs, part) for part in ("juros", "multa", "principal")}
    debt = imputacao.Debt("", _SOME_BANK_DAY, owed_cents["principal"], owed_cents["multa"], owed_cents["juros"])
    imputed = imputacao.impute_payment(_cents(inputs, "payment"), [debt], order=_order(policy))
    applied_cents = dict.fromkeys(owed_cents, 0)
    for part in imputed.imputacoes:
        applied_cents = {"juros": part.juros_cents, "multa": part.multa_cents, "principal": part.principal_cents}
    remaining_cents = {part: owed_cents[part] - applied_cents[part] for part in owed_cents}
    return {
        "applied": {part: _money(cents) for part, cents in applied_cents.items()},
        "remaining": {part: _money(cents) for part, cents in remaining_cents.items()},
        "excess": _money(imputed.leftover_cents),
        "total_remaining": _money(sum(remaining_cents.values())),
    }


def _many_debts(inputs: Fields, policy: Fields) -> dict[str, Any]:
    rows = inputs["debts"]
    are_objects = isinstance(rows, list) and all(isinstance(row, Mapping) and row.get("id") for row in rows)
    if not are_objects or len({str(row["id"]) for row in rows}) < len(rows):
        raise Invalid("debts", "Informe uma lista de dívidas, cada uma com um «id» próprio.")
    debts = [
        imputacao.Debt(
            titulo_id=str(row["id"]),
            due_on=_day(row, "due"),
            principal_cents=_cents(row, "due_amount"),
            rate_ppb=_ppb(row.get("rate", "0"), "rate"),
        )
        for row in rows
    ]
    cents = _cents(inputs, "payment")
    chosen, presumed = _choice(inputs, policy, debts, cents)
    imputed = imputacao.impute_payment(cents, debts, order=_order(policy), chosen=chosen)
    applied_cents = {debt.titulo_id: 0 for debt in debts}
    applied_cents |= {part.titulo_id: part.paid_cents for part in imputed.imputacoes}
    applied = {titulo_id: _money(paid_cents) for titulo_id, paid_cents in applied_cents.items()}
    return {"applied": applied, "excess": _money(imputed.leftover_cents)} | presumed


def _choice(
    inputs: Fields, policy: Fields, debts: Sequence[imputacao.Debt], cents: int
) -> tuple[list[str], dict[str, Any]]:
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


def _part_payment(inputs: Fields, policy: Fields) -> dict[str, Any]:
    """A part payment some days after the due date, then settlement: the saldo carries what is left."""
    agreed, due_on = _policy(policy), _SOME_BANK_DAY
    saldo = encargos.new_saldo(_cents(inputs, "principal"), due_on)
    name = next(name for name in inputs if _PAYMENT_DAY.fullmatch(name))
    paid_on = due_on + timedelta(days=_days(name.removeprefix("payment_day_"), name))
    settled_on = due_on + timedelta(days=_days(inputs["settle_day"], "settle_day"))
    if settled_on < paid_on:
        raise Invalid("settle_day", "A quitação não pode vir antes do pagamento parcial.")
    first = encargos.accrue_encargos(agreed, saldo, due_on=due_on, on=paid_on)
    payment = (paid_on, _cents(inputs, name))
    step = imputacao.replay(agreed, saldo, [payment], due_on=due_on, order=_order(policy))[0]
    last = encargos.accrue_encargos(agreed, step.saldo, due_on=due_on, on=settled_on)
    return {
        "juros_1": _money(first.juros_cents),
        "multa": _money(first.multa_cents),
        "principal_left": _money(step.saldo.principal_cents),
        "juros_2": _money(last.juros_cents),
        "settlement": _money(last.total_cents),
    }


# --- fields ---


def _policy(policy: Fields) -> EncargosPolicy:
    """The policy as given; a case that names no rounding rounds half up, as the vectors do."""
    return EncargosPolicy(
        multa_ppb=_ppb(policy.get("multa_pct") or "0", "multa_pct"),
        juros_ppb_month=_ppb(policy.get("juros_pct_month") or "0", "juros_pct_month"),
        juros_basis=policy.get("juros_basis") or "30",
        multa_base=policy.get("multa_base") or "nominal",
        rounding=policy.get("rounding") or "half_up",
        nonbusiness_due=policy.get("nonbusiness_due") or "original_if_missed",
    )


def _order(policy: Fields) -> tuple[str, ...]:
    order = policy.get("order") or imputacao.CONTRACT_ORDER
    if not isinstance(order, list | tuple) or sorted(map(str, order)) != sorted(imputacao.CONTRACT_ORDER):
        raise Invalid("order", "A ordem nomeia juros, multa e principal, uma vez cada.")
    return tuple(order)


def _cents(fields: Fields, name: str) -> int:
    """Cents of `1234.56`: exchanged JSON has a decimal point and no thousands."""
    match = _AMOUNT.fullmatch(str(fields.get(name)))
    if match is None:
        raise Invalid(name, "Escreva o valor como 1234.56.")
    cents = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if cents > limits.MAX_PRINCIPAL_CENTS:
        raise Invalid(name, f"O limite é {format_brl(limits.MAX_PRINCIPAL_CENTS)}.")
    return cents


def _money(cents: int) -> str:
    reais, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{reais}.{rest:02d}"


def _day(fields: Fields, name: str) -> date:
    return calendar.parse_date(str(fields.get(name) or ""), field=name)


def _days(text: Any, name: str) -> int:
    days = int(text) if re.fullmatch(r"\d{1,5}", str(text), re.ASCII) else limits.MAX_DAYS_LATE + 1
    if days > limits.MAX_DAYS_LATE:
        raise Invalid(name, f"Escreva os dias como um número até {limits.MAX_DAYS_LATE}.")
    return days


def _ppb(percent: Any, name: str) -> int:
    return parse_percent(str(percent), field=name)


def _monthly_ppb(percents: Any) -> list[int]:
    """Index rates of months, which may be negative."""
    if isinstance(percents, str) or not isinstance(percents, Sequence):
        raise Invalid("correction", "Informe os índices dos meses como uma lista.")
    return [
        -_ppb(str(percent)[1:], "correction") if str(percent).startswith("-") else _ppb(percent, "correction")
        for percent in percents
    ]
