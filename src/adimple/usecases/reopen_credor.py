"""A closed credor is worked again: nothing leaves until somebody resumes, or releases, its sending."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from adimple.domain import events, phrases
from adimple.domain.errors import Refused
from adimple.store import journal, models
from adimple.usecases import expire_actions, save_psp_account
from adimple.usecases.context import Actor, Context
from adimple.usecases.recover_leases import Recovered, recover_leases


@transaction.atomic
def reopen_credor(ctx: Context, credor_id: int) -> None:
    """Its sending stays stopped, or in ensaio, as it is. Of one that is open, nothing. Raises NotFound, Refused.

    Its account at the PSP ends where another credor took its Pix key meanwhile.
    """
    ctx.require(credor_id, "owner")
    credor = models.Credor.objects.select_for_update().get(id=credor_id)
    if credor.closed_at is None:
        return
    _end_what_was_in_hand(replace(ctx, scope=ctx.scope.only(credor_id)), credor_id)
    save_psp_account.close_taken(ctx, credor_id)
    credor.closed_at, credor.closed_contact = None, ""
    credor.save(update_fields=["closed_at", "closed_contact"])
    journal.record(ctx, events.CredorReopened(credor_id))


def _end_what_was_in_hand(ctx: Context, credor_id: int) -> None:
    """What the worker held when the credor was closed came back to the queue: it must not leave now, days later."""
    while recover_leases(replace(ctx, actor=Actor("envio"))) != Recovered(0, 0):
        pass
    if models.Action.objects.filter(credor_id=credor_id, state="leased").exists():
        raise Refused(
            "credor.sending",
            "Mensagens que saíam quando este credor foi encerrado ainda esperam a resposta do servidor. Espere até dez "
            "minutos e reabra depois.",
        )
    expire_actions.expire_day(ctx, date.max, phrases.CREDOR_CLOSED)
