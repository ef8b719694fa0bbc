"""Charges that no longer say what is owed are said anew, or ended: paid elsewhere, in part, changed, expired."""

import logging
from dataclasses import replace

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import pix_charges
from adimple.store.scope import Scope
from adimple.usecases.charge_pix import charge_pix, end_charge
from adimple.usecases.context import Context

MOST_FAILURES = 3  # of one credor in one go: its PSP is away

log = logging.getLogger(__name__)


def review_charges(ctx: Context) -> int:
    """How many are well again. One PSP that is away does not keep the others waiting."""
    done, failed = 0, dict[int, int]()
    for credor_id, titulo_id in pix_charges.to_look_at(ctx.scope, ctx.on, ctx.now):
        if failed.get(credor_id, 0) >= MOST_FAILURES:
            continue
        try:
            review_charge(replace(ctx, scope=Scope({credor_id: "operator"})), titulo_id)
            done += 1
        except NotFound:
            continue
        except (Refused, Invalid) as error:
            failed[credor_id] = failed.get(credor_id, 0) + 1
            log.warning("the Pix of título %s waits: %s", titulo_id, getattr(error, "code", "certificate"))
    return done


def review_charge(ctx: Context, titulo_id: int) -> None:
    """Of a closed título, or credor, the Pix ends, and of a day that is over; any other says what is owed.

    Raises NotFound and Refused.
    """
    titulo = (
        models.Titulo.objects.filter(id=titulo_id, credor_id__in=ctx.scope.credor_ids).select_related("credor").first()
    )
    if titulo is None:
        raise NotFound
    live = pix_charges.live_charge(ctx.scope, titulo_id)
    if live is None:
        return
    is_over = live.pay_until is not None and live.pay_until < ctx.on
    if titulo.closed_on or titulo.credor.closed_at or is_over:
        end_charge(ctx, titulo_id)
    else:
        charge_pix(ctx, titulo_id)
