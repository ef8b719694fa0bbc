"""Boletos that no longer serve, of one convênio, some at a time: each changed at the bank or made again, by itself.

Past its last day, once the bank has told who paid on it, where terms changed, or where the bank takes no late
payment. Until the bank confirms the baixa of the old one, both numbers are recognised: whichever is paid settles the
título.
"""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain.errors import Refused
from adimple.store import models
from adimple.store.reads import convenios, mending
from adimple.store.writes import boletos as writes
from adimple.store.writes import locks
from adimple.usecases import mend_boletos
from adimple.usecases.context import Context
from adimple.usecases.mend_boletos import Mended
from adimple.usecases.open_credor import refuse_closed, require_open

FROM_HOUR = 2  # of each day
AT_ONCE = 200  # a payment or a person waits for no more than these


@dataclass(frozen=True, slots=True)
class Reissued:
    """`last_id`: where the next ones begin; None when these were the last. `waits`: none was looked at, as a retorno
    of this convênio did not enter yet.
    """

    last_id: int | None
    mended: Mended
    waits: bool = False


@transaction.atomic
def reissue_boletos(ctx: Context, convenio_id: int, after: int = 0) -> Reissued:
    """Done twice it is once. Raises NotFound; Refused where the credor is closed."""
    found = convenios.get_convenio(ctx.scope, convenio_id)
    require_open(ctx, found.credor_id, "operator")
    locks.share_ledger(found.credor_id)
    refuse_closed(found.credor_id)
    if mending.awaits_retorno(ctx.scope, convenio_id, ctx.now - mend_boletos.ANSWER):
        return Reissued(None, Mended(), waits=True)
    seen = _wrong(ctx, convenio_id, after)
    if not seen:
        return Reissued(None, Mended())
    rows = models.Boleto.objects.filter(id__in=seen)
    locks.lock_devedores(rows.values_list("titulo__devedor_id", flat=True))
    convenio = writes.lock_convenio(convenio_id)
    if convenio.closed_at is not None or not convenio.reissues:
        raise Refused("convenio.reissues", "Este convênio não reemite boletos sozinho.")
    now = _wrong(ctx, convenio_id, after)  # what a payment or a person changed while we waited is seen
    wrong = {boleto_id: why for boleto_id, why in now.items() if boleto_id in seen}
    mended = mend_boletos.mend_boletos(ctx, found, convenio, wrong)
    return Reissued(max(seen) if len(seen) == AT_ONCE else None, mended)


def _wrong(ctx: Context, convenio_id: int, after: int) -> dict[int, str]:
    since = ctx.now - mend_boletos.ANSWER
    return dict(mending.to_mend(ctx.scope, convenio_id, ctx.on, since, after, AT_ONCE))
