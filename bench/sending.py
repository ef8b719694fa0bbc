"""The day's sending through loopback SMTP, everything on: asked again, worded, signed, kept as proof, settled."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from adimple.cli import boot
from adimple.cycle import run
from adimple.store import models
from adimple.usecases.context import SAO_PAULO
from adimple.worker.dispatch import Senders, dispatch_due
from bench import provider, seed


def messages_per_second(messages: int) -> float:
    """Messages one worker sends in a second, from leased to settled; the inbox must have got each one."""
    credor = seed.credor("envio")
    models.ChannelSetting.objects.filter(credor=credor).delete()
    at = datetime(seed.ON.year, seed.ON.month, seed.ON.day, 2, tzinfo=SAO_PAULO)
    seed.fill(credor, titulos=messages * 4, devedores=messages * 3, at=at)
    ctx = replace(boot.context(), now=at)
    ctx = replace(ctx, scope=ctx.scope.only(credor.id))
    (planned,) = (row.actions for row in run.run_night(ctx, seed.ON))
    assert planned >= messages, f"only {planned} actions were planned"
    models.Action.objects.filter(credor=credor).exclude(channel="email").update(state="expired")
    models.Action.objects.filter(credor=credor, state="planned").update(due_at=at + timedelta(hours=7))
    with provider.serve() as (port, count):
        settings.SANDBOX_SMTP_PORT = port
        senders = Senders()
        started = time.perf_counter()
        sent = 0
        while sent < messages:
            told = dispatch_due(replace(ctx, now=at + timedelta(hours=8)), senders, batches=1)
            assert told.taken, f"the queue ran dry after {sent}"
            sent += told.sent
        seconds = time.perf_counter() - started
        senders.close()
        received = count()
    assert received == sent, f"{sent} accepted, {received} in the inbox"
    assert models.Dispatch.objects.filter(credor=credor, status="accepted").count() == sent
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
    return sent / seconds
