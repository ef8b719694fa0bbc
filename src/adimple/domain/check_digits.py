"""Check digits of banks: module 10 and module 11 over ASCII digits, as FEBRABAN and each bank's manual weigh them."""

from collections.abc import Sequence
from itertools import cycle
from operator import mul

TO_NINE = (2, 3, 4, 5, 6, 7, 8, 9)
TO_SEVEN = (2, 3, 4, 5, 6, 7)
# ASCII digits as their values, and as the digits of their doubles added up.
_PLAIN = bytes.maketrans(b"0123456789", bytes(range(10)))
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


def mod10(digits: str) -> str:
    """Weights 2, 1, 2, 1… from the right, digits of products summed: 10 minus the rest, and 0 for a rest of 0."""
    octets = digits.encode()[::-1]
    return str(-sum(octets[::2].translate(_DOUBLED) + octets[1::2].translate(_PLAIN)) % 10)


def mod11_rest(digits: str, weights: Sequence[int] = TO_NINE) -> int:
    """The rest by 11 of the sum weighed from the right, `weights` over and over: 0 to 10."""
    return sum(map(mul, digits.encode()[::-1].translate(_PLAIN), cycle(weights))) % 11


def mod11(digits: str, weights: Sequence[int] = TO_NINE, *, ten: str = "0", eleven: str = "0") -> str:
    """11 minus the rest; `ten` and `eleven` are what the bank prints where that is no digit."""
    digit = 11 - mod11_rest(digits, weights)
    return {10: ten, 11: eleven}.get(digit, str(digit))
