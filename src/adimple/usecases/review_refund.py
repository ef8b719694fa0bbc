"""Devoluções whose end nobody knows are asked for: somebody died in between, or the PSP takes its time."""

import logging
from dataclasses import replace

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import pix_refunds
from adimple.store.scope import Scope
from adimple.usecases.context import Context
from adimple.usecases.refund_pix import ask_again

MOST_FAILURES = 3  # of one credor in one go: its PSP is away

log = logging.getLogger(__name__)


def review_refunds(ctx: Context) -> int:
    """How many were asked for. One PSP that is away does not keep the others waiting."""
    done, failed = 0, dict[int, int]()
    for credor_id, pix_refund_id in pix_refunds.to_ask(ctx.scope, ctx.now):
        if failed.get(credor_id, 0) >= MOST_FAILURES:
            continue
        try:
            row = ask_again(replace(ctx, scope=Scope({credor_id: "operator"})), pix_refund_id)
            done += 1
            if row.state == "asked":
                failed[credor_id] = failed.get(credor_id, 0) + 1
        except NotFound:
            continue
        except (Refused, Invalid) as error:
            models.PixRefund.objects.filter(id=pix_refund_id).update(changed_at=ctx.now)  # others first, the next time
            failed[credor_id] = failed.get(credor_id, 0) + 1
            log.warning("the devolução %s waits: %s", pix_refund_id, getattr(error, "code", "certificate"))
    return done
