"""What a person decides of a retorno that waits: its money settles, nothing of it does, or its odd lines were seen."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from adimple.domain import events
from adimple.domain.errors import NotFound, Refused
from adimple.store import journal, models
from adimple.store.writes import jobs, locks
from adimple.store.writes import retornos as writes
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.progress import Tell, untold
from adimple.usecases.settle_retorno import Settled, settle_retorno
from adimple.usecases.take_retorno import NEEDS


@transaction.atomic
def release_retorno(ctx: Context, retorno_id: int, tell: Tell = untold) -> Settled:
    """Its money enters, in spite of what the file contradicts; also of one discarded by mistake.

    Raises NotFound and Refused.
    """
    retorno = not_released(ctx, retorno_id)
    locks.hold_ledger(retorno.credor_id)
    refuse_closed(retorno.credor_id)
    retorno.released_at, retorno.released_by, retorno.discarded_at = ctx.now, ctx.actor.name, None
    retorno.save(update_fields=["released_at", "released_by", "discarded_at"])
    settled, before = settle_retorno(ctx, retorno, tell), retorno.reviews
    retorno.refresh_from_db(fields=["reviews"])
    left = retorno.reviews - before
    journal.record(ctx, events.RetornoReleased(retorno.credor_id, retorno.id, len(retorno.holds), left))
    return settled


@transaction.atomic
def discard_retorno(ctx: Context, retorno_id: int) -> None:
    """Nothing of it enters; it stays on record. Raises NotFound and Refused."""
    _refuse_asked(find(ctx, retorno_id))
    retorno = not_released(ctx, retorno_id)
    _refuse_asked(retorno)  # again: somebody may have asked while we waited
    if retorno.discarded_at is not None:
        raise Refused("retorno.discarded", "Este retorno já foi descartado. Se era bom, libere-o.")
    retorno.discarded_at = ctx.now
    retorno.save(update_fields=["discarded_at"])
    journal.record(ctx, events.RetornoDiscarded(retorno.credor_id, retorno.id))


@transaction.atomic
def look_at_lines(ctx: Context, retorno_id: int, ids: Sequence[int] | None = None) -> int:
    """A person is done with these lines not understood, or with all. How many were new. Raises NotFound, Refused."""
    retorno = _one(ctx, retorno_id, models.Retorno.objects.all())
    require_open(ctx, retorno.credor_id, "operator")
    count = writes.look_at_lines(retorno.id, ids, ctx.now, ctx.actor.name)
    if count:
        journal.record(ctx, events.OcorrenciasLooked(retorno.credor_id, retorno.id, count))
    return count


def find(ctx: Context, retorno_id: int) -> models.Retorno:
    """As `not_released`, without the lock, which a worker keeps for as long as it releases."""
    return _decidable(ctx, retorno_id, models.Retorno.objects.all())


def not_released(ctx: Context, retorno_id: int) -> models.Retorno:
    """Locked, where this person may decide of it. Raises NotFound and Refused."""
    return _decidable(ctx, retorno_id, models.Retorno.objects.select_for_update())


def _decidable(ctx: Context, retorno_id: int, rows: QuerySet[models.Retorno]) -> models.Retorno:
    retorno = _one(ctx, retorno_id, rows)
    require_open(ctx, retorno.credor_id, NEEDS)
    if retorno.released_at is not None:
        raise Refused("retorno.released", "Este retorno já entrou no razão. Para desfazer um pagamento, abra-o.")
    return retorno


def _one(ctx: Context, retorno_id: int, rows: QuerySet[models.Retorno]) -> models.Retorno:
    retorno = rows.filter(id=retorno_id, credor_id__in=ctx.scope.credor_ids).first()
    if retorno is None:
        raise NotFound
    return retorno


def _refuse_asked(retorno: models.Retorno) -> None:
    if jobs.is_asked(retorno.raw_payload_id):
        raise Refused("retorno.releasing", "Este retorno está sendo liberado. Espere o fim para decidir outra coisa.")
