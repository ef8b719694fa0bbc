"""Santander, 033, remessa of 240 columns: agência and conta have columns of their own, and juros five decimals.

Manual «Layout de cobrança CNAB 240», segments P, Q, R; the código de transmissão has fifteen digits.
"""

from adimple.domain.boleto import padded
from adimple.domain.cnab import TEXT, Field
from adimple.domain.errors import Invalid
from adimple.domain.remessa import two_forty
from adimple.domain.remessa.charges import Takes
from adimple.domain.remessa.items import ABATIMENTO, BAIXA, DUE_ON, ENTRY, NO_ABATIMENTO, PROTESTO, STOP_PROTESTO
from adimple.domain.remessa.layout import Opening, Order
from adimple.domain.remessa.two_forty import Bank240

_CODES = {
    ENTRY: "01",
    BAIXA: "02",
    ABATIMENTO: "04",
    NO_ABATIMENTO: "05",
    DUE_ON: "06",
    PROTESTO: "09",
    STOP_PROTESTO: "18",
}
_CARTEIRAS = {"101": "5", "102": "1", "201": "3"}  # rápida com registro; simples; caucionada
_LONGEST_DAYS = 99


def _opened(opening: Opening) -> dict[str, str]:
    return {"transmissao": padded(opening.convenio.transmissao, "transmissao", 15)}


def _own(opening: Opening, order: Order) -> dict[str, str]:
    return opening.once(_account) | {
        "nosso_numero": order.nosso_numero.number,
        "baixa_days": two_forty.baixa_days(order, _LONGEST_DAYS),
    }


def _account(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    if convenio.carteira not in _CARTEIRAS:
        raise Invalid("carteira", f"A carteira {convenio.carteira} não é conhecida no CNAB 240 do Santander.")
    conta, conta_dv = padded(convenio.conta, "conta", 9), padded(convenio.conta_dv, "conta_dv", 1)
    return {
        "agencia": padded(convenio.agencia, "agencia", 4),
        "agencia_dv": padded(convenio.agencia_dv, "agencia_dv", 1),
        "conta": conta,
        "conta_dv": conta_dv,
        "conta_again": conta,
        "conta_dv_again": conta_dv,
        "carteira": _CARTEIRAS[convenio.carteira],
    }


REMESSA_240 = two_forty.remessa_of(
    Bank240(
        code="033",
        header=two_forty.file_header(
            "033",
            (
                Field("beneficiario_type", 17, 17),
                Field("beneficiario_document", 18, 32, TEXT),
                Field("transmissao", 33, 47),
            ),
            fixed=((164, "040"),),
            bank_name="BANCO SANTANDER",
        ),
        header_values=_opened,
        lot_header=two_forty.lot_header("033", (Field("transmissao", 54, 68),), fixed=((14, "030"),)),
        lot_values=_opened,
        fields=(
            Field("agencia", 18, 21),
            Field("agencia_dv", 22, 22),
            Field("conta", 23, 31),
            Field("conta_dv", 32, 32),
            Field("conta_again", 33, 41),
            Field("conta_dv_again", 42, 42),
            Field("nosso_numero", 45, 57),
            Field("carteira", 58, 58),
            Field("baixa_days", 226, 227),
        ),
        own=_own,
        codes=_CODES,
        takes=Takes(multa_cents=False, month_rate_decimals=5, juros_date=True, discounts=2),
        fixed_p=((59, "12"), (101, "00000"), (224, "10"), (228, "00")),
        fixed_q=((154, "0" * 16), (210, "0" * 12)),
        juros_decimals=5,
        no_protesto="0",
        fixed_trailer=(),
    )
)
