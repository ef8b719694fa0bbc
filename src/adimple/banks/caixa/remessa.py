"""Caixa, 104, remessa of 240 columns (SIGCB): the beneficiário's code stands where others have the conta.

Manual «Leiaute de arquivo eletrônico, cobrança bancária, CNAB 240», segments P, Q, R.
"""

from adimple.domain.boleto import digits, padded
from adimple.domain.cnab import TEXT, Field
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
_LONGEST_DAYS = 999
_LONG_CODE = 7
_RETURN_IT, _KEEP_IT = "1", "2"


def _account(opening: Opening) -> dict[str, str]:
    """A code of six digits goes in six columns with a zero after it; one of seven takes the seventh too."""
    convenio = opening.convenio
    code = (
        convenio.beneficiario
        if len(convenio.beneficiario) == _LONG_CODE
        else padded(convenio.beneficiario, "convenio", 6)
    )
    return {
        "agencia": padded(convenio.agencia, "agencia", 5),
        "agencia_dv": digits(convenio.agencia_dv, "agencia_dv", 1),
        "beneficiario": digits(code.ljust(7, "0"), "convenio", 7),
    }


def _lot_values(opening: Opening) -> dict[str, str]:
    """The code once more, in six columns: zeros where it has seven digits."""
    account = _account(opening)
    has_seven = len(opening.convenio.beneficiario) == _LONG_CODE
    return account | {"beneficiario_again": "0" * 6 if has_seven else account["beneficiario"][:6]}


def _own(opening: Opening, order: Order) -> dict[str, str]:
    is_returned = not order.entry.protesto_days
    return opening.once(_account) | {
        "nosso_numero": order.nosso_numero.number + order.nosso_numero.dv,
        "baixa_code": _RETURN_IT if is_returned else _KEEP_IT,
        "baixa_days": two_forty.baixa_days(order, _LONGEST_DAYS) if is_returned else "0",
    }


REMESSA_240 = two_forty.remessa_of(
    Bank240(
        code="104",
        header=two_forty.file_header(
            "104",
            (
                *two_forty.DOCUMENT,
                two_forty.TIME,
                Field("agencia", 53, 57),
                Field("agencia_dv", 58, 58),
                Field("beneficiario", 59, 65),
            ),
            fixed=((33, "0" * 20), (66, "0" * 7), (164, "10100000"), (192, "REMESSA-PRODUCAO")),
            bank_name="CAIXA ECONOMICA FEDERAL",
        ),
        header_values=_account,
        lot_header=two_forty.lot_header(
            "104",
            (
                Field("beneficiario", 34, 40),
                Field("agencia", 54, 58),
                Field("agencia_dv", 59, 59),
                Field("beneficiario_again", 60, 65),
            ),
            fixed=((12, "00060"), (41, "0" * 13), (66, "0" * 8), (200, "0" * 8)),
        ),
        lot_values=_lot_values,
        fields=(
            Field("agencia", 18, 22),
            Field("agencia_dv", 23, 23),
            Field("beneficiario", 24, 30),
            Field("nosso_numero", 40, 57),
            Field("seu_numero", 63, 73, TEXT),
            Field("baixa_code", 224, 224),
            Field("baixa_days", 225, 227),
        ),
        own=_own,
        codes=_CODES,
        takes=Takes(month_rate_decimals=2, juros_date=True, discounts=3),
        fixed_p=(
            (31, "0" * 9),
            (58, "11220"),
            (101, "000000"),
            (228, "09"),
            (230, "0" * 10),
        ),
        number_width=11,
        has_totals=True,
        fixed_lot_trailer=((47, "0" * 46),),
        fixed_trailer=(),
    )
)
