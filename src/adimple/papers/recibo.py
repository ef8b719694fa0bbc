"""Recibo of a payment, with what it was laid on, and termo de quitação: what proves to a person that a debt was paid.

Código Civil art. 320: a quitação names the amount and kind of the debt, the devedor or who paid for him, the time and
place of the payment, and is signed by the credor.
"""

from dataclasses import dataclass
from datetime import date

from adimple.domain.errors import Invalid
from adimple.papers.boleto import Party
from adimple.papers.press import print_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Imputed:
    """What a payment paid of one título, as printed («12,00», "" for nothing). `left`: «Quitado», or what is owed."""

    numero: str
    due_on: str
    paid: str
    left: str
    juros: str = ""
    multa: str = ""
    correcao: str = ""
    principal: str = ""
    discount: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment: `amount` and dates as printed; `method` is how it came, `proof` what the bank or Pix calls it."""

    paid_on: str
    amount: str
    method: str
    imputacoes: tuple[Imputed, ...]
    proof: str = ""
    paid_by: str = ""
    leftover: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recibo:
    """A payment received. `order`: in words, how it was laid on the títulos; `code` lets anybody check it."""

    numero: str
    credor: Party
    devedor: Party
    payment: Payment
    issued_on: str
    place: str
    order: str = ""
    code: str = ""
    check_at: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A título that is extinct: `kind` is what it was for («Mensalidade de novembro de 2026»)."""

    numero: str
    kind: str
    due_on: str
    principal: str
    paid: str
    settled_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quitacao:
    """Títulos that nobody owes any more, and the payments that extinguished them. `total`: all that was received."""

    numero: str
    credor: Party
    devedor: Party
    titulos: tuple[Settled, ...]
    payments: tuple[Payment, ...]
    total: str
    issued_on: str
    place: str
    signer: str
    order: str = ""
    code: str = ""
    check_at: str = ""
    contact: str = ""


def recibo_pdf(recibo: Recibo, *, made_on: date) -> bytes:
    """The recibo of one payment. Raises Invalid when it was laid on nothing and nothing was left of it."""
    if not recibo.payment.imputacoes and not recibo.payment.leftover:
        raise Invalid("imputacoes", "O recibo diz a que títulos o pagamento foi. Informe ao menos um.")
    facts = {"name": f"Recibo {recibo.numero}", "author": recibo.credor.name, "paper": recibo}
    return print_pdf("recibo", facts, made_on=made_on)


def quitacao_pdf(quitacao: Quitacao, *, made_on: date) -> bytes:
    """The termo de quitação. Raises Invalid when it names no título."""
    if not quitacao.titulos:
        raise Invalid("titulos", "O termo de quitação diz que títulos foram pagos. Informe ao menos um.")
    facts = {"name": f"Termo de quitação {quitacao.numero}", "author": quitacao.credor.name, "paper": quitacao}
    return print_pdf("quitacao", facts, made_on=made_on)
