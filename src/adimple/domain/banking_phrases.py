"""The events of bank accounts, convênios, boletos and remessas as pt-BR sentences."""

from collections.abc import Callable
from typing import Any

from adimple.domain import banking_events, money
from adimple.domain.remessa.items import KINDS

# Why an order is given, or a boleto ends.
BANK_DROPPED = "O banco deu baixa neste boleto por conta própria, e o título ainda é devido. Emita outro."
WHYS = {
    "person": "pedido por uma pessoa",
    "closed": "o título foi fechado",
    "changed": "o valor ou o vencimento do título mudou",
    "part_paid": "o título foi pago em parte por outro meio",
    "reversed": "o banco tomou de volta o pagamento",
    "expired": "passou o último dia em que o banco o recebe",
    "no_late": "venceu, e o banco não o recebe depois do vencimento",
    "terms": "as regras de cobrança do credor mudaram",
    "refused": "o banco recusou o registro dele",
    "unanswered": "o banco não respondeu à mudança pedida",
    "stale": "passou o dia dele antes de ir numa remessa",
}
CHANGED = {
    "label": "nome",
    "days_payable": "dias depois do vencimento",
    "rate_rounding": "arredondamento",
    "bank_account": "conta",
    "reissues": "reemitir sozinho",
}


def _saved(event: banking_events.ConvenioSaved) -> str:
    if not event.changed:
        return f"Convênio {event.convenio_id} cadastrado."
    return f"Convênio {event.convenio_id} mudado: {', '.join(CHANGED.get(one, one) for one in event.changed)}."


def _issued(event: banking_events.BoletosIssued) -> str:
    told = f"Boletos emitidos no convênio {event.convenio_id}: {event.boletos}, {money.format_brl(event.cents)}"
    return f"{told}; {event.refused} não puderam ser." if event.refused else f"{told}."


def _made(event: banking_events.RemessaMade) -> str:
    many = f"{event.items} ordens" if event.items != 1 else "1 ordem"
    return (
        f"Remessa {event.number} do convênio {event.convenio_id} gerada: {many}, {money.format_brl(event.cents)} de "
        "boletos novos."
    )


SENTENCES: dict[str, Callable[[Any], str]] = {
    "bank_account.saved": lambda e: f"Conta bancária {e.bank_account_id} cadastrada.",
    "bank_account.closed": lambda e: f"Conta bancária {e.bank_account_id} encerrada.",
    "convenio.saved": _saved,
    "convenio.tested": lambda e: (
        f"Convênio {e.convenio_id} testado: {'a remessa e o retorno de exemplo conferem' if e.succeeded else 'falhou'}."
    ),
    "convenio.closed": lambda e: f"Convênio {e.convenio_id} encerrado: não emite mais boletos.",
    "convenio.reopened": lambda e: f"Convênio {e.convenio_id} reaberto.",
    "boletos.issued": _issued,
    "boleto.issued": lambda e: (
        f"Boleto {e.boleto_id} de {money.format_brl(e.cents)} emitido para o título {e.titulo_id}."
    ),
    "boleto.ordered": lambda e: (
        f"Ordem ao banco sobre o boleto {e.boleto_id}: {KINDS.get(e.order, e.order)} "
        f"({WHYS.get(e.because, e.because)})."
    ),
    "boleto.order_dropped": lambda e: (
        f"Ordem retirada antes de ir ao banco, boleto {e.boleto_id}: {KINDS.get(e.order, e.order)}."
    ),
    "boleto.ended": lambda e: f"Boleto {e.boleto_id} deixou de valer: {WHYS.get(e.because, e.because)}.",
    "boleto.reissued": lambda e: (
        f"Boleto {e.boleto_id} emitido sozinho no lugar do boleto {e.replaced_id}: {WHYS.get(e.because, e.because)}."
    ),
    "boleto.answered": lambda e: (
        f"O banco {'fez' if e.succeeded else 'recusou'} o que se pediu do boleto {e.boleto_id}: "
        f"{KINDS.get(e.order, e.order)}."
    ),
    "remessa.made": _made,
    "remessa.taken": lambda e: f"Arquivo da remessa baixado (registro {e.remessa_id}).",
}
