"""What a bank is to us: how it numbers a boleto and fills its campo livre. Each one is a file of `banks`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from adimple.domain import boleto
from adimple.domain.boleto import Boleto
from adimple.domain.errors import Invalid
from adimple.domain.retorno.layout import Layout

if TYPE_CHECKING:  # a remessa is made of convênios and orders, which are here
    from adimple.domain.remessa.layout import RemessaLayout


@dataclass(frozen=True, slots=True)
class Convenio:
    """What the bank's contract says, as digits in text. `beneficiario`: the code the bank knows the credor by.

    Each bank asks some of these and pads them; what it does not ask it does not look at.
    """

    agencia: str = ""
    agencia_dv: str = ""
    conta: str = ""
    conta_dv: str = ""
    beneficiario: str = ""
    carteira: str = ""
    modalidade: str = ""
    posto: str = ""
    produto: str = ""
    operacao: str = ""
    emissao: str = ""
    ios: str = ""
    tipo: str = ""
    dac_rule: str = ""
    transmissao: str = ""  # this and the next are asked by remessas only
    variacao: str = ""
    is_free_number: bool = False  # Banco do Brasil, convênio of six: the credor fills all seventeen


YES = "1"


def contract_of(terms: Mapping[str, str]) -> Convenio:
    """The convênio of these texts, by field; what is either so or not so is YES or absent."""
    texts = {field: text for field, text in terms.items() if field != "is_free_number"}
    return Convenio(**texts, is_free_number=terms.get("is_free_number") == YES)


@dataclass(frozen=True, slots=True)
class NossoNumero:
    """`number`: the digits that the campo livre and the files carry; `dv` may be a letter, two digits or "".

    `printed`: as the boleto shows it.
    """

    number: str
    dv: str
    printed: str


@dataclass(frozen=True, slots=True)
class Order:
    """What one boleto is numbered by: the credor's own sequence, the day it is made, and its own document.

    `has_value`: False where who pays says how much, which Sicredi writes in its campo livre.
    """

    sequence: str
    issued_on: date | None = None
    seu_numero: str = ""
    has_value: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the convênio that a bank asks: its name here, how the bank calls it, and its most digits.

    `options`: (text, words) of one that is chosen.
    """

    field: str
    label: str
    width: int
    is_required: bool = True
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """One file of `banks`. `header`: number and digit on the slip. `manual`: where its rules come from.

    `asked_by_files`: what its remessas ask of the convênio besides. `check`: raises Invalid where what a person says of
    the convênio contradicts itself. `account_dv`: the digit of the account, where a rule of the bank gives it.
    """

    code: str
    name: str
    header: str
    asked: tuple[Asked, ...]
    nosso_numero: Callable[[Convenio, Order], NossoNumero]
    campo_livre: Callable[[Convenio, Order], str]
    manual: str
    retorno240: Layout | None = None
    retorno400: Layout | None = None
    remessa240: "RemessaLayout | None" = None
    remessa400: "RemessaLayout | None" = None
    check: Callable[[Convenio], None] | None = None
    asked_by_files: tuple[Asked, ...] = ()
    account_dv: Callable[[Convenio], str] | None = None

    def remessa(self, layout: str) -> "RemessaLayout | None":
        """What it says of the remessa of this layout, CNAB240 or CNAB400; None where we do not write it."""
        return next((one for one in (self.remessa240, self.remessa400) if one and one.name == layout), None)

    def issue(
        self, convenio: Convenio, order: Order, due_on: date | None, cents: int, *, on: date | None = None
    ) -> Boleto:
        """The boleto of this order. Raises Invalid, with the field named. `on`: the day it is made, where it is known
        to the day; then a due date that its fator cannot say is refused.
        """
        return boleto.encode(self.code, due_on, cents, self.campo_livre(convenio, order), on)


def one_of(text: str, field: str, known: tuple[str, ...], words: str) -> str:
    """`text` when it is one of `known`. Raises Invalid with the field named."""
    if text not in known:
        raise Invalid(field, f"{words} é {', '.join(known[:-1])} ou {known[-1]}; aqui é «{text}».")
    return text


def refuse_carteira(carteira: str, known: tuple[str, ...]) -> None:
    """Raises Invalid when the bank's rules for this carteira are not known to us."""
    if carteira not in known:
        raise Invalid("carteira", f"A carteira {carteira} não é conhecida. Aceitamos: {', '.join(known)}.")
