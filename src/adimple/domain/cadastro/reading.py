"""What a reader of people data answers, and what spreadsheets do to numbers before we see them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One value read. `normalised` is what we store, None when not valid.

    A valid reading has neither code nor phrase, except `zeros_a_esquerda`: we put back the leading zeros
    a spreadsheet ate, and say so. `kind` is `cpf` or `cnpj` for documents, the kind of line for phones.
    """

    valid: bool
    normalised: str | None
    phrase: str | None
    code: str | None
    e164: str | None = None
    kind: str | None = None


def refused(code: str, phrase: str, kind: str | None = None) -> Reading:
    return Reading(False, None, phrase, code, None, kind)


def padded(normalised: str, phrase: str, kind: str | None = None) -> Reading:
    return Reading(True, normalised, phrase, "zeros_a_esquerda", None, kind)


_SEPARATORS = str.maketrans("", "", " \t\r\n.-/_'\"\u00a0\u2007\u200b\u2010\u2011\u2013\u2014\u202f\ufeff")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+\d{1,2}", re.ASCII)


def without_separators(text: str) -> str:
    """The characters that count, upper case. `11144477735.0`, a number cell saved as text, loses its `.0`."""
    text = text.strip()
    if text.endswith((".0", ",0")) and text[:-2].isdigit():
        text = text[:-2]
    return text.translate(_SEPARATORS).upper()


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet turned the number into `1,11445E+10`: digits are lost, nothing can be read."""
    return _SCIENTIFIC.fullmatch(text.strip()) is not None
