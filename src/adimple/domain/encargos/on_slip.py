"""What a boleto tells its pagador of discount, multa and juros: in words, with the amounts the calculator charges."""

from dataclasses import replace
from datetime import date, timedelta

from adimple.domain import calendar
from adimple.domain.encargos.formulas import Encargos, Saldo, accrue_encargos
from adimple.domain.encargos.policy import EncargosPolicy
from adimple.domain.encargos.terms import counts_from, discount_until
from adimple.domain.indices import index_of
from adimple.domain.money import format_brl, format_percent

EXAMPLE_DAYS = 30


def instructions(policy: EncargosPolicy, saldo: Saldo, *, due_on: date) -> tuple[str, ...]:
    """One sentence for each of discount, multa, juros and correção that the policy has, then the day without service.

    An amount is told where it is known on the day of issue: not where it hangs on an index of months to come.
    """
    effective_on = calendar.effective_due_on(due_on)
    after = f"Depois de {calendar.format_date(effective_on)}"
    sentences = (
        _discount(policy, saldo, due_on),
        _multa(policy, saldo, due_on, effective_on, after),
        _juros(policy, saldo, due_on, effective_on, after),
        _correcao(policy, after),
        _nonbusiness_due(due_on, effective_on),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _discount(policy: EncargosPolicy, saldo: Saldo, due_on: date) -> str:
    if not (policy.discount_cents or policy.discount_ppb):
        return ""
    until = discount_until(policy, due_on)
    owed = _owed(policy, saldo, due_on, until)
    day, amount = calendar.format_date(until), format_brl(owed.discount_cents)
    return f"Até {day}, desconto de {amount}: pague {format_brl(owed.total_cents)}."


def _multa(policy: EncargosPolicy, saldo: Saldo, due_on: date, effective_on: date, after: str) -> str:
    if not policy.multa_ppb or saldo.multa_charged:
        return ""
    rate = format_percent(policy.multa_ppb)
    if policy.multa_base == "corrected" and policy.needs_indices:
        return f"{after}, multa de {rate} sobre o valor corrigido."
    owed = _owed(policy, saldo, due_on, effective_on + timedelta(days=1))
    return f"{after}, multa de {rate}: {format_brl(owed.multa_cents - saldo.multa_open_cents)}."


def _juros(policy: EncargosPolicy, saldo: Saldo, due_on: date, effective_on: date, after: str) -> str:
    if policy.juros_by == "law":
        return f"{after}, juros e correção da lei (Código Civil, arts. 389 e 406)."
    if not policy.juros_ppb_month:
        return ""
    start = counts_from(policy, due_on=due_on, juros_from_on=saldo.juros_from_on)
    if policy.juros_basis.startswith("daily_cents"):
        on = max(effective_on, start) + timedelta(days=1)
        days = (on - start).days
        new_cents = _owed(policy, saldo, due_on, on).juros_cents - saldo.juros_open_cents
        return f"{after}, juros de {format_brl(new_cents // days)} por dia de atraso, contados {_from(start)}."
    told = f"{after}, juros de {_rate(policy)}, contados {_from(start)}"
    if policy.correction_index:
        return f"{told}, sobre o valor corrigido."
    owed = _owed(policy, saldo, due_on, start + timedelta(days=EXAMPLE_DAYS))
    return f"{told}: em {EXAMPLE_DAYS} dias, {format_brl(owed.juros_cents - saldo.juros_open_cents)}."


def _rate(policy: EncargosPolicy) -> str:
    rate = format_percent(policy.juros_ppb_month)
    match policy.juros_basis:
        case "365":
            return f"{rate} ao mês ({rate} × 12 ÷ 365 por dia)"
        case "monthpart" | "monthpart_cc132":
            return f"{rate} por mês inteiro e {rate} ÷ 30 por dia que sobra"
        case "compound30":
            return f"{rate} ao mês, capitalizados"
    return f"{rate} ao mês ({rate} ÷ 30 por dia)"


def _correcao(policy: EncargosPolicy, after: str) -> str:
    if not policy.correction_index or policy.juros_by == "law":
        return ""
    return f"{after}, correção pelo {index_of(policy.correction_index).name}."


def _nonbusiness_due(due_on: date, effective_on: date) -> str:
    if due_on == effective_on:
        return ""
    due, until = calendar.format_date(due_on), calendar.format_date(effective_on)
    return f"Em {due} não há expediente bancário: até {until}, pague sem multa nem juros."


def _from(start: date) -> str:
    return f"de {calendar.format_date(start)}"


def _owed(policy: EncargosPolicy, saldo: Saldo, due_on: date, on: date) -> Encargos:
    """What is owed on a day to come, without the indices nobody knows yet."""
    known = replace(policy, juros_by="contract", correction_index="") if policy.needs_indices else policy
    return accrue_encargos(known, saldo, due_on=due_on, on=on)
