"""Names as keys: two spellings of one name fold into the same text."""

import unicodedata


def fold_name(text: str) -> str:
    """Lower case, no accents, single spaces: `  José  D'Ávila ` → `jose d'avila`. Idempotent."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.lower())
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(text.lower().split())
