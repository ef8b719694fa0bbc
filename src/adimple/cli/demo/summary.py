"""What the demonstration lived, in figures read back from the database, and how to get in."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table

from adimple.cli.demo import staging
from adimple.domain import money
from adimple.domain.conduct.reasons import reason_of
from adimple.store.reads import actions, credores, painel, tasks, titulos
from adimple.store.scope import Scope
from adimple.usecases.context import ROLE_NAMES

_TOP_REASONS = 5
_SENDING = {"on": "liberados", "ensaio": "em ensaio", "stopped": "parados", "closed": "encerrado"}


@dataclass(frozen=True, slots=True)
class CredorSummary:
    """One credor over the days lived. `refused`: items and actions by the code of the rule."""

    name: str
    sending: str
    titulos: int
    open: int
    open_cents: int
    overdue: int
    overdue_cents: int
    received_cents: int
    messages: int
    refused: Counter[str]
    tasks_open: int
    tasks_done: int


def summarise(scope: Scope, start: date, on: date) -> list[CredorSummary]:
    """Every credor of the scope, by name."""
    return [_of_credor(row, scope.only(row.id), start, on) for row in credores.list_credores(scope)]


def _of_credor(row: credores.CredorRow, scope: Scope, start: date, on: date) -> CredorSummary:
    days = [start + timedelta(days=number) for number in range((on - start).days + 1)]
    due = painel.open_by_due(scope)
    late = [one for one in due if one.due_on < on]
    refused: Counter[str] = Counter()
    for day in days:
        refused.update({one.blocked_by: one.items for one in painel.refused_on(scope, day)})
    tasks_open, tasks_done = tasks.count_tasks(scope)
    return CredorSummary(
        name=row.name,
        sending=_SENDING[row.sending],
        titulos=titulos.sum_titulos(scope, titulos.TituloFilter(state="todos"), on).titulos,
        open=sum(one.titulos for one in due),
        open_cents=sum(one.principal_cents for one in due),
        overdue=sum(one.titulos for one in late),
        overdue_cents=sum(one.principal_cents for one in late),
        received_cents=painel.received_cents(scope, start, on),
        messages=sum(actions.count_actions(scope, day)["enviadas"] for day in days),
        refused=refused,
        tasks_open=tasks_open,
        tasks_done=tasks_done,
    )


def show(console: Console, rows: list[CredorSummary], start: date, on: date) -> None:
    """The table, the commonest refusals, and the logins."""
    console.print(_table(rows, start, on))
    refused = sum((row.refused for row in rows), Counter())
    if refused:
        console.print(_reasons(refused))
    console.print(_logins())
    console.print(f"A senha de todos é [bold]{staging.PASSWORD}[/bold]. Nada aqui sai desta máquina.")


def _table(rows: list[CredorSummary], start: date, on: date) -> Table:
    table = Table(title=f"De {start:%d/%m/%Y} a {on:%d/%m/%Y}", title_justify="left")
    table.add_column("")
    for row in rows:
        table.add_column(row.name, justify="right")
    for label, cell in _MEASURES:
        table.add_row(label, *(cell(row) for row in rows))
    return table


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _amount(count: int, cents: int) -> str:
    return f"{_number(count)}\n[dim]{money.format_brl(cents)}[/dim]"


_MEASURES: tuple[tuple[str, Callable[[CredorSummary], str]], ...] = (
    ("Envios", lambda row: row.sending),
    ("Títulos", lambda row: _number(row.titulos)),
    ("Abertos", lambda row: _amount(row.open, row.open_cents)),
    ("Vencidos", lambda row: _amount(row.overdue, row.overdue_cents)),
    ("Recebido", lambda row: money.format_brl(row.received_cents)),
    ("Mensagens enviadas", lambda row: _number(row.messages)),
    ("Recusadas por regra", lambda row: _number(row.refused.total())),
    ("Tarefas abertas", lambda row: _number(row.tasks_open)),
    ("Tarefas encerradas", lambda row: _number(row.tasks_done)),
)


def _reasons(refused: Counter[str]) -> Table:
    table = Table(title="Recusas mais frequentes", title_justify="left")
    table.add_column("Vezes", justify="right")
    table.add_column("Regra")
    table.add_column("Por quê")
    for code, count in refused.most_common(_TOP_REASONS):
        table.add_row(_number(count), code, reason_of(code).phrase)
    return table


def _logins() -> Table:
    table = Table(title="Quem entra", title_justify="left")
    for heading in ("E-mail", "Papel", "Credor"):
        table.add_column(heading)
    table.add_row(staging.OWNER, ROLE_NAMES["owner"], "os três")
    for email, _, role in staging.MEMBERS:
        table.add_row(email, ROLE_NAMES[role], staging.MEMBERS_OF.name)
    return table
