"""What happens with a bank: accounts and convênios registered, boletos issued, orders given, remessas made."""

from dataclasses import dataclass
from typing import ClassVar

from adimple.domain.event import Id, OfCredor, OfDevedor


@dataclass(frozen=True, slots=True)
class BankAccountSaved(OfCredor):
    name: ClassVar = "bank_account.saved"
    bank_account_id: Id


@dataclass(frozen=True, slots=True)
class BankAccountClosed(OfCredor):
    name: ClassVar = "bank_account.closed"
    bank_account_id: Id


@dataclass(frozen=True, slots=True)
class ConvenioSaved(OfCredor):
    """`changed` names what changed in one that was there, not its values; a new one has none."""

    name: ClassVar = "convenio.saved"
    convenio_id: Id
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConvenioTested(OfCredor):
    name: ClassVar = "convenio.tested"
    convenio_id: Id
    succeeded: bool


@dataclass(frozen=True, slots=True)
class ConvenioClosed(OfCredor):
    name: ClassVar = "convenio.closed"
    convenio_id: Id


@dataclass(frozen=True, slots=True)
class ConvenioReopened(OfCredor):
    name: ClassVar = "convenio.reopened"
    convenio_id: Id


@dataclass(frozen=True, slots=True)
class BoletosIssued(OfCredor):
    """One act of issuing; each boleto has its own event. `sha256` is of their ids, sorted, a comma between."""

    name: ClassVar = "boletos.issued"
    convenio_id: Id
    boletos: int
    cents: int
    refused: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BoletoIssued(OfDevedor):
    name: ClassVar = "boleto.issued"
    titulo_id: Id
    boleto_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class BoletoOrdered(OfDevedor):
    """An order about a boleto waits for the next remessa. `order`: one of `remessa.items.KINDS`.

    `because`: `person`, or the fact that asked for it: `closed`, `changed`, `part_paid`, `terms`.
    """

    name: ClassVar = "boleto.ordered"
    titulo_id: Id
    boleto_id: Id
    order: str
    because: str


@dataclass(frozen=True, slots=True)
class BoletoOrderDropped(OfDevedor):
    """An order that waited goes to the bank no more."""

    name: ClassVar = "boleto.order_dropped"
    titulo_id: Id
    boleto_id: Id
    order: str


@dataclass(frozen=True, slots=True)
class BoletoEnded(OfDevedor):
    """A boleto that serves no more. `because`: `person`, `reversed`, or a fact of `banking_phrases.WHYS`."""

    name: ClassVar = "boleto.ended"
    titulo_id: Id
    boleto_id: Id
    because: str


@dataclass(frozen=True, slots=True)
class BoletoReissued(OfDevedor):
    """`boleto_id`: the new one; `replaced_id`: the one it stands for, still recognised until the bank drops it."""

    name: ClassVar = "boleto.reissued"
    titulo_id: Id
    boleto_id: Id
    replaced_id: Id
    because: str


@dataclass(frozen=True, slots=True)
class BoletoAnswered(OfDevedor):
    """What the bank said, in a retorno, of an order that changes a boleto."""

    name: ClassVar = "boleto.answered"
    titulo_id: Id
    boleto_id: Id
    order: str
    succeeded: bool


@dataclass(frozen=True, slots=True)
class RemessaMade(OfCredor):
    """`sha256` is of the file."""

    name: ClassVar = "remessa.made"
    convenio_id: Id
    remessa_id: Id
    number: int
    items: int
    cents: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RemessaTaken(OfCredor):
    name: ClassVar = "remessa.taken"
    remessa_id: Id
