"""Banrisul, 041: eight digits and a double check digit (duplo dígito) over them, and another over the campo livre."""

from adimple.banks.banrisul import remessa, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, one_of
from adimple.domain.boleto import padded
from adimple.domain.check_digits import TO_SEVEN, mod10, mod11_rest


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    sequence = padded(order.sequence, "nosso_numero", 8)
    dv = double_dv(sequence)
    return NossoNumero(sequence, dv, f"{sequence}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    produto = one_of(convenio.produto or "2", "produto", ("1", "2"), "O produto")
    agencia = padded(convenio.agencia, "agencia", 4)
    beneficiario = padded(convenio.beneficiario, "convenio", 7)
    body = f"{produto}1{agencia}{beneficiario}{nosso_numero(convenio, order).number}40"
    return body + double_dv(body)


def double_dv(text: str) -> str:
    """Module 10, then module 11 (weights 2 to 7) over both; a rest of 1 raises the first by one and asks again."""
    first = int(mod10(text))
    while (rest := mod11_rest(f"{text}{first}", TO_SEVEN)) == 1:
        first = (first + 1) % 10
    return f"{first}{11 - rest if rest else 0}"


BANK = Bank(
    code="041",
    name="Banrisul",
    header="041-8",
    asked=(
        Asked("beneficiario", "Código do beneficiário", 7),
        Asked("agencia", "Agência", 4),
        Asked("produto", "Produto (2 cobrança direta, 1 normal)", 1),
        Asked("conta", "Conta", 9, is_required=False),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Banrisul, Manual técnico de cobrança, duplo dígito e campo livre",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa400=remessa.REMESSA_400,
    asked_by_files=(Asked("transmissao", "Código de transmissão", 13),),
)
