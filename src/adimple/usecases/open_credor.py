"""What only an open credor takes: every write of its business asks here first."""

from datetime import datetime

from adimple.domain import calendar
from adimple.domain.errors import Refused
from adimple.store import models
from adimple.usecases.context import SAO_PAULO, Context

CODE = "credor.closed"


def require_open(ctx: Context, credor_id: int, role: str) -> None:
    """As `ctx.require`; Refused too when the credor is closed."""
    ctx.require(credor_id, role)
    refuse_closed(credor_id)


def refuse_closed(credor_id: int) -> None:
    """Who waited for a lock asks again: the credor may have been closed meanwhile."""
    refuse_closed_at(models.Credor.objects.filter(id=credor_id).values_list("closed_at", flat=True).first())


def refuse_closed_at(closed_at: datetime | None) -> None:
    if closed_at is not None:
        day = calendar.format_date(closed_at.astimezone(SAO_PAULO).date())
        raise Refused(
            CODE,
            f"Este credor foi encerrado em {day}: seus dados se leem e se baixam, e nada novo é gravado. Para voltar a "
            "trabalhar com ele, o dono o reabre em Credores.",
        )
