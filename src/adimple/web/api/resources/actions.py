"""Actions: a day's list, and one with its attempts and receipts. The text sent stays in the console."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Path, Router
from ninja import Query as OfQuery

from adimple.store.reads import actions as reads
from adimple.web.api.door import Key
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Cursor, Day, KeyRequest, Query, Short, Told

router = Router()


class Wanted(Query):
    """Of a day; today when none is said."""

    on: Day | None = None
    tab: Literal[tuple(reads.TABS)] = "todas"  # type: ignore[valid-type]
    text: Short = ""
    channel: Short = ""
    step: Short = ""
    cursor: Cursor = ""


class Action(Told):
    """`is_refused_item`: a título that the night refused, which never became an action; its id is not an action's."""

    id: int
    is_refused_item: bool
    at: datetime
    devedor_id: int
    channel: str
    step: str
    state: str
    blocked_by: str
    note: str
    titulos: list[str]


class Actions(Told):
    on: date
    rows: list[Action]
    next_cursor: str | None


class Receipt(Told):
    at: datetime
    status: str
    code: str
    phrase: str


class Attempt(Told):
    attempt: int
    channel: str
    body_sha256: str
    template: str
    regua_version: int
    started_at: datetime
    settled_at: datetime | None
    status: str
    provider_id: str
    receipts: list[Receipt]


class Proof(Told):
    action: Action
    on: date
    due_at: datetime
    attempts: list[Attempt]


@router.get("", response=Actions, auth=Key("actions.ler"), summary="As ações de um dia")
def list_actions(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    ctx = request.auth.ctx
    on = asked.on or ctx.on
    wanted = reads.ActionFilter(tab=asked.tab, text=asked.text, channel=asked.channel, step_code=asked.step)
    page = reads.list_actions(ctx.scope, on, wanted, asked.cursor)
    return Actions(on=on, rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{action_id}", response=Proof, auth=Key("actions.ler"), summary="Uma ação, suas tentativas e recibos")
def get_action(request: KeyRequest, action_id: Annotated[AddressId, Path(...)]):
    found = reads.get_action(request.auth.ctx.scope, action_id)
    return Proof(
        action=_told(found.row), on=found.on, due_at=found.due_at, attempts=[_attempt(row) for row in found.proofs]
    )


def _attempt(row: reads.ProofRow) -> Attempt:
    receipts = [Receipt(at=one.at, status=one.status, code=one.code, phrase=one.phrase) for one in row.receipts]
    return Attempt(
        **{name: getattr(row, name) for name in Attempt.model_fields if name != "receipts"}, receipts=receipts
    )


def _told(row: reads.ActionRow) -> Action:
    plain = {name: getattr(row, name) for name in Action.model_fields if name not in ("step", "titulos")}
    return Action(**plain, step=row.step_code, titulos=list(row.titulos))


RESOURCE = Resource("actions", "Ações", router)
