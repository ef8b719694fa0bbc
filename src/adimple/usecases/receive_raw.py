"""What a bank or a PSP told is kept as it came, before anybody reads it: whatever breaks after is done again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Refused, Unreadable
from adimple.store import journal, models
from adimple.store.writes import incoming as writes
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open


@dataclass(frozen=True, slots=True)
class Raw:
    """`is_new`: these octets of this source never came before. `done_at`: everything in them was taken in."""

    id: int
    is_new: bool
    received_at: datetime
    done_at: datetime | None


@transaction.atomic
def receive_raw(ctx: Context, credor_id: int, source: str, content: bytes, name: str = "", *, role: str) -> Raw:
    """The same octets of the same source are one. `role`: what reading them asks. Raises NotFound and Refused."""
    require_open(ctx, credor_id, role)
    return keep_raw(ctx, credor_id, source, content, name)


@transaction.atomic
def keep_raw(ctx: Context, credor_id: int, source: str, content: bytes, name: str) -> Raw:
    """As `receive_raw`, for whoever has just asked whether the credor is open."""
    sha256 = hashlib.sha256(content).hexdigest()
    row, is_new = writes.add_raw(
        credor_id=credor_id,
        source=source,
        name=name,
        content=content,
        sha256=sha256,
        at=ctx.now,
        actor=ctx.actor.name,
    )
    if is_new:
        journal.record(ctx, events.RawReceived(credor_id, row.id, source, len(content), sha256))
    return Raw(row.id, is_new, row.received_at, row.done_at)


@contextmanager
def reading(ctx: Context, raw_payload_id: int, source: str, asks: tuple[str, ...]) -> Iterator[None]:
    """What was kept is read in one transaction, whole or not at all; why not stays with it.

    `asks`: the refusals that a person may answer, by which the message goes on waiting.
    """
    try:
        with transaction.atomic():
            yield
    except Unreadable as error:
        with transaction.atomic():
            raw = models.RawPayload.objects.get(id=raw_payload_id)
            if raw.done_at is None:
                writes.end_raw(raw.id, ctx.now, error.phrase)
                journal.record(ctx, events.RawRefused(raw.credor_id, raw.id, source, error.code))
        raise
    except Refused as error:
        if error.code in asks:
            writes.ask_of_raw(raw_payload_id, error.phrase)
        raise
