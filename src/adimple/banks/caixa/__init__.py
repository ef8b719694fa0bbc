"""Caixa Econômica Federal, 104, SIGCB: modalidade and emissão are the first two of the seventeen digits."""

from adimple.banks.caixa import remessa, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order, one_of
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod11
from adimple.domain.errors import Invalid

_MODALIDADES = ("1", "2")
_BY_BENEFICIARIO = "4"
_EMISSOES = ("1", _BY_BENEFICIARIO)


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    modalidade = convenio.carteira
    if modalidade not in _MODALIDADES:
        raise Invalid("carteira", "Na Caixa a modalidade é 1 (registrada) ou 2 (sem registro).")
    head = modalidade + one_of(convenio.emissao or _BY_BENEFICIARIO, "emissao", _EMISSOES, "A emissão")
    if len(order.sequence) > 15:
        number = digits(order.sequence, "nosso_numero", 17)
        if not number.startswith(head):
            raise Invalid("nosso_numero", f"O nosso número desta modalidade começa com {head}.")
    else:
        number = head + padded(order.sequence, "nosso_numero", 15)
    dv = mod11(number)
    return NossoNumero(number, dv, f"{number}-{dv}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    number = nosso_numero(convenio, order).number
    body = f"{_beneficiario(convenio)}{number[2:5]}{number[0]}{number[5:8]}{number[1]}{number[8:]}"
    return body + mod11(body)


def _beneficiario(convenio: Convenio) -> str:
    """Six digits and their own, or seven, which have none."""
    if len(convenio.beneficiario) == 7:
        return digits(convenio.beneficiario, "convenio", 7)
    code = padded(convenio.beneficiario, "convenio", 6)
    return code + mod11(code)


BANK = Bank(
    code="104",
    name="Caixa Econômica Federal",
    header="104-0",
    asked=(
        Asked("beneficiario", "Código do beneficiário", 7),
        Asked("carteira", "Modalidade (1 registrada, 2 sem registro)", 1),
        Asked("agencia", "Agência", 5),
        Asked("emissao", "Emissão (4 beneficiário, 1 Caixa)", 1, is_required=False),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Caixa, Manual de leiaute de arquivo eletrônico SIGCB e especificação do código de barras 67.119",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa240=remessa.REMESSA_240,
    asked_by_files=(Asked("agencia_dv", "Dígito da agência", 1),),
)
