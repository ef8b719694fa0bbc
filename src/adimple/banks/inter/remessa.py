"""Inter, 077, remessa of 400 columns: it registers boletos and takes no other order; the rest is asked of the bank.

Manual «Layout de arquivo CNAB 400 de cobrança». Multa, juros and discount each have a code, an amount, a rate, a day.
The bank takes the boleto 30 or 60 days past its due date (140 to 141).
"""

from adimple.domain.boleto import padded
from adimple.domain.cnab import CENTS, DDMMAA, TEXT, Field
from adimple.domain.errors import Invalid
from adimple.domain.remessa import four_hundred, stencil
from adimple.domain.remessa.charges import Charges, Takes, rate_digits
from adimple.domain.remessa.items import ENTRY
from adimple.domain.remessa.layout import Opening, Order, RemessaLayout
from adimple.domain.remessa.stencil import Stencil
from adimple.domain.retorno.layout import CNAB400

_CODES = {ENTRY: "01"}
_ESPECIES = {"DM": "01"}
_TERMS = (30, 60)
_NONE, _IN_CENTS, _BY_MONTH = "0", "1", "2"
_RATE_DECIMALS = 2

_HEADER = four_hundred.header(
    (Field("number", 111, 117),), fixed=((10, "01COBRANCA"), (77, "077"), (109, "MX")), bank_name="INTER"
)
_DETAIL = four_hundred.detail(
    "1",
    (
        Field("carteira", 21, 23),
        Field("agencia", 24, 27),
        Field("conta", 28, 37),
        Field("control", 38, 62, TEXT, may_be_blank=True),
        Field("multa_code", 66, 66),
        Field("multa_cents", 67, 79, CENTS),
        Field("multa_from", 84, 89, DDMMAA),
        Field("nosso_numero", 90, 100),
        Field("term_days", 140, 141),
        Field("juros_code", 160, 160),
        Field("juros_day_cents", 161, 173, CENTS),
        Field("juros_rate", 174, 177),
        Field("juros_from", 178, 183, DDMMAA),
        Field("discount_code", 184, 184),
        Field("discount_cents", 185, 197, CENTS),
        Field("discount_until", 202, 207, DDMMAA),
        Field("abatimento_cents", 208, 220, CENTS),
        Field("pagador_type", 221, 222),
        Field("pagador_document", 223, 236, TEXT),
        Field("pagador_name", 237, 276, TEXT),
        Field("pagador_address", 277, 316, TEXT),
        Field("pagador_cep", 317, 324),
    ),
    fixed=((63, "000"), (80, "0000"), (198, "0000")),
    without=("instruction_1", "instruction_2", "iof_cents", "pagador_bairro", "pagador_city", "pagador_uf"),
)


def _header(opening: Opening) -> str:
    return four_hundred.opened(_HEADER, opening, {"number": str(opening.number)})


def _details(opening: Opening, order: Order, sequence: int) -> tuple[str, ...]:
    entry = order.entry
    if entry.has_aceite:
        raise Invalid("has_aceite", "No Inter o boleto é sempre registrado sem aceite.")
    if entry.abatimento_cents:
        raise Invalid(
            "abatimento_cents", "O arquivo do Inter não leva abatimento: registre o boleto pelo valor líquido."
        )
    days = (entry.pay_until - entry.due_on).days
    if days not in _TERMS:
        raise Invalid(
            "pay_until", "O Inter recebe o boleto até 30 ou 60 dias depois do vencimento: escolha um dos dois."
        )
    own = _charged(order.charges) | {
        "nosso_numero": order.nosso_numero.number,
        "term_days": str(days),
    }
    return (four_hundred.filled(opening.once(_detail), order, sequence, _ESPECIES, own),)


def _detail(opening: Opening) -> Stencil:
    convenio = opening.convenio
    kept = {
        "carteira": padded(convenio.carteira, "carteira", 3),
        "agencia": padded(convenio.agencia, "agencia", 4),
        "conta": padded(convenio.conta, "conta", 10),
    }
    return stencil.cut(_DETAIL, kept)


def _charged(charges: Charges) -> dict[str, object]:
    juros_code = _IN_CENTS if charges.juros_day_cents else _BY_MONTH if charges.juros_ppb_month else _NONE
    return {
        "multa_code": _IN_CENTS if charges.multa_cents else _NONE,
        "multa_cents": charges.multa_cents,
        "multa_from": charges.multa_from,
        "juros_code": juros_code,
        "juros_rate": str(rate_digits(charges.juros_ppb_month, "juros", _RATE_DECIMALS)),
        "juros_from": charges.juros_from,
        "discount_code": _IN_CENTS if charges.discounts else _NONE,
    }


REMESSA_400 = RemessaLayout(
    name=CNAB400,
    codes=_CODES,
    takes=Takes(month_rate_decimals=_RATE_DECIMALS, juros_date=True),
    header=_header,
    details=_details,
    trailer=four_hundred.trailer,
)
