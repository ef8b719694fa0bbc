"""What happens to webhooks, in the past tense: told with the other events, by `events.EVENTS`.

A try of a delivery is no event: each would be one more to deliver.
"""

from dataclasses import dataclass
from typing import ClassVar

from adimple.domain.event import Id, OfCredor


@dataclass(frozen=True, slots=True)
class WebhookMade(OfCredor):
    """`kinds`: the names of the events it is told; empty for all."""

    name: ClassVar = "webhook.made"
    webhook_id: Id
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookChanged(OfCredor):
    """`kinds`: as it is told them now. `moved`: its address is another."""

    name: ClassVar = "webhook.changed"
    webhook_id: Id
    kinds: tuple[str, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class WebhookTested(OfCredor):
    name: ClassVar = "webhook.tested"
    webhook_id: Id
    succeeded: bool


@dataclass(frozen=True, slots=True)
class WebhookRotated(OfCredor):
    """It has a new secret; the former one signs too for a day."""

    name: ClassVar = "webhook.rotated"
    webhook_id: Id


@dataclass(frozen=True, slots=True)
class WebhookStopped(OfCredor):
    """`stop_cause` is a code of `webhook.CAUSES`."""

    name: ClassVar = "webhook.stopped"
    webhook_id: Id
    stop_cause: str


@dataclass(frozen=True, slots=True)
class WebhookResumed(OfCredor):
    name: ClassVar = "webhook.resumed"
    webhook_id: Id


@dataclass(frozen=True, slots=True)
class WebhookResent(OfCredor):
    """Somebody asked for so many deliveries to be made again."""

    name: ClassVar = "webhook.resent"
    webhook_id: Id
    deliveries: int
