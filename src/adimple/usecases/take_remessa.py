"""A remessa downloaded: the very octets that were made, and who took them."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.store.reads import remessas
from adimple.usecases.context import Context


@dataclass(frozen=True, slots=True)
class TakenRemessa:
    file_name: str
    content: bytes
    sha256: str


@transaction.atomic
def take_remessa(ctx: Context, remessa_id: int) -> TakenRemessa:
    """As often as it is asked: it is always the same file. Raises NotFound, Refused."""
    row = remessas.get_remessa(ctx.scope, remessa_id)
    ctx.require(row.credor_id, "operator")
    content = bytes(models.Remessa.objects.values_list("content", flat=True).get(id=remessa_id))
    models.Remessa.objects.filter(id=remessa_id, taken_at__isnull=True).update(taken_at=ctx.now)
    journal.record(ctx, events.RemessaTaken(row.credor_id, row.id))
    return TakenRemessa(row.file_name, content, row.sha256)
