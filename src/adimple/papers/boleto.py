"""The boleto on paper: recibo do pagador above, ficha de compensação below, as FEBRABAN draws them.

FEBRABAN, «Layout padrão de boleto»: fields and their names, bar code of 103 × 13 mm with 5 mm of white beside it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from adimple.papers import drawing
from adimple.papers.press import print_pdf

_PIX_LINE = 32


@dataclass(frozen=True, slots=True)
class Party:
    """Who receives, who pays, or whose the money is at the end: as it is printed, «CNPJ 11.222.333/0001-81»."""

    name: str
    document: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One boleto, every field already as it is printed, but for `barcode` (44 digits) and `pix_code` (the BR Code)."""

    bank_name: str
    bank_header: str
    linha_digitavel: str
    barcode: str
    beneficiario: Party
    pagador: Party
    agencia_codigo: str
    nosso_numero: str
    numero: str
    due_on: str
    amount: str
    issued_on: str
    processed_on: str
    carteira: str
    especie: str = "DM"
    aceite: str = "N"
    moeda: str = "R$"
    quantidade: str = ""
    unit_amount: str = ""
    uso_do_banco: str = ""
    local_de_pagamento: str = "Pagável em qualquer banco, lotérica ou aplicativo, mesmo depois do vencimento"
    instrucoes: tuple[str, ...] = ()
    referente: str = ""
    beneficiario_final: Party | None = None
    parcela: str = ""
    pix_code: str = ""


def boleto_pdf(slip: Slip, *, made_on: date) -> bytes:
    """One boleto on an A4 page, with the Pix QR when it has a `pix_code`. Raises Invalid for a wrong bar code."""
    facts = {"name": f"Boleto {slip.numero}", "author": slip.beneficiario.name, "slip": facts_of(slip)}
    return print_pdf("boleto", facts, made_on=made_on)


def facts_of(slip: Slip) -> dict[str, Any]:
    """The fields of a slip with its drawings."""
    told = {name: getattr(slip, name) for name in Slip.__dataclass_fields__}
    pix_lines = _lines(slip.pix_code)
    qr = list(drawing.qr_png(slip.pix_code)) if slip.pix_code else []
    return {**told, "drawings": {"bars": drawing.bars_svg(slip.barcode), "qr": qr, "pix_lines": pix_lines}}


def _lines(code: str) -> list[str]:
    """The BR Code cut into lines, never beside a space, which whoever copies it would lose."""
    lines = []
    while code:
        end = min(_PIX_LINE, len(code))
        while 1 < end < len(code) and " " in (code[end - 1], code[end]):
            end -= 1
        lines.append(code[:end])
        code = code[end:]
    return lines
