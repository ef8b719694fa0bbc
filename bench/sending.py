"""The day's sending, everything on: asked again, worded, signed, kept as proof, settled. By SMTP, or by nothing."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from adimple import channels
from adimple.channels import mime
from adimple.channels.channel import Outgoing, Receipt
from adimple.cli import boot
from adimple.cycle import run
from adimple.store import models
from adimple.usecases.context import SAO_PAULO, Context
from adimple.worker.dispatch import Senders, dispatch_due
from bench import provider, seed


def messages_per_second(messages: int) -> float:
    """Messages one worker sends in a second through loopback SMTP; the inbox must have got each one."""
    ctx = _planned("smtp", messages)
    with provider.serve() as (port, count):
        settings.SANDBOX_SMTP_PORT = port
        sent, per_second = _send(ctx)
        received = count()
    assert received == sent, f"{sent} accepted, {received} in the inbox"
    return per_second


def null_messages_per_second(messages: int) -> float:
    """The same through a channel that takes each message and does nothing with it: what the queue itself costs."""
    ctx = _planned("nada", messages)
    with _null_channel():
        _, per_second = _send(ctx)
    return per_second


def _planned(slug: str, messages: int) -> Context:
    """So many e-mails of one credor, or a few more, due at this context's now."""
    credor = seed.credor(slug)
    models.ChannelSetting.objects.filter(credor=credor).delete()
    at = datetime(seed.ON.year, seed.ON.month, seed.ON.day, 2, tzinfo=SAO_PAULO)
    seed.fill(credor, titulos=messages * 4, devedores=messages * 3, at=at)
    ctx = replace(boot.context(), now=at)
    ctx = replace(ctx, scope=ctx.scope.only(credor.id))
    (planned,) = (row.actions for row in run.run_night(ctx, seed.ON))
    assert planned >= messages, f"only {planned} actions were planned"
    models.Action.objects.filter(credor=credor).exclude(channel="email").update(state="expired")
    due = models.Action.objects.filter(credor=credor, state="planned").order_by("id")
    due.filter(id__gt=due[messages].id).update(state="expired")
    due.update(due_at=at + timedelta(hours=7))
    return replace(ctx, now=at + timedelta(hours=8))


def _send(ctx: Context) -> tuple[int, float]:
    """(how many were sent, how many in a second), from the first leased to the last settled."""
    (credor_id,) = ctx.scope.credor_ids
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
    senders = Senders()
    started = time.perf_counter()
    sent = dispatch_due(ctx, senders).sent
    seconds = time.perf_counter() - started
    senders.close()
    assert models.Dispatch.objects.filter(credor_id=credor_id, status="accepted").count() == sent
    assert not models.Action.objects.filter(credor_id=credor_id, state__in=("planned", "leased")).exists()
    return sent, sent / seconds


@contextlib.contextmanager
def _null_channel() -> Iterator[None]:
    """In the place of e-mail on the shelf."""

    def take(outgoing: Outgoing, connection: object) -> Receipt:
        return Receipt("accepted", mime.message_id(outgoing), "nada.aceita", "Aceita por ninguém.")

    shelf = channels.all_channels
    with_null = tuple(replace(one, send=take) if one.code == "email" else one for one in shelf())
    channels.all_channels = lambda: with_null  # type: ignore[assignment]
    try:
        yield
    finally:
        channels.all_channels = shelf
