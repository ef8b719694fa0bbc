"""A person decides what the machine may not: try a failed or uncertain message again, or take it as delivered."""

from django.db import transaction

from adimple.domain import events, phrases
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import journal, models
from adimple.store.writes import actions, dispatches
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

AGAIN, SENT = DECISIONS = ("again", "sent")


@transaction.atomic
def decide_action(ctx: Context, action_id: int, decision: str) -> models.Action:
    """`again`: back to today's queue, where every rule is asked, or, of an older day, to the night. `sent`: it arrived.

    What a provider never answered is then answered by the person. Raises NotFound, Invalid, Refused.
    """
    action = models.Action.objects.select_for_update().filter(id=action_id).first()
    if action is None:
        raise NotFound
    require_open(ctx, action.credor_id, "manager")
    if decision not in DECISIONS:
        raise Invalid("decision", "Escolha tentar de novo ou dar como entregue.")
    allowed = ("failed", "uncertain") if decision == AGAIN else ("uncertain",)
    if action.state not in allowed:
        raise Refused("action.decided", "Este envio já teve outro destino. Atualize a página para ver.")
    if decision == SENT:
        action.state = "sent"
    elif action.on == ctx.on:
        action.state, action.due_at, action.note = "planned", ctx.now, ""
    else:
        action.state = "expired"
        actions.release_items([action.id], ctx.on)
    action.save(update_fields=["state", "due_at", "note"])
    _answer_for_provider(ctx, action, decision)
    journal.record(ctx, events.ActionDecided(action.credor_id, action.devedor_id, action.id, decision))
    return action


def _answer_for_provider(ctx: Context, action: models.Action, decision: str) -> None:
    """The uncertain attempt counts as a contact made, or as none: only then may the person be reached again today."""
    unknown = models.Dispatch.objects.filter(action=action, status="uncertain").values_list("id", flat=True)
    status = "accepted" if decision == SENT else "temporary"
    ids = dispatches.settle([(dispatch_id, status, "") for dispatch_id in unknown], ctx.now)
    dispatches.insert_receipts(
        [
            models.Receipt(
                dispatch_id=dispatch_id, credor_id=action.credor_id, at=ctx.now, status=status,
                code=f"decisao.{decision}", phrase=f"Decidido por {ctx.actor.name}: {phrases.DECISIONS[decision]}.",
            )
            for dispatch_id in sorted(ids)
        ]
    )  # fmt: skip
