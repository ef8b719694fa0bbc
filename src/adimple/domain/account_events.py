"""What happens to those who work here, in the past tense: told with the other events, by `events.EVENTS`."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from adimple.domain.event import Event, Id, OfCredor


@dataclass(frozen=True, slots=True)
class CredorCreated(OfCredor):
    name: ClassVar = "credor.created"


@dataclass(frozen=True, slots=True)
class LinkHostSaved(OfCredor):
    """The credor said its own host for links; it counts once verified. Of before it was kept, `host` is empty."""

    name: ClassVar = "link_host.saved"
    link_host_id: Id
    host: str = ""


@dataclass(frozen=True, slots=True)
class LinkHostVerified(OfCredor):
    """It led to this installation: links are made with it from here on."""

    name: ClassVar = "link_host.verified"
    link_host_id: Id
    host: str = ""


@dataclass(frozen=True, slots=True)
class LinkHostRemoved(OfCredor):
    name: ClassVar = "link_host.removed"
    link_host_id: Id
    host: str = ""


@dataclass(frozen=True, slots=True)
class CredorClosed(OfCredor):
    """Its contract ended; the actions and tasks that waited expired. `sha256` is of the actions' sorted ids."""

    name: ClassVar = "credor.closed"
    actions: int
    tasks: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CredorReopened(OfCredor):
    name: ClassVar = "credor.reopened"


@dataclass(frozen=True, slots=True)
class OwnerCreated(OfCredor):
    name: ClassVar = "owner.created"
    account_id: Id


@dataclass(frozen=True, slots=True)
class MemberAdded(OfCredor):
    name: ClassVar = "member.added"
    account_id: Id
    role: str


@dataclass(frozen=True, slots=True)
class MemberRoleChanged(OfCredor):
    name: ClassVar = "member.role_changed"
    account_id: Id
    role: str


@dataclass(frozen=True, slots=True)
class MemberRemoved(OfCredor):
    name: ClassVar = "member.removed"
    account_id: Id


@dataclass(frozen=True, slots=True)
class LoginSucceeded(Event):
    name: ClassVar = "login.succeeded"
    account_id: Id


@dataclass(frozen=True, slots=True)
class LoginFailed(Event):
    """`account_id` is None when no account has the e-mail that was typed; `why` is a code of `phrases.DOORS`."""

    name: ClassVar = "login.failed"
    account_id: Id | None
    why: str = "password"


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    name: ClassVar = "password.changed"
    account_id: Id


@dataclass(frozen=True, slots=True)
class PasswordLinkMade(OfCredor):
    """An owner made a one-time address where this account's password is written anew."""

    name: ClassVar = "password.link_made"
    account_id: Id


@dataclass(frozen=True, slots=True)
class ApiKeyMade(OfCredor):
    name: ClassVar = "api_key.made"
    api_key_id: Id
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(OfCredor):
    name: ClassVar = "api_key.revoked"
    api_key_id: Id
