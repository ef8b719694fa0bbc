"""What happens to money that comes in: told, taken, matched, set aside, taken back."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from adimple.domain.event import Id, OfCredor, OfDevedor


@dataclass(frozen=True, slots=True)
class RawReceived(OfCredor):
    """A file or a message was kept as it came. `sha256` is of its octets."""

    name: ClassVar = "raw_payload.received"
    raw_payload_id: Id
    source: str
    octets: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RawRefused(OfCredor):
    """Nothing of it could be read; `code` says why."""

    name: ClassVar = "raw_payload.refused"
    raw_payload_id: Id
    source: str
    code: str


@dataclass(frozen=True, slots=True)
class RetornoRead(OfCredor):
    """`holds`: disagreements of the file, for which its money waits. `reviews`: lines that wait for a person; those are
    too of which the bank answers what nobody asked.
    """

    name: ClassVar = "retorno.read"
    retorno_id: Id
    details: int
    paid_cents: int
    reviews: int
    holds: int


@dataclass(frozen=True, slots=True)
class RetornoReleased(OfCredor):
    """A person let its money into the ledger in spite of what the file contradicts. `reviews`: lines of which the bank
    answers what nobody asked, that wait for a person since.
    """

    name: ClassVar = "retorno.released"
    retorno_id: Id
    holds: int
    reviews: int = 0


@dataclass(frozen=True, slots=True)
class RetornoDiscarded(OfCredor):
    name: ClassVar = "retorno.discarded"
    retorno_id: Id


@dataclass(frozen=True, slots=True)
class OcorrenciasLooked(OfCredor):
    """A person is done with so many lines that were not understood."""

    name: ClassVar = "retorno.looked"
    retorno_id: Id
    lines: int


@dataclass(frozen=True, slots=True)
class OfxRead(OfCredor):
    name: ClassVar = "ofx.read"
    raw_payload_id: Id
    credits: int
    debits: int
    unread: int


@dataclass(frozen=True, slots=True)
class IncomingTaken(OfCredor):
    """So many receipts were new, of which so many became payments; `known`: told before. `sha256`: of the new ids."""

    name: ClassVar = "incoming.taken"
    source: str
    new: int
    cents: int
    matched: int
    known: int
    sha256: str


@dataclass(frozen=True, slots=True)
class IncomingMatched(OfDevedor):
    """A person said whose it is."""

    name: ClassVar = "incoming.matched"
    incoming_id: Id
    payment_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class IncomingUnmatched(OfDevedor):
    """Its payment was undone: it waits again."""

    name: ClassVar = "incoming.unmatched"
    incoming_id: Id
    payment_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class IncomingSetAside(OfCredor):
    name: ClassVar = "incoming.set_aside"
    incoming_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class IncomingBroughtBack(OfCredor):
    name: ClassVar = "incoming.brought_back"
    incoming_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class IncomingReversed(OfCredor):
    """Its source took back so many cents of it, on that day."""

    name: ClassVar = "incoming.reversed"
    incoming_id: Id
    cents: int
    on: date


@dataclass(frozen=True, slots=True)
class ReversalEnded(OfCredor):
    """A person saw elsewhere to what a source took back: of no payment that is here."""

    name: ClassVar = "reversal.ended"
    reversal_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class ReversalReopened(OfCredor):
    """A person had ended it; then what it takes back was told, and counts as a payment: a person says which."""

    name: ClassVar = "reversal.reopened"
    reversal_id: Id
    cents: int
