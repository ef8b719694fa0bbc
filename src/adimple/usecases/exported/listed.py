"""What a list must say to be taken out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adimple.files.sheets import Cell, Column
from adimple.store.scope import Scope
from adimple.usecases.context import SAO_PAULO

Rows = Iterator[tuple[int | None, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Listed:
    """`columns`: the heading for a scope and a day. `rows`: of the filter, each with whose it is (None: of no credor).

    `codes`: the filter as the journal may keep it, without what was typed. `tab`: the name of the XLSX's sheet.
    """

    code: str
    tab: str
    columns: Callable[[Scope, date], Sequence[Column]]
    rows: Callable[[Scope, Any, date], Rows]
    codes: Callable[[Any, date], tuple[str, ...]]


def chosen(**codes: object) -> tuple[str, ...]:
    """`situacao=abertos` → `situacao.abertos`; what is empty leaves; what is True is only named."""
    return tuple(name if code is True else f"{name}.{code}".lower() for name, code in codes.items() if code)


def local(at: datetime | None) -> datetime | None:
    """An instant as the clock on the wall in São Paulo showed it."""
    return None if at is None else at.astimezone(SAO_PAULO).replace(tzinfo=None)


def named_by_credor(scope: Scope) -> list[Column]:
    """The column of the credor, last of a list that may have several."""
    return [Column("Credor", chars=28)] if len(scope.credor_ids) != 1 else []
