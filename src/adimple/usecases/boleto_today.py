"""Whether a boleto may be shown on a day: the bank takes it, and charges for it what is owed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from adimple.store.reads import live_boletos
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.live_boletos import BoletoSeen
from adimple.store.scope import Scope
from adimple.usecases.boleto_terms import charged_cents, last_taken_on


def serves(boleto: BoletoSeen, titulo: TituloSaldo, on: date) -> bool:
    is_taken = boleto.state in ("sent", "registered") and on <= last_taken_on(boleto)
    return is_taken and charged_cents(boleto, on) == titulo.priced(on).total_cents


def with_lines_of_today(scope: Scope, titulos: Sequence[TituloSaldo], on: date) -> list[TituloSaldo]:
    """The títulos, without the line of a boleto of ours that would be refused or charge another value."""
    boletos = live_boletos.live_boletos(scope, [titulo.id for titulo in titulos if titulo.linha_digitavel])

    def shown(titulo: TituloSaldo) -> TituloSaldo:
        boleto = boletos.get(titulo.id)
        return titulo if boleto is None or serves(boleto, titulo, on) else replace(titulo, linha_digitavel="")

    return [shown(titulo) for titulo in titulos]
