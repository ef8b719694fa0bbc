"""Pausas: what holds the régua of a devedor, placed and lifted. Those in force come with the devedor."""

from datetime import date
from typing import Annotated, Literal

from ninja import Path, Router

from adimple.store.reads import devedores as reads
from adimple.usecases import place_hold
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Day, Id, KeyRequest, Line, Name, Told

router = Router()
SOURCE = "api"


class NewHold(Asked):
    """Of one título, or of all; until a day, included, or until lifted. A `pause` says its reason."""

    devedor_id: Id
    kind: Literal["pause", "ja_paguei", "contestacao", "hardship", "human", "lawyer", "death"]
    titulo_id: Id | None = None
    until: Day | None = None
    reason: Line = ""


class Lift(Asked):
    reason: Name


class HoldAnswer(Told):
    id: int
    devedor_id: int
    kind: str
    starts_on: date
    until: date | None
    is_lifted: bool


@router.post("", response={201: HoldAnswer}, auth=Key("holds.escrever"), summary="Pausa a régua de um devedor")
@once(201)
def place(request: KeyRequest, asked: NewHold):
    ctx = request.auth.ctx
    reads.get_devedor(ctx.scope, asked.devedor_id)
    return _told(place_hold.place_hold(ctx, place_hold.PlaceHold(**asked.model_dump(), source=SOURCE)))


@router.post("/{hold_id}/lift", response=HoldAnswer, auth=Key("holds.escrever"), summary="Encerra uma pausa")
@once(200)
def lift(request: KeyRequest, hold_id: Annotated[AddressId, Path(...)], asked: Lift):
    return _told(place_hold.lift_hold(request.auth.ctx, hold_id, asked.reason))


def _told(hold) -> HoldAnswer:
    return HoldAnswer(
        id=hold.id,
        devedor_id=hold.devedor_id,
        kind=hold.kind,
        starts_on=hold.starts_on,
        until=hold.until,
        is_lifted=hold.lifted_at is not None,
    )


RESOURCE = Resource("holds", "Pausas", router)
