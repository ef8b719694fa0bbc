"""What the provider answered, written down: receipts, the proof, the end or the next try of the action, bounces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adimple.channels import bucket
from adimple.channels.channel import Receipt
from adimple.domain import events
from adimple.domain.event import Event
from adimple.store import journal, models, queue
from adimple.store.writes import actions, dispatches
from adimple.usecases import mark_contact
from adimple.usecases.context import Context
from adimple.usecases.dispatch_action import Claimed

# Refusals of the address itself. A full mailbox, a provider's policy or a large message say nothing about whose it is.
BOUNCES = ("smtp.endereco_recusado",)
_PHRASE_CHARS, _CODE_CHARS = 500, 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one claimed message. `receipt` None: it was not handed over, and goes back to the queue."""

    claimed: Claimed
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were accepted, will be tried again, failed for good, are uncertain, went back untouched."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The next state of an action."""

    state: str
    retry_at: datetime | None = None


@transaction.atomic
def settle(ctx: Context, answers: Sequence[Answer]) -> Settled:
    """Writes every answer of a batch at once. An answer that comes late still corrects an `uncertain` guess."""
    queue.give_back([answer.claimed.action.id for answer in answers if answer.receipt is None])
    told = [(answer.claimed, answer.receipt) for answer in answers if answer.receipt is not None]
    waiting = dispatches.settle(
        [(claimed.dispatch_id, receipt.status, receipt.provider_id[:200]) for claimed, receipt in told], ctx.now
    )
    told = [(claimed, receipt) for claimed, receipt in told if claimed.dispatch_id in waiting]
    dispatches.insert_receipts([_receipt(ctx, claimed, receipt) for claimed, receipt in told])
    outcomes = [(claimed, receipt, _outcome(ctx, claimed, receipt)) for claimed, receipt in told]
    actions.settle([(claimed.action.id, end.state, _note(receipt)) for claimed, receipt, end in outcomes])
    actions.delay(
        [(claimed.action.id, end.retry_at, _note(receipt)) for claimed, receipt, end in outcomes if end.retry_at]
    )
    journal.record(ctx, *(_event(claimed, end) for claimed, _, end in outcomes))
    _bounce(ctx, [claimed for claimed, receipt, _ in outcomes if receipt.code in BOUNCES])
    states = [end.state for _, _, end in outcomes]
    return Settled(
        sent=states.count("sent"),
        retried=states.count("planned"),
        failed=states.count("failed"),
        uncertain=states.count("uncertain"),
        returned=len(answers) - len(states),
    )


def _outcome(ctx: Context, claimed: Claimed, receipt: Receipt) -> _Outcome:
    match receipt.status:
        case "accepted":
            return _Outcome("sent")
        case "uncertain":
            return _Outcome("uncertain")
        case "temporary":
            retry_at = bucket.retry_at(claimed.attempt, ctx.now)
            return _Outcome("planned", retry_at) if retry_at else _Outcome("failed")
    return _Outcome("failed")


def _event(claimed: Claimed, end: _Outcome) -> Event:
    action = claimed.action
    of = (action.credor_id, action.devedor_id, action.id)
    match end.state:
        case "sent":
            return events.ActionSent(*of, claimed.dispatch_id, action.channel, claimed.sha256)
        case "uncertain":
            return events.ActionUncertain(*of, action.channel, claimed.attempt)
    return events.ActionFailed(*of, action.channel, claimed.attempt, is_final=end.state == "failed")


def _bounce(ctx: Context, bounced: list[Claimed]) -> None:
    """The address is never used again, and the step may be planned by the next channel."""
    for claimed in bounced:
        action = claimed.action
        if action.contact_id is None:
            continue
        mark_contact.mark_wrong(ctx, action.contact_id, "bounce")
        journal.record(
            ctx,
            events.MessageBounced(
                action.credor_id, action.devedor_id, claimed.dispatch_id, action.contact_id, action.channel
            ),
        )
    actions.release_items([claimed.action.id for claimed in bounced], ctx.on)


def _receipt(ctx: Context, claimed: Claimed, receipt: Receipt) -> models.Receipt:
    return models.Receipt(
        dispatch_id=claimed.dispatch_id,
        credor_id=claimed.action.credor_id,
        at=ctx.now,
        status=receipt.status,
        code=receipt.code[:_CODE_CHARS],
        phrase=receipt.phrase[:_PHRASE_CHARS],
    )


def _note(receipt: Receipt) -> str:
    return "" if receipt.status == "accepted" else receipt.phrase[: actions.NOTE_CHARS]
