"""The arithmetic of encargos as a person would work it on paper, in pt-BR, one line a figure."""

from datetime import date

from adimple.domain import calendar, limits
from adimple.domain.encargos.formulas import Encargos, Mora, selic_cents
from adimple.domain.encargos.policy import EncargosPolicy
from adimple.domain.encargos.terms import counts_from, discount_until
from adimple.domain.lanes import divide_as
from adimple.domain.money import divide_half_up, format_number, format_percent


def arithmetic(
    encargos: Encargos, mora: Mora, policy: EncargosPolicy, *, due_on: date, on: date, juros_from_on: date | None = None
) -> tuple[str, ...]:
    """One line per figure that is not zero, then the total: «Multa: 850,00 × 2% = 17,00.»

    `juros_from_on` is the saldo's, needed after a part payment; by default the due date.
    """
    start = counts_from(policy, due_on=due_on, juros_from_on=juros_from_on or due_on)
    lines = (
        _correcao(encargos, mora),
        _multa(encargos, mora),
        _juros(encargos, mora, policy, start, on),
        _discount(encargos, mora, policy, due_on),
        _total(encargos),
        _nonbusiness_due(policy, due_on, on, start),
    )
    return tuple(line for line in lines if line)


def _correcao(encargos: Encargos, mora: Mora) -> str:
    if not encargos.correcao_cents:
        return ""
    rate = _rate(mora.correction_num, mora.correction_den)
    return f"Correção: {format_number(mora.principal_cents)} × {rate} = {format_number(encargos.correcao_cents)}."


def _multa(encargos: Encargos, mora: Mora) -> str:
    if not encargos.multa_cents:
        return ""
    if mora.multa_charged:
        return f"Multa já cobrada, ainda em aberto: {format_number(mora.multa_open_cents)}."
    base_cents = mora.principal_cents + (encargos.correcao_cents if mora.multa_on_corrected else 0)
    base, amount = format_number(base_cents), format_number(encargos.multa_cents)
    return f"Multa: {base} × {format_percent(mora.multa_ppb)} = {amount}."


def _juros(encargos: Encargos, mora: Mora, policy: EncargosPolicy, start: date, on: date) -> str:
    if not encargos.juros_cents:
        return ""
    base_cents = encargos.principal_cents + encargos.correcao_cents
    new_cents = encargos.juros_cents - mora.juros_open_cents
    if not new_cents:
        return f"Juros de antes, ainda em aberto: {format_number(mora.juros_open_cents)}."
    if policy.juros_by == "law":
        return _juros_of_law(encargos, mora, new_cents)
    formula = _juros_formula(format_number(base_cents), mora, policy, start, on)
    if policy.juros_basis.startswith("daily_cents"):
        per_day_cents = divide_as(mora.juros_rounding, base_cents * mora.juros_num, mora.juros_den)
        formula = f"{format_number(per_day_cents)} por dia ({formula}) × {_days(mora.juros_times)}"
    if not mora.juros_open_cents:
        return f"Juros: {formula} = {format_number(new_cents)}."
    return (
        f"Juros: {formula} = {format_number(new_cents)}, "
        f"mais {format_number(mora.juros_open_cents)} de antes, em aberto = {format_number(encargos.juros_cents)}."
    )


def _juros_of_law(encargos: Encargos, mora: Mora, new_cents: int) -> str:
    """Each law its line: the Selic on the principal, the taxa legal on the corrected principal."""
    by_selic_cents = selic_cents(mora)
    lines = []
    if by_selic_cents:
        principal = format_number(encargos.principal_cents)
        rate = _rate(mora.selic_num, mora.selic_den)
        lines.append(f"Selic até 29/08/2024: {principal} × {rate} = {format_number(by_selic_cents)}.")
    if new_cents > by_selic_cents:
        base = format_number(encargos.principal_cents + encargos.correcao_cents)
        rate = _rate(mora.juros_num, mora.juros_den)
        lines.append(f"Juros pela taxa legal: {base} × {rate} = {format_number(new_cents - by_selic_cents)}.")
    if mora.juros_open_cents:
        lines.append(f"Juros de antes, ainda em aberto: {format_number(mora.juros_open_cents)}.")
    return " ".join(lines)


def _rate(num: int, den: int) -> str:
    """A fraction as a percent, said to be approximate where it is."""
    rate_ppb = divide_half_up(num * limits.BILLION, den)
    is_exact = rate_ppb * den == num * limits.BILLION
    return format_percent(rate_ppb) if is_exact else f"{format_percent(rate_ppb)} (aproximado)"


def _juros_formula(base: str, mora: Mora, policy: EncargosPolicy, start: date, on: date) -> str:
    rate = format_percent(policy.juros_ppb_month)
    days = (on - start).days
    match policy.juros_basis:
        case "30":
            return f"{base} × {rate} ÷ 30 × {_days(days)}"
        case "365":
            return f"{base} × {rate} × 12 ÷ 365 × {_days(days)}"
        case "monthpart" | "monthpart_cc132":
            months, rest = calendar.civil_months(start, on, cc132=policy.juros_basis == "monthpart_cc132")
            return f"{base} × {rate} × ({months} {'mês' if months == 1 else 'meses'} + {_days(rest)} ÷ 30)"
        case "compound30":
            return f"{base} × ((1 + {rate})^({days} ÷ 30) − 1)"
    return f"{base} × {rate} ÷ 30"


def _discount(encargos: Encargos, mora: Mora, policy: EncargosPolicy, due_on: date) -> str:
    if not encargos.discount_cents:
        return ""
    terms = [format_number(mora.discount_fixed_cents)] if mora.discount_fixed_cents else []
    if mora.discount_ppb:
        terms.append(f"{format_number(mora.nominal_cents)} × {format_percent(mora.discount_ppb)}")
    until = calendar.format_date(discount_until(policy, due_on))
    amount = format_number(encargos.discount_cents)
    worked = amount if terms == [amount] else f"{' + '.join(terms)} = {amount}"
    return f"Desconto até {until}: {worked}."


def _total(encargos: Encargos) -> str:
    parts = (encargos.principal_cents, encargos.correcao_cents, encargos.multa_cents, encargos.juros_cents)
    added = " + ".join(format_number(cents) for cents in parts if cents)
    taken = f" − {format_number(encargos.discount_cents)}" if encargos.discount_cents else ""
    total = format_number(encargos.total_cents)
    return f"Total: {total}." if added == total else f"Total: {added}{taken} = {total}."


def _nonbusiness_due(policy: EncargosPolicy, due_on: date, on: date, start: date) -> str:
    effective_on = calendar.effective_due_on(due_on)
    if effective_on == due_on or on <= due_on or start > effective_on:
        return ""
    due, effective = calendar.format_date(due_on), calendar.format_date(effective_on)
    if on <= effective_on:
        return (
            f"O vencimento ({due}) não é dia útil bancário: até {effective} não há encargos (Lei 7.089/1983, art. 1º)."
        )
    if policy.nonbusiness_due == "extended":
        cites = "Código Civil, art. 132, § 1º"
        return f"O vencimento ({due}) não é dia útil bancário: o atraso conta de {effective} ({cites})."
    return (
        f"O vencimento ({due}) não é dia útil bancário, mas o pagamento não veio até {effective}: "
        "o atraso conta da data original (STJ, REsp 1.954.924)."
    )


def _days(days: int) -> str:
    return f"{days} dia" if days == 1 else f"{days} dias"
