"""What happens at the doors: the second step of the login, devices, invites, the mail that opens them."""

from dataclasses import dataclass
from typing import ClassVar

from adimple.domain.event import Event, Id, OfCredor


@dataclass(frozen=True, slots=True)
class SecondFactorTurnedOn(Event):
    name: ClassVar = "second_factor.on"
    account_id: Id


@dataclass(frozen=True, slots=True)
class SecondFactorTurnedOff(Event):
    """By the person, who knew the password and a code."""

    name: ClassVar = "second_factor.off"
    account_id: Id


@dataclass(frozen=True, slots=True)
class SecondFactorReset(Event):
    """By an owner of that credor; by who owns the machine, or by the loss of its key, when None."""

    name: ClassVar = "second_factor.reset"
    account_id: Id
    credor_id: Id | None = None


@dataclass(frozen=True, slots=True)
class EmailProven(Event):
    """Somebody used, for the first time, a link that only this e-mail received. `reset`: a second step ended by it."""

    name: ClassVar = "email.proven"
    account_id: Id
    reset: bool


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade(Event):
    """Ten new ones: the former are worth nothing."""

    name: ClassVar = "recovery_codes.made"
    account_id: Id


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(Event):
    name: ClassVar = "recovery_code.used"
    account_id: Id
    left: int


@dataclass(frozen=True, slots=True)
class DevicesEnded(Event):
    """How many browsers the person put out of the account."""

    name: ClassVar = "devices.ended"
    account_id: Id
    ended: int


@dataclass(frozen=True, slots=True)
class PasswordMailAsked(Event):
    """Somebody asked, at the login, for an e-mail with which this account's password is written anew."""

    name: ClassVar = "password.mail_asked"
    account_id: Id


@dataclass(frozen=True, slots=True)
class PasswordMailEnded(Event):
    """`how`: a code of `phrases.MAILS`."""

    name: ClassVar = "password.mail_ended"
    account_id: Id
    how: str


@dataclass(frozen=True, slots=True)
class InviteMade(OfCredor):
    name: ClassVar = "invite.made"
    invite_id: Id
    role: str


@dataclass(frozen=True, slots=True)
class InviteMadeAgain(OfCredor):
    """Another link, for as long as the first: the former one opens nothing."""

    name: ClassVar = "invite.made_again"
    invite_id: Id


@dataclass(frozen=True, slots=True)
class InviteMailEnded(OfCredor):
    """`how`: a code of `phrases.MAILS`."""

    name: ClassVar = "invite.mail_ended"
    invite_id: Id
    how: str


@dataclass(frozen=True, slots=True)
class InviteRevoked(OfCredor):
    name: ClassVar = "invite.revoked"
    invite_id: Id


@dataclass(frozen=True, slots=True)
class InviteAccepted(OfCredor):
    name: ClassVar = "invite.accepted"
    invite_id: Id
    account_id: Id
