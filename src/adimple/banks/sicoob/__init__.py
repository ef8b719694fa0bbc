"""Sicoob, 756: seven digits whose check digit weighs 3, 1, 9, 7 from the left over cooperative and beneficiário."""

from itertools import cycle

from adimple.banks.sicoob import remessa, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, refuse_carteira
from adimple.domain.boleto import digits, padded

_MODALIDADES = ("01", "02", "03", "05")
_ONE_PARCELA = "001"
_WEIGHTS = (3, 1, 9, 7)


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    cooperativa = padded(convenio.agencia, "agencia", 4)
    beneficiario = padded(convenio.beneficiario, "convenio", 10)
    sequence = padded(order.sequence, "nosso_numero", 7)
    weighed = zip(cooperativa + beneficiario + sequence, cycle(_WEIGHTS), strict=False)
    rest = sum(int(digit) * weight for digit, weight in weighed) % 11
    dv = "0" if rest < 2 else str(11 - rest)
    return NossoNumero(sequence + dv, dv, f"{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    refuse_carteira(convenio.modalidade, _MODALIDADES)
    carteira = digits(convenio.carteira, "carteira", 1)
    cooperativa, beneficiario = padded(convenio.agencia, "agencia", 4), padded(convenio.beneficiario, "convenio", 7)
    number = nosso_numero(convenio, order).number
    return f"{carteira}{cooperativa}{convenio.modalidade}{beneficiario}{number}{_ONE_PARCELA}"


BANK = Bank(
    code="756",
    name="Sicoob",
    header="756-0",
    asked=(
        Asked("agencia", "Cooperativa", 4),
        Asked("beneficiario", "Código do beneficiário, com o dígito", 7),
        Asked("carteira", "Carteira", 1),
        Asked("modalidade", "Modalidade", 2),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Sicoob, Layout de cobrança CNAB 240: nosso número e código de barras",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa240=remessa.REMESSA_240,
    asked_by_files=(
        Asked("agencia_dv", "Dígito da cooperativa", 1),
        Asked("conta", "Conta", 12),
        Asked("conta_dv", "Dígito da conta", 1),
    ),
)
