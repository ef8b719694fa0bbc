"""Bradesco, 237, remessa of 400 columns. The multa goes as a percent, in the boleto itself.

Manual «Cobrança Bradesco, layout 400 posições», 4008.524.0121: 157 to 160 say the protesto and its days; the bank
issues no paper (93: 2) and the aceite is always N.
"""

from adimple.domain.boleto import digits, padded
from adimple.domain.cnab import TEXT, Field
from adimple.domain.errors import Invalid
from adimple.domain.remessa import four_hundred, stencil
from adimple.domain.remessa.charges import Takes, rate_digits
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
    STOP_PROTESTO: "19",
    NEGATIVACAO: "45",
    STOP_NEGATIVACAO: "47",
}
ESPECIES = {"DM": "01", "NP": "02", "RC": "05", "DS": "12"}
_PROTEST_AFTER = "06"  # instruction: days in 159 to 160
_PERCENT, _NO_MULTA = "2", "0"

_HEADER = four_hundred.header(
    (Field("empresa", 27, 46), Field("number", 111, 117)),
    fixed=((10, "01COBRANCA"), (77, "237"), (109, "MX")),
    bank_name="BRADESCO",
)
_DETAIL = four_hundred.detail(
    "1",
    (
        Field("carteira", 22, 24),
        Field("agencia", 25, 29),
        Field("conta", 30, 36),
        Field("conta_dv", 37, 37),
        Field("control", 38, 62, TEXT, may_be_blank=True),
        Field("multa_code", 66, 66),
        Field("multa_rate", 67, 70),
        Field("nosso_numero", 71, 82, TEXT),
    ),
    fixed=((21, "0"), (63, "000"), (83, "0" * 10), (93, "2"), (106, "2"), (140, "00000000")),
    without=("pagador_city", "pagador_uf"),
)


def _header(opening: Opening) -> str:
    empresa = padded(opening.convenio.beneficiario, "convenio", 20)
    return four_hundred.opened(_HEADER, opening, {"empresa": empresa, "number": str(opening.number)})


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry, charges = order.entry, order.charges
    if entry.has_aceite:
        raise Invalid("has_aceite", "No Bradesco o boleto é sempre registrado sem aceite.")
    own = {
        "multa_code": _PERCENT if charges.multa_ppb else _NO_MULTA,
        "multa_rate": str(rate_digits(charges.multa_ppb, "multa", 2)),
        "nosso_numero": order.nosso_numero.number + order.nosso_numero.dv,
        "instruction_1": _PROTEST_AFTER if entry.protesto_days else "00",
        "instruction_2": str(entry.protesto_days),
    }
    return (four_hundred.filled(opening.once(_detail), order, sequence, ESPECIES, own),)


def _detail(opening: Opening) -> Stencil:
    convenio = opening.convenio
    kept = {
        "carteira": padded(convenio.carteira, "carteira", 3),
        "agencia": padded(convenio.agencia, "agencia", 5),
        "conta": padded(convenio.conta, "conta", 7),
        "conta_dv": digits(convenio.conta_dv, "conta_dv", 1),
    }
    return stencil.cut(_DETAIL, kept)


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=CODES,
    takes=Takes(multa_cents=False),
    header=_header,
    details=_details,
    trailer=four_hundred.trailer,
    protesto_days=tuple(range(5, 100)),
    protesto_said="No Bradesco o prazo de protesto vai de 5 a 99 dias.",
)
