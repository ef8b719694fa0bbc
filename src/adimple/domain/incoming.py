"""Money as a bank or a PSP told of it, before anybody knows which título it pays."""

from dataclasses import dataclass
from datetime import date

from adimple.domain import calendar, limits, money

RETORNO, PIX, OFX = "retorno", "pix", "ofx"
SOURCES = {RETORNO: "retorno do banco", PIX: "Pix", OFX: "extrato OFX"}
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


def payment_key(incoming_id: int, turn: int) -> str:
    """The identity of the payment that a receipt becomes: one undone is another the next time."""
    return f"incoming:{incoming_id}:{turn}"
