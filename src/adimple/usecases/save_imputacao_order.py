"""In which order a credor's payments are imputed, from a day on: the house's, or the Código Civil's to the letter."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from adimple.domain import events, limits
from adimple.domain.errors import Invalid
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SaveImputacaoOrder:
    """`effective_on`: payments made from that day on, and registered from now on. One of the same day is replaced."""

    effective_on: date
    by_law: bool


@transaction.atomic
def save_imputacao_order(ctx: Context, credor_id: int, command: SaveImputacaoOrder) -> None:
    """A payment already registered keeps the order it had: its receipt was given. Raises Invalid, NotFound, Refused."""
    require_open(ctx, credor_id, "manager")
    if not command.effective_on.year >= limits.EARLIEST_YEAR or command.effective_on > ctx.on + FARTHEST:
        raise Invalid("effective_on", "A ordem pode começar até um ano à frente. Confira a data.")
    models.ImputacaoPolicy.objects.update_or_create(
        credor_id=credor_id,
        effective_on=command.effective_on,
        defaults={"by_law": command.by_law, "created_at": ctx.now},
    )
    journal.record(ctx, events.ImputacaoOrderSaved(credor_id, command.effective_on, command.by_law))
