"""A day's actions as a sheet: what left, what waited, what was refused and by which article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adimple.domain import phrases
from adimple.domain.conduct.reasons import reason_of
from adimple.domain.regua import document
from adimple.files.sheets import DAY, MOMENT, MONEY, WHOLE, Column
from adimple.store.reads import actions as reads
from adimple.store.reads import painel, sheets
from adimple.store.reads.actions import ActionFilter, ActionRow
from adimple.store.scope import Scope
from adimple.usecases.exported.listed import Listed, Rows, chosen, local, named_by_credor


@dataclass(frozen=True, slots=True)
class DayOfActions:
    on: date
    filter: ActionFilter


def columns(scope: Scope, on: date) -> Sequence[Column]:
    return [
        Column("Dia", DAY, 12), Column("Hora", MOMENT, 19), Column("Nome do devedor", chars=32),
        Column("Canal", chars=12), Column("Passo", chars=28), Column("Situação", chars=12),
        Column("Motivo", chars=48), Column("Artigo", chars=32), Column("Títulos", chars=32),
        Column("Devido no dia", MONEY), Column("Por que falta a conta", chars=24), Column("Ação", WHOLE, 10),
        *named_by_credor(scope),
    ]  # fmt: skip


def rows(scope: Scope, wanted: DayOfActions, on: date) -> Rows:
    names_credor, steps = bool(named_by_credor(scope)), painel.step_days(scope)

    def page_at(cursor: str):
        return reads.list_actions(scope, wanted.on, wanted.filter, cursor, size=sheets.ROWS_A_PAGE)

    for page in sheets.every(page_at):
        for row in page:
            kind, day = steps.get((row.credor_id, row.step_code), ("", 0))
            step = document.step_label(kind, day) if kind else row.step_code
            yield row.credor_id, [*_cells(row, step, wanted.on), *([row.credor_name] if names_credor else [])]


def _cells(row: ActionRow, step: str, on: date) -> list:
    """A título that the night refused is no action: it has no hour and no number."""
    reason = reason_of(row.blocked_by) if row.blocked_by else None
    return [
        on, None if row.is_refused_item else local(row.at), row.devedor_name,
        phrases.channel(row.channel) if row.channel else "", step, phrases.ACTION_STATES[row.state],
        reason.phrase if reason else row.note, reason.cites if reason else "", ", ".join(row.titulos), row.owed.cents,
        row.owed.missing, None if row.is_refused_item else row.id,
    ]  # fmt: skip


def _codes(wanted: DayOfActions, on: date) -> tuple[str, ...]:
    asked = wanted.filter
    return chosen(
        dia=wanted.on.isoformat(), aba=asked.tab, canal=asked.channel, passo=bool(asked.step_code),
        busca=bool(asked.text),
    )  # fmt: skip


def whole_day(on: date) -> DayOfActions:
    return DayOfActions(on, ActionFilter())


LIST = Listed("actions", "Ações", columns, rows, _codes)
