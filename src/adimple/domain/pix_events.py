"""What happens with a PSP: the account, charges asked, made and removed, and money it did not tell of."""

from dataclasses import dataclass
from typing import ClassVar

from adimple.domain.event import Id, OfCredor, OfDevedor


@dataclass(frozen=True, slots=True)
class PspAccountSaved(OfCredor):
    name: ClassVar = "psp_account.saved"
    psp_account_id: Id


@dataclass(frozen=True, slots=True)
class PspAccountClosed(OfCredor):
    name: ClassVar = "psp_account.closed"
    psp_account_id: Id


@dataclass(frozen=True, slots=True)
class PspAccountTested(OfCredor):
    name: ClassVar = "psp_account.tested"
    psp_account_id: Id
    succeeded: bool


@dataclass(frozen=True, slots=True)
class PixChargeAsked(OfDevedor):
    """The PSP is about to be told of it; `charge_kind` is cob (for a day) or cobv (with a due date)."""

    name: ClassVar = "pix_charge.asked"
    titulo_id: Id
    pix_charge_id: Id
    charge_kind: str
    cents: int


@dataclass(frozen=True, slots=True)
class PixChargeMade(OfDevedor):
    """The PSP has it, with the terms asked."""

    name: ClassVar = "pix_charge.made"
    titulo_id: Id
    pix_charge_id: Id
    charge_kind: str
    cents: int


@dataclass(frozen=True, slots=True)
class PixChargeRefused(OfDevedor):
    """`code` says why."""

    name: ClassVar = "pix_charge.refused"
    titulo_id: Id
    pix_charge_id: Id
    code: str


@dataclass(frozen=True, slots=True)
class PixChargeRemoved(OfDevedor):
    """Nobody pays it any more: `end` is closed, changed or expired."""

    name: ClassVar = "pix_charge.removed"
    titulo_id: Id
    pix_charge_id: Id
    end: str


@dataclass(frozen=True, slots=True)
class PixRefundAsked(OfCredor):
    """The PSP is about to be told to give back so many cents of a Pix; `refund_number`: the first of its Pix is 1."""

    name: ClassVar = "pix_refund.asked"
    incoming_id: Id
    pix_refund_id: Id
    refund_number: int
    cents: int


@dataclass(frozen=True, slots=True)
class PixRefundReturned(OfCredor):
    """The PSP says that it went back."""

    name: ClassVar = "pix_refund.returned"
    incoming_id: Id
    pix_refund_id: Id
    cents: int


@dataclass(frozen=True, slots=True)
class PixRefundNotDone(OfCredor):
    """It did not go back, and will not; `code` says why."""

    name: ClassVar = "pix_refund.not_done"
    incoming_id: Id
    pix_refund_id: Id
    cents: int
    code: str


@dataclass(frozen=True, slots=True)
class PixDiverged(OfCredor):
    """The PSP was asked what it received: so much had not been told, and of so many we know what it does not."""

    name: ClassVar = "pix.diverged"
    psp_account_id: Id
    untold: int
    cents: int
    unknown: int
