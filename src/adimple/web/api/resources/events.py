"""The feed: what happened, in the order it was written, for a program that follows."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from ninja import Query as OfQuery
from ninja import Router

from adimple.store.reads import feed
from adimple.web.api.door import Key
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, KeyRequest, Query, Told

router = Router()


class Wanted(Query):
    """After the event of this id; from the first one when it is not said."""

    after: AddressId | None = None


class Event(Told):
    """`payload` holds ids, dates and codes, never personal data. `actor`: who did it; a person by account number."""

    id: int
    at: datetime
    name: str
    sentence: str
    actor: str
    devedor_id: int | None
    payload: dict[str, Any]


class Events(Told):
    """`last_id`: what to ask `after` next; the same as was asked when nothing is new."""

    rows: list[Event]
    last_id: int | None


@router.get("", response=Events, auth=Key("events.ler"), summary="O que aconteceu, do mais antigo ao mais novo")
def list_events(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    rows = feed.list_events(request.auth.ctx.scope, asked.after or 0)
    told = [Event(**asdict(row)) for row in rows]
    return Events(rows=told, last_id=told[-1].id if told else asked.after)


RESOURCE = Resource("events", "Eventos", router)
