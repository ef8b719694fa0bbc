"""Text of people → what a bank reads: ASCII, upper case, one line. The width is looked at last, so it is exact."""

import unicodedata

from adimple.domain.errors import Invalid

# What decomposition leaves whole, each with its usual plain writing.
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "⁄": "/", "‘": "'", "’": "'", "“": '"', "”": '"', "€": "EUR",
     "Æ": "AE", "Œ": "OE", "Ø": "O", "Đ": "D", "Ł": "L", "Þ": "TH", "ʼ": "'", "•": "-", "«": '"', "»": '"'}
)  # fmt: skip

_MISSING = "Falta preencher: o banco não registra sem este dado."

# The letters of Portuguese and of its neighbours, which need no taking apart.
_LETTERS = str.maketrans(
    "ÀÁÂÃÄÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜàáâãäçèéêëìíîïñòóôõöùúûüºª", "AAAAACEEEEIIIINOOOOOUUUUAAAAACEEEEIIIINOOOOOUUUUOA"
)


def ascii_upper(text: str, field: str) -> str:
    """`text` without accents, in upper case, single spaces. Raises Invalid for a line break or what has no ASCII."""
    if not isinstance(text, str):
        raise Invalid(field, "Aqui vai um texto.")
    plain = text if text.isascii() else text.translate(_LETTERS)
    if not (plain.isascii() and plain.isprintable()):
        return _taken_apart(text, field)
    upper = plain.upper().strip()
    return " ".join(upper.split()) if "  " in upper else upper


def _taken_apart(text: str, field: str) -> str:
    """The same, of any text, letter by letter."""
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text):
        raise Invalid(field, "Há uma quebra de linha ou um caractere de controle neste texto. Apague-o.")
    # A fraction is another number: «12½» is 12 1/2, never 121/2.
    spaced = "".join(f" {char}" if "\u2044" in unicodedata.normalize("NFKD", char) else char for char in text)
    decomposed = unicodedata.normalize("NFKD", spaced.upper())
    kept = "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))
    plain = unicodedata.normalize("NFKD", kept.translate(_PLAIN).upper())
    for char in plain:
        if not (char.isascii() and char.isprintable()):
            raise Invalid(field, f"O caractere «{char}» não existe nos arquivos de banco. Escreva de outro modo.")
    return " ".join(plain.split())


def cut(text: str, field: str, width: int, *, is_required: bool = True) -> str:
    """A name or an address: what does not fit is left out, as banks do. Raises Invalid when a required one is empty."""
    plain = ascii_upper(text, field)[:width].strip()
    if is_required and not plain:
        raise Invalid(field, _MISSING)
    return plain


def whole(text: str, field: str, width: int, *, is_required: bool = False) -> str:
    """A number or a code, which cut would be another one. Raises Invalid when it does not fit."""
    plain = ascii_upper(text, field)
    if is_required and not plain:
        raise Invalid(field, _MISSING)
    if len(plain) > width:
        raise Invalid(field, f"Cabem {width} caracteres no arquivo do banco, e «{plain[:60]}» tem {len(plain)}.")
    return plain
