"""Tasks for people: the open ones by hour, the done ones by when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from adimple.domain.errors import NotFound
from adimple.store.page import Page, after, cut
from adimple.store.reads import balances, moment
from adimple.store.reads.listing import OF_DEVEDOR, search_name
from adimple.store.scope import Scope

TASKS_A_PAGE = 20  # what one works through between two looks at the list


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """`is_done`: those with an outcome. `text`: the beginning of the devedor's name."""

    is_done: bool = False
    channel: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`address`: the phone to dial, "" when there is none left; of a letter, the CEP. `action_id` None: they asked."""

    id: int
    action_id: int | None
    credor_id: int
    credor_name: str
    is_agency: bool
    devedor_id: int
    devedor_name: str
    person_key: int
    kind: str
    uf: str
    cep: str
    channel: str
    contact_id: int | None
    address: str
    is_wrong: bool
    script: str
    due_at: datetime
    outcome: str
    outcome_at: datetime | None
    outcome_by: str
    note: str


_SELECT = f"""
    SELECT k.id, k.action_id, k.credor_id, c.name, c.is_agency, k.devedor_id, d.name, k.person_key, d.kind, d.uf, d.cep,
           k.channel, k.contact_id, CASE WHEN k.channel = 'letter' THEN d.cep ELSE COALESCE(p.value, '') END,
           {moment.IS_WRONG}, k.script, k.due_at, k.outcome, k.outcome_at, k.outcome_by, k.note
    FROM {{task}} k JOIN devedor d ON d.id = k.devedor_id JOIN credor c ON c.id = k.credor_id
    LEFT JOIN contact p ON p.id = k.contact_id
    WHERE k.credor_id = ANY(%(credores)s)
"""


def list_open(scope: Scope, limit: int = 500) -> list[TaskRow]:
    """The first to do, earliest hour first."""
    with connection.cursor() as run:
        values = {"credores": scope.credor_ids, "limit": limit}
        run.execute(f"{_SELECT.format(task='task')} AND k.outcome = '' ORDER BY k.due_at, k.id LIMIT %(limit)s", values)
        return [TaskRow(*row) for row in run.fetchall()]


def list_tasks(scope: Scope, wanted: TaskFilter, cursor: str = "", *, size: int = TASKS_A_PAGE) -> Page[TaskRow]:
    """Open ones: who asked to talk first, then by hour; done ones by when, the newest first."""
    values: dict = {"credores": scope.credor_ids}
    where, whose = _where(scope, wanted, values)
    columns, kinds, sign, down = _DONE_ORDER if wanted.is_done else _OPEN_ORDER
    if key := after(cursor, **kinds):
        values |= key
        where += f" AND ({', '.join(columns)}) {sign} ({', '.join(f'%(after_{name})s' for name in kinds)})"
    ordered = f"ORDER BY {', '.join(f'{column}{down}' for column in columns)}"
    # Of one credor at a time, so that its index gives the first ones in order.
    first = f"""(
        SELECT k.* FROM credor c CROSS JOIN LATERAL (
            SELECT k.* FROM task k {whose} WHERE k.credor_id = c.id AND {where} {ordered} LIMIT {size + 1}
        ) k WHERE c.id = ANY(%(credores)s) {ordered} LIMIT {size + 1}
    )"""
    with connection.cursor() as run:
        run.execute(f"{_SELECT.format(task=first)} {ordered}", values)
        rows = [TaskRow(*row) for row in run.fetchall()]
    return cut(rows, key=_key_done if wanted.is_done else _key_open, size=size)


def count_tasks(scope: Scope) -> tuple[int, int]:
    """(open, done)."""
    with connection.cursor() as run:
        run.execute(
            """
            SELECT (SELECT count(*) FROM task WHERE credor_id = ANY(%(credores)s) AND outcome = ''),
                   (SELECT count(*) FROM task WHERE credor_id = ANY(%(credores)s) AND outcome <> '')
            """,  # each by an index alone
            {"credores": scope.credor_ids},
        )
        return run.fetchone()


def get_task(scope: Scope, task_id: int) -> TaskRow:
    """Raises NotFound."""
    with connection.cursor() as run:
        run.execute(
            f"{_SELECT.format(task='task')} AND k.id = %(task)s", {"credores": scope.credor_ids, "task": task_id}
        )
        row = run.fetchone()
    if row is None:
        raise NotFound
    return TaskRow(*row)


# Columns, how a cursor reads them, and the way down the list. Who asked to talk has no action, and goes first.
_Order = tuple[tuple[str, ...], dict[str, Callable[[Any], Any]], str, str]
_OPEN_ORDER: _Order = (
    ("(k.action_id IS NOT NULL)", "k.due_at", "k.id"),
    {"turn": bool, "at": datetime.fromisoformat, "id": int},
    ">",
    "",
)
_DONE_ORDER: _Order = (("k.outcome_at", "k.id"), {"at": datetime.fromisoformat, "id": int}, "<", " DESC")


def _key_open(row: TaskRow) -> tuple:
    return row.action_id is not None, row.due_at.isoformat(), row.id


def _key_done(row: TaskRow) -> tuple:
    assert row.outcome_at is not None, "a task with an outcome has its hour"
    return row.outcome_at.isoformat(), row.id


def titulos_of(scope: Scope, rows: list[TaskRow]) -> dict[int, list[balances.TituloSaldo]]:
    """By task, the open títulos it is about: those of its action, else all of the devedor's."""
    named: dict[int, set[int]] = {}
    with connection.cursor() as run:
        run.execute(
            "SELECT action_id, titulo_id FROM action_item WHERE action_id = ANY(%s) AND credor_id = ANY(%s)",
            [[row.action_id for row in rows if row.action_id], scope.credor_ids],
        )
        for action_id, titulo_id in run.fetchall():
            named.setdefault(action_id, set()).add(titulo_id)
    of_devedor = balances.of_devedores(scope, {row.devedor_id for row in rows})
    return {
        row.id: [
            titulo
            for titulo in of_devedor.get(row.devedor_id, [])
            if row.action_id is None or titulo.id in named.get(row.action_id, ())
        ]
        for row in rows
    }


def _where(scope: Scope, wanted: TaskFilter, values: dict) -> tuple[str, str]:
    """SQL over task k, and the join that a search by name needs."""
    where, whose = "k.outcome <> ''" if wanted.is_done else "k.outcome = ''", ""
    if wanted.channel:
        values["channel"] = wanted.channel
        where += " AND k.channel = %(channel)s"
    if wanted.text:
        found_by, found = search_name(scope, wanted.text)
        values |= found
        whose = "JOIN devedor d ON d.id = k.devedor_id AND d.credor_id = c.id"
        where += f" AND {OF_DEVEDOR[found_by]}"
    return where, whose
