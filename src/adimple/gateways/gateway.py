"""What every gateway is: charges told to a PSP, and what it received; what goes wrong is a value."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from adimple.domain.pix_received import Received, Refund

type Kind = Literal["cob", "cobv"]
type Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach a PSP as one of its credores. `certificate` and `authority` are PEM, "" for none.

    `reach` gives, for an address, the one network address to connect to; it raises Unreachable for one that may not be.
    """

    base_url: str
    token_url: str
    oauth_id: str
    secret: str
    certificate: str
    authority: str
    reach: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, for a person to read. `may_have_applied`: nobody knows yet; ask before trying again."""

    code: str
    phrase: str
    may_have_applied: bool = False


OTHER_REFUND = Fault("psp.other_terms", "O PSP tem esta devolução com outro valor.", may_have_applied=True)


class Unreachable(Exception):
    """An address that may not be connected to, or that nobody answers for."""

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge as the PSP has it. `terms` is its own words."""

    txid: str
    kind: Kind
    status: str
    location: str
    br_code: str
    terms: Body

    @property
    def is_active(self) -> bool:
        return self.status == "ATIVA"

    @property
    def is_paid(self) -> bool:
        return self.status == "CONCLUIDA"


class Psp(Protocol):
    """An open connection to a PSP. None of its methods raises for what the other side does."""

    def put_cob(self, txid: str, body: Body) -> Charge | Fault: ...
    def put_cobv(self, txid: str, body: Body) -> Charge | Fault: ...
    def review(self, kind: Kind, txid: str, body: Body) -> Charge | Fault: ...
    def cancel(self, kind: Kind, txid: str) -> Charge | Fault: ...
    def get(self, kind: Kind, txid: str) -> Charge | Fault | None: ...
    def get_pix(self, end_to_end_id: str) -> Received | Fault | None: ...
    def list_pix(self, since: datetime, until: datetime) -> list[Received] | Fault: ...
    def refund(self, end_to_end_id: str, refund_id: str, cents: int) -> Refund | Fault: ...
    def get_refund(self, end_to_end_id: str, refund_id: str, cents: int) -> Refund | Fault | None: ...
    def put_webhook(self, key: str, url: str) -> Fault | None: ...
    def get_webhook(self, key: str) -> str | Fault: ...


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way of the shelf. `open` reaches nobody yet; it raises Invalid for a certificate that does not read."""

    code: str
    name: str
    open: Callable[[Account], AbstractContextManager[Psp]]
