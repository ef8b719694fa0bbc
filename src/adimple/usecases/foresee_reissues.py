"""What saving a policy makes of boletos: how many the next look of the day would make again, and when that is."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from adimple.store import models, upkeep
from adimple.store.reads import convenios, mending
from adimple.usecases import mend_boletos, save_encargos_policy
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.reissue_boletos import FROM_HOUR
from adimple.usecases.save_encargos_policy import SaveEncargosPolicy

MOST = 20_000  # boletos looked at, for a page cannot wait for more
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`is_more`: only the first MOST boletos were looked at. `at`: when the worker looks; `is_now`: within a minute."""

    boletos: int
    at: datetime
    is_more: bool = False
    is_now: bool = False

    @property
    def is_any(self) -> bool:
        """Some are made again, or may be: among those not looked at."""
        return self.boletos > 0 or self.is_more


def foresee_reissues(ctx: Context, credor_id: int, command: SaveEncargosPolicy) -> Foreseen:
    """As the worker would, with this policy saved: it is written, looked at and taken back. Raises Invalid, Refused."""
    save_encargos_policy.check(ctx, credor_id, command)
    is_now, at = _next_look(ctx.now)
    then = replace(ctx, scope=ctx.scope.only(credor_id), now=at)
    with transaction.atomic():
        save_encargos_policy.write(ctx, credor_id, command)
        boletos, is_more = _count(then)
        transaction.set_rollback(True)
    return Foreseen(boletos, at, is_more, is_now)


def _count(ctx: Context) -> tuple[int, bool]:
    boletos = looked = 0
    for convenio_id in mending.convenios_that_reissue(ctx.scope):
        found = convenios.get_convenio(ctx.scope, convenio_id)
        convenio = models.Convenio.objects.get(id=convenio_id)
        after: int | None = 0
        while after is not None:
            if looked >= MOST:
                return boletos, True
            some = mending.to_mend(ctx.scope, convenio_id, ctx.on, ctx.now - mend_boletos.ANSWER, after, _AT_ONCE)
            boletos += mend_boletos.foresee(
                ctx, found, convenio, {one: why for one, why in some if why == mend_boletos.TERMS}
            )
            looked += len(some)
            after = some[-1][0] if len(some) == _AT_ONCE else None
    return boletos, False


def _next_look(now: datetime) -> tuple[bool, datetime]:
    """Whether today's is still to be done, and the hour has come; else when the next one is."""
    local = now.astimezone(SAO_PAULO)
    done = upkeep.last(upkeep.REISSUES)
    begins = local.replace(hour=FROM_HOUR, minute=0, second=0, microsecond=0)
    if done is not None and done.on >= local.date():
        return False, begins + timedelta(days=1)
    return (True, now) if local >= begins else (False, begins)
