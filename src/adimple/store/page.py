"""A keyset page: rows, and the cursor of the next one."""

import base64
import json
from dataclasses import dataclass

from adimple.domain.errors import Invalid

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page[Row]:
    rows: list[Row]
    next_cursor: str | None = None


def cut[Row](rows: list[Row], key, size: int = PAGE_SIZE) -> Page[Row]:
    """A page of `size` from `size + 1` fetched rows; `key(row)` is the keyset tuple of the last one shown."""
    shown = rows[:size]
    return Page(shown, encode(key(shown[-1])) if len(rows) > size else None)


def encode(key: tuple) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, default=str).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> tuple | None:
    """The keyset tuple of a cursor, None for the first page. Raises Invalid on a cursor we did not make."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.") from error
    if not isinstance(key, list):
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.")
    return tuple(key)
