"""Actions whose sender died: back to the queue, except those whose message may have left, which wait for a person."""

from dataclasses import dataclass

from django.db import transaction

from adimple.channels import smtp_replies
from adimple.domain import events
from adimple.store import journal, models, queue
from adimple.store.writes import actions, dispatches
from adimple.usecases.context import Context


@dataclass(frozen=True, slots=True)
class Recovered:
    returned: int
    uncertain: int


@transaction.atomic
def recover_leases(ctx: Context) -> Recovered:
    """Of the leases that ran out. Running it twice, or in two places at once, changes nothing more."""
    lost = queue.take_lost(ctx.scope.credor_ids)
    unknown = [action for action in lost if action.dispatch_id is not None]
    if unknown:
        receipt = smtp_replies.uncertain("")
        dispatches.settle([(action.dispatch_id, "uncertain", "") for action in unknown], ctx.now)  # type: ignore[misc]
        dispatches.insert_receipts(
            [
                models.Receipt(
                    dispatch_id=action.dispatch_id, credor_id=action.credor_id, at=ctx.now,
                    status="uncertain", code="envio.interrompido", phrase=receipt.phrase,
                )
                for action in unknown
            ]
        )  # fmt: skip
        actions.settle([(action.id, "uncertain", receipt.phrase) for action in unknown])
        journal.record(
            ctx,
            *(
                events.ActionUncertain(action.credor_id, action.devedor_id, action.id, action.channel, action.attempts)
                for action in unknown
            ),
        )
    return Recovered(returned=len(lost) - len(unknown), uncertain=len(unknown))
