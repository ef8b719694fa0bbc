"""The boleto's bar code and linha digitável, both ways; no bank is known here but by its number.

FEBRABAN, «Layout padrão de boleto»: 44 digits in the bar code, 47 in the line; the fator de vencimento counts days
since 1997-10-07 and starts again at 1000 after 9999 (2025-02-22, then 2049-10-14: each turn has nine thousand days).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from adimple.domain.check_digits import mod10, mod11
from adimple.domain.errors import Invalid, raise_together

MAX_CENTS = 99_999_999_99
CURRENCY = "9"
LINE_DIGITS, CODE_DIGITS, ARRECADACAO_LINE_DIGITS = 47, 44, 48
NO_DUE_DATE = "0000"

_BASE = date(1997, 10, 7)
_FIRST, _LAST = 1000, 9999
_TURN = _LAST - _FIRST + 1
_EARLIEST = _BASE + timedelta(days=_FIRST)
# How far from today a fator may be, as banks read it: about 3,000 days back and 5,500 ahead. The turn has 9,000.
_BACK = timedelta(days=3000)
_SHOWN = re.compile(r"[0-9][0-9 .\-]*")


@dataclass(frozen=True, slots=True)
class Boleto:
    """What a bar code says. `due_on` is None when it may be paid at any time; `cents` is 0 when the payer says it."""

    bank: str
    due_on: date | None
    cents: int
    campo_livre: str
    barcode: str

    @property
    def linha_digitavel(self) -> str:
        return format_line(line_of(self.barcode))


def encode(bank: str, due_on: date | None, cents: int, campo_livre: str, on: date | None = None) -> Boleto:
    """The boleto of these fields. Raises Invalid, with the field named; and where `on`, the day it is made, is given,
    when the fator would be read on that day as another due date.
    """
    bank = digits(bank, "bank", 3)
    if isinstance(cents, bool) or not isinstance(cents, int) or not 0 <= cents <= MAX_CENTS:
        raise Invalid("value", "O valor de um boleto vai de R$ 0,00 (a informar) a R$ 99.999.999,99.")
    fator = encode_fator(due_on)
    if on is not None and decode_fator(fator, on) != due_on:
        _refuse_far(due_on, fator, on)
    rest = f"{fator}{cents:010d}{digits(campo_livre, 'campo_livre', 25)}"
    head = bank + CURRENCY
    return Boleto(bank, due_on, cents, campo_livre, head + general_dv(head + rest) + rest)


def read(text: str, on: date) -> Boleto:
    """The boleto of a linha digitável or a bar code, as people copy them. `on` tells which turn of the fator it is.

    Raises Invalid: `line` with what is wrong in it, every wrong check digit in `also`; a bill of arrecadação is refused
    as such.
    """
    shown = text.strip()
    if not _SHOWN.fullmatch(shown):
        raise Invalid("line", "A linha digitável tem só números, pontos e espaços. Copie-a de novo do boleto.")
    bare = re.sub("[^0-9]", "", shown)
    if bare.startswith("8") and len(bare) in (CODE_DIGITS, ARRECADACAO_LINE_DIGITS):
        raise Invalid(
            "line", "Esta é uma conta de arrecadação (água, luz, imposto), não um boleto: começa com 8. Não a lemos."
        )
    if len(bare) == LINE_DIGITS:
        _check_fields(bare)
        bare = code_of(bare)
    elif len(bare) != CODE_DIGITS:
        raise Invalid(
            "line",
            f"A linha digitável tem {LINE_DIGITS} números e o código de barras, {CODE_DIGITS}; aqui há {len(bare)}.",
        )
    if bare[3] != CURRENCY:
        raise Invalid("line", f"A moeda do boleto precisa ser 9 (real); aqui é {bare[3]}.")
    expected = general_dv(bare[:4] + bare[5:])
    if bare[4] != expected:
        raise Invalid("line", f"O dígito verificador geral é {expected}, e aqui é {bare[4]}. Confira os números.")
    return Boleto(bare[:3], decode_fator(bare[5:9], on), int(bare[9:19]), bare[19:], bare)


def encode_fator(due_on: date | None) -> str:
    """Four digits; `0000` for a boleto without a due date. Raises Invalid before 2000-07-03."""
    if due_on is None:
        return NO_DUE_DATE
    days = (due_on - _BASE).days
    if days < _FIRST:
        raise Invalid("due_date", "Um boleto não vence antes de 03/07/2000, o primeiro dia do fator de vencimento.")
    return f"{(days - _FIRST) % _TURN + _FIRST:04d}"


def decode_fator(fator: str, on: date) -> date | None:
    """The day of this fator that is from 3,000 days before `on` to 6,000 after it. Raises Invalid for 0001 to 0999."""
    number = int(digits(fator, "fator", 4))
    if number == 0:
        return None
    if number < _FIRST:
        raise Invalid("line", f"O fator de vencimento {fator} não é usado em boletos de cobrança.")
    earliest = on - _BACK
    turns = max(0, -(-((earliest - _BASE).days - number) // _TURN))
    return _BASE + timedelta(days=number + turns * _TURN)


def general_dv(rest: str) -> str:
    """Of the 43 other digits: module 11; where it gives 0, 10 or 11, it is 1."""
    return mod11(rest, ten="1", eleven="1")


def line_of(barcode: str) -> str:
    """The 47 digits a person types for these 44."""
    head, free = barcode[:4], barcode[19:]
    fields = (head + free[:5], free[5:15], free[15:])
    return "".join(field + mod10(field) for field in fields) + barcode[4] + barcode[5:19]


def code_of(line: str) -> str:
    """The 44 digits of these 47, whose own check digits are not looked at."""
    return line[:4] + line[32] + line[33:] + line[4:9] + line[10:20] + line[21:31]


def format_line(line: str) -> str:
    """`AAAAA.AAAAA BBBBB.BBBBBB CCCCC.CCCCCC D EEEEEEEEEEEEEE`, as it is printed."""
    return f"{line[:5]}.{line[5:10]} {line[10:15]}.{line[15:21]} {line[21:26]}.{line[26:32]} {line[32]} {line[33:]}"


def digits(text: str, field: str, width: int) -> str:
    """`text` when it is exactly `width` ASCII digits. Raises Invalid with the field named."""
    if not isinstance(text, str) or len(text) != width or not (text.isascii() and text.isdigit()):
        count = "vai exatamente 1 número" if width == 1 else f"vão exatamente {width} números"
        raise Invalid(field, f"Aqui {count}, sem letras nem pontos.")
    return text


def padded(text: str, field: str, width: int) -> str:
    """`text` with zeros before it, up to `width`: 1 to `width` ASCII digits. Raises Invalid with the field named."""
    if not isinstance(text, str) or not 0 < len(text) <= width or not (text.isascii() and text.isdigit()):
        raise Invalid(field, f"Aqui vão até {width} números, sem letras nem pontos.")
    return text.zfill(width)


def _refuse_far(due_on: date | None, fator: str, on: date) -> NoReturn:
    assert due_on is not None
    first, read_as = max(on - _BACK, _EARLIEST), decode_fator(fator, on)
    raise Invalid(
        "due_date",
        f"O código de barras deste boleto seria lido com o vencimento {read_as:%d/%m/%Y}: o fator de vencimento se "
        f"repete. Feito em {on:%d/%m/%Y}, ele vence de {first:%d/%m/%Y} a "
        f"{first + timedelta(days=_TURN - 1):%d/%m/%Y}.",
    )


def _check_fields(line: str) -> None:
    """Raises Invalid with each of the three fields whose own check digit is wrong, and the general one if it is too."""
    wrong = []
    for number, (start, end) in enumerate(((0, 9), (10, 20), (21, 31)), start=1):
        expected = mod10(line[start:end])
        if line[end] != expected:
            wrong.append(
                Invalid("line", f"No {number}º campo o dígito verificador é {expected}, e aqui é {line[end]}.")
            )
    if wrong:
        code = code_of(line)
        expected = general_dv(code[:4] + code[5:])
        if code[4] != expected:
            phrase = (
                f"O dígito verificador geral também não confere: com estes números seria {expected}, e é {code[4]}."
            )
            wrong.append(Invalid("line", phrase))
        raise_together(wrong)
