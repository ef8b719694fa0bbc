"""Itaú, 341, remessa of 400 columns. The multa is a record of its own, type 2, and goes as an amount.

Manual «Cobrança CNAB 400», registros 1 e 2; negativação expressa is 66 and 68 (nota 6).
"""

from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod10
from adimple.domain.cnab import CENTS, DDMMAA, DDMMAAAA, TEXT, Field
from adimple.domain.remessa import four_hundred, stencil
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
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout
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
_MULTA = four_hundred.multa(
    "2", Field("multa_code", 2, 2), Field("multa_from", 3, 10, DDMMAAAA), Field("multa_cents", 11, 23, CENTS)
)


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
    return four_hundred.with_multa(boleto, _MULTA, order, sequence)


def _detail(opening: Opening) -> Stencil:
    who = four_hundred.beneficiario(opening) | _account(opening)
    return stencil.cut(_DETAIL, who | {"carteira": digits(opening.convenio.carteira, "carteira", 3)})


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
    trailer=four_hundred.trailer,
    protesto_days=tuple(range(2, 100)),
    protesto_said="No Itaú o prazo de protesto vai de 2 a 99 dias corridos.",
)
