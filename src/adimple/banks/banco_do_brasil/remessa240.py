"""Banco do Brasil, 001, remessa of 240 columns. Manual «CNAB 240, cobrança», segments P, Q, R."""

from adimple.domain.boleto import padded
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
    STOP_PROTESTO: "10",
}


def _account(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    return {
        "agencia": padded(convenio.agencia, "agencia", 5),
        "agencia_dv": check_digit(convenio.agencia_dv, "agencia_dv"),
        "conta": padded(convenio.conta, "conta", 12),
        "conta_dv": check_digit(convenio.conta_dv, "conta_dv"),
    }


def _opened(opening: Opening) -> dict[str, str]:
    convenio = opening.convenio
    return _account(opening) | {
        "convenio": padded(convenio.beneficiario, "convenio", 9),
        "carteira": padded(convenio.carteira, "carteira", 2),
        "variacao": padded(convenio.variacao, "variacao", 3),
    }


def _own(opening: Opening, order: Order) -> dict[str, str]:
    """The nosso número of seventeen has no digit of its own; a shorter one goes with it."""
    number = order.nosso_numero
    has_digit = len(number.number) < 17
    return opening.once(_account) | {"nosso_numero": number.number + (number.dv if has_digit else "")}


REMESSA_240 = two_forty.remessa_of(
    Bank240(
        code="001",
        header=two_forty.file_header(
            "001",
            (
                *two_forty.DOCUMENT,
                two_forty.TIME,
                Field("convenio", 33, 41),
                Field("carteira", 46, 47),
                Field("variacao", 48, 50),
                Field("agencia", 53, 57),
                Field("agencia_dv", 58, 58, TEXT),
                Field("conta", 59, 70),
                Field("conta_dv", 71, 71, TEXT),
            ),
            fixed=((42, "0014"), (164, "08401600")),
            bank_name="BANCO DO BRASIL S.A.",
        ),
        header_values=_opened,
        lot_header=two_forty.lot_header(
            "001",
            (
                Field("convenio", 34, 42),
                Field("carteira", 47, 48),
                Field("variacao", 49, 51),
                Field("agencia", 54, 58),
                Field("agencia_dv", 59, 59, TEXT),
                Field("conta", 60, 71),
                Field("conta_dv", 72, 72, TEXT),
            ),
            fixed=((14, "043"), (43, "0014"), (200, "0" * 8)),
        ),
        lot_values=_opened,
        fields=(
            Field("agencia", 18, 22),
            Field("agencia_dv", 23, 23, TEXT),
            Field("conta", 24, 35),
            Field("conta_dv", 36, 36, TEXT),
            Field("nosso_numero", 38, 57, TEXT),
        ),
        own=_own,
        codes=_CODES,
        takes=Takes(month_rate_decimals=2, juros_date=True, discounts=3),
        fixed_p=((58, "1"), (62, "0"), (101, "00000"), (224, "0000"), (228, "09"), (230, "0" * 10)),
        fixed_r=((200, "0" * 16), (217, "0" * 12), (231, "0")),
    )
)
