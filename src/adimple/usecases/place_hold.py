"""Something holds the régua: a pause, a contestação, a hardship, a death, a lawyer; and the end of it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, NotFound
from adimple.store import journal, models
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open

MAX_REASON_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHold:
    """Of one título, or of all when `titulo_id` is None; until a day, included, or until lifted.

    `source`: link · console · call · promise.
    """

    devedor_id: int
    kind: str
    titulo_id: int | None = None
    until: date | None = None
    reason: str = ""
    source: str = "console"


KINDS = ("ja_paguei", "contestacao", "promise", "acordo", "hardship", "death", "lawyer", "human", "pause")


@transaction.atomic
def place_hold(ctx: Context, command: PlaceHold) -> models.Hold:
    """The hold, from today. The same one already in force is not placed twice, only its end moves.

    Raises Invalid, NotFound, and Refused to an auditor.
    """
    devedor = _devedor(ctx, command.devedor_id)
    _check(ctx, command)
    titulo = _titulo(devedor, command.titulo_id)
    same = models.Hold.objects.filter(
        devedor=devedor, kind=command.kind, titulo=titulo, lifted_at__isnull=True, starts_on__lte=ctx.on
    )
    hold = next((hold for hold in same.order_by("id") if hold.until is None or hold.until >= ctx.on), None)
    if hold is None:
        hold = models.Hold(
            credor_id=devedor.credor_id,
            devedor=devedor,
            titulo=titulo,
            kind=command.kind,
            placed_at=ctx.now,
            starts_on=ctx.on,
            source=command.source,
        )
    elif hold.until == command.until:
        return hold
    hold.until, hold.reason = command.until, _one_line(command.reason) or hold.reason
    hold.save()
    placed = events.HoldPlaced(devedor.credor_id, devedor.id, hold.id, hold.kind, hold.until, hold.titulo_id)
    journal.record(ctx, placed)
    return hold


@transaction.atomic
def lift_hold(ctx: Context, hold_id: int, reason: str) -> models.Hold:
    """Ends a hold; of one already lifted, nothing. Raises Invalid without a reason, NotFound."""
    hold = models.Hold.objects.select_for_update().filter(id=hold_id).first()
    if hold is None:
        raise NotFound
    require_open(ctx, hold.credor_id, "operator")
    if hold.lifted_at is not None:
        return hold
    if not reason.strip():
        raise Invalid("reason", "Diga por que a pausa terminou: a explicação fica no histórico.")
    hold.lifted_at, hold.lifted_reason = ctx.now, _one_line(reason)
    hold.save(update_fields=["lifted_at", "lifted_reason"])
    journal.record(ctx, events.HoldLifted(hold.credor_id, hold.devedor_id, hold.id, hold.kind))
    return hold


def _devedor(ctx: Context, devedor_id: int) -> models.Devedor:
    """Locked, so that two equal holds asked at once become one."""
    devedor = models.Devedor.objects.select_for_update().filter(id=devedor_id).first()
    if devedor is None:
        raise NotFound
    require_open(ctx, devedor.credor_id, "operator")
    return devedor


def _titulo(devedor: models.Devedor, titulo_id: int | None) -> models.Titulo | None:
    if titulo_id is None:
        return None
    titulo = models.Titulo.objects.filter(id=titulo_id, devedor=devedor).first()
    if titulo is None:
        raise NotFound
    return titulo


def _check(ctx: Context, command: PlaceHold) -> None:
    if command.kind not in KINDS:
        raise Invalid("kind", "Escolha o motivo na lista.")
    if command.until is not None and command.until < ctx.on:
        raise Invalid("until", "A pausa vai até hoje ou um dia depois. Confira a data.")
    if command.kind == "pause" and not command.reason.strip():
        raise Invalid("reason", "Diga o motivo da pausa: ele fica no histórico.")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_REASON_CHARS]
