"""A retorno that waits is released: at once when it is small, by the worker when the person would wait blind."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Length

from adimple.store import models
from adimple.store.writes import jobs
from adimple.usecases import ask_retorno, release_retorno
from adimple.usecases.context import Context
from adimple.usecases.settle_retorno import Settled


@dataclass(frozen=True, slots=True)
class AskedRelease:
    """`settled` is None while the worker has it."""

    raw_payload_id: int
    settled: Settled | None = None


@transaction.atomic
def ask_release(ctx: Context, retorno_id: int) -> AskedRelease:
    """Asked twice it is one. Raises NotFound and Refused."""
    raw_id = release_retorno.find(ctx, retorno_id).raw_payload_id
    if jobs.is_asked(raw_id):
        return AskedRelease(raw_id)  # the worker may be at it, and hold the row till its end
    retorno = release_retorno.not_released(ctx, retorno_id)
    if jobs.is_asked(raw_id):
        return AskedRelease(raw_id)  # asked while we waited
    octets = models.RawPayload.objects.values_list(Length("content"), flat=True).get(id=raw_id)
    if octets <= ask_retorno.AT_ONCE_BYTES:
        return AskedRelease(raw_id, release_retorno.release_retorno(ctx, retorno_id))
    assert ctx.actor.account_id is not None, "a job is of somebody, whose role it is done in"
    jobs.ask_release(credor_id=retorno.credor_id, raw_payload_id=raw_id, account_id=ctx.actor.account_id, at=ctx.now)
    return AskedRelease(raw_id)
