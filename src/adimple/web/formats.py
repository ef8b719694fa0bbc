"""Template filters: money, dates, percentages, documents and phones, as Brazilians write them."""

import re
from datetime import date, datetime

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from adimple.domain import aging, cadastro, money
from adimple.usecases.context import SAO_PAULO

register = template.Library()

_BREAKS = re.compile(r"(?=@)|(?<=[./_])")

WEEKDAYS = (
    "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo",
)  # fmt: skip


@register.filter
def brl(cents: int) -> str:
    """R$ 1.234,56, unbreakable."""
    return money.format_brl(cents).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def number(cents: int) -> str:
    """1.234,56: for a column whose heading names the currency."""
    return money.format_number(cents)


@register.filter
def count(quantity: int) -> str:
    """18.412"""
    return f"{quantity:,}".replace(",", ".")


@register.filter
def percent(ppb: int) -> str:
    """1,5%"""
    return money.format_percent(ppb)


@register.filter
def date_br(on: date | None) -> str:
    """24/11/2026; of an instant, its day in São Paulo."""
    if on is None:
        return ""
    return f"{_civil(on):%d/%m/%Y}"


@register.filter
def day_month(on: date | None) -> str:
    """24/11"""
    return "" if on is None else f"{_civil(on):%d/%m}"


@register.filter
def weekday_br(on: date) -> str:
    """terça-feira"""
    return WEEKDAYS[_civil(on).weekday()]


@register.filter
def hour_br(at: datetime | None) -> str:
    """10h40 in São Paulo."""
    return "" if at is None else f"{at.astimezone(SAO_PAULO):%Hh%M}"


@register.filter
def moment_br(at: datetime | None) -> str:
    """24/11/2026 10h40"""
    return "" if at is None else f"{date_br(at)} {hour_br(at)}"


@register.filter
def document(digits: str) -> str:
    """Of a CPF only the middle, ***.456.789-**; a firm's CNPJ is public, 12.345.678/0001-95."""
    return cadastro.public_document(digits)


@register.filter
def whole_document(digits: str) -> str:
    """123.456.789-09 or 12.345.678/0001-95."""
    return cadastro.format_document(digits)


@register.filter
def document_kind(digits: str) -> str:
    return {11: "CPF", 14: "CNPJ"}.get(len(digits), "")


@register.filter
def phone(e164: str) -> str:
    """(11) 90000-0001"""
    return cadastro.format_phone(e164)


@register.filter
def bucket(days_late: int) -> aging.Bucket:
    """The ageing band of a number of days, for its colour."""
    return aging.bucket_of(days_late)


@register.filter
def plural(quantity: int, forms: str) -> str:
    """{{ 3|plural:"título,títulos" }} → «3 títulos»."""
    one, many = forms.split(",")
    return f"{count(quantity)} {one if quantity == 1 else many}"


@register.filter
def breakable(text: str) -> str:
    """A long text that breaks, where it must, before an @ and after a point, a bar or an underscore."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in _BREAKS.split(text)))


@register.filter
def capital(words: str) -> str:
    """«e-mail» → «E-mail», «WhatsApp» as it is."""
    return words[:1].upper() + words[1:]


def _civil(on: date) -> date:
    return on.astimezone(SAO_PAULO).date() if isinstance(on, datetime) else on
