"""Safra, 422, remessa of 400 columns. The multa stands where the abatimento does: its day, its percent, three zeros.

Manual «Layout de cobrança CNAB 400»: instruction 16 says that 206 to 218 are a multa, and only in an entry; 10 in the
second one says that 106 to 107 are the days of the protesto. The number of the file has three digits, in every line.
"""

from adimple.domain.boleto import digits, padded
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field, Record
from adimple.domain.errors import Invalid
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
_ESPECIES = {"DM": "01", "NP": "02", "RC": "05", "DS": "09"}
_CARTEIRAS = ("1", "2")  # simples; vinculada
_MULTA, _PROTEST_AFTER, _NONE = "16", "10", "00"
_LAST_NUMBER = 999

_FILE_NUMBER = Field("number", 392, 394)
_ACCOUNT = (
    Field("agencia", 27, 30),
    Field("agencia_dv", 31, 31),
    Field("conta", 32, 39),
    Field("conta_dv", 40, 40),
)
_HEADER = four_hundred.header(
    (*_ACCOUNT, _FILE_NUMBER), fixed=((10, "01COBRANCA"), (77, "422")), bank_name="BANCO SAFRA"
)
_OWN = (
    Field("beneficiario_type", 2, 3),
    Field("beneficiario_document", 4, 17, TEXT),
    Field("agencia", 18, 21),
    Field("agencia_dv", 22, 22),
    Field("conta", 23, 30),
    Field("conta_dv", 31, 31),
    Field("control", 38, 62, TEXT, may_be_blank=True),
    Field("nosso_numero", 63, 71),
    Field("protesto_days", 106, 107),
    Field("carteira", 108, 108),
    Field("pagador_bairro", 315, 324, TEXT, may_be_blank=True),
    _FILE_NUMBER,
)
_FIXED = ((102, "000"), (140, "42200000"), (389, "422"))
_DETAIL = four_hundred.detail("1", _OWN, fixed=_FIXED)
_WITH_MULTA = four_hundred.detail(
    "1",
    (*_OWN, Field("multa_from", 206, 211, DDMMAA), Field("multa_rate", 212, 215)),
    fixed=(*_FIXED, (216, "000")),
    without=("abatimento_cents",),
)
_TRAILER = Record(
    "trailer",
    four_hundred.WIDTH,
    (Field("titulos", 369, 376), Field("total_cents", 377, 391, CENTS), _FILE_NUMBER, four_hundred.SEQUENCE),
    ((1, "9"),),
)


def _header(opening: Opening) -> str:
    return four_hundred.opened(_HEADER, opening, _account(opening) | {"number": _number(opening)})


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry, charges, convenio = order.entry, order.charges, opening.convenio
    if convenio.carteira not in _CARTEIRAS:
        raise Invalid("carteira", f"A carteira {convenio.carteira} não é conhecida no CNAB 400 do Safra: use 1 ou 2.")
    if charges.multa_ppb and (order.kind != ENTRY or entry.abatimento_cents):
        raise Invalid(
            "multa",
            "O Safra só recebe a multa ao registrar, e no lugar do abatimento. Baixe o boleto e registre outro.",
        )
    own = {
        "nosso_numero": order.nosso_numero.number,
        "instruction_1": _MULTA if charges.multa_ppb else _NONE,
        "instruction_2": _PROTEST_AFTER if entry.protesto_days else _NONE,
        "protesto_days": str(entry.protesto_days),
        "multa_from": charges.multa_from,
        "multa_rate": str(rate_digits(charges.multa_ppb, "multa", 2)),
    }
    made = opening.once(_with_multa if charges.multa_ppb else _detail)
    return (four_hundred.filled(made, order, sequence, _ESPECIES, own),)


def _detail(opening: Opening) -> Stencil:
    return stencil.cut(_DETAIL, _kept(opening))


def _with_multa(opening: Opening) -> Stencil:
    return stencil.cut(_WITH_MULTA, _kept(opening))


def _kept(opening: Opening) -> dict[str, str]:
    who = four_hundred.beneficiario(opening) | _account(opening)
    return who | {"carteira": opening.convenio.carteira, "number": _number(opening)}


def _trailer(opening: Opening, totals: Totals) -> str:
    values = {
        "titulos": str(totals.titulos),
        "total_cents": totals.cents,
        "number": _number(opening),
        "sequence": str(totals.records),
    }
    return layout.fitted(_TRAILER, values)


def _number(opening: Opening) -> str:
    """After 999 it begins again at 1."""
    return str((opening.number - 1) % _LAST_NUMBER + 1)


def _account(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    return {
        "agencia": padded(convenio.agencia, "agencia", 4),
        "agencia_dv": digits(convenio.agencia_dv, "agencia_dv", 1),
        "conta": padded(convenio.conta, "conta", 8),
        "conta_dv": digits(convenio.conta_dv, "conta_dv", 1),
    }


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=_CODES,
    takes=Takes(multa_cents=False),
    header=_header,
    details=_details,
    trailer=_trailer,
    protesto_days=tuple(range(1, 100)),
)
