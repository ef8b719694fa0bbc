"""The events of money that comes in as pt-BR sentences."""

from collections.abc import Callable
from typing import Any

from adimple.domain import calendar, incoming_events, money
from adimple.domain.incoming import SOURCES


def _taken(event: incoming_events.IncomingTaken) -> str:
    many = f"{event.new} recebimentos novos" if event.new != 1 else "1 recebimento novo"
    told = f"{_source(event)}: {many}, {money.format_brl(event.cents)}; {event.matched} já com o seu título"
    return f"{told}; {event.known} já tinham entrado." if event.known else f"{told}."


def _retorno(event: incoming_events.RetornoRead) -> str:
    told = f"Retorno {event.retorno_id} lido: {event.details} ocorrências, {money.format_brl(event.paid_cents)} pagos"
    left = f"; {event.reviews} linhas a conferir" if event.reviews else ""
    held = "; espera conferência: o arquivo se contradiz" if event.holds else ""
    return f"{told}{left}{held}."


def _released(event: incoming_events.RetornoReleased) -> str:
    left = f"; mais {event.reviews} linhas a conferir" if event.reviews else ""
    return f"Retorno {event.retorno_id} liberado para o razão, depois de conferido{left}."


def _ofx(event: incoming_events.OfxRead) -> str:
    return f"Extrato OFX lido: {event.credits} créditos, {event.debits} débitos, {event.unread} sem leitura certa."


def _source(event: Any) -> str:
    name = SOURCES.get(event.source, event.source)
    return f"{name[:1].upper()}{name[1:]}"


SENTENCES: dict[str, Callable[[Any], str]] = {
    "raw_payload.received": lambda e: f"{_source(e)} recebido e guardado como veio, {e.octets} bytes.",
    "raw_payload.refused": lambda e: f"{_source(e)} recebido que não se lê; está guardado como veio.",
    "retorno.read": _retorno,
    "retorno.released": _released,
    "retorno.discarded": lambda e: f"Retorno {e.retorno_id} descartado: nada dele entrou no razão.",
    "retorno.looked": lambda e: f"Retorno {e.retorno_id}: {e.lines} linhas conferidas por uma pessoa.",
    "ofx.read": _ofx,
    "incoming.taken": _taken,
    "incoming.matched": lambda e: f"Recebimento de {money.format_brl(e.cents)} conciliado por uma pessoa.",
    "incoming.unmatched": lambda e: f"Recebimento de {money.format_brl(e.cents)} voltou a esperar em Conciliação.",
    "incoming.set_aside": lambda e: f"Recebimento de {money.format_brl(e.cents)} posto de lado em Conciliação.",
    "incoming.brought_back": lambda e: f"Recebimento de {money.format_brl(e.cents)} trazido de volta à Conciliação.",
    "reversal.ended": lambda e: f"Devolução de {money.format_brl(e.cents)} resolvida por uma pessoa, fora do razão.",
    "reversal.reopened": lambda e: f"Devolução de {money.format_brl(e.cents)} voltou a esperar: o pagamento dela veio.",
    "incoming.reversed": lambda e: (
        f"Devolvidos {money.format_brl(e.cents)} de um recebimento, em {calendar.format_date(e.on)}."
    ),
}
