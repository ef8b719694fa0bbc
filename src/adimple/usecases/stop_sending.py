"""The stop button: nothing of a credor leaves from this second on, until somebody resumes."""

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Refused
from adimple.store import journal, models
from adimple.usecases.context import ROLES, Context
from adimple.usecases.open_credor import refuse_closed


@transaction.atomic
def stop_sending(ctx: Context, credor_id: int) -> None:
    """Stops one credor; of one already stopped, nothing. Raises Refused while it is in ensaio: nothing leaves then."""
    ctx.require(credor_id, "operator")
    credor = models.Credor.objects.select_for_update().get(id=credor_id)
    if credor.released_at is None:
        raise Refused("sending.ensaio", "Este credor está em ensaio: nada é enviado, não há o que pausar.")
    _stop(ctx, credor)


@transaction.atomic
def stop_everything(ctx: Context) -> int:
    """Stops every credor that sends and that the actor may operate; how many."""
    mine = [credor_id for credor_id, role in ctx.scope.roles.items() if ROLES.index(role) <= ROLES.index("operator")]
    sending = models.Credor.objects.select_for_update().filter(
        id__in=mine, released_at__isnull=False, stopped_at__isnull=True
    )
    credores = list(sending.order_by("id"))
    for credor in credores:
        _stop(ctx, credor)
    return len(credores)


@transaction.atomic
def resume_sending(ctx: Context, credor_id: int) -> None:
    """Lets the messages of a stopped credor leave again; of one not stopped, nothing. Refused of a closed one."""
    ctx.require(credor_id, "manager")
    credor = models.Credor.objects.select_for_update().get(id=credor_id)
    refuse_closed(credor_id)
    if credor.stopped_at is None:
        return
    credor.stopped_at = None
    credor.save(update_fields=["stopped_at"])
    journal.record(ctx, events.SendingResumed(credor_id))


def _stop(ctx: Context, credor: models.Credor) -> None:
    if credor.stopped_at is not None:
        return
    credor.stopped_at = ctx.now
    credor.save(update_fields=["stopped_at"])
    journal.record(ctx, events.SendingStopped(credor.id))
