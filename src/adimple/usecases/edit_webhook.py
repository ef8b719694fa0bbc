"""The address of a webhook, or the events that it is told, changed by an owner; its secret and its history stay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.store.reads import feed
from adimple.store.webhooks import Hungry, queue
from adimple.usecases import webhooks
from adimple.usecases.context import Context

AT_A_TIME = 10_000  # events


@dataclass(frozen=True, slots=True, kw_only=True)
class EditWebhook:
    """None keeps what there is; `kinds` as in `MakeWebhook`."""

    url: str | None = None
    kinds: Sequence[str] | None = None


def edit_webhook(ctx: Context, credor_id: int, webhook_id: int, command: EditWebhook) -> str:
    """Its address now, judged as at its making. One that is stopped stays so. Raises Invalid, NotFound, Refused."""
    ctx.require(credor_id, "owner")
    row = webhooks.get_own(ctx, credor_id, webhook_id)
    wanted = replace(command, url=row.url if command.url is None else command.url)
    webhooks.check(webhooks.MakeWebhook(url=wanted.url or "", kinds=wanted.kinds or ()))  # over no transaction
    return _edit(ctx, credor_id, webhook_id, command)


@transaction.atomic
def _edit(ctx: Context, credor_id: int, webhook_id: int, command: EditWebhook) -> str:
    row = webhooks.lock_own(ctx, credor_id, webhook_id)
    url = row.url if command.url is None else command.url
    kinds = row.kinds if command.kinds is None else sorted(set(command.kinds))
    is_moved, is_other = url != row.url, kinds != row.kinds
    if is_other:
        _queue_by_former(ctx, row)
        models.Webhook.objects.filter(id=row.id).update(kinds=kinds)
    if is_moved:
        _move(ctx, row, url)
    if is_moved or is_other:
        journal.record(ctx, events.WebhookChanged(credor_id, row.id, tuple(kinds), is_moved))
    return url


def _queue_by_former(ctx: Context, row: models.Webhook) -> None:
    """What happened until now goes by the former choice, however much it is: the new one is of what is to come."""
    through_id, after_id = feed.settled_id(), row.after_id
    while after_id < through_id:
        ids = feed.next_ids(ctx.scope.only(row.credor_id), after_id, through_id, row.kinds, AT_A_TIME)
        until_id = ids[-1] if len(ids) == AT_A_TIME else through_id
        hungry = Hungry(row.id, row.credor_id, after_id, row.kinds, AT_A_TIME)
        queue(hungry, ids, until_id, ctx.now, is_stopped=row.stopped_at is not None)
        after_id = until_id


def _move(ctx: Context, row: models.Webhook, url: str) -> None:
    """The new address is as good as new: what waited goes to it at once, and a try now on its way is no answer of it.

    Of a stopped one the failing stays told, for what failed since goes when it is put on again.
    """
    changed: dict[str, str | int | None] = {"url": url, "leased_until": None}
    if row.stopped_at is None:
        changed |= {"failures": 0, "failing_since": None, "rest_until": None}
    models.Webhook.objects.filter(id=row.id).update(**changed)
    models.WebhookDelivery.objects.filter(webhook=row, state="pending").update(attempts=0, due_at=ctx.now)
