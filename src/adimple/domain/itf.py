"""The bars of a boleto: Interleaved 2 of 5, each pair of digits as five bars with the five spaces among them.

FEBRABAN, «Layout padrão de boleto»: 103 mm wide, 13 mm high, a wide element three times a narrow one.
"""

from adimple.domain.boleto import CODE_DIGITS, digits

WIDE = 3  # narrow elements
NARROW_WIDTHS = 405  # of the whole, start and stop included

_PATTERNS = ("00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010")
_PAIRS = {
    f"{bars}{spaces}": "".join(map(str.__add__, _PATTERNS[bars], _PATTERNS[spaces]))
    for bars in range(10)
    for spaces in range(10)
}
_START, _STOP = "0000", "100"


def itf25_elements(barcode: str) -> str:
    """Bars and spaces by turns, a bar first: `0` is narrow, `1` wide. Raises Invalid for other than 44 ASCII digits."""
    code = digits(barcode, "barcode", CODE_DIGITS)
    return _START + "".join(_PAIRS[code[place : place + 2]] for place in range(0, CODE_DIGITS, 2)) + _STOP
