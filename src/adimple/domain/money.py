"""Money is a whole number of centavos: how it is read, written, divided and split."""

import re

from adimple.domain import limits
from adimple.domain.errors import Invalid

PPB_PER_PERCENT = 10_000_000

# One alternative per way of writing an amount; the order is the order of trust.
_AMOUNT = re.compile(
    r"""
      (?P<br_reais>[1-9]\d{0,2}(?:\.\d{3})+)(?:,(?P<br_cents>\d+))?  # 1.234,56 and 1.234
    | (?P<us_reais>[1-9]\d{0,2}(?:,\d{3})+)\.(?P<us_cents>\d+)       # 1,234.56
    | (?P<us_millions>[1-9]\d{0,2}(?:,\d{3}){2,})                    # 1,234,567
    | (?P<reais>\d*)[.,](?P<cents>\d+)                               # 1234,56 and 1234.56
    | (?P<whole>\d+)                                                 # 1234
    """,
    re.VERBOSE | re.ASCII,
)
_CURRENCY = re.compile(r"(?:R\$|BRL)\s*", re.IGNORECASE)
_TWO_READINGS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)  # 1,234: one real and some, or a thousand?
_PERCENT = re.compile(r"(\d+)(?:[.,](\d+))?\s*%?", re.ASCII)
_MAX_CHARS = 40
_FLOAT_TAIL = 9  # a spreadsheet's sum shows its binary error from the ninth decimal on


def parse_brl(text: str, *, field: str = "valor", allow_negative: bool = False) -> int:
    """The cents a person wrote: `R$ 1.234,56`, `1234.56`, `1,234.56`, `1234`, `(10,00)`.

    `1.234` is a thousand two hundred and thirty-four reais: in Brazil the point groups thousands.
    `1,234` could be either and is refused, as is a third decimal that is not zero; the tail that
    a spreadsheet's binary sum leaves (`0.30000000000000004`) is not a decimal and is dropped.
    A minus may come before, after (SAP) or as parentheses. Raises Invalid.
    """
    bare, negative = _without_sign(text.strip())
    if not bare:
        raise Invalid(field, "Informe o valor, por exemplo 1.234,56.")
    cents = _unsigned_cents(bare, field)
    if cents > limits.MAX_PRINCIPAL_CENTS:
        raise Invalid(field, f"Valor acima do limite de {format_brl(limits.MAX_PRINCIPAL_CENTS)}.")
    if negative and cents and not allow_negative:
        raise Invalid(field, "O valor não pode ser negativo.")
    return -cents if negative else cents


def _without_sign(text: str) -> tuple[str, bool]:
    """The amount without currency and sign, and whether it is negative. Reads one sign only."""
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1].strip(), True
    elif text.endswith(("-", "−")):
        text, negative = text[:-1].rstrip(), True
    elif text.startswith(("-", "−")):
        text, negative = text[1:].lstrip(), True
    currency = _CURRENCY.match(text)
    if currency:
        text = text[currency.end() :]
        if not negative and text.startswith(("-", "−")):
            text, negative = text[1:].lstrip(), True
    return text, negative


def _unsigned_cents(bare: str, field: str) -> int:
    match = _AMOUNT.fullmatch(bare) if len(bare) <= _MAX_CHARS else None
    if match is None:
        raise Invalid(field, f"Valor não reconhecido: «{bare[:_MAX_CHARS]}». Escreva como 1.234,56.")
    if _TWO_READINGS.fullmatch(bare):
        raise Invalid(field, f"Valor ambíguo: «{bare}». Escreva {bare.replace(',', '.')},00 ou {bare[:-1]}.")
    part = match.groupdict()
    reais = part["br_reais"] or part["us_reais"] or part["us_millions"] or part["reais"] or part["whole"] or "0"
    decimals = part["br_cents"] or part["us_cents"] or part["cents"] or ""
    return int(re.sub("[.,]", "", reais)) * 100 + _hundredths(decimals, bare, field)


def _hundredths(decimals: str, bare: str, field: str) -> int:
    """The cents in the decimals. May be 100 when a binary tail of nines reaches the next real."""
    cents, rest = int(decimals[:2].ljust(2, "0")), decimals[2:]
    if not rest.strip("0"):
        return cents
    if len(decimals) >= _FLOAT_TAIL and rest.startswith("000000"):
        return cents
    if len(decimals) >= _FLOAT_TAIL and rest.startswith("999999"):
        return cents + 1
    raise Invalid(field, f"Valor com mais de duas casas decimais: «{bare}». Arredonde para centavos.")


def format_brl(cents: int) -> str:
    """`R$ 1.234,56`; a negative amount is `-R$ 1.234,56`."""
    return f"-R$ {format_number(-cents)}" if cents < 0 else f"R$ {format_number(cents)}"


def format_number(cents: int) -> str:
    """`1.234,56`: the amount without the currency, for a column that names it once."""
    sign = "-" if cents < 0 else ""
    reais, rest = divmod(abs(cents), 100)
    return f"{sign}{reais:,}".replace(",", ".") + f",{rest:02d}"


def parse_percent(text: str, *, field: str = "percentual") -> int:
    """The ppb of `1,5%`, `1.5` or `2 %` (1 % = 10,000,000). Here point and comma both mark decimals."""
    match = _PERCENT.fullmatch(text.strip()) if len(text) <= _MAX_CHARS else None
    if match is None:
        raise Invalid(field, "Percentual não reconhecido. Escreva como 1,5%.")
    decimals = (match[2] or "").rstrip("0")
    if len(decimals) > 7:
        raise Invalid(field, "Percentual com mais de sete casas decimais.")
    ppb = int(match[1]) * PPB_PER_PERCENT + int(decimals.ljust(7, "0"))
    if ppb > limits.MAX_RATE_PPB:
        raise Invalid(field, f"Percentual acima do limite de {format_percent(limits.MAX_RATE_PPB)}.")
    return ppb


def format_percent(ppb: int) -> str:
    """`1,5%`, with as many decimals as the rate has and no more."""
    sign = "-" if ppb < 0 else ""
    whole, rest = divmod(abs(ppb), PPB_PER_PERCENT)
    decimals = f"{rest:07d}".rstrip("0")
    grouped = f"{whole:,}".replace(",", ".")
    return f"{sign}{grouped}{',' + decimals if decimals else ''}%"


def divide_half_up(amount: int, divisor: int) -> int:
    """`amount / divisor` to the nearest whole, a half away from zero: 5/2 → 3, −5/2 → −3.

    Symmetric, so that an undone charge is the exact mirror of the charge.
    """
    assert divisor > 0, divisor
    if amount < 0:
        return -divide_half_up(-amount, divisor)
    return (2 * amount + divisor) // (2 * divisor)


def divide_down(amount: int, divisor: int) -> int:
    """`amount / divisor` towards zero: 5/2 → 2, −5/2 → −2. Never charges a fraction more than agreed."""
    assert divisor > 0, divisor
    return -(-amount // divisor) if amount < 0 else amount // divisor


def divide_half_even(amount: int, divisor: int) -> int:
    """`amount / divisor` to the nearest whole, a half to the even one: 5/2 → 2, 7/2 → 4 (ABNT NBR 5891)."""
    assert divisor > 0, divisor
    whole, rest = divmod(amount, divisor)
    if 2 * rest == divisor:
        return whole + whole % 2
    return whole + (2 * rest > divisor)


def split_cents(cents: int, parts: int) -> list[int]:
    """`cents` in `parts` equal to within one cent, the larger first: 1000 in 3 → 334, 333, 333.

    The sum is always `cents`.
    """
    assert parts >= 1, parts
    if cents < 0:
        return [-part for part in split_cents(-cents, parts)]
    share, left_over = divmod(cents, parts)
    return [share + 1] * left_over + [share] * (parts - left_over)
