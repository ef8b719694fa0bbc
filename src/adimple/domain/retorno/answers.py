"""Which order an ocorrência answers, by the bank's own name of it: the codes mean other things in each bank."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from adimple.domain.calendar import format_date
from adimple.domain.cnab import Record
from adimple.domain.errors import Invalid
from adimple.domain.money import format_brl
from adimple.domain.remessa.items import ABATIMENTO, DUE_ON, NO_ABATIMENTO
from adimple.domain.retorno.layout import Layout
from adimple.domain.retorno.reading import fitted

CHANGES = (DUE_ON, ABATIMENTO, NO_ABATIMENTO)
OTHER_CHANGE = "other_change"
SETTLED_UNPAID = "settled_unpaid"


class Said(NamedTuple):
    """What a line says of its boleto: the due date and the abatimento, each None where its columns hold none."""

    due_on: date | None = None
    abatimento_cents: int | None = None

    def of(self, kind: str) -> date | int | None:
        """What answers an order of this kind. An abatimento that was cancelled has no value of its own."""
        return {DUE_ON: self.due_on, ABATIMENTO: self.abatimento_cents}.get(kind)


def confirmed(name: str) -> str:
    """The change that the bank says it made; "" where it says another thing."""
    told = name.casefold()
    if "abatimento" in told:
        return NO_ABATIMENTO if "cancel" in told else ABATIMENTO
    return DUE_ON if "vencimento" in told and "valor" not in told else ""


def said(layout: Layout, lines: Sequence[str]) -> Said:
    """Read in the columns of the bank's own layout; `lines` as the file brought them. No abatimento is written as 0."""
    due_on, abatimento_cents = None, 0
    for line in lines:
        for record in layout.records.values():
            text, _ = fitted(line, record.width)
            if record.match(text):
                found = _values(record, text)
                due_on = due_on or found.get("due_on")
                abatimento_cents = abatimento_cents or found.get("abatimento_cents") or 0
    return Said(due_on, abatimento_cents or None)


def not_asked(told: date | int) -> str:
    """To a person, of a change that the bank says it made and that no order of ours is."""
    what = f"o vencimento {format_date(told)}" if isinstance(told, date) else f"o abatimento de {format_brl(told)}"
    return f"O banco confirma {what}, e nenhuma mudança pedida daqui é essa. O boleto fica como estava. Confira."


def not_paid_here(name: str) -> str:
    """To a person, of a boleto that the bank dropped as one that may be settled, while its título is open here."""
    return (
        f"O banco diz «{name}», e nenhum pagamento deste boleto está aqui: o título pode já estar pago, dispensado ou "
        "protestado. Ele segue em aberto, sem outro boleto emitido sozinho. Confira no extrato da conta e no banco."
    )


def _values(record: Record, text: str) -> dict[str, Any]:
    try:
        return record.read(text)
    except Invalid:  # a day that does not exist
        return {}
