"""The list of títulos: searched by document number, devedor or CPF/CNPJ, filtered, in keyset pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import connection

from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.listing import (
    BUCKETS,
    DOCUMENT,
    NAME,
    NUMBER,
    OF_DEVEDOR,
    WORDS,
    ListFilter,
    due_range,
    search,
)
from adimple.store.scope import Scope

SUM_CEILING = 10_000
NAMED_CEILING = 1_000  # títulos of a search lie apart in the table: counting them costs ten times as much

HELD = """EXISTS (SELECT 1 FROM hold h WHERE h.devedor_id = t.devedor_id AND (h.titulo_id IS NULL OR h.titulo_id = t.id)
          AND h.lifted_at IS NULL AND h.starts_on <= %(on)s AND (h.until IS NULL OR h.until >= %(on)s))"""
_HELD_DEVEDORES = "SELECT g.devedor_id FROM hold g WHERE g.credor_id = c.id AND g.lifted_at IS NULL"
_OF_STATE = {
    "abertos": "t.closed_on IS NULL",
    "pausados": f"t.closed_on IS NULL AND t.devedor_id IN ({_HELD_DEVEDORES}) AND {HELD}",
    "pagos": "t.closed_on IS NOT NULL AND t.closed_reason = 'paid'",
    "baixados": "t.closed_on IS NOT NULL AND t.closed_reason = 'baixa'",
    "todos": "true",
}
# What is left of the principal; of open ones, without opening the table where an index has it.
_LEFT = {
    "abertos": "COALESCE(i.principal_left_cents, t.principal_cents)",
    "pausados": "COALESCE(i.principal_left_cents, t.principal_cents)",
    "pagos": "0",
    "baixados": "0",
    "todos": "CASE WHEN t.closed_on IS NULL THEN COALESCE(i.principal_left_cents, t.principal_cents) ELSE 0 END",
}
_FOUND = OF_DEVEDOR | {
    NAME: f"d.credor_id = c.id AND {OF_DEVEDOR[NAME]}",
    NUMBER: "t.number >= %(number)s AND t.number < %(number_end)s",
    DOCUMENT: f"d.credor_id = c.id AND {OF_DEVEDOR[DOCUMENT]}",
}


@dataclass(frozen=True, slots=True)
class TituloFilter(ListFilter):
    STATES: ClassVar[tuple[str, ...]] = tuple(_OF_STATE)


@dataclass(frozen=True, slots=True)
class TituloRow:
    """A título with whose it is, and whether something holds it today."""

    titulo: TituloSaldo
    devedor_id: int
    devedor_name: str
    document: str
    credor_name: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class TituloSum:
    """Of the whole filter, not of the page; up to a ceiling of títulos (`is_capped`: there are more)."""

    titulos: int
    principal_cents: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class _Order:
    """An order that an index of each credor gives. `columns`: names of the rows listed, and how a cursor reads them."""

    columns: dict[str, Callable[[Any], Any]]
    goes_down: bool = False

    @property
    def sql(self) -> str:
        return ", ".join(f"t.{name}{' DESC' if self.goes_down else ''}" for name in self.columns)

    @property
    def after(self) -> str:
        names = ", ".join(f"t.{name}" for name in self.columns)
        return f"({names}) {'<' if self.goes_down else '>'} ({', '.join(f'%(after_{name})s' for name in self.columns)})"


_BY_DUE = _Order({"due_on": date.fromisoformat, "id": int})
_BY_NAME = _Order({"name_key": str, "devedor_id": int, "due_on": date.fromisoformat, "id": int})
_BY_NUMBER = _Order({"number": str, "id": int})
_NEWEST = _Order({"id": int}, goes_down=True)
_COLUMNS = ("id", "due_on", "number", "devedor_id", "name_key")


def list_titulos(scope: Scope, wanted: TituloFilter, on: date, cursor: str = "") -> Page[TituloRow]:
    """A page: those of a search by name or number in that order, open ones by due date, the others newest first."""
    found = find_titulos(scope, wanted, on, cursor)
    saldos = {titulo.id: titulo for titulo in balances.by_ids(scope, [row[0] for row in found.rows])}
    return Page([TituloRow(saldos[row[0]], row[3], *row[5:]) for row in found.rows], found.next_cursor)


def find_titulos(
    scope: Scope, wanted: TituloFilter, on: date, cursor: str = "", *, size: int = PAGE_SIZE
) -> Page[tuple[Any, ...]]:
    """The page of `list_titulos` as rows of id, due_on, number, devedor_id, name_key, name, document, credor, held."""
    found_by, where, values = _where(scope, wanted, on)
    order = _order(found_by, wanted.state)
    if key := after(cursor, **order.columns):
        values |= key
        where = f"{where} AND {_over_tables(order.after)}"
    # First which ones, from indexes alone where one has it all; then what is shown of those few.
    keys = ", ".join(f"{_over_tables(f't.{name}')} AS {name}" for name in order.columns)
    ordered = f"ORDER BY {order.sql} LIMIT {size + 1}"
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT t.id, t.due_on, t.number, t.devedor_id, d.name_key, d.name, d.document, c.name, {HELD}
            FROM (
                SELECT t.* FROM credor c CROSS JOIN LATERAL (
                    SELECT {keys} FROM titulo t {_whose(found_by)}
                    WHERE t.credor_id = c.id AND {where} ORDER BY {_over_tables(order.sql)} LIMIT {size + 1}
                ) t
                WHERE c.id = ANY(%(credores)s) {ordered}
            ) first JOIN titulo t ON t.id = first.id
            JOIN devedor d ON d.id = t.devedor_id JOIN credor c ON c.id = t.credor_id
            ORDER BY {order.sql.replace("t.", "first.")}
            """,
            values,
        )
        key_places = [_COLUMNS.index(name) for name in order.columns]
        return cut(run.fetchall(), key=lambda row: tuple(row[place] for place in key_places), size=size)


def sum_titulos(scope: Scope, wanted: TituloFilter, on: date) -> TituloSum:
    """How many, and the principal left in them."""
    found_by, where, values = _where(scope, wanted, on)
    ceiling = NAMED_CEILING if found_by else SUM_CEILING
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT count(*), COALESCE(sum(left_cents), 0)::bigint FROM (
                SELECT t.left_cents FROM credor c CROSS JOIN LATERAL (
                    SELECT {_LEFT[wanted.state]} AS left_cents FROM titulo t {_whose(found_by)}
                    LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
                    WHERE t.credor_id = c.id AND {where} LIMIT {ceiling + 1}
                ) t WHERE c.id = ANY(%(credores)s) LIMIT {ceiling + 1}
            ) counted
            """,
            values,
        )
        titulos, cents = run.fetchone()
    return TituloSum(min(titulos, ceiling), cents, titulos > ceiling)


def _order(found_by: str, state: str) -> _Order:
    if found_by in (NAME, WORDS, NUMBER):
        return _BY_NUMBER if found_by == NUMBER else _BY_NAME
    return _BY_DUE if state in ("abertos", "pausados") else _NEWEST


def _whose(found_by: str) -> str:
    """The join of a search: the others ask nothing of the devedor."""
    return "JOIN devedor d ON d.id = t.devedor_id" if found_by else ""


def _over_tables(sql: str) -> str:
    """Columns of a listed row as those of the tables they come from."""
    return sql.replace("t.name_key", "d.name_key").replace("t.devedor_id", "d.id")


def _where(scope: Scope, wanted: TituloFilter, on: date) -> tuple[str, str, dict]:
    """How it is searched; SQL over titulo t and devedor d of a credor c; only our own words are written into it."""
    found_by, values = search(scope, wanted.text)
    values |= {"credores": scope.credor_ids, "on": on}
    parts = [_OF_STATE[wanted.state]]
    if wanted.bucket:
        values["due_from"], values["due_to"] = due_range(BUCKETS[wanted.bucket], on)
        parts.append("t.due_on BETWEEN %(due_from)s AND %(due_to)s")
    if found_by:
        parts.append(_FOUND[found_by])
    return found_by, " AND ".join(parts), values
