"""Slow readers of amounts, dates and documents, written apart from ours: what a careful person would read."""

from datetime import date, timedelta

LIMIT_CENTS = 100_000_000_000 * 100
_CURRENCIES = ("R$", "BRL")


def cents(text: str) -> int | None:
    """The cents of one amount, negative ones too; None where a careful person would ask."""
    bare, minus = text.strip(), False
    if bare[:1] == "(" and bare[-1:] == ")":
        bare, minus = bare[1:-1].strip(), True
    elif bare[-1:] in ("-", "\u2212") and bare:
        bare, minus = bare[:-1].rstrip(), True
    elif bare[:1] in ("-", "\u2212") and bare:
        bare, minus = bare[1:].lstrip(), True
    for currency in _CURRENCIES:
        if bare[: len(currency)].upper() == currency:
            bare = bare[len(currency) :].lstrip()
            if not minus and bare[:1] in ("-", "\u2212") and bare:
                bare, minus = bare[1:].lstrip(), True
            break
    value = _unsigned(bare)
    if value is None or value > LIMIT_CENTS:
        return None
    return -value if minus else value


def _unsigned(bare: str) -> int | None:
    if not bare or len(bare) > 40 or any(char not in "0123456789.," for char in bare):
        return None
    signs = [char for char in bare if char in ".,"]
    groups = bare.replace(",", ".").split(".")
    if not signs:
        return int(bare) * 100
    if len(signs) == 1:
        whole, decimals = groups
        if len(decimals) == 3 and _opens_a_group(whole):
            return int(whole + decimals) * 100 if signs == ["."] else None
        return _with_decimals(whole or "0", decimals)
    same_but_last = len(set(signs[:-1])) == 1
    if not same_but_last or not _opens_a_group(groups[0]) or any(len(group) != 3 for group in groups[1:-1]):
        return None
    if signs[-1] == signs[0]:
        return int("".join(groups)) * 100 if len(groups[-1]) == 3 else None
    return _with_decimals("".join(groups[:-1]), groups[-1])


def _opens_a_group(digits: str) -> bool:
    return 1 <= len(digits) <= 3 and digits[0] != "0"


def _with_decimals(whole: str, decimals: str) -> int | None:
    if not decimals:
        return None
    value, rest = int(whole) * 100 + int((decimals + "0")[:2]), decimals[2:]
    if set(rest) <= {"0"}:
        return value
    if len(decimals) >= 9 and rest[:6] in ("000000", "999999"):
        return value + (rest[0] == "9")
    return None


def day(text: str) -> date | None:
    """One date, day first; a time after it does not count."""
    bare = text.strip()
    for mark in ("T", " "):
        head, found, tail = bare.partition(mark)
        if found and ":" in tail:
            bare = head
    try:
        if len(bare) == 5 and _digits(bare):
            return _within(date(1899, 12, 30) + timedelta(days=int(bare)))
        if len(bare) == 8 and _digits(bare):
            return _within(date(int(bare[:4]), int(bare[4:6]), int(bare[6:])))
        for sign in "/-.":
            parts = bare.split(sign)
            if len(parts) == 3 and all(map(_digits, parts)):
                if len(parts[0]) == 4 and sign != ".":
                    return _within(date(*map(int, parts)))
                year = int(parts[2]) + ((2000 if int(parts[2]) < 90 else 1900) if len(parts[2]) == 2 else 0)
                return _within(date(year, int(parts[1]), int(parts[0])))
    except ValueError:
        return None
    return None


def _digits(text: str) -> bool:
    return text != "" and all(char in "0123456789" for char in text)


def _within(on: date) -> date | None:
    return on if 1990 <= on.year <= 2100 else None


def document(text: str) -> str | None:
    """A CPF or CNPJ whose check digits agree, up to two leading zeros put back; "" for none; None where wrong."""
    text = text.strip()
    if text[-2:] in (".0", ",0"):
        text = text[:-2]
    bare = "".join(char for char in text.upper() if char.isalnum())
    if not bare:
        return ""
    for size in (11, 14):
        if size - 2 <= len(bare) <= size and is_document(bare.rjust(size, "0")):
            return bare.rjust(size, "0")
    return None


def is_document(bare: str) -> bool:
    """Receita Federal: modulo 11, weights from 2 upwards from the right, to 11 in a CPF and to 9 in a CNPJ."""
    alphabet = "0123456789" if len(bare) == 11 else "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if len(bare) not in (11, 14) or any(char not in alphabet for char in bare) or len(set(bare)) == 1:
        return False
    most = 11 if len(bare) == 11 else 9
    for place in (len(bare) - 2, len(bare) - 1):
        total, weight = 0, 2
        for char in reversed(bare[:place]):
            total, weight = total + (ord(char) - 48) * weight, 2 if weight == most else weight + 1
        if bare[place] != str((11 - total % 11) % 11 % 10):
            return False
    return True
