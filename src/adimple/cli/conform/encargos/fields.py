"""How a case of `adimple conform encargos` writes money, days and rates; and the shapes a case may have."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adimple.domain import calendar, limits
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.encargos.policy import Kind
from adimple.domain.errors import Invalid
from adimple.domain.money import format_brl, parse_percent

Fields = Mapping[str, Any]
Answer = dict[str, Any]

PAYMENT_DAY = re.compile(r"payment_day_(\d{1,4})", re.ASCII)
ALWAYS_ALLOWED = frozenset({"kind"})
_AMOUNT = re.compile(r"(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """A case is of a shape when it has its fields, perhaps the optional ones, and no other."""

    needs: frozenset[str]
    work: Callable[[Fields, Fields], Answer]
    takes: frozenset[str] = frozenset()

    def fits(self, inputs: Fields) -> bool:
        names = {"payment_day" if PAYMENT_DAY.fullmatch(name) else name for name in inputs}
        return self.needs <= names <= self.needs | self.takes | ALWAYS_ALLOWED


def shape(needs: str, work: Callable[[Fields, Fields], Answer], takes: str = "") -> Shape:
    return Shape(frozenset(needs.split()), work, frozenset(takes.split()))


def warned(figures: Answer, warns: Iterable[str]) -> Answer:
    """The figures, and the rules that forbid what was computed."""
    rules = list(dict.fromkeys(warns))
    return figures | ({"warns": rules} if rules else {})


def policy_of(policy: Fields) -> EncargosPolicy:
    """The policy as given; a case that names no rounding rounds half up, as the vectors do."""
    return EncargosPolicy(
        multa_ppb=ppb(policy.get("multa_pct") or "0", "multa_pct"),
        juros_ppb_month=ppb(policy.get("juros_pct_month") or "0", "juros_pct_month"),
        juros_basis=policy.get("juros_basis") or "30",
        multa_base=policy.get("multa_base") or "nominal",
        rounding=policy.get("rounding") or "half_up",
        nonbusiness_due=policy.get("nonbusiness_due") or "original_if_missed",
    )


def kind_of(inputs: Fields, policy: Fields) -> Kind | None:
    """Consumer, firm, or not said; a multa that was capped says consumer."""
    said = inputs.get("kind") or policy.get("kind") or ("B2C" if policy.get("capped") else None)
    if said == "B2C":
        return "B2C"
    return "B2B" if said == "B2B" else None


def one_of(policy: Fields, name: str, choices: Sequence[str]) -> str:
    """The choice a policy names; the first when it names none."""
    said = policy.get(name) or choices[0]
    if said not in choices:
        raise Invalid(name, f"Há: {', '.join(choices)}.")
    return said


def flag(fields: Fields, name: str, default: bool) -> bool:
    said = fields.get(name, default)
    if not isinstance(said, bool):
        raise Invalid(name, "Escreva true ou false.")
    return said


def cents(fields: Fields, name: str) -> int:
    """Cents of `1234.56`: exchanged JSON has a decimal point and no thousands."""
    match = _AMOUNT.fullmatch(str(fields.get(name)))
    if match is None:
        raise Invalid(name, "Escreva o valor como 1234.56.")
    amount = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if amount > limits.MAX_PRINCIPAL_CENTS:
        raise Invalid(name, f"O limite é {format_brl(limits.MAX_PRINCIPAL_CENTS)}.")
    return amount


def money(cents: int) -> str:
    reais, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{reais}.{rest:02d}"


def percent(ppb: int) -> str:
    """`0.677145`: a rate with six decimals, as the Banco Central publishes it."""
    whole, rest = divmod(abs(ppb), 10_000_000)
    return f"{'-' if ppb < 0 else ''}{whole}.{rest // 10:06d}"


def day(fields: Fields, name: str) -> date:
    return calendar.parse_date(str(fields.get(name) or ""), field=name)


def count(value: Any, name: str, most: int = limits.MAX_DAYS_LATE) -> int:
    number = int(value) if re.fullmatch(r"\d{1,5}", str(value), re.ASCII) else most + 1
    if number > most:
        raise Invalid(name, f"Escreva um número inteiro até {most}.")
    return number


def ppb(percent: Any, name: str) -> int:
    return parse_percent(str(percent), field=name)


def signed_ppb(percent: Any, name: str) -> int:
    """An index rate, which may be negative."""
    text = str(percent)
    return -ppb(text[1:], name) if text.startswith("-") else ppb(text, name)


def factor_ppb(fields: Fields, name: str) -> int:
    """A factor such as `1.00868432`, in parts per billion."""
    match = re.fullmatch(r"(\d)\.(\d{1,9})", str(fields.get(name)), re.ASCII)
    if match is None:
        raise Invalid(name, "Escreva o fator como 1.00868432.")
    return int(match[1]) * limits.BILLION + int(match[2].ljust(9, "0"))


def monthly_ppb(percents: Any, name: str = "correction") -> list[int]:
    if isinstance(percents, str) or not isinstance(percents, Sequence):
        raise Invalid(name, "Informe os índices dos meses como uma lista.")
    return [signed_ppb(percent, name) for percent in percents]


def ppb_by_month(fields: Fields, name: str) -> dict[date, int]:
    """Rates under their months: {"2025-03": "0.550000"}."""
    given = fields.get(name)
    if not isinstance(given, Mapping) or not given:
        raise Invalid(name, 'Informe as taxas por mês, como {"2025-03": "0.550000"}.')
    return {_month(month, name): signed_ppb(percent, name) for month, percent in given.items()}


def _month(text: str, name: str) -> date:
    match = _MONTH.fullmatch(text)
    if match is None or not limits.EARLIEST_YEAR <= int(match[1]) <= limits.LATEST_YEAR:
        raise Invalid(name, "Escreva o mês como 2025-03.")
    return date(int(match[1]), int(match[2]), 1)
