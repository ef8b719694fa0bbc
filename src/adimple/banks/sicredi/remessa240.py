"""Sicredi, 748, remessa of 240 columns. The bank takes the boleto sixty days past its due date, and no other term.

Manual «CNAB 240, cobrança», segments P, Q, R; the multa goes as a percent.
"""

from adimple.domain.boleto import digits, padded
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
    STOP_PROTESTO: "11",
}
_TERM_DAYS = 60


def _account(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    return {
        "agencia": padded(convenio.agencia, "agencia", 5),
        "conta": padded(convenio.conta, "conta", 12),
        "conta_dv": digits(convenio.conta_dv, "conta_dv", 1),
    }


def _own(opening: Opening, order: Order) -> dict[str, str]:
    if (order.entry.pay_until - order.entry.due_on).days != _TERM_DAYS:
        raise Invalid(
            "pay_until", f"O Sicredi recebe o boleto até {_TERM_DAYS} dias depois do vencimento: use esse dia."
        )
    return opening.once(_account) | {"nosso_numero": order.nosso_numero.number}


REMESSA_240 = two_forty.remessa_of(
    Bank240(
        code="748",
        header=two_forty.file_header(
            "748",
            (
                *two_forty.DOCUMENT,
                two_forty.TIME,
                Field("agencia", 53, 57),
                Field("conta", 59, 70),
                Field("conta_dv", 71, 71),
            ),
            fixed=((164, "08101600"),),
            bank_name="SICREDI",
        ),
        header_values=_account,
        lot_header=two_forty.lot_header(
            "748",
            (Field("agencia", 54, 58), Field("conta", 60, 71), Field("conta_dv", 72, 72)),
            fixed=((14, "040"), (200, "0" * 8)),
        ),
        lot_values=_account,
        fields=(
            Field("agencia", 18, 22),
            Field("conta", 24, 35),
            Field("conta_dv", 36, 36),
            Field("nosso_numero", 38, 57, TEXT),
        ),
        own=_own,
        codes=_CODES,
        takes=Takes(multa_cents=False, month_rate_decimals=None, juros_date=False, discounts=2),
        fixed_p=((58, "11122"), (101, "00000"), (224, f"1{_TERM_DAYS:03d}"), (228, "09"), (230, "0" * 10)),
        fixed_r=((200, "0" * 16), (217, "0" * 12)),
        fixed_lot_trailer=((24, "0" * 100),),
    )
)
