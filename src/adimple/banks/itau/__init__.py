"""Itaú, 341: eight digits and a DAC whose reach depends on the carteira; some carry the credor's own number instead.

For carteira 112 public sources disagree about the DAC: who uses it says which one its contract follows.
"""

from functools import lru_cache

from adimple.banks.itau import remessa, retorno
from adimple.domain.bank import Asked, Bank, Convenio, NossoNumero, Order
from adimple.domain.boleto import digits, padded
from adimple.domain.check_digits import mod10
from adimple.domain.errors import Invalid

_WITHOUT_ACCOUNT = ("126", "131", "146", "150", "168")
_NUMBERED_BY_CREDOR = ("106", "107", "122", "142", "143", "195", "196", "198")
_DISPUTED = ("112",)
_BY_CARTEIRA, _BY_ACCOUNT = "carteira", "conta"


def nosso_numero(convenio: Convenio, order: Order) -> NossoNumero:
    carteira, sequence = digits(convenio.carteira, "carteira", 3), padded(order.sequence, "nosso_numero", 8)
    dac = mod10(_covered(convenio.agencia, convenio.conta, carteira, convenio.dac_rule) + sequence)
    return NossoNumero(sequence, dac, f"{carteira}/{sequence}-{dac}")


def campo_livre(convenio: Convenio, order: Order) -> str:
    carteira = digits(convenio.carteira, "carteira", 3)
    number = nosso_numero(convenio, order)
    if carteira in _NUMBERED_BY_CREDOR:
        seu_numero = padded(order.seu_numero, "seu_numero", 7)
        body = carteira + number.number + seu_numero + padded(convenio.beneficiario, "convenio", 5)
        return f"{body}{mod10(body)}0"
    return f"{carteira}{number.number}{number.dv}{_account(convenio)}{account_dv(convenio)}000"


def account_dv(convenio: Convenio) -> str:
    """As typed; else that of this agência and conta."""
    return digits(convenio.conta_dv, "conta_dv", 1) if convenio.conta_dv else mod10(_account(convenio))


def check(convenio: Convenio) -> None:
    """Raises Invalid when the digit of the account is not that of this agência and conta."""
    expected = mod10(_account(convenio))
    if convenio.conta_dv and digits(convenio.conta_dv, "conta_dv", 1) != expected:
        phrase = f"O dígito desta agência e conta é {expected}, e aqui é {convenio.conta_dv}. Confira os três."
        raise Invalid("conta_dv", phrase)


def _account(convenio: Convenio) -> str:
    return _account_of(convenio.agencia, convenio.conta)


def _account_of(agencia: str, conta: str) -> str:
    return padded(agencia, "agencia", 4) + padded(conta, "conta", 5)


@lru_cache(maxsize=64)
def _covered(agencia: str, conta: str, carteira: str, dac_rule: str) -> str:
    """What the DAC reaches before the number: of a convênio, always the same."""
    return (_account_of(agencia, conta) if _covers_account(carteira, dac_rule) else "") + carteira


def _covers_account(carteira: str, dac_rule: str) -> bool:
    if dac_rule not in ("", _BY_CARTEIRA, _BY_ACCOUNT):
        raise Invalid("dac_rule", "A regra do DAC é «carteira» ou «conta», como o banco confirmou.")
    if dac_rule:
        return dac_rule == _BY_ACCOUNT
    if carteira in _DISPUTED:
        raise Invalid(
            "dac_rule",
            "Para a carteira 112 há mais de uma regra de DAC em uso. Peça ao Itaú a do seu convênio e informe-a.",
        )
    return carteira not in _WITHOUT_ACCOUNT


BANK = Bank(
    code="341",
    name="Itaú",
    header="341-7",
    asked=(
        Asked("agencia", "Agência", 4),
        Asked("conta", "Conta", 5),
        Asked("conta_dv", "Dígito da conta", 1, is_required=False),
        Asked("carteira", "Carteira", 3),
        Asked("beneficiario", "Código do cliente", 5, is_required=False),
    ),
    nosso_numero=nosso_numero,
    campo_livre=campo_livre,
    manual="Itaú, Cobrança CNAB 400, anexos 2 a 4: DAC do nosso número e campo livre",
    retorno240=retorno.RETORNO_240,
    retorno400=retorno.RETORNO_400,
    remessa400=remessa.REMESSA_400,
    check=check,
    asked_by_files=(
        Asked(
            "dac_rule",
            "Regra do DAC da carteira 112",
            8,
            is_required=False,
            options=(
                ("", "Outra carteira: não precisa"),
                (_BY_CARTEIRA, "Carteira e nosso número"),
                (_BY_ACCOUNT, "Agência, conta, carteira e nosso número"),
            ),
        ),
    ),
    account_dv=account_dv,
)
