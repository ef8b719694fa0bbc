"""Tasks as a sheet: whom to call, what was said, who wrote it down."""

from collections.abc import Sequence
from datetime import date

from adimple.domain import cadastro, calendar, phrases
from adimple.files.sheets import MOMENT, MONEY, WHOLE, Column
from adimple.store.reads import balances, sheets
from adimple.store.reads import tasks as reads
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.tasks import TaskFilter, TaskRow
from adimple.store.scope import Scope
from adimple.usecases.exported.listed import Listed, Rows, chosen, local, named_by_credor


def columns(scope: Scope, on: date) -> Sequence[Column]:
    return [
        Column("Desde", MOMENT, 19), Column("Nome do devedor", chars=32), Column("Como", chars=12),
        Column("Contato", chars=20), Column("Quem pediu", chars=16), Column("Títulos em aberto", chars=32),
        Column(f"Devido em {calendar.format_date(on)}", MONEY), Column("Por que falta a conta", chars=24),
        Column("Resultado", chars=20), Column("Anotado em", MOMENT, 19), Column("Anotado por", chars=28),
        Column("Anotação", chars=40), Column("Número", WHOLE, 10), *named_by_credor(scope),
    ]  # fmt: skip


def rows(scope: Scope, wanted: TaskFilter, on: date) -> Rows:
    """Without contacts that a rule may forbid now: whom one may call is asked at the minute, on the page."""
    names_credor = bool(named_by_credor(scope))
    for page in sheets.every(lambda cursor: reads.list_tasks(scope, wanted, cursor, size=sheets.ROWS_A_PAGE)):
        titulos = reads.titulos_of(scope, page)
        for row in page:
            cells = _cells(row, titulos[row.id], on)
            yield row.credor_id, [*cells, *([row.credor_name] if names_credor else [])]


def _cells(row: TaskRow, titulos: list[TituloSaldo], on: date) -> list:
    total = balances.total_of(titulo.priced(on) for titulo in titulos)
    return [
        local(row.due_at), row.devedor_name, phrases.channel(row.channel), _contact(row),
        "o devedor" if row.action_id is None else "a régua", ", ".join(titulo.label for titulo in titulos),
        total.cents, total.missing, phrases.OUTCOMES.get(row.outcome, row.outcome), local(row.outcome_at),
        row.outcome_by if row.outcome else "", row.note, row.id,
    ]  # fmt: skip


def _contact(row: TaskRow) -> str:
    """As it was used for what is done; an open task shows it on the page, when the rules allow."""
    if not row.outcome or not row.address:
        return ""
    if row.channel == "letter":
        return f"CEP {cadastro.format_cep(row.address)}"
    return row.address if row.channel == "email" else cadastro.format_phone(row.address)


def _codes(wanted: TaskFilter, on: date) -> tuple[str, ...]:
    return chosen(aba="feitas" if wanted.is_done else "abertas", canal=wanted.channel, busca=bool(wanted.text))


LIST = Listed("tasks", "Tarefas", columns, rows, _codes)
