"""Whether a line of a retorno is of the boleto whose nosso número it brings: by value, document and due date.

One wrong figure of a nosso número is often the number of another boleto of ours, of the same carnê or of the same day.
"""

import re
from dataclasses import dataclass
from datetime import date

from adimple.domain.calendar import format_date
from adimple.domain.money import format_brl
from adimple.domain.retorno.items import Detail

OTHER_BOLETO = "other_boleto"


@dataclass(frozen=True, slots=True)
class Registered:
    """A boleto as the bank was told it."""

    cents: int
    abatimento_cents: int
    due_on: date
    seu_numero: str


def contradiction(detail: Detail, boleto: Registered) -> str:
    """What the line says that this boleto does not; "" where they agree.

    A due date alone is no contradiction where the document is the same: a credor may change it at the bank.
    """
    asked = boleto.cents - boleto.abatimento_cents
    if detail.face_cents and detail.face_cents not in (boleto.cents, asked):
        said, ours = format_brl(detail.face_cents), format_brl(boleto.cents)
        return f"O nosso número é o de um boleto de {ours}, e a linha é de um de {said}. Confira de quem é."
    if detail.seu_numero and detail.seu_numero == boleto.seu_numero:
        return ""
    said = _bare(detail.seu_numero) if detail.seu_numero else ""  # asked of each line of a file
    ours = _bare(boleto.seu_numero) if said else ""
    if said and ours:
        if said == ours:
            return ""
        return (
            f"O nosso número é o do boleto de documento {boleto.seu_numero}, e a linha diz {detail.seu_numero}. "
            "Confira de quem é."
        )
    if detail.due_on is not None and detail.due_on != boleto.due_on:
        said, ours = format_date(detail.due_on), format_date(boleto.due_on)
        return f"O nosso número é o de um boleto que vence em {ours}, e a linha diz {said}. Confira de quem é."
    return ""


def _bare(document: str) -> str:
    """As banks give it back, with or without the zeros before it and what is between the figures."""
    told = document.upper()
    return (told if told.isascii() and told.isalnum() else re.sub(r"[^0-9A-Z]", "", told)).lstrip("0")
