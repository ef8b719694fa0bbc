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
from adimple.store.queue import Begun
from adimple.store.writes import actions, dispatches
from adimple.usecases import mark_contact
from adimple.usecases.context import Context

# Refusals of the address itself. A full mailbox, a provider's policy or a large message say nothing about whose it is.
BOUNCES = ("smtp.endereco_recusado",)
_PHRASE_CHARS, _CODE_CHARS = 500, 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one claimed message. `receipt` None: it was not handed over, and goes back to the queue."""

    begun: Begun
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
    queue.give_back([answer.begun.dispatch_id for answer in answers if answer.receipt is None])
    told = [(answer.begun, answer.receipt) for answer in answers if answer.receipt is not None]
    queue.forget([begun.dispatch_id for begun, _ in told])
    waiting = dispatches.settle(
        [(begun.dispatch_id, receipt.status, receipt.provider_id[:200]) for begun, receipt in told], ctx.now
    )
    told = [(begun, receipt) for begun, receipt in told if begun.dispatch_id in waiting]
    dispatches.insert_receipts([_receipt(ctx, begun, receipt) for begun, receipt in told])
    outcomes = [(begun, receipt, _outcome(ctx, begun, receipt)) for begun, receipt in told]
    actions.settle([(begun.action_id, end.state, _note(receipt)) for begun, receipt, end in outcomes])
    actions.delay([(begun.action_id, end.retry_at, _note(receipt)) for begun, receipt, end in outcomes if end.retry_at])
    journal.record(ctx, *(_event(begun, end) for begun, _, end in outcomes))
    _bounce(ctx, [begun for begun, receipt, _ in outcomes if receipt.code in BOUNCES])
    states = [end.state for _, _, end in outcomes]
    return Settled(
        sent=states.count("sent"),
        retried=states.count("planned"),
        failed=states.count("failed"),
        uncertain=states.count("uncertain"),
        returned=len(answers) - len(states),
    )


def _outcome(ctx: Context, begun: Begun, receipt: Receipt) -> _Outcome:
    match receipt.status:
        case "accepted":
            return _Outcome("sent")
        case "uncertain":
            return _Outcome("uncertain")
        case "temporary":
            retry_at = bucket.retry_at(begun.attempt, ctx.now)
            return _Outcome("planned", retry_at) if retry_at else _Outcome("failed")
    return _Outcome("failed")


def _event(begun: Begun, end: _Outcome) -> Event:
    of = (begun.credor_id, begun.devedor_id, begun.action_id)
    match end.state:
        case "sent":
            return events.ActionSent(*of, begun.dispatch_id, begun.channel, begun.sha256)
        case "uncertain":
            return events.ActionUncertain(*of, begun.channel, begun.attempt)
    return events.ActionFailed(*of, begun.channel, begun.attempt, is_final=end.state == "failed")


def _bounce(ctx: Context, bounced: list[Begun]) -> None:
    """The address is never used again, and the step may be planned by the next channel."""
    for begun in bounced:
        if begun.contact_id is None:
            continue
        mark_contact.mark_wrong(ctx, begun.contact_id, "bounce")
        journal.record(
            ctx,
            events.MessageBounced(
                begun.credor_id, begun.devedor_id, begun.dispatch_id, begun.contact_id, begun.channel
            ),
        )
    actions.release_items([begun.action_id for begun in bounced], ctx.on)


def _receipt(ctx: Context, begun: Begun, receipt: Receipt) -> models.Receipt:
    return models.Receipt(
        dispatch_id=begun.dispatch_id,
        credor_id=begun.credor_id,
        at=ctx.now,
        status=receipt.status,
        code=receipt.code[:_CODE_CHARS],
        phrase=receipt.phrase[:_PHRASE_CHARS],
    )


def _note(receipt: Receipt) -> str:
    return "" if receipt.status == "accepted" else receipt.phrase[: actions.NOTE_CHARS]
