"""What can happen, in the past tense. A payload holds ids, numbers, dates and codes: no personal data, no free text."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from adimple.domain.account_events import (  # noqa: F401 - they are of EVENTS too
    ApiKeyMade,
    ApiKeyRevoked,
    CredorClosed,
    CredorCreated,
    CredorReopened,
    LinkHostRemoved,
    LinkHostSaved,
    LinkHostVerified,
    LoginFailed,
    LoginSucceeded,
    MemberAdded,
    MemberRemoved,
    MemberRoleChanged,
    OwnerCreated,
    PasswordChanged,
    PasswordLinkMade,
)
from adimple.domain.banking_events import (  # noqa: F401 - they are of EVENTS too
    BankAccountClosed,
    BankAccountSaved,
    BoletoAnswered,
    BoletoEnded,
    BoletoIssued,
    BoletoOrderDropped,
    BoletoOrdered,
    BoletoReissued,
    BoletosIssued,
    ConvenioClosed,
    ConvenioReopened,
    ConvenioSaved,
    ConvenioTested,
    RemessaMade,
    RemessaTaken,
)
from adimple.domain.day_events import (  # noqa: F401 - they are of EVENTS too
    ActionDecided,
    ActionDelayed,
    ActionFailed,
    ActionRefusedAtSend,
    ActionSent,
    ActionsExpired,
    ActionUncertain,
    MessageBounced,
    NightRun,
    TaskDone,
    TaskOpened,
)
from adimple.domain.door_events import (  # noqa: F401 - they are of EVENTS too
    DevicesEnded,
    EmailProven,
    InviteAccepted,
    InviteMade,
    InviteMadeAgain,
    InviteMailEnded,
    InviteRevoked,
    PasswordMailAsked,
    PasswordMailEnded,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorReset,
    SecondFactorTurnedOff,
    SecondFactorTurnedOn,
)
from adimple.domain.event import Event, Id, OfCredor, OfDevedor
from adimple.domain.incoming_events import (  # noqa: F401 - they are of EVENTS too
    IncomingBroughtBack,
    IncomingMatched,
    IncomingReversed,
    IncomingSetAside,
    IncomingTaken,
    IncomingUnmatched,
    OcorrenciasLooked,
    OfxRead,
    RawReceived,
    RawRefused,
    RetornoDiscarded,
    RetornoRead,
    RetornoReleased,
    ReversalEnded,
    ReversalReopened,
)
from adimple.domain.ledger_events import (  # noqa: F401 - they are of EVENTS too
    AbsentClosed,
    AbsentReopened,
    ImputacaoOrderSaved,
    LedgerReplayed,
    MappingForgotten,
    MappingKept,
    TituloAbsent,
    TituloReopened,
)
from adimple.domain.pix_events import (  # noqa: F401 - they are of EVENTS too
    PixChargeAsked,
    PixChargeMade,
    PixChargeRefused,
    PixChargeRemoved,
    PixDiverged,
    PixRefundAsked,
    PixRefundNotDone,
    PixRefundReturned,
    PspAccountClosed,
    PspAccountSaved,
    PspAccountTested,
)
from adimple.domain.sheet_events import SheetExported  # noqa: F401 - it is of EVENTS too
from adimple.domain.upkeep_events import (  # noqa: F401 - they are of EVENTS too
    BackupFailed,
    BackupKept,
    IndexFetchFailed,
)
from adimple.domain.webhook_events import (  # noqa: F401 - they are of EVENTS too
    WebhookChanged,
    WebhookMade,
    WebhookResent,
    WebhookResumed,
    WebhookRotated,
    WebhookStopped,
    WebhookTested,
)

# --- What the credor decided -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SettingsChanged(OfCredor):
    """`changed` names the settings, not their values."""

    name: ClassVar = "settings.changed"
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyChanged(Event):
    """The installation's key; of the secrets it keeps, how many the new key seals and how many had to be emptied."""

    name: ClassVar = "key.changed"
    sealed: int
    emptied: int


@dataclass(frozen=True, slots=True)
class SmtpTested(OfCredor):
    name: ClassVar = "smtp.tested"
    succeeded: bool


@dataclass(frozen=True, slots=True)
class EncargosPolicySaved(OfCredor):
    name: ClassVar = "encargos_policy.saved"
    policy_id: Id
    effective_on: date


@dataclass(frozen=True, slots=True)
class IndexRatesImported(Event):
    """Months of an index entered the table every credor shares. `sha256` is of the months and rates of the file."""

    name: ClassVar = "index_rates.imported"
    index: str
    added: int
    revised: int
    unchanged: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReguaPublished(OfCredor):
    name: ClassVar = "regua.published"
    regua_id: Id
    version: int
    effective_on: date


@dataclass(frozen=True, slots=True)
class TemplateSaved(OfCredor):
    name: ClassVar = "template.saved"
    template: str
    version: int


@dataclass(frozen=True, slots=True)
class EnsaioReleased(OfCredor):
    name: ClassVar = "ensaio.released"
    oldest_days: int
    daily_ceiling: int


@dataclass(frozen=True, slots=True)
class SendingStopped(OfCredor):
    name: ClassVar = "sending.stopped"


@dataclass(frozen=True, slots=True)
class SendingResumed(OfCredor):
    name: ClassVar = "sending.resumed"


# --- Títulos and payments --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TitulosImported(OfCredor):
    """`sha256` is of the file's bytes."""

    name: ClassVar = "titulos.imported"
    import_id: Id
    accepted: int
    updated: int
    unchanged: int
    rejected: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PaymentsImported(OfCredor):
    """`sha256` is of the file's bytes."""

    name: ClassVar = "payments.imported"
    import_id: Id
    accepted: int
    unchanged: int
    rejected: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TituloChanged(OfDevedor):
    name: ClassVar = "titulo.changed"
    titulo_id: Id
    version: int


@dataclass(frozen=True, slots=True)
class TituloCancelled(OfDevedor):
    """`reason` is a code; the words a person wrote stay in the row."""

    name: ClassVar = "titulo.cancelled"
    titulo_id: Id
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentRegistered(OfDevedor):
    name: ClassVar = "payment.registered"
    payment_id: Id
    cents: int
    paid_on: date


@dataclass(frozen=True, slots=True)
class PaymentUndone(OfDevedor):
    """The reason, in the words of whoever undid it, stays in the payment's row."""

    name: ClassVar = "payment.undone"
    payment_id: Id
    cents: int


# --- The devedor -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DevedorChanged(OfDevedor):
    """`changed` names the fields, not their values."""

    name: ClassVar = "devedor.changed"
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactAdded(OfDevedor):
    name: ClassVar = "contact.added"
    contact_id: Id
    channel: str


@dataclass(frozen=True, slots=True)
class ContactMarkedWrong(OfDevedor):
    name: ClassVar = "contact.marked_wrong"
    contact_id: Id
    channel: str


@dataclass(frozen=True, slots=True)
class OptedOut(OfDevedor):
    name: ClassVar = "channel.opted_out"
    channel: str


@dataclass(frozen=True, slots=True)
class OptedIn(OfDevedor):
    """`how`: the code of how the word was obtained (`phrases.CONSENTS`), where somebody of the staff wrote it down."""

    name: ClassVar = "channel.opted_in"
    channel: str
    how: str | None = None


@dataclass(frozen=True, slots=True)
class HoldPlaced(OfDevedor):
    """A hold of one título, or of all the devedor's when `titulo_id` is None; open-ended when `until` is None."""

    name: ClassVar = "hold.placed"
    hold_id: Id
    kind: str
    until: date | None = None
    titulo_id: Id | None = None


@dataclass(frozen=True, slots=True)
class HoldDetailed(OfDevedor):
    """What somebody added about a hold that already stood: the day and the amount of a payment, as told."""

    name: ClassVar = "hold.detailed"
    hold_id: Id
    kind: str
    on: date | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class HoldLifted(OfDevedor):
    name: ClassVar = "hold.lifted"
    hold_id: Id
    kind: str


@dataclass(frozen=True, slots=True)
class PromiseMade(OfDevedor):
    name: ClassVar = "promise.made"
    promise_id: Id
    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class PromiseKept(OfDevedor):
    name: ClassVar = "promise.kept"
    promise_id: Id
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PromiseBroken(OfDevedor):
    name: ClassVar = "promise.broken"
    promise_id: Id
    on: date | None = None


@dataclass(frozen=True, slots=True)
class LinkAnswered(OfDevedor):
    """`dispatch_id` is None when the link came by a task, not by a message of ours."""

    name: ClassVar = "link.answered"
    dispatch_id: Id | None
    answer: str


@dataclass(frozen=True, slots=True)
class LinkMade(OfDevedor):
    """Somebody of the team took the address of the devedor's page, to hand it over by their own means."""

    name: ClassVar = "link.made"


EVENTS: dict[str, type[Event]] = {
    thing.name: thing
    for thing in list(globals().values())
    if isinstance(thing, type) and issubclass(thing, Event) and hasattr(thing, "name")
}
