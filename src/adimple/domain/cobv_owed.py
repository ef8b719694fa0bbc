"""What a PSP charges for a cobv on a day, by the charge's own words: Bacen's Pix API 2.9.0, every modality.

A rate's cent is rounded half up: Bacen leaves it to the PSP, which is why `domain.cobv` never writes a rate.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adimple.domain import calendar
from adimple.domain.errors import Invalid
from adimple.domain.money import divide_half_up

AMOUNT = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
_WHOLE = 100_00  # 100,00 % in hundredths
_MONTH_DAYS, _YEAR_DAYS = 30, 365
_MONTH_BANK_DAYS, _YEAR_BANK_DAYS = 21, 252


@dataclass(frozen=True, slots=True)
class Components:
    """`componentesValor` of a Pix, in cents."""

    original_cents: int
    multa_cents: int = 0
    juros_cents: int = 0
    abatimento_cents: int = 0
    discount_cents: int = 0

    @property
    def total_cents(self) -> int:
        added = self.original_cents + self.multa_cents + self.juros_cents
        return added - self.abatimento_cents - self.discount_cents


def last_day(due_on: date, days_payable: int) -> date:
    """The last day the charge is paid: the due date moved to a bank day, the days after it, moved again."""
    return calendar.next_bank_day(calendar.next_bank_day(due_on) + timedelta(days=days_payable))


def charged(valor: Mapping[str, Any], *, due_on: date, on: date) -> Components:
    """What `valor` of a cobv due on `due_on` charges who pays on `on`. Raises Invalid with the part that is wrong."""
    original = read_amount(valor.get("original"), "valor.original")
    abatimento = _abatimento(valor.get("abatimento"), original)
    base = original - abatimento
    due = calendar.next_bank_day(due_on)
    if on > due:
        multa, juros = _multa(valor.get("multa"), base), _juros(valor.get("juros"), base, due, on)
        return Components(original, multa, juros, abatimento)
    return Components(original, 0, 0, abatimento, _discount(valor.get("desconto"), base, due_on, on))


def read_amount(written: Any, field: str) -> int:
    """`123.45` as 12345: cents, or hundredths of a percent. Raises Invalid."""
    if not isinstance(written, str) or not AMOUNT.fullmatch(written):
        raise Invalid(field, f"«{written}» não é um valor da API Pix: escreva como 123.45.")
    return int(written.replace(".", ""))


def write_amount(cents: int) -> str:
    """12345 as `123.45`."""
    assert 0 <= cents <= 9_999_999_999_99, "ten figures before the point"
    return f"{cents // 100}.{cents % 100:02d}"


def _abatimento(part: Mapping[str, Any] | None, original: int) -> int:
    if not part:
        return 0
    kind, number = _read(part, "valor.abatimento", 2)
    cents = number if kind == 1 else divide_half_up(original * number, _WHOLE)
    if cents >= original:
        raise Invalid("valor.abatimento", "O abatimento é menor que o valor da cobrança.")
    return cents


def _multa(part: Mapping[str, Any] | None, base: int) -> int:
    if not part:
        return 0
    kind, number = _read(part, "valor.multa", 2)
    return number if kind == 1 else divide_half_up(base * number, _WHOLE)


def _juros(part: Mapping[str, Any] | None, base: int, due: date, on: date) -> int:
    if not part:
        return 0
    kind, number = _read(part, "valor.juros", 8)
    days = (on - due).days if kind <= 4 else bank_days_between(due, on)
    match kind:
        case 1 | 5:
            return number * days
        case 2 | 6:
            return divide_half_up(base * number * days, _WHOLE)
        case 3:
            return divide_half_up(base * number * days, _WHOLE * _MONTH_DAYS)
        case 4:
            return divide_half_up(base * number * days, _WHOLE * _YEAR_DAYS)
        case 7:
            return divide_half_up(base * number * days, _WHOLE * _MONTH_BANK_DAYS)
    return divide_half_up(base * number * days, _WHOLE * _YEAR_BANK_DAYS)


def _discount(part: Mapping[str, Any] | None, base: int, due_on: date, on: date) -> int:
    if not part:
        return 0
    kind = _kind(part, "valor.desconto", 6)
    if kind <= 2:
        return _discount_by_date(part, kind, base, on)
    number = read_amount(part.get("valorPerc"), "valor.desconto.valorPerc")
    days = max((due_on - on).days, 0) if kind in (3, 5) else bank_days_between(on, due_on)
    return number * days if kind in (3, 4) else divide_half_up(base * number * days, _WHOLE)


def _discount_by_date(part: Mapping[str, Any], kind: int, base: int, on: date) -> int:
    """The first of the dates that is not over; each moves to a bank day as the due date does."""
    for one in sorted(part.get("descontoDataFixa") or [], key=lambda one: str(one.get("data"))):
        if on <= calendar.next_bank_day(read_day(one.get("data"), "valor.desconto.descontoDataFixa.data")):
            number = read_amount(one.get("valorPerc"), "valor.desconto.descontoDataFixa.valorPerc")
            return number if kind == 1 else divide_half_up(base * number, _WHOLE)
    return 0


def bank_days_between(start: date, end: date) -> int:
    """Bank days after `start`, until and with `end`; 0 where `end` is not after it."""
    days = (end - start).days
    return sum(calendar.is_bank_day(start + timedelta(days=n)) for n in range(1, days + 1))


def read_day(written: Any, field: str) -> date:
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise Invalid(field, f"«{written}» não é uma data: escreva como 2026-01-31.") from error


def _read(part: Mapping[str, Any], field: str, most: int) -> tuple[int, int]:
    return _kind(part, field, most), read_amount(part.get("valorPerc"), f"{field}.valorPerc")


def _kind(part: Mapping[str, Any], field: str, most: int) -> int:
    """The modality; some PSPs write it as text."""
    written = str(part.get("modalidade", ""))
    if not re.fullmatch(r"[1-9]", written) or int(written) > most:
        raise Invalid(f"{field}.modalidade", f"A modalidade vai de 1 a {most}, e veio «{written}».")
    return int(written)
