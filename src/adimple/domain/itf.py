"""The bars of a boleto: Interleaved 2 of 5, each pair of digits as five bars with the five spaces among them.

FEBRABAN, «Layout padrão de boleto»: 103 mm wide, 13 mm high, a wide element three times a narrow one.
"""

from adimple.domain.boleto import CODE_DIGITS, digits

WIDE = 3  # narrow elements
NARROW_WIDTHS = 405  # of the whole, start and stop included

_PATTERNS = ("00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010")
_START, _STOP = "0000", "100"


def itf25_elements(barcode: str) -> str:
    """Bars and spaces by turns, a bar first: `0` is narrow, `1` wide. Raises Invalid for other than 44 ASCII digits."""
    code = digits(barcode, "barcode", CODE_DIGITS)
    pairs = zip(code[::2], code[1::2], strict=True)
    return _START + "".join(_interleaved(int(bars), int(spaces)) for bars, spaces in pairs) + _STOP


def _interleaved(bars: int, spaces: int) -> str:
    return "".join(bar + space for bar, space in zip(_PATTERNS[bars], _PATTERNS[spaces], strict=True))
