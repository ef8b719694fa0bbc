"""A convênio ends: it issues no more; its boletos are still recognised when they are paid. It may be opened again."""

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import NotFound, Refused
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open


@transaction.atomic
def close_convenio(ctx: Context, convenio_id: int) -> None:
    """Twice is once. Raises NotFound; Refused while orders wait for a remessa."""
    row = _locked(ctx, convenio_id)
    waiting = models.RemessaItem.objects.filter(convenio=row, remessa__isnull=True).count()
    if waiting:
        many = f"{waiting} ordens esperam" if waiting > 1 else "1 ordem espera"
        raise Refused("convenio.waiting", f"{many} a remessa deste convênio. Gere-a, ou retire as ordens, e encerre.")
    if row.closed_at is None:
        row.closed_at = ctx.now
        row.save(update_fields=["closed_at"])
        journal.record(ctx, events.ConvenioClosed(row.credor_id, row.id))


@transaction.atomic
def reopen_convenio(ctx: Context, convenio_id: int) -> None:
    """Its numbers go on from where they were. Twice is once. Raises NotFound, Refused."""
    row = _locked(ctx, convenio_id)
    if row.closed_at is not None:
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        journal.record(ctx, events.ConvenioReopened(row.credor_id, row.id))


def _locked(ctx: Context, convenio_id: int) -> models.Convenio:
    rows = models.Convenio.objects.select_for_update().filter(credor_id__in=ctx.scope.credor_ids)
    row = rows.filter(id=convenio_id).first()
    if row is None:
        raise NotFound
    require_open(ctx, row.credor_id, "manager")
    return row
