"""One file per bank: how it numbers a boleto and what its files say. A new one is a file with a `BANK`."""

import functools
import sys
from collections.abc import Mapping

from adimple.domain.bank import Bank
from adimple.domain.shelf import shelf


@functools.cache
def by_code() -> Mapping[str, Bank]:
    """Every bank on the shelf, by its three digits."""
    return {bank.code: bank for bank in sorted(shelf(sys.modules[__name__], "BANK"), key=lambda bank: bank.code)}
