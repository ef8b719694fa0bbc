"""What is ordered to a bank, item by item."""

from dataclasses import dataclass
from datetime import date

from adimple.domain.bank import Order
from adimple.domain.encargos import EncargosPolicy

ENTRY, DUE_ON, ABATIMENTO, NO_ABATIMENTO, BAIXA = "entry", "due_on", "abatimento", "no_abatimento", "baixa"
PROTESTO, STOP_PROTESTO = "protesto", "stop_protesto"
NEGATIVACAO, STOP_NEGATIVACAO = "negativacao", "stop_negativacao"
KINDS = {
    ENTRY: "registrar o boleto",
    DUE_ON: "mudar o vencimento",
    ABATIMENTO: "conceder abatimento",
    NO_ABATIMENTO: "cancelar o abatimento",
    BAIXA: "baixar o boleto",
    PROTESTO: "protestar",
    STOP_PROTESTO: "sustar o protesto e manter o boleto",
    NEGATIVACAO: "negativar",
    STOP_NEGATIVACAO: "excluir a negativação e manter o boleto",
}
WITH_CHARGES = (ENTRY, DUE_ON)  # the others leave at the bank the charges it has

ESPECIES = ("DM", "DS", "NP", "RC")


@dataclass(frozen=True, slots=True)
class Beneficiario:
    """Who receives. `document`: CPF or CNPJ, the alphanumeric one too.

    `rate_rounding`: how this bank cuts the cent of a rate, "down", "half_up" or "half_even", as the bank itself
    answered; unknown (""), a rate goes in a file only where it gives no fraction of a cent.
    """

    name: str
    document: str
    rate_rounding: str = ""


@dataclass(frozen=True, slots=True)
class Pagador:
    name: str
    document: str
    address: str
    bairro: str
    cep: str
    city: str
    uf: str


@dataclass(frozen=True, slots=True)
class Discount:
    """So much less for who pays until a day."""

    until: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One boleto. `pay_until`: the last day the bank takes it; until then what it charges is what `policy` charges.

    `further_discounts`: up to two, after the policy's own, agreed for this boleto alone: the calculator does not know
    them, and on their days the bank asks so much less than it. `protesto_days`: after the due date, 0 for none; in each
    bank they count as it does. `control`: our own mark, which the retorno brings back.
    """

    order: Order
    pagador: Pagador
    due_on: date
    cents: int
    issued_on: date
    pay_until: date
    policy: EncargosPolicy
    seu_numero: str
    control: str = ""
    especie: str = "DM"
    has_aceite: bool = False
    abatimento_cents: int = 0
    further_discounts: tuple[Discount, ...] = ()
    protesto_days: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """`kind`: one of KINDS. The entry says the boleto as it will be: the new due date, the new abatimento."""

    kind: str
    entry: Entry
