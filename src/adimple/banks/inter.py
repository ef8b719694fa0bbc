"""Inter, 077: agência, carteira, operação, ten digits and their module 10."""

from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, refuse_carteira
from adimple.domain.boleto import padded
from adimple.domain.check_digits import mod10

_CARTEIRAS = ("110", "112")


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    agencia = padded(convenio.agencia, "agencia", 4)
    refuse_carteira(convenio.carteira, _CARTEIRAS)
    sequence = padded(order.sequence, "nosso_numero", 10)
    head = f"{agencia}{convenio.carteira}"
    dv = mod10(head + sequence)
    return NossoNumero(sequence + dv, dv, f"{agencia}{mod10(agencia)}/{convenio.carteira}/{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    number = nosso_numero(convenio, order).number
    agencia, operacao = padded(convenio.agencia, "agencia", 4), padded(convenio.operacao, "operacao", 7)
    return agencia + convenio.carteira + operacao + number


BANK = Bank(
    code="077",
    name="Inter",
    header="077-9",
    asked=(
        Asked("agencia", "Agência", 4),
        Asked("conta", "Conta", 10),
        Asked("carteira", "Carteira", 3),
        Asked("operacao", "Operação", 7),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Inter, Layout de arquivo CNAB 400 de cobrança",
)
