"""Banco do Brasil, 001: the convênio says how many digits the credor numbers, and whether it numbers all seventeen."""

from adimple.banks.banco_do_brasil import remessa, remessa240, retorno
from adimple.domain.bank import YES, Asked, Bank, Convenio, NossoNumero, Order
from adimple.domain.boleto import padded
from adimple.domain.check_digits import mod11_rest
from adimple.domain.errors import Invalid

_SEQUENCE_DIGITS = {4: 7, 6: 5, 7: 10, 8: 9}
_FREE_NUMBER_DIGITS = 17
_FREE_SERVICE = "21"
_FREE_CARTEIRAS = ("16", "18")
_NUMBERED_BY_BANK = "11"
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    if convenio.is_free_number:
        number = padded(order.sequence, "nosso_numero", _FREE_NUMBER_DIGITS)
        return NossoNumero(number, "", number)
    beneficiario = _beneficiario(convenio)
    sequence = padded(order.sequence, "nosso_numero", _SEQUENCE_DIGITS[len(beneficiario)])
    number = beneficiario + sequence
    rest = mod11_rest(number, _WEIGHTS)
    dv = "X" if rest == 10 else str(rest)
    return NossoNumero(number, dv, number if len(number) == _FREE_NUMBER_DIGITS else f"{number}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    carteira = padded(convenio.carteira, "carteira", 2)
    if carteira == _NUMBERED_BY_BANK and not order.sequence.strip("0"):
        raise Invalid("nosso_numero", "Na carteira 11 quem numera é o banco: espere o número no retorno dele.")
    number = nosso_numero(convenio, order).number
    if convenio.is_free_number:
        if carteira not in _FREE_CARTEIRAS:
            raise Invalid("carteira", "O nosso número livre de 17 posições é das carteiras 16 e 18.")
        return padded(convenio.beneficiario, "convenio", 6) + number + _FREE_SERVICE
    if len(number) == _FREE_NUMBER_DIGITS:
        return "000000" + number + carteira
    agencia, conta = padded(convenio.agencia, "agencia", 4), padded(convenio.conta, "conta", 8)
    return number + agencia + conta + carteira


def _beneficiario(convenio: Convenio) -> str:
    text = padded(convenio.beneficiario, "convenio", 8)[-len(convenio.beneficiario) :]
    if len(text) not in _SEQUENCE_DIGITS:
        raise Invalid("convenio", "O convênio do Banco do Brasil tem 4, 6, 7 ou 8 números.")
    return text


BANK = Bank(
    code="001",
    name="Banco do Brasil",
    header="001-9",
    asked=(
        Asked("beneficiario", "Convênio", 8),
        Asked("carteira", "Carteira", 2),
        Asked("agencia", "Agência", 4),
        Asked("conta", "Conta", 8),
        Asked(
            "is_free_number",
            "Quem dá o nosso número",
            1,
            is_required=False,
            options=(
                ("", "O convênio e um sequencial nosso (o usual)"),
                (YES, "Nós, as 17 posições (convênio de 6 números, carteira 16 ou 18)"),
            ),
        ),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Banco do Brasil, Doc5175Bloqueto: nosso número e campo livre por tamanho do convênio",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa240=remessa240.REMESSA_240,
    remessa400=remessa.REMESSA_400,
    asked_by_files=(
        Asked("agencia_dv", "Dígito da agência", 1),
        Asked("conta_dv", "Dígito da conta", 1),
        Asked("variacao", "Variação da carteira", 3),
    ),
)
