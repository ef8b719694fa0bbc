"""A keyset page: rows, and the cursor of the next one."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adimple.domain.errors import Invalid

PAGE_SIZE = 30
_NOT_OURS = "Este endereço de página não é válido. Volte ao começo da lista."


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
        raise Invalid("pagina", _NOT_OURS) from error
    if not isinstance(key, list):
        raise Invalid("pagina", _NOT_OURS)
    return tuple(key)


def after(cursor: str | None, **kinds: Callable[[Any], Any]) -> dict[str, Any]:
    """The keyset of a cursor as a query's values, `after_` and the names of `kinds`, which read them; {} for the first
    page. Raises Invalid for a cursor of another list.
    """
    key = decode(cursor)
    if key is None:
        return {}
    try:
        return {f"after_{name}": kinds[name](value) for name, value in zip(kinds, key, strict=True)}
    except (TypeError, ValueError) as error:
        raise Invalid("pagina", _NOT_OURS) from error
