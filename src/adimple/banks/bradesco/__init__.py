"""Bradesco, 237: carteira and eleven digits, whose check digit may be a P."""

from adimple.banks.bradesco import remessa, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order
from adimple.domain.boleto import padded
from adimple.domain.check_digits import TO_SEVEN, mod11


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    carteira, sequence = padded(convenio.carteira, "carteira", 2), padded(order.sequence, "nosso_numero", 11)
    dv = mod11(carteira + sequence, TO_SEVEN, ten="P")
    return NossoNumero(sequence, dv, f"{carteira}/{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    agencia, conta = padded(convenio.agencia, "agencia", 4), padded(convenio.conta, "conta", 7)
    carteira = padded(convenio.carteira, "carteira", 2)
    return f"{agencia}{carteira}{nosso_numero(convenio, order).number}{conta}0"


BANK = Bank(
    code="237",
    name="Bradesco",
    header="237-2",
    asked=(
        Asked("agencia", "Agência", 4),
        Asked("conta", "Conta", 7),
        Asked("carteira", "Carteira", 2),
        Asked("beneficiario", "Código da empresa", 20, is_required=False),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Bradesco, Multipag e cobrança, layout 400 posições 4008.524.0121",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa400=remessa.REMESSA_400,
    asked_by_files=(Asked("conta_dv", "Dígito da conta", 1),),
)
