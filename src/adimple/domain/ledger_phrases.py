"""The events of the ledger as pt-BR sentences."""

from collections.abc import Callable
from typing import Any

from adimple.domain import calendar, ledger_events, money

REOPENED = {"undone": "as baixas daquele arquivo foram desfeitas", "returned": "voltou num arquivo"}
KINDS = {"titulos": "títulos", "payments": "pagamentos"}


def _replayed(event: ledger_events.LedgerReplayed) -> str:
    many = f"{event.payments} pagamentos" if event.payments != 1 else "1 pagamento"
    told = f"Imputação refeita desde {calendar.format_date(event.since)}: {many}"
    ends = [(event.closed, "fechado", "fechados"), (event.reopened, "reaberto", "reabertos")]
    changed = [f"{count} {one if count == 1 else more}" for count, one, more in ends if count]
    return f"{told}; títulos: {' e '.join(changed)}." if changed else f"{told}."


def _absent_closed(event: ledger_events.AbsentClosed) -> str:
    many = f"{event.closed} títulos" if event.closed != 1 else "1 título"
    return f"Baixa por ausência na lista completa: {many}, {money.format_brl(event.cents)} de principal."


def _absent_undone(event: ledger_events.AbsentReopened) -> str:
    many = f"{event.reopened} títulos reabertos" if event.reopened != 1 else "1 título reaberto"
    return f"Baixas da importação {event.import_id} desfeitas: {many}."


def _order(event: ledger_events.ImputacaoOrderSaved) -> str:
    order = "a do Código Civil, à risca" if event.by_law else "a da casa"
    return f"Ordem de imputação dos pagamentos a partir de {calendar.format_date(event.effective_on)}: {order}."


SENTENCES: dict[str, Callable[[Any], str]] = {
    "ledger.replayed": _replayed,
    "imputacao_order.saved": _order,
    "titulos.absent_closed": _absent_closed,
    "titulos.absent_undone": _absent_undone,
    "titulo.absent": lambda e: f"Título {e.titulo_id} baixado: ausente da lista completa da importação {e.import_id}.",
    "titulo.reopened": lambda e: f"Título {e.titulo_id} reaberto: {REOPENED.get(e.how, e.how)}.",
    "import_mapping.kept": lambda e: f"Colunas da planilha de {KINDS.get(e.kind, e.kind)} lembradas para a próxima.",
    "import_mapping.forgotten": lambda e: f"Colunas lembradas da planilha de {KINDS.get(e.kind, e.kind)} esquecidas.",
}
