"""Safra, 422: agência and conta with their digits, eight digits and their module 11."""

from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod11

_REGISTERED = "2"


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    sequence = padded(order.sequence, "nosso_numero", 8)
    dv = mod11(sequence, eleven="1")
    return NossoNumero(sequence + dv, dv, f"{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    agencia = padded(convenio.agencia, "agencia", 4) + digits(convenio.agencia_dv, "agencia_dv", 1)
    conta = padded(convenio.conta, "conta", 8) + digits(convenio.conta_dv, "conta_dv", 1)
    return f"7{agencia}{conta}{nosso_numero(convenio, order).number}{_REGISTERED}"


BANK = Bank(
    code="422",
    name="Safra",
    header="422-7",
    asked=(
        Asked("agencia", "Agência", 4),
        Asked("agencia_dv", "Dígito da agência", 1),
        Asked("conta", "Conta", 8),
        Asked("conta_dv", "Dígito da conta", 1),
        Asked("carteira", "Carteira", 1),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Safra, Layout de cobrança CNAB 400",
)
