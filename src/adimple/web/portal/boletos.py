"""What the devedor's page says of a boleto today: whether the bank takes it, what the bank charges, or what to do."""

from dataclasses import dataclass
from datetime import date

from adimple.domain import boleto as codes
from adimple.domain import calendar
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.live_boletos import BoletoSeen
from adimple.usecases import boleto_terms, boleto_today
from adimple.web import formats

_PIX_MEANWHILE = " Hoje, pague por Pix, nesta página: o valor dele é sempre o de hoje."


@dataclass(frozen=True, slots=True)
class BoletoCard:
    """`linha_digitavel` and `pdf_id` only while the bank takes it for what is owed today; `note` says how it is."""

    note: str
    linha_digitavel: str = ""
    pdf_id: int | None = None


def card_of(boleto: BoletoSeen, titulo: TituloSaldo, on: date, *, has_pix: bool) -> BoletoCard:
    """Of an open título. The bank charges what was registered: shown only where it is what is owed today.

    `has_pix`: the page offers one, which is always of today.
    """
    if not boleto_today.serves(boleto, titulo, on):
        return BoletoCard(_why_not(boleto, on) + (_PIX_MEANWHILE if has_pix else ""))
    return BoletoCard(
        _note(boleto, boleto_today.charged_cents(boleto, on), on), codes.format_line(boleto.linha_digitavel), boleto.id
    )


def _why_not(boleto: BoletoSeen, on: date) -> str:
    if boleto.state == "ended":
        return "O boleto desta conta não vale mais: o banco não o recebe."
    if boleto.state == "made" and boleto.is_reissue:
        return (
            "O boleto anterior não serve mais: não o use. O novo está sendo registrado no banco e aparece aqui em um "
            "dia útil."
        )
    if boleto.state == "made":
        return "O boleto está sendo registrado no banco e aparece aqui em um dia útil."
    if on > (last_on := boleto_terms.last_taken_on(boleto)):
        return f"O banco recebeu este boleto até {calendar.format_date(last_on)}, e não mais."
    if boleto.is_reissue and on < boleto.due_on:
        return f"O boleto novo aparece aqui em {calendar.format_date(boleto.due_on)}, quando o banco já o recebe."
    return "O valor desta conta mudou depois do boleto. Não use um boleto antigo: ele cobraria outro valor."


def _note(boleto: BoletoSeen, charged: int, on: date) -> str:
    until = calendar.format_date(boleto_terms.last_taken_on(boleto))
    if on > calendar.effective_due_on(boleto.due_on):
        said = f"Venceu em {calendar.format_date(boleto.due_on)} e continua valendo até {until}. "
        said += f"Pago hoje, o banco cobra {formats.brl(charged)}."
    else:
        said = f"Vence em {calendar.format_date(boleto.due_on)}. Pago hoje, o banco cobra {formats.brl(charged)}."
    if boleto.state == "sent":
        said += " Foi enviado ao banco há pouco: se o aplicativo ainda não o reconhecer, tente no próximo dia útil."
    return said
