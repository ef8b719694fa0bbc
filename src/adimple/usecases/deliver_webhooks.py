"""Events reach other people's programs: queued in order, taken one by one, settled by what came of each try.

The try itself happens between two transactions, over no connection to the database.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from adimple.domain import events, phrases, webhook
from adimple.domain.errors import Refused
from adimple.domain.webhook import Answer, Cause
from adimple.outbound.address import Policy
from adimple.store import journal, models, sealing, webhooks
from adimple.store.reads import feed
from adimple.store.webhooks import Hungry, Taken
from adimple.usecases.context import Context

MOST_WAITING = 200  # deliveries of one address; the events after them wait in the journal
FAR_BEHIND = 10_000  # ids without an event for an address, after which its mark moves on
MESSAGE_ID = "evt_{}"


@dataclass(frozen=True, slots=True)
class Try:
    """All that a try needs: it may be made anywhere."""

    taken: Taken
    url: str
    headers: dict[str, str]
    body: bytes


def policy() -> Policy:
    """Where this installation lets webhooks go."""
    return Policy(is_production=settings.PRODUCTION, internal_hosts=settings.WEBHOOK_HOSTS)


def queue_events(ctx: Context) -> int:
    """Deliveries of what was written since, of every address that is on; how many were queued."""
    through_id = feed.settled_id()
    found = webhooks.hungry(through_id, MOST_WAITING, ctx.now)
    return sum(_queue(ctx, one, through_id) for one in found if one.credor_id in ctx.scope.credor_ids)


@transaction.atomic
def _queue(ctx: Context, hungry: Hungry, through_id: int) -> int:
    ids = feed.next_ids(ctx.scope.only(hungry.credor_id), hungry.after_id, through_id, hungry.kinds, hungry.room)
    until = ids[-1] if len(ids) == hungry.room else through_id
    if not ids and until - hungry.after_id < FAR_BEHIND:
        return 0
    return len(ids) if webhooks.queue(hungry, ids, until, ctx.now) else 0


def take(ctx: Context, *, only_healthy: bool = False) -> Try | None:
    """The next delivery, signed as of now; None when nothing is due. An address whose secret is shut is stopped.

    An event that this program does not know waits for a newer one, and those after it pass.
    """
    while isinstance(found := _take(ctx, only_healthy=only_healthy), Taken):
        pass  # it was put off, in a transaction of its own
    return found


@transaction.atomic
def _take(ctx: Context, *, only_healthy: bool) -> Try | Taken | None:
    taken = webhooks.take(ctx.now, only_healthy=only_healthy)
    if taken is None:
        return None
    try:
        secrets = [sealing.unseal(sealed) for sealed in (taken.secret_sealed, taken.former_sealed) if sealed]
    except Refused:
        secrets = []
    if not secrets:
        webhooks.release(taken)
        stop(ctx, models.Webhook.objects.get(id=taken.webhook_id), "secret")
        return None
    event = models.Event.objects.get(id=taken.event_id, credor_id=taken.credor_id)
    if phrases.known(event.name, event.payload) is None:
        _put_off(ctx, taken)
        return taken
    (row,) = feed.rows_of([event])
    body = row.to_json()
    return Try(taken, taken.url, webhook.headers(MESSAGE_ID.format(row.id), ctx.now, body, secrets), body)


@transaction.atomic
def settle(ctx: Context, taken: Taken, answer: Answer) -> None:
    """Writes the try down; what comes next is decided only by who still holds the address."""
    is_ours = webhooks.release(taken)
    models.WebhookAttempt.objects.create(
        webhook_id=taken.webhook_id,
        delivery_id=taken.delivery_id,
        at=ctx.now,
        status=answer.status,
        failure=answer.failure,
        ms=answer.ms,
    )
    if not is_ours:
        return
    row = models.Webhook.objects.get(id=taken.webhook_id)
    delivery = models.WebhookDelivery.objects.get(id=taken.delivery_id)
    if answer.is_taken:
        _delivered(ctx.now, delivery)
        _works_again(ctx.now, row)
    elif delivery.state == "pending":  # else somebody stopped it meanwhile
        _failed(ctx, row, delivery, answer)


def stop(ctx: Context, row: models.Webhook, cause: Cause) -> None:
    """Of an address that is on: from now on it is told nothing, and what waited waits for it to be on again."""
    row.stopped_at, row.stop_cause = ctx.now, cause
    row.save(update_fields=["stopped_at", "stop_cause"])
    models.WebhookDelivery.objects.filter(webhook=row, state="pending").update(state="stopped")
    journal.record(ctx, events.WebhookStopped(row.credor_id, row.id, cause))


def _put_off(ctx: Context, taken: Taken) -> None:
    """No try of theirs: it counts for nothing against the address nor the event, and is written down once."""
    webhooks.release(taken)
    models.WebhookDelivery.objects.filter(id=taken.delivery_id).update(due_at=ctx.now + webhook.UNKNOWN_WAIT)
    tries = models.WebhookAttempt.objects
    if not tries.filter(delivery_id=taken.delivery_id, failure="unknown").exists():
        tries.create(webhook_id=taken.webhook_id, delivery_id=taken.delivery_id, at=ctx.now, failure="unknown", ms=0)


def _delivered(now: datetime, delivery: models.WebhookDelivery) -> None:
    delivery.state, delivery.settled_at = "delivered", now
    delivery.attempts += 1
    delivery.save(update_fields=["state", "settled_at", "attempts"])


def _works_again(now: datetime, row: models.Webhook) -> None:
    """After an outage what waits for its next try, or ran out of them meanwhile, goes at once, in order."""
    if not row.failures:
        return
    if row.failures >= webhook.OUTAGE:
        waiting = Q(state="pending", due_at__gt=now) | Q(state="failed", settled_at__gte=row.failing_since)
        found = models.WebhookDelivery.objects.filter(waiting, webhook=row)
        found.update(state="pending", due_at=now, settled_at=None)
    row.failures, row.failing_since, row.rest_until = 0, None, None
    row.save(update_fields=["failures", "failing_since", "rest_until"])


def _failed(ctx: Context, row: models.Webhook, delivery: models.WebhookDelivery, answer: Answer) -> None:
    delivery.attempts += 1
    wait = webhook.wait_after(delivery.attempts, answer.retry_after_s)
    if wait is None:
        delivery.state, delivery.settled_at = "failed", ctx.now
    else:
        delivery.due_at = ctx.now + wait
    delivery.save(update_fields=["attempts", "state", "settled_at", "due_at"])
    row.failures += 1
    row.failing_since = row.failing_since or ctx.now
    row.rest_until = ctx.now + webhook.rest_after(row.failures, answer.retry_after_s)
    row.save(update_fields=["failures", "failing_since", "rest_until"])
    if answer.is_gone:
        stop(ctx, row, "gone")
    elif webhook.is_given_up(failures=row.failures, failing_since=row.failing_since, now=ctx.now):
        stop(ctx, row, "failing")
