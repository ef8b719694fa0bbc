"""The contract with a credor ended: it plans nothing, sends nothing and takes nothing new; its data stay to be read."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from adimple.domain import events, phrases
from adimple.domain.errors import Invalid, Refused
from adimple.store import jobs, journal, models, night_locks
from adimple.store.reads import pix_refunds
from adimple.store.writes import actions, locks, tasks
from adimple.usecases.context import Context

MAX_CONTACT_CHARS = 300


@dataclass(frozen=True, slots=True)
class CloseCredor:
    """`contact`: whom a devedor talks to from now on, in the words their page shows; "" for the credor itself."""

    contact: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """What was still to be done, and is not done any more."""

    actions: int
    tasks: int


@transaction.atomic
def close_credor(ctx: Context, credor_id: int, command: CloseCredor) -> Closed:
    """Actions and tasks that waited expire with it. Of one already closed, nothing.

    Raises Invalid, NotFound; Refused while a night, an import, a payment or a devolução of it is being worked.
    """
    ctx.require(credor_id, "owner")
    contact = _one_line(command.contact)
    # The worker holds actions that we wait for, and writes rows that name this credor: it must not wait for us.
    credor = models.Credor.objects.select_for_update(no_key=True).get(id=credor_id)
    if credor.closed_at is not None:
        return Closed(0, 0)
    _refuse_busy(ctx, credor_id)
    credor.closed_at, credor.closed_contact = ctx.now, contact
    if credor.released_at is not None and credor.stopped_at is None:
        credor.stopped_at = ctx.now  # from here on the stop button holds whatever was about to leave
    credor.save(update_fields=["closed_at", "closed_contact", "stopped_at"])
    expired = [action_id for *_, action_id in actions.expire([credor_id], date.max, phrases.CREDOR_CLOSED)]
    actions.release_items(expired, ctx.on)
    closed = Closed(len(expired), tasks.expire_of(credor_id, ctx.now, phrases.CREDOR_CLOSED))
    digest = hashlib.sha256(",".join(map(str, expired)).encode()).hexdigest()
    journal.record(ctx, events.CredorClosed(credor_id, closed.actions, closed.tasks, digest))
    return closed


def _refuse_busy(ctx: Context, credor_id: int) -> None:
    """What is being done is done first: none of it ends half in an open credor and half in a closed one."""
    if jobs.is_any_live(credor_id):
        raise Refused(
            "credor.job",
            "Uma importação deste credor está na fila ou sendo feita. Espere terminar, ou cancele-a em Importar, e "
            "encerre depois.",
        )
    if not night_locks.keep_night_off():
        raise Refused("credor.night", "A noite está sendo planejada agora. Espere alguns minutos e encerre depois.")
    if not locks.try_hold_ledger(credor_id):
        raise Refused(
            "credor.ledger",
            "Um pagamento ou uma planilha deste credor está sendo gravado agora. Espere alguns segundos e tente de "
            "novo.",
        )
    if pix_refunds.is_any_live(credor_id, ctx.now):  # with the ledger held: no other is asked meanwhile
        raise Refused(
            "credor.refund",
            "Um Pix está sendo devolvido pelo PSP. Espere o fim, na página do recebimento, e encerre depois: num "
            "credor encerrado, o título continuaria pago.",
        )


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > MAX_CONTACT_CHARS:
        raise Invalid("contact", f"Escreva em até {MAX_CONTACT_CHARS} letras com quem o devedor fala.")
    return line
