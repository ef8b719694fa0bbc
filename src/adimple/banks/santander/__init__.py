"""Santander, 033: the beneficiário's code (PSK), twelve digits and their check digit, IOS and carteira."""

from adimple.banks.santander import remessa, remessa240, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, refuse_carteira
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod11

_CARTEIRAS = ("101", "102", "201")


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    sequence = padded(order.sequence, "nosso_numero", 12)
    dv = mod11(sequence)
    return NossoNumero(sequence + dv, dv, f"{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    refuse_carteira(convenio.carteira, _CARTEIRAS)
    beneficiario = padded(convenio.beneficiario, "convenio", 7)
    ios = digits(convenio.ios or "0", "ios", 1)  # 7, 8 and 9 are insurers'
    return "9" + beneficiario + nosso_numero(convenio, order).number + ios + convenio.carteira


BANK = Bank(
    code="033",
    name="Santander",
    header="033-7",
    asked=(
        Asked("beneficiario", "Código do beneficiário (PSK)", 7),
        Asked("carteira", "Carteira", 3),
        Asked("agencia", "Agência", 4),
        Asked("conta", "Conta", 9),
        Asked("ios", "IOS", 1, is_required=False),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Santander, Layout de cobrança, código de barras e linha digitável",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa240=remessa240.REMESSA_240,
    remessa400=remessa.REMESSA_400,
    asked_by_files=(
        Asked("transmissao", "Código de transmissão (20 números no CNAB 400, 15 no CNAB 240)", 20),
        Asked("agencia_dv", "Dígito da agência", 1, is_required=False),
        Asked("conta_dv", "Dígito da conta", 1),
    ),
)
