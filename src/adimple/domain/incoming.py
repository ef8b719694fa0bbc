"""Money as a bank, a PSP, a sheet or a person told of it, before anybody knows which título it pays."""

from dataclasses import dataclass
from datetime import date

from adimple.domain import calendar, limits, money

RETORNO, PIX, OFX = "retorno", "pix", "ofx"
SPREADSHEET, API, FORM = "spreadsheet", "api", "form"
SOURCES = {
    RETORNO: "retorno do banco",
    PIX: "Pix",
    OFX: "extrato OFX",
    SPREADSHEET: "planilha",
    API: "API",
    FORM: "tela de Pagamentos",
}
SHORT = {RETORNO: "retorno", PIX: "Pix", OFX: "extrato", SPREADSHEET: "planilha", API: "API", FORM: "tela"}
_TOLD_BY = {
    RETORNO: "pelo retorno do banco",
    PIX: "por Pix",
    OFX: "pelo extrato",
    SPREADSHEET: "por planilha",
    API: "pela API",
    FORM: "pela tela de Pagamentos",
}
SECOND_HAND = frozenset({SPREADSHEET, API, FORM})  # somebody says that money came; the others are where it came
STATES = {"waiting": "a conferir", "matched": "conciliado", "set_aside": "posto de lado", "reversed": "devolvido"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A receipt of money. `source_key`: its identity at its source, the same however often it is told.

    What says whose it is, the surest first: a boleto of ours, a txid, nosso números that a título may carry.
    `doubt`: why a person must look at it even so. `reference`: what a person may know it by.
    """

    source: str
    source_key: str
    raw_payload_id: int
    cents: int
    paid_on: date
    credit_on: date | None = None
    payer_name: str = ""
    payer_document: str = ""
    reference: str = ""
    bank_account_id: int | None = None
    boleto_id: int | None = None
    txid: str = ""
    numbers: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Money taken back by its source: the receipt of `of_key`, or where only the boleto is told, of that one."""

    source: str
    source_key: str
    raw_payload_id: int
    cents: int
    on: date
    of_key: str = ""
    boleto_id: int | None = None


def doubt_of(received: Received, on: date) -> str:
    """Why no payment may be made of it as it is; "" when nothing stands against it."""
    if received.paid_on > on:
        return f"O pagamento é de {calendar.format_date(received.paid_on)}, depois de hoje. Confira o dia."
    if received.paid_on.year < limits.EARLIEST_YEAR:
        return f"O dia do pagamento é anterior a {limits.EARLIEST_YEAR}. Confira o dia."
    if received.cents > limits.MAX_PRINCIPAL_CENTS:
        return f"O valor, {money.format_brl(received.cents)}, passa do que um título pode ter."
    return received.doubt


def told_by(source: str) -> str:
    return _TOLD_BY.get(source, "por outra via")


def counted_once(payment_id: int, source: str) -> str:
    return f"É o pagamento nº {payment_id}, que já veio {told_by(source)}: conta uma vez só."


def perhaps_same(payment_id: int, source: str) -> str:
    return f"Pode ser o mesmo dinheiro do pagamento nº {payment_id}, que veio {told_by(source)}. Se for, diga que é."


def perhaps_gone(payment_id: int, source: str) -> str:
    """Why a reversal waits whose own receipt may be that payment."""
    return (
        f"O que ela tomou de volta pode ser o pagamento nº {payment_id}, que veio {told_by(source)} e ainda conta. Se "
        "for, desfaça-o; se não for, dê-a por resolvida: só o recebimento volta."
    )


def is_of(of_key: str, source_key: str) -> bool:
    """Whether a reversal of `of_key` may be of that receipt: a whole key, or where it ends in a bar the beginning of
    one.
    """
    return source_key.startswith(of_key) if of_key.endswith("/") else source_key == of_key


def payment_key(incoming_id: int, turn: int) -> str:
    """The identity of the payment that a receipt becomes: one undone is another the next time."""
    return f"incoming:{incoming_id}:{turn}"
