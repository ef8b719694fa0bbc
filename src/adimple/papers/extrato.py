"""The extrato of a devedor: every título with what it owes on a day, and every payment."""

from dataclasses import dataclass
from datetime import date

from adimple.papers.boleto import Party
from adimple.papers.press import print_pdf

_LONG = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TituloRow:
    """One título on the day of the extrato, as printed; `standing`: «Em aberto», «Quitado em 10/11/2026»."""

    numero: str
    kind: str
    due_on: str
    principal: str
    standing: str
    correcao: str = ""
    multa: str = ""
    juros: str = ""
    discount: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """One payment, as printed; `titulos`: the numbers of those it was laid on."""

    paid_on: str
    method: str
    amount: str
    titulos: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extrato:
    """Where a devedor stands with a credor on the day `on`. `notes` say how the sums were worked."""

    credor: Party
    devedor: Party
    on: str
    titulos: tuple[TituloRow, ...]
    payments: tuple[PaymentRow, ...]
    total_owed: str
    total_paid: str
    notes: tuple[str, ...] = ()
    code: str = ""
    check_at: str = ""
    contact: str = ""


def extrato_pdf(extrato: Extrato, *, made_on: date) -> bytes:
    """The extrato, on as many pages as it needs; one with no título or payment says so."""
    name = f"Extrato de {extrato.devedor.name} em {extrato.on}"
    facts = {"name": name, "author": extrato.credor.name, "paper": extrato}
    is_long = len(extrato.titulos) + len(extrato.payments) > _LONG
    return print_pdf("extrato", facts, made_on=made_on, is_long=is_long)
