"""What a bank or a PSP told is kept as it came, before anybody reads it: whatever breaks after is done again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adimple.domain import events
from adimple.store import journal
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
