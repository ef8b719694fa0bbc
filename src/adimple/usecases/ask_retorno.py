"""A retorno is kept, and read: at once when it is small, by the worker when the person would wait blind."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain.incoming import RETORNO
from adimple.store import models
from adimple.store.writes import jobs
from adimple.usecases.context import Context
from adimple.usecases.receive_raw import reading, receive_raw
from adimple.usecases.take_retorno import ASKS, NEEDS, TakenRetorno, check_size, convenio_of, take_retorno

AT_ONCE_BYTES = 2 * 1024 * 1024  # some five thousand payments: a second or two


@dataclass(frozen=True, slots=True)
class Asked:
    """`taken` is None while the worker has it."""

    raw_payload_id: int
    taken: TakenRetorno | None = None


def ask_retorno(ctx: Context, credor_id: int, name: str, content: bytes, convenio_id: int | None = None) -> Asked:
    """Kept first, by itself. The same file twice is one, whether it waits, is being read or was.

    Raises Unreadable, NotFound, and Refused where nobody can tell of which convênio it is.
    """
    check_size(len(content))
    raw = receive_raw(ctx, credor_id, RETORNO, content, name, role=NEEDS)
    if len(content) <= AT_ONCE_BYTES or raw.done_at is not None:
        return Asked(raw.id, take_retorno(ctx, raw.id, convenio_id))
    leave(ctx, credor_id, raw.id, content, convenio_id)
    return Asked(raw.id)


def leave(ctx: Context, credor_id: int, raw_payload_id: int, content: bytes, convenio_id: int | None) -> None:
    """To the worker; what a person must answer is asked now. Raises Unreadable, NotFound and Refused."""
    with reading(ctx, raw_payload_id, RETORNO, asks=ASKS):
        convenio = convenio_of(credor_id, content, convenio_id)
        _ask(ctx, credor_id, raw_payload_id, convenio.id)


@transaction.atomic
def _ask(ctx: Context, credor_id: int, raw_payload_id: int, convenio_id: int) -> None:
    assert ctx.actor.account_id is not None, "a job is of somebody, whose role it is done in"
    raw = models.RawPayload.objects.select_for_update().get(id=raw_payload_id)
    if raw.done_at is None and not jobs.is_asked(raw.id):
        jobs.ask_retorno(
            credor_id=credor_id, raw_payload_id=raw.id, convenio_id=convenio_id, account_id=ctx.actor.account_id,
            at=ctx.now,
        )  # fmt: skip
