"""Banco do Brasil, 001, remessa of 400 columns, convênios of seven digits. The multa is a record of its own, type 5.

Manual «CBR641, CNAB 400, convênio de 7 posições», registros 7 and 5.
"""

from adimple.domain.boleto import padded
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field
from adimple.domain.errors import Invalid
from adimple.domain.remessa import four_hundred, stencil
from adimple.domain.remessa.charges import Takes
from adimple.domain.remessa.items import (
    ABATIMENTO,
    BAIXA,
    DUE_ON,
    ENTRY,
    NO_ABATIMENTO,
    PROTESTO,
    STOP_PROTESTO,
)
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout, check_digit
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.retorno.layout import CNAB400

CODES = {
    ENTRY: "01",
    BAIXA: "02",
    ABATIMENTO: "04",
    NO_ABATIMENTO: "05",
    DUE_ON: "06",
    PROTESTO: "09",
    STOP_PROTESTO: "10",
}
ESPECIES = {"DM": "01", "NP": "02", "RC": "05", "DS": "12"}
_PROTEST_AFTER = "06"  # instruction: days in 392 to 393
_CONVENIO_DIGITS = 7

_HEADER = four_hundred.header(
    (
        Field("agencia", 27, 30),
        Field("agencia_dv", 31, 31, TEXT),
        Field("conta", 32, 39),
        Field("conta_dv", 40, 40, TEXT),
        Field("number", 101, 107),
        Field("convenio", 130, 136),
    ),
    fixed=((10, "01COBRANCA"), (41, "000000"), (77, "001")),
    bank_name="BANCODOBRASIL",
)
_DETAIL = four_hundred.detail(
    "7",
    (
        Field("beneficiario_type", 2, 3),
        Field("beneficiario_document", 4, 17, TEXT),
        Field("agencia", 18, 21),
        Field("agencia_dv", 22, 22, TEXT),
        Field("conta", 23, 30),
        Field("conta_dv", 31, 31, TEXT),
        Field("convenio", 32, 38),
        Field("control", 39, 63, TEXT, may_be_blank=True),
        Field("nosso_numero", 64, 80),
        Field("variacao", 92, 94),
        Field("carteira", 107, 108),
        Field("pagador_name", 235, 271, TEXT),
        Field("protesto_days", 392, 393, may_be_blank=True),
    ),
    fixed=((81, "0000"), (95, "0000000"), (140, "0010000")),
)
_MULTA = four_hundred.multa(
    "599", Field("multa_code", 4, 4), Field("multa_from", 5, 10, DDMMAA), Field("multa_cents", 11, 22, CENTS)
)


def _header(opening: Opening) -> str:
    return four_hundred.opened(_HEADER, opening, _account(opening) | {"number": str(opening.number)})


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry = order.entry
    own = {
        "nosso_numero": order.nosso_numero.number,
        "instruction_1": _PROTEST_AFTER if entry.protesto_days else "00",
        "protesto_days": str(entry.protesto_days) if entry.protesto_days else None,
    }
    boleto = four_hundred.filled(opening.once(_detail), order, sequence, ESPECIES, own)
    return four_hundred.with_multa(boleto, _MULTA, order, sequence)


def _detail(opening: Opening) -> Stencil:
    who = four_hundred.beneficiario(opening) | _account(opening)
    own = {
        "variacao": padded(opening.convenio.variacao, "variacao", 3),
        "carteira": padded(opening.convenio.carteira, "carteira", 2),
    }
    return stencil.cut(_DETAIL, who | own)


def _account(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    if len(convenio.beneficiario) != _CONVENIO_DIGITS or convenio.is_free_number:
        raise Invalid(
            "convenio",
            "No CNAB 400 escrevemos para convênios de 7 números do Banco do Brasil. Os outros, e os de nosso número "
            "livre de 17 posições, vão em CNAB 240.",
        )
    return {
        "agencia": padded(convenio.agencia, "agencia", 4),
        "agencia_dv": check_digit(convenio.agencia_dv, "agencia_dv"),
        "conta": padded(convenio.conta, "conta", 8),
        "conta_dv": check_digit(convenio.conta_dv, "conta_dv"),
        "convenio": padded(convenio.beneficiario, "convenio", 7),
    }


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=CODES,
    takes=Takes(),
    header=_header,
    details=_details,
    trailer=four_hundred.trailer,
    protesto_days=(*range(6, 30), 35, 40),
    protesto_said="No Banco do Brasil o prazo de protesto é de 6 a 29, 35 ou 40 dias corridos.",
)
