"""Sicoob, 756, remessa of 240 columns: the nosso número has its parcela, modalidade and form beside it.

Manual «Layout de cobrança CNAB 240», segments P, Q, R. The day of the multa is its own, never the due date.
"""

from adimple.domain.boleto import digits, padded
from adimple.domain.cnab import TEXT, Field
from adimple.domain.remessa import two_forty
from adimple.domain.remessa.charges import Takes
from adimple.domain.remessa.items import ABATIMENTO, BAIXA, DUE_ON, ENTRY, NO_ABATIMENTO, PROTESTO, STOP_PROTESTO
from adimple.domain.remessa.layout import Opening, Order, check_digit
from adimple.domain.remessa.two_forty import Bank240

_CODES = {
    ENTRY: "01",
    BAIXA: "02",
    ABATIMENTO: "04",
    NO_ABATIMENTO: "05",
    DUE_ON: "06",
    PROTESTO: "09",
    STOP_PROTESTO: "11",
}
_ONE_PARCELA, _A4 = "01", "4"


def _account(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    return {
        "agencia": padded(convenio.agencia, "agencia", 5),
        "agencia_dv": check_digit(convenio.agencia_dv, "agencia_dv"),
        "conta": padded(convenio.conta, "conta", 12),
        "conta_dv": check_digit(convenio.conta_dv, "conta_dv"),
    }


def _own(opening: Opening, order: Order) -> dict[str, str]:
    return opening.once(_account) | {
        "nosso_numero": order.nosso_numero.number,
        "parcela": _ONE_PARCELA,
        "modalidade": digits(opening.convenio.modalidade, "modalidade", 2),
        "form": _A4,
        "carteira": digits(opening.convenio.carteira, "carteira", 1),
    }


_ACCOUNT = (
    Field("agencia", 53, 57),
    Field("agencia_dv", 58, 58, TEXT),
    Field("conta", 59, 70),
    Field("conta_dv", 71, 71, TEXT),
)

REMESSA_240 = two_forty.remessa_of(
    Bank240(
        code="756",
        header=two_forty.file_header(
            "756",
            (*two_forty.DOCUMENT, two_forty.TIME, *_ACCOUNT),
            fixed=((72, "0"), (164, "08100000")),
            bank_name="SICOOB",
        ),
        header_values=_account,
        lot_header=two_forty.lot_header(
            "756",
            (
                Field("agencia", 54, 58),
                Field("agencia_dv", 59, 59, TEXT),
                Field("conta", 60, 71),
                Field("conta_dv", 72, 72, TEXT),
            ),
            fixed=((14, "040"), (200, "0" * 8)),
        ),
        lot_values=_account,
        fields=(
            Field("agencia", 18, 22),
            Field("agencia_dv", 23, 23, TEXT),
            Field("conta", 24, 35),
            Field("conta_dv", 36, 36, TEXT),
            Field("nosso_numero", 38, 47),
            Field("parcela", 48, 49),
            Field("modalidade", 50, 51),
            Field("form", 52, 52),
            Field("carteira", 58, 58),
        ),
        own=_own,
        codes=_CODES,
        takes=Takes(month_rate_decimals=2, juros_date=True, discounts=3),
        fixed_p=((59, "0"), (61, "22"), (101, "00000"), (224, "0"), (228, "09"), (230, "0" * 10)),
        fixed_r=((200, "0" * 16), (217, "0" * 12), (231, "0")),
        no_juros="0",
        has_totals=True,
        fixed_lot_trailer=((47, "0" * 69),),
    )
)
