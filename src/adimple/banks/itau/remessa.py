"""Itaú, 341, remessa of 400 columns. The multa is a record of its own, type 2, and goes as an amount.

Manual «Cobrança CNAB 400», registros 1 e 2; negativação expressa is 66 and 68 (nota 6).
"""

from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod10
from adimple.domain.cnab import CENTS, DDMMAA, DDMMAAAA, TEXT, Field, Record
from adimple.domain.remessa import four_hundred, layout, stencil
from adimple.domain.remessa.charges import Takes
from adimple.domain.remessa.items import (
    ABATIMENTO,
    BAIXA,
    DUE_ON,
    ENTRY,
    NEGATIVACAO,
    NO_ABATIMENTO,
    PROTESTO,
    STOP_NEGATIVACAO,
    STOP_PROTESTO,
)
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout, Totals
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.retorno.layout import CNAB400

CODES = {
    ENTRY: "01",
    BAIXA: "02",
    ABATIMENTO: "04",
    NO_ABATIMENTO: "05",
    DUE_ON: "06",
    PROTESTO: "09",
    STOP_PROTESTO: "18",
    NEGATIVACAO: "66",
    STOP_NEGATIVACAO: "68",
}
ESPECIES = {"DM": "01", "NP": "02", "RC": "05", "DS": "08"}
_PROTEST_AFTER = "09"  # instruction: days in 392 to 393
_MULTA_IN_CENTS = "1"

_HEADER = four_hundred.header(
    (Field("agencia", 27, 30), Field("conta", 33, 37), Field("conta_dv", 38, 38)),
    fixed=((10, "01COBRANCA"), (31, "00"), (77, "341")),
    bank_name="BANCO ITAU SA",
)
_DETAIL = four_hundred.detail(
    "1",
    (
        Field("beneficiario_type", 2, 3),
        Field("beneficiario_document", 4, 17, TEXT),
        Field("agencia", 18, 21),
        Field("conta", 24, 28),
        Field("conta_dv", 29, 29),
        Field("control", 38, 62, TEXT, may_be_blank=True),
        Field("nosso_numero", 63, 70),
        Field("carteira", 84, 86),
        Field("pagador_name", 235, 264, TEXT),
        Field("juros_from", 386, 391, DDMMAA),
        Field("protesto_days", 392, 393),
    ),
    fixed=((22, "00"), (34, "0000"), (71, "0" * 13), (108, "I"), (140, "34100000")),
)
_MULTA = stencil.cut(
    Record(
        "multa",
        four_hundred.WIDTH,
        (
            Field("multa_code", 2, 2),
            Field("multa_from", 3, 10, DDMMAAAA),
            Field("multa_cents", 11, 23, CENTS),
            four_hundred.SEQUENCE,
        ),
        ((1, "2"),),
    ),
    {"multa_code": _MULTA_IN_CENTS},
)
_TRAILER = Record("trailer", four_hundred.WIDTH, (four_hundred.SEQUENCE,), ((1, "9"),))


def _header(opening: Opening) -> str:
    return four_hundred.opened(_HEADER, opening, _account(opening))


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry, charges = order.entry, order.charges
    own = {
        "nosso_numero": order.nosso_numero.number,
        "instruction_1": _PROTEST_AFTER if entry.protesto_days else "00",
        "juros_from": charges.juros_from,
        "protesto_days": str(entry.protesto_days),
    }
    boleto = four_hundred.filled(opening.once(_detail), order, sequence, ESPECIES, own)
    if not charges.multa_cents:
        return (boleto,)
    values = {
        "multa_from": charges.multa_from,
        "multa_cents": charges.multa_cents,
        "sequence": str(sequence + 1),
    }
    return boleto, _MULTA.line(values)


def _detail(opening: Opening) -> Stencil:
    kind, document = layout.document_of(opening.beneficiario.document, "beneficiario_document", 14)
    kept = _account(opening) | {
        "beneficiario_type": f"{kind:02d}",
        "beneficiario_document": document,
        "carteira": digits(opening.convenio.carteira, "carteira", 3),
    }
    return stencil.cut(_DETAIL, kept)


def _trailer(opening: Opening, totals: Totals) -> str:
    return layout.fitted(_TRAILER, {"sequence": str(totals.records)})


def _account(opening: Opening) -> dict[str, str]:
    agencia = padded(opening.convenio.agencia, "agencia", 4)
    conta = padded(opening.convenio.conta, "conta", 5)
    return {"agencia": agencia, "conta": conta, "conta_dv": opening.convenio.conta_dv or mod10(agencia + conta)}


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=CODES,
    takes=Takes(juros_date=True),
    header=_header,
    details=_details,
    trailer=_trailer,
    protesto_days=tuple(range(2, 100)),
    protesto_said="No Itaú o prazo de protesto vai de 2 a 99 dias corridos.",
)
