"""The browsers a person is in with: seen at each request, put out at the next one after somebody says so."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import NotFound
from adimple.store import journal, models
from adimple.usecases.context import Context

NOTED_EVERY = timedelta(minutes=5)


def see(ctx: Context, device_id: int | None, name: str, address: str) -> int | None:
    """The actor's device, made when the session names none; None when it was put out, or entered too long ago."""
    if device_id is None:
        return _add(ctx, name, address).id
    device = models.Device.objects.filter(id=device_id, account_id=ctx.actor.account_id, ended_at__isnull=True).first()
    if device is None or device.first_seen_at <= entered_after(ctx):
        return None
    if ctx.now - device.last_seen_at >= NOTED_EVERY:
        models.Device.objects.filter(id=device.id).update(last_seen_at=ctx.now, address=address)
    return device.id


@transaction.atomic
def end_one(ctx: Context, device_id: int) -> None:
    """Puts one of the actor's devices out. Raises NotFound."""
    mine = models.Device.objects.filter(account_id=ctx.actor.account_id)
    if not mine.filter(id=device_id).exists():
        raise NotFound
    _end(ctx, mine.filter(id=device_id))


@transaction.atomic
def end_others(ctx: Context, device_id: int | None) -> int:
    """Puts all of the actor's devices out but this one; how many they were."""
    return _end(ctx, models.Device.objects.filter(account_id=ctx.actor.account_id).exclude(id=device_id))


def entered_after(ctx: Context):
    """Who entered before it enters again: a session does not outlive its cookie."""
    return ctx.now - timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _add(ctx: Context, name: str, address: str) -> models.Device:
    """The actor's devices that are over by age leave the table: the journal knows who entered."""
    models.Device.objects.filter(account_id=ctx.actor.account_id, first_seen_at__lte=entered_after(ctx)).delete()
    return models.Device.objects.create(
        account_id=ctx.actor.account_id, name=name, address=address, first_seen_at=ctx.now, last_seen_at=ctx.now
    )


def _end(ctx: Context, devices) -> int:
    live = devices.filter(ended_at__isnull=True, first_seen_at__gt=entered_after(ctx))
    ended = live.update(ended_at=ctx.now)
    if ended:
        assert ctx.actor.account_id is not None
        journal.record(ctx, events.DevicesEnded(ctx.actor.account_id, ended))
    return ended
