"""Sicredi, 748: year, byte and five digits that start again each January; the check digit covers the cooperative."""

from adimple.banks.sicredi import remessa, remessa240, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, one_of
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod11
from adimple.domain.errors import Invalid

_BY_BENEFICIARIO = "2"
_BYTES = ("2", "3", "4", "5", "6", "7", "8", "9")
_REGISTERED, _SIMPLE = "1", "1"
_TIPOS = (_REGISTERED, "3")


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    """A sequence of eight digits is the number already; one of up to five, zeros before it or not, takes the year it is
    made in and the byte.
    """
    sequence = order.sequence
    if len(sequence) == 8 and sequence.startswith("000"):
        sequence = sequence[3:]
    if len(sequence) == 8:
        number = digits(sequence, "nosso_numero", 8)
        if number[2] == "0":
            raise Invalid("nosso_numero", "No Sicredi o terceiro algarismo do nosso número, o byte, vai de 1 a 9.")
    elif order.issued_on is None:
        raise Invalid("nosso_numero", "No Sicredi o nosso número começa pelo ano em que o boleto é feito.")
    else:
        byte = one_of(convenio.operacao or _BY_BENEFICIARIO, "byte", _BYTES, "O byte do nosso número")
        number = f"{order.issued_on.year % 100:02d}{byte}{padded(sequence, 'nosso_numero', 5)}"
    dv = mod11(_place(convenio) + number)
    return NossoNumero(number + dv, dv, f"{number[:2]}/{number[2:]}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    tipo = one_of(convenio.tipo or _REGISTERED, "tipo_cobranca", _TIPOS, "O tipo de cobrança")
    number = nosso_numero(convenio, order).number
    body = f"{tipo}{_SIMPLE}{number}{_place(convenio)}{int(order.has_value)}0"
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
    remessa240=remessa240.REMESSA_240,
    remessa400=remessa.REMESSA_400,
    asked_by_files=(
        Asked("conta", "Conta (no CNAB 240)", 12, is_required=False),
        Asked("conta_dv", "Dígito da conta (no CNAB 240)", 1, is_required=False),
    ),
)
