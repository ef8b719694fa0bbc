"""Santander, 033, remessa of 400 columns. The multa goes as a percent with its day, in the boleto itself.

Manual «Layout de cobrança CNAB 400»: the nosso número has seven digits and its own; the código de transmissão, twenty.
"""

from adimple.domain.boleto import padded
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field, Record
from adimple.domain.errors import Invalid
from adimple.domain.remessa import four_hundred, layout, stencil
from adimple.domain.remessa.charges import Takes, rate_digits
from adimple.domain.remessa.items import ABATIMENTO, BAIXA, DUE_ON, ENTRY, NO_ABATIMENTO, PROTESTO, STOP_PROTESTO
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
}
ESPECIES = {"DM": "01", "NP": "02", "RC": "05", "DS": "06"}
CARTEIRAS_400 = {"101": "5", "102": "5", "201": "3"}  # rápida com registro; caucionada
_PROTEST_AFTER = "06"  # instruction: days in 392 to 393
_PERCENT, _NO_MULTA = "4", "0"
_NUMBER_DIGITS = 8

_HEADER = four_hundred.header(
    (Field("transmissao", 27, 46),),
    fixed=((10, "01COBRANCA"), (77, "033"), (101, "0" * 16), (392, "000")),
    bank_name="SANTANDER",
)
_DETAIL = four_hundred.detail(
    "1",
    (
        Field("beneficiario_type", 2, 3),
        Field("beneficiario_document", 4, 17, TEXT),
        Field("transmissao", 18, 37),
        Field("control", 38, 62, TEXT, may_be_blank=True),
        Field("nosso_numero", 63, 70),
        Field("multa_code", 78, 78),
        Field("multa_rate", 79, 82),
        Field("multa_from", 102, 107, DDMMAA),
        Field("carteira", 108, 108),
        Field("complement", 384, 385),
        Field("protesto_days", 392, 393),
    ),
    fixed=((71, "000000"), (83, "0" * 15), (140, "03300000"), (383, "I")),
)
_TRAILER = Record(
    "trailer",
    four_hundred.WIDTH,
    (Field("records", 2, 7), Field("total_cents", 8, 20, CENTS), four_hundred.SEQUENCE),
    ((1, "9"), (21, "0" * 374)),
)


def _header(opening: Opening) -> str:
    return four_hundred.opened(_HEADER, opening, {"transmissao": _transmissao(opening)})


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry, charges, convenio = order.entry, order.charges, opening.convenio
    number = order.nosso_numero.number.lstrip("0")
    if len(number) > _NUMBER_DIGITS:
        raise Invalid("nosso_numero", "No CNAB 400 do Santander o nosso número tem até sete números e o dígito.")
    if convenio.carteira not in CARTEIRAS_400:
        raise Invalid("carteira", f"A carteira {convenio.carteira} não é conhecida no CNAB 400 do Santander.")
    own = {
        "nosso_numero": number,
        "multa_code": _PERCENT if charges.multa_ppb else _NO_MULTA,
        "multa_rate": str(rate_digits(charges.multa_ppb, "multa", 2)),
        "multa_from": charges.multa_from,
        "instruction_1": _PROTEST_AFTER if entry.protesto_days else "00",
        "protesto_days": str(entry.protesto_days),
    }
    return (four_hundred.filled(opening.once(_detail), order, sequence, ESPECIES, own),)


def _detail(opening: Opening) -> Stencil:
    convenio = opening.convenio
    kept = four_hundred.beneficiario(opening) | {
        "transmissao": _transmissao(opening),
        "carteira": CARTEIRAS_400[convenio.carteira],
        # The last digit of the conta and its check digit.
        "complement": padded(convenio.conta, "conta", 9)[-1] + padded(convenio.conta_dv, "conta_dv", 1),
    }
    return stencil.cut(_DETAIL, kept)


def _trailer(opening: Opening, totals: Totals) -> str:
    values = {"records": str(totals.records), "total_cents": totals.cents, "sequence": str(totals.records)}
    return layout.fitted(_TRAILER, values)


def _transmissao(opening: Opening) -> str:
    return padded(opening.convenio.transmissao, "transmissao", 20)


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=CODES,
    takes=Takes(multa_cents=False),
    header=_header,
    details=_details,
    trailer=_trailer,
    protesto_days=tuple(range(1, 100)),
)
