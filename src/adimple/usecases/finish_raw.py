"""What was kept and never read, because the program stopped in between, is read by the worker."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from adimple.domain.errors import Refused, Unreadable
from adimple.domain.incoming import OFX, RETORNO
from adimple.store import models
from adimple.store.scope import Scope
from adimple.usecases.context import Context
from adimple.usecases.take_ofx import take_ofx
from adimple.usecases.take_retorno import take_retorno

PATIENCE = timedelta(minutes=1)  # whoever received it is still at it
AT_ONCE = 50
_READERS: dict[str, Callable[[Context, int], object]] = {RETORNO: take_retorno, OFX: take_ofx}

log = logging.getLogger(__name__)


def finish_raw(ctx: Context) -> int:
    """How many were left and are now read. Each is read as its credor's owner, in a transaction of its own.

    What asks something of a person, or cannot be read, says so and is not tried again. What was left to a job is its
    job's, also when that failed: it was refused to who sent it, or it is what kills the workers.
    """
    rows = models.RawPayload.objects.filter(
        done_at=None, phrase="", received_at__lt=ctx.now - PATIENCE, source__in=_READERS,
        credor_id__in=ctx.scope.credor_ids, credor__closed_at=None, job=None,
    )  # fmt: skip
    finished = 0
    for raw_id, source, credor_id in rows.order_by("id").values_list("id", "source", "credor_id")[:AT_ONCE]:
        try:
            _READERS[source](replace(ctx, scope=Scope({credor_id: "owner"})), raw_id)
        except (Unreadable, Refused) as error:
            log.warning("raw payload %s waits: %s", raw_id, error.code)
        except Exception:  # of this one alone: the files of everybody else come after it
            log.exception("raw payload %s could not be read", raw_id)
            continue
        finished += 1
    return finished
