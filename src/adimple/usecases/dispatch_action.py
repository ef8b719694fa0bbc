"""An action becomes a contact: claimed and asked again, sent by the caller outside of any transaction, then settled.

    batch = claim(ctx)
    leaving = queue.let_leave([claimed.dispatch_id …], [])        # just before each leaves
    answers = [Answer(claimed.begun, send(claimed.outgoing)) …]   # the network, no transaction
    settle(ctx, answers)

A `dispatch` row is written `sending` before anything leaves, with a row of `leaving` that says it has not begun to.
Whoever dies leaves them so: `recover_leases` puts back what had not begun, settles what was answered, and makes
`uncertain` what was then leaving, never a second copy.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adimple.channels.channel import Outgoing
from adimple.domain import events
from adimple.domain.event import Event
from adimple.store import journal, models, queue
from adimple.store.queue import Begun, Leased
from adimple.store.writes import actions, dispatches, tasks
from adimple.usecases import asking_batch, links, providers, wording
from adimple.usecases.asking import Asked
from adimple.usecases.asking_batch import Sorted, Worded
from adimple.usecases.context import Context
from adimple.usecases.providers import Provider

BATCH = 200


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message ready to leave; its proof is already written as `sending`. `open_seconds`: after `ctx.now`, then its
    window is closed.
    """

    begun: Begun
    outgoing: Outgoing
    provider: Provider
    open_seconds: float


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the actions taken: `leased` of them; those in `to_send` are still to be handed over."""

    leased: int
    to_send: tuple[Claimed, ...] = ()
    tasks: int = 0
    refused: int = 0
    delayed: int = 0
    failed: int = 0


@transaction.atomic
def claim(
    ctx: Context, *, limit: int = BATCH, paused: Sequence[int] = (), in_hand: Mapping[int, int] | None = None
) -> Batch:
    """Takes actions that are due and asks every rule again; writes what is refused, delayed or becomes a task.

    `paused`: credores whose e-mail provider is resting. `in_hand`: by credor, e-mails claimed before that still wait.
    """
    leased = _soon(queue.lease(ctx.scope.credor_ids, on=ctx.on, now=ctx.now, limit=limit, paused=paused), in_hand or {})
    if not leased:
        return Batch(0)
    queue.one_at_a_time(action.person_key for action in leased)
    found = asking_batch.ask_batch(ctx, leased)
    actions.drop_items(found.dropped, ctx.on)
    journal.record(ctx, *_write_unsent(ctx, found))
    return Batch(
        leased=len(leased),
        to_send=_write_sending(ctx, found),
        tasks=len(found.to_task),
        refused=len(found.refused),
        delayed=len(found.delayed),
        failed=len(found.failed),
    )


def _soon(leased: list[Leased], in_hand: Mapping[int, int]) -> list[Leased]:
    """Without the e-mails that their provider could not take in a while: those are planned again, untouched."""
    most = providers.soon_of(one.credor_id for one in leased if one.channel == "email")
    taken, kept = Counter(in_hand), []
    for one in leased:
        if one.channel == "email":
            taken[one.credor_id] += 1
            if taken[one.credor_id] > most[one.credor_id]:
                continue
        kept.append(one)
    if len(kept) < len(leased):
        queue.unlease({one.id for one in leased}.difference(one.id for one in kept))
    return kept


def _write_unsent(ctx: Context, found: Sorted) -> list[Event]:
    """Refusals, delays, tasks and what could not be written; their events."""
    actions.refuse([(action.id, code) for action, code in found.refused], ctx.on)
    actions.delay([(action.id, _opens_at(asked), asked.hour.rule) for action, asked in found.delayed])
    actions.settle(
        [(action.id, "failed", why) for action, why in found.failed]
        + [(worded.action.id, "task", "") for worded in found.to_task]
    )
    opened = tasks.open_tasks([_task(ctx, worded) for worded in found.to_task])
    told: list[Event] = []
    for action, code in found.refused:
        told.append(events.ActionRefusedAtSend(action.credor_id, action.devedor_id, action.id, code))
    for action, asked in found.delayed:
        until, rule = _opens_at(asked), asked.hour.rule
        told.append(events.ActionDelayed(action.credor_id, action.devedor_id, action.id, rule, until))
    for action, _ in found.failed:
        told.append(events.ActionFailed(action.credor_id, action.devedor_id, action.id, action.channel, 0, True))
    told += [events.TaskOpened(task.credor_id, task.devedor_id, task.id, task.channel) for task in opened]
    return told


def _opens_at(asked: Asked) -> datetime:
    assert isinstance(asked.hour.until, datetime), "a closed window says when it opens"
    return asked.hour.until


def _task(ctx: Context, worded: Worded) -> models.Task:
    action = worded.action
    return models.Task(
        action_id=action.id,
        credor_id=action.credor_id,
        devedor_id=action.devedor_id,
        person_key=action.person_key,
        channel=action.channel,
        contact_id=action.contact_id,
        script=worded.message.text,
        due_at=action.due_at,
        created_at=ctx.now,
    )


def _write_sending(ctx: Context, found: Sorted) -> tuple[Claimed, ...]:
    """The proof of each attempt, before it is made."""
    if not found.to_send:
        return ()
    by_credor = providers.providers_of(found.speakers)
    rows = [_dispatch(ctx, worded) for worded in found.to_send]
    ids = dispatches.insert(rows)
    queue.hold_back([(dispatch_id, row.credor_id) for dispatch_id, row in zip(ids, rows, strict=True)])
    actions.count_attempt([row.action_id for row in rows])
    return tuple(
        Claimed(
            _begun(dispatch_id, worded, row),
            _outgoing(ctx, worded, by_credor[worded.speaker.id]),
            by_credor[worded.speaker.id],
            _open_seconds(ctx, worded),
        )
        for dispatch_id, worded, row in zip(ids, found.to_send, rows, strict=True)
    )


def _open_seconds(ctx: Context, worded: Worded) -> float:
    return (worded.asked.closes_at - ctx.now).total_seconds()


def _begun(dispatch_id: int, worded: Worded, row: models.Dispatch) -> Begun:
    action = worded.action
    return Begun(
        dispatch_id, action.id, action.credor_id, action.devedor_id, action.contact_id, action.channel, row.attempt,
        row.body_sha256,
    )  # fmt: skip


def _dispatch(ctx: Context, worded: Worded) -> models.Dispatch:
    action, message = worded.action, worded.message
    return models.Dispatch(
        action_id=action.id,
        credor_id=action.credor_id,
        devedor_id=action.devedor_id,
        person_key=action.person_key,
        attempt=action.attempts + 1,
        channel=action.channel,
        address=worded.address,
        template=action.template,
        template_sha256=wording.template_sha256(action.template),
        regua_version=action.regua_version,
        subject=message.subject,
        body=message.text,
        body_sha256=wording.sha256_of(message.subject, message.text),
        amounts=wording.amounts_of(worded.asked.kept, ctx.on),
        verdicts=worded.asked.proof,
        started_at=ctx.now,
    )


def _outgoing(ctx: Context, worded: Worded, provider: Provider) -> Outgoing:
    action = worded.action
    return Outgoing(
        to=worded.address,
        to_name=worded.person.name,
        from_email=provider.from_email,
        from_name=provider.from_name,
        reply_to=worded.speaker.email,
        subject=worded.message.subject,
        text=worded.message.text,
        html=worded.message.html or "",
        sent_at=ctx.now,
        idempotency_key=f"{action.id}/{action.attempts + 1}",
        unsubscribe_url=links.unsubscribe_url_of(worded.token, worded.speaker.link_host),
    )
