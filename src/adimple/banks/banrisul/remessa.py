"""Banrisul, 041, remessa of 400 columns. The multa goes as a percent of one decimal: 2,25 % is refused.

Manual técnico de cobrança, CNAB 400: 161 says juros in cents a day (0); 157 to 160, protesto (09) and multa (18).
The bank's own code has thirteen digits, the agência in front.
"""

from adimple.domain.boleto import padded
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field, Record
from adimple.domain.remessa import four_hundred, layout, stencil
from adimple.domain.remessa.charges import Takes, rate_digits
from adimple.domain.remessa.items import ABATIMENTO, BAIXA, DUE_ON, ENTRY, NO_ABATIMENTO, PROTESTO, STOP_PROTESTO
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout, Totals
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.retorno.layout import CNAB400

_CODES = {
    ENTRY: "01",
    BAIXA: "02",
    ABATIMENTO: "04",
    NO_ABATIMENTO: "05",
    DUE_ON: "06",
    PROTESTO: "09",
    STOP_PROTESTO: "10",
}
_TYPE = {"DM": "08", "DS": "08", "NP": "08", "RC": "08"}  # cobrança credenciada, whatever the paper
_PROTEST_AFTER, _MULTA = "09", "18"
_RATE_DECIMALS = 1

_HEADER = four_hundred.header((Field("transmissao", 27, 39),), fixed=((77, "041"),), bank_name="BANRISUL")
_DETAIL = four_hundred.detail(
    "1",
    (
        Field("transmissao", 18, 30),
        Field("control", 38, 62, TEXT, may_be_blank=True),
        Field("nosso_numero", 63, 72),
        Field("juros_day_cents", 162, 173, CENTS),
        Field("discount_until", 174, 179, DDMMAA, may_be_blank=True),
        Field("discount_cents", 180, 192, CENTS, may_be_blank=True),
        Field("pagador_name", 235, 269, TEXT),
        Field("multa_rate", 322, 324),
        Field("protesto_days", 370, 371, may_be_blank=True),
    ),
    fixed=((108, "1"), (140, "041"), (161, "0"), (325, "00")),
    without=("pagador_bairro",),
)
_TRAILER = Record(
    "trailer", four_hundred.WIDTH, (Field("total_cents", 28, 40, CENTS), four_hundred.SEQUENCE), ((1, "9"),)
)


def _header(opening: Opening) -> str:
    return four_hundred.opened(_HEADER, opening, {"transmissao": _transmissao(opening)})


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry, charges = order.entry, order.charges
    own = {
        "nosso_numero": order.nosso_numero.number + order.nosso_numero.dv,
        "instruction_1": _PROTEST_AFTER if entry.protesto_days else "00",
        "instruction_2": _MULTA if charges.multa_ppb else "00",
        "discount_cents": charges.discounts[0].cents if charges.discounts else None,
        "multa_rate": str(rate_digits(charges.multa_ppb, "multa", _RATE_DECIMALS)),
        "protesto_days": str(entry.protesto_days) if entry.protesto_days else None,
    }
    return (four_hundred.filled(opening.once(_detail), order, sequence, _TYPE, own),)


def _detail(opening: Opening) -> Stencil:
    return stencil.cut(_DETAIL, {"transmissao": _transmissao(opening)})


def _trailer(opening: Opening, totals: Totals) -> str:
    return layout.fitted(_TRAILER, {"total_cents": totals.cents, "sequence": str(totals.records)})


def _transmissao(opening: Opening) -> str:
    return padded(opening.convenio.transmissao, "transmissao", 13)


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=_CODES,
    takes=Takes(multa_cents=False, multa_decimals=_RATE_DECIMALS),
    header=_header,
    details=_details,
    trailer=_trailer,
    protesto_days=tuple(range(3, 100)),
    protesto_said="No Banrisul o prazo de protesto vai de 3 a 99 dias.",
)
