"""Sicredi, 748: year, byte and five digits that start again each January; the check digit covers the cooperative."""

from adimple.banks.sicredi import retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod11
from adimple.domain.errors import Invalid

_BY_BENEFICIARIO = "2"
_HAS_VALUE = "1"
_REGISTERED, _SIMPLE = "1", "1"


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    """A sequence of eight digits is the number already; one of up to five takes the year it is made in and the byte."""
    if len(order.sequence) == 8:
        number = digits(order.sequence, "nosso_numero", 8)
    elif order.issued_on is None:
        raise Invalid("nosso_numero", "No Sicredi o nosso número começa pelo ano em que o boleto é feito.")
    else:
        byte = digits(convenio.operacao or _BY_BENEFICIARIO, "byte", 1)
        number = f"{order.issued_on.year % 100:02d}{byte}{padded(order.sequence, 'nosso_numero', 5)}"
    dv = mod11(_place(convenio) + number)
    return NossoNumero(number + dv, dv, f"{number[:2]}/{number[2:]}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    tipo = digits(convenio.tipo or _REGISTERED, "tipo_cobranca", 1)
    number = nosso_numero(convenio, order).number
    body = f"{tipo}{_SIMPLE}{number}{_place(convenio)}{_HAS_VALUE}0"
    return body + mod11(body)


def _place(convenio: Convenio) -> str:
    cooperativa, posto = padded(convenio.agencia, "agencia", 4), padded(convenio.posto, "posto", 2)
    return cooperativa + posto + padded(convenio.beneficiario, "convenio", 5)


BANK = Bank(
    code="748",
    name="Sicredi",
    header="748-X",
    asked=(
        Asked("agencia", "Cooperativa", 4),
        Asked("posto", "Posto", 2),
        Asked("beneficiario", "Código do beneficiário", 5),
        Asked("operacao", "Byte do nosso número (2 a 9)", 1, is_required=False),
        Asked("tipo", "Tipo de cobrança (1 com registro, 3 sem)", 1, is_required=False),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Sicredi, Manual do beneficiário CNAB 400: nosso número e campo livre",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
)
