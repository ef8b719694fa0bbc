"""Actions whose sender died: back to the queue, or settled by what was answered; what was then leaving is uncertain."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction

from adimple.channels import smtp_replies
from adimple.channels.channel import Receipt
from adimple.store import queue
from adimple.usecases import expire_actions
from adimple.usecases.context import Context
from adimple.usecases.settle_dispatch import Answer, settle


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many went back to the queue, are uncertain, had an answer that nobody had written down."""

    returned: int
    uncertain: int
    told: int = 0


@transaction.atomic
def recover_leases(ctx: Context) -> Recovered:
    """Of the leases that ran out. Running it twice, or in two places at once, changes nothing more."""
    lost = queue.take_lost(ctx.scope.credor_ids)
    if not (lost.returned or lost.told or lost.unknown):
        return Recovered(0, 0)
    cut_off = replace(smtp_replies.uncertain(""), code="envio.interrompido")
    settle(
        ctx,
        [
            *(Answer(begun, Receipt(**json.loads(receipt))) for begun, receipt in lost.told),
            *(Answer(begun, cut_off) for begun in lost.unknown),
        ],
    )
    yesterday = ctx.on - timedelta(days=1)
    if min(lost.returned, default=ctx.on) <= yesterday:  # its day ended while nobody knew of it
        expire_actions.expire_day(ctx, yesterday)
    return Recovered(len(lost.returned), len(lost.unknown), len(lost.told))
