"""A closed credor is worked again: nothing leaves until somebody resumes, or releases, its sending."""

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.usecases.context import Context


@transaction.atomic
def reopen_credor(ctx: Context, credor_id: int) -> None:
    """Its sending stays stopped, or in ensaio, as it is. Of one that is open, nothing. Raises NotFound, Refused."""
    ctx.require(credor_id, "owner")
    credor = models.Credor.objects.select_for_update().get(id=credor_id)
    if credor.closed_at is None:
        return
    credor.closed_at, credor.closed_contact = None, ""
    credor.save(update_fields=["closed_at", "closed_contact"])
    journal.record(ctx, events.CredorReopened(credor_id))
