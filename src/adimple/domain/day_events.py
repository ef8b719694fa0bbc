"""What the night planned and the day did, in the past tense: told with the other events, by `events.EVENTS`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from adimple.domain.event import Id, OfCredor, OfDevedor


@dataclass(frozen=True, slots=True)
class NightRun(OfCredor):
    """One credor's share of a night. `sha256` is of the sorted rows the run inserted, which carry `run_id`."""

    name: ClassVar = "night.run"
    run_id: Id
    on: date
    actions: int
    items: int
    refused: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ActionsExpired(OfCredor):
    """The actions of `on` that its end found unsent. `sha256` is of their sorted ids."""

    name: ClassVar = "actions.expired"
    on: date
    actions: int
    items: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ActionSent(OfDevedor):
    """`sha256` is of the rendered subject and body."""

    name: ClassVar = "action.sent"
    action_id: Id
    dispatch_id: Id
    channel: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ActionRefusedAtSend(OfDevedor):
    """Planned, then refused when asked again. `rule` is a code of `conduct.reasons`: a rule's or the plan's."""

    name: ClassVar = "action.refused_at_send"
    action_id: Id
    rule: str


@dataclass(frozen=True, slots=True)
class ActionDelayed(OfDevedor):
    """`until` carries the devedor's own offset, so that the hour reads as theirs."""

    name: ClassVar = "action.delayed"
    action_id: Id
    rule: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ActionFailed(OfDevedor):
    """One attempt failed; after the last one (`is_final`) the action is a dead letter."""

    name: ClassVar = "action.failed"
    action_id: Id
    channel: str
    attempt: int
    is_final: bool


@dataclass(frozen=True, slots=True)
class ActionUncertain(OfDevedor):
    """The message may have left: it is never sent again without a person's decision."""

    name: ClassVar = "action.uncertain"
    action_id: Id
    channel: str
    attempt: int


@dataclass(frozen=True, slots=True)
class ActionDecided(OfDevedor):
    """What a person decided on a failed or uncertain action: `again`, or `sent` (it did arrive)."""

    name: ClassVar = "action.decided"
    action_id: Id
    decision: str


@dataclass(frozen=True, slots=True)
class MessageBounced(OfDevedor):
    name: ClassVar = "message.bounced"
    dispatch_id: Id
    contact_id: Id
    channel: str


@dataclass(frozen=True, slots=True)
class TaskOpened(OfDevedor):
    name: ClassVar = "task.opened"
    task_id: Id
    channel: str


@dataclass(frozen=True, slots=True)
class TaskDone(OfDevedor):
    name: ClassVar = "task.done"
    task_id: Id
    outcome: str
