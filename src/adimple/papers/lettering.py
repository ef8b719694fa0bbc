"""What the typeface can print: a PDF/A may not hold a letter without its drawing, so another stands in for it."""

import re
import unicodedata

from adimple.domain.errors import Invalid

MAX_CHARS = 600  # of one field; the templates shrink this much into the smallest paragraph they have
STAND_IN = "?"

# IBM Plex Sans Condensed 1.003: Latin with every accent of Europe and Vietnam, and the signs of a letter.
_PRINTED = re.compile(
    r"[ -~\u00a0-\u00ac\u00ae-\u017f\u0218-\u021b\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9"
    r"\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2116\u2122\u2212\u2713]*"
)
_SPACES = re.compile(r"[\s\u200b\u2028\u2029\x00-\x1f\x7f-\x9f]+")
_UNBROKEN = re.compile(r"\S{25,}")
_EVERY = 20
_MAY_BREAK = "\u200b"


def legible(text: str) -> str:
    """`text` in one line of printable letters: the nearest Latin letter for a strange one, `?` where there is none.

    A word too long for a line may break. Raises Invalid above `MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        raise Invalid("texto", f"Um campo impresso tem no máximo {MAX_CHARS} letras; este tem {len(text)}.")
    plain = unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip().replace("\u00ad", ""))
    if not _PRINTED.fullmatch(plain):
        plain = "".join(_nearest(letter) for letter in plain)
    return _UNBROKEN.sub(_breakable, plain)


def _nearest(letter: str) -> str:
    if _PRINTED.fullmatch(letter):
        return letter
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return bare if bare and _PRINTED.fullmatch(bare) else STAND_IN


def _breakable(word: re.Match[str]) -> str:
    whole = word[0]
    return _MAY_BREAK.join(whole[start : start + _EVERY] for start in range(0, len(whole), _EVERY))
