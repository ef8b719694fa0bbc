"""Once a day, from two o'clock: boletos that no longer serve are mended.

Not sooner after a credor changed what it charges: what was saved by mistake is put right in the day.

In a thread of its own, some boletos in each transaction; what was cut short begins again, and nothing is done twice.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adimple.domain.errors import Refused
from adimple.store import upkeep
from adimple.store.reads import mending
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.reissue_boletos import FROM_HOUR, reissue_boletos
from adimple.worker import daily

FIRST_LOOK_SECONDS = 10
END_SECONDS = 10

log = logging.getLogger(__name__)


@contextmanager
def mended(stop: threading.Event) -> Iterator[None]:
    """Until `stop` is set."""
    with daily.looking(
        stop,
        lambda ctx: look(ctx, stop),
        name="reissues",
        actor="boletos",
        first_look_seconds=FIRST_LOOK_SECONDS,
        end_seconds=END_SECONDS,
    ):
        yield


@dataclass(slots=True)
class _Done:
    reissued: int = 0
    changed: int = 0
    left: int = 0
    failed: int = 0
    waiting: int = 0

    @property
    def said(self) -> str:
        told = (
            f"Boletos reemitidos: {self.reissued}. Mudanças pedidas ao banco: {self.changed}. Não puderam: {self.left}."
        )
        if self.waiting:
            told += f" Convênios à espera de um retorno que ainda não entrou: {self.waiting}."
        return f"{told} Convênios que falharam: {self.failed}; o motivo está no registro." if self.failed else told


def look(ctx: Context, stop: threading.Event) -> None:
    """Does what is due at `ctx.now`."""
    if ctx.now.astimezone(SAO_PAULO).hour < FROM_HOUR or not _is_due(ctx):
        return
    with upkeep.turn(upkeep.REISSUES) as is_ours:
        if is_ours and _is_due(ctx):
            done = _Done()
            for convenio_id in mending.convenios_that_reissue(ctx.scope):
                _mend(ctx, convenio_id, stop, done)
            upkeep.note(upkeep.REISSUES, upkeep.Chore(ctx.on, ctx.now, done.failed == 0, done.said))


def _is_due(ctx: Context) -> bool:
    done = upkeep.last(upkeep.REISSUES)
    return done is None or done.on < ctx.on


def _mend(ctx: Context, convenio_id: int, stop: threading.Event, done: _Done) -> None:
    """All of one convênio. What fails in one is told, and keeps no other from being done."""
    after: int | None = 0
    while after is not None:
        if stop.is_set():
            raise daily.Stopped
        try:
            some = reissue_boletos(ctx, convenio_id, after)
        except Refused as refused:  # closed while we worked
            log.info("convênio %s: %s", convenio_id, refused.phrase)
            return
        except Exception:  # the next convênio must not wait for a defect in this one
            log.exception("boletos of convênio %s could not be mended", convenio_id)
            done.failed += 1
            return
        after = some.last_id
        done.waiting += some.waits
        done.reissued += some.mended.reissued
        done.changed += some.mended.changed
        done.left += len(some.mended.left)
