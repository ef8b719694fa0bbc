"""Devedores: the list, one whole, its contacts and consents, and why something was or was not done."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Path, Router
from ninja import Query as OfQuery

from adimple.cycle import explain as explaining
from adimple.domain.errors import NotFound
from adimple.store.reads import balances
from adimple.store.reads import devedores as reads
from adimple.usecases import mark_contact, set_consent
from adimple.web.api import owed
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.resources.titulos import Bucket
from adimple.web.api.shapes import AddressId, Asked, Cursor, Day, KeyRequest, Line, Query, Short, Told

router = Router()
SOURCE = "api"
DevedorId = Annotated[AddressId, Path(...)]


class Wanted(Query):
    text: Short = ""
    bucket: Bucket = ""
    state: Literal["abertos", "vencidos", "pausados", "incompletos", "todos"] = "abertos"
    cursor: Cursor = ""


class ListedDevedor(Told):
    """`owed_cents`: of the open títulos, today; null where an index lacks a month."""

    id: int
    name: str
    document: str
    is_held: bool
    open_titulos: int
    owed_cents: int | None


class Devedores(Told):
    rows: list[ListedDevedor]
    next_cursor: str | None


class Contact(Told):
    """One with `wrong_at` is never used."""

    id: int
    kind: Literal["email", "phone"]
    value: str
    source: str
    wrong_at: datetime | None
    wrong_reason: str


class Consent(Told):
    channel: str
    granted: bool
    at: datetime
    source: str


class Hold(Told):
    """`titulo`: which one it holds; "" when all."""

    id: int
    kind: str
    starts_on: date
    until: date | None
    reason: str
    source: str
    titulo: str


PLAIN = ("id", "name", "document", "kind", "profile", "uf", "city", "cep", "address", "bairro")


class Devedor(Told):
    id: int
    name: str
    document: str
    kind: str
    profile: str
    uf: str
    city: str
    cep: str
    address: str
    bairro: str
    contacts: list[Contact]
    consents: list[Consent]
    holds: list[Hold]
    titulos: list[owed.Titulo]


class NewContact(Asked):
    kind: Literal["email", "phone"]
    value: Line


class ContactAnswer(Told):
    id: int
    kind: str
    value: str


class WrongContact(Asked):
    reason: Literal["not_mine", "no_answer", "bounce"]


class NewConsent(Asked):
    """`how` the person accepted WhatsApp: without it that yes cannot be proven."""

    granted: bool
    how: Literal["", "contract", "message", "call", "in_person"] = ""


class ConsentAnswer(Told):
    channel: str
    granted: bool


class Why(Query):
    on: Day | None = None


class TituloWhy(Told):
    """`outcome`: plan refuse wait done missed none; `rule` and `cites` of what stopped it."""

    titulo_id: int
    total_cents: int | None
    arithmetic: list[str]
    days_since_due: int
    step: str | None
    next_step: str | None
    next_step_on: date | None
    outcome: str
    phrase: str
    catch_up: list[str]
    rule: str
    cites: str


class Explanation(Told):
    on: date
    moment: str
    total_cents: int | None
    channel: str | None
    due_at: datetime | None
    holds: list[str]
    notes: list[str]
    titulos: list[TituloWhy]


@router.get("", response=Devedores, auth=Key("devedores.ler"), summary="Devedores, em ordem de nome")
def list_devedores(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    ctx = request.auth.ctx
    wanted = reads.DevedorFilter(text=asked.text, bucket=asked.bucket, state=asked.state)
    page = reads.list_devedores(ctx.scope, wanted, ctx.on, asked.cursor)
    rows = [
        ListedDevedor(
            id=row.id,
            name=row.name,
            document=row.document,
            is_held=row.is_held,
            open_titulos=len(row.titulos),
            owed_cents=balances.total_of(titulo.priced(ctx.on) for titulo in row.titulos).cents,
        )
        for row in page.rows
    ]
    return Devedores(rows=rows, next_cursor=page.next_cursor)


@router.get("/{devedor_id}", response=Devedor, auth=Key("devedores.ler"), summary="Um devedor inteiro")
def get_devedor(request: KeyRequest, devedor_id: DevedorId):
    ctx = request.auth.ctx
    who = reads.get_devedor(ctx.scope, devedor_id)
    contacts, holds = reads.contacts(ctx.scope, devedor_id), reads.holds(ctx.scope, devedor_id, ctx.on)
    return Devedor(
        **{name: getattr(who, name) for name in PLAIN},
        contacts=[Contact(**{name: getattr(row, name) for name in Contact.model_fields}) for row in contacts],
        consents=[
            Consent(channel=row.channel, granted=row.granted, at=row.at, source=row.source)
            for row in reads.consents(ctx.scope, devedor_id).values()
        ],
        holds=[Hold(**{name: getattr(row, name) for name in Hold.model_fields}) for row in holds],
        titulos=[owed.titulo(row, ctx.on) for row in balances.of_devedor(ctx.scope, devedor_id, only_open=False)],
    )


@router.post(
    "/{devedor_id}/contacts",
    response={201: ContactAnswer},
    auth=Key("devedores.escrever"),
    summary="Inclui um e-mail ou um telefone",
)
@once(201)
def add_contact(request: KeyRequest, devedor_id: DevedorId, asked: NewContact):
    ctx = request.auth.ctx
    row = mark_contact.add_contact(ctx, devedor_id, asked.kind, asked.value, source=SOURCE)
    return ContactAnswer(id=row.id, kind=row.kind, value=row.value)


@router.post(
    "/{devedor_id}/contacts/{contact_id}/wrong",
    response=ContactAnswer,
    auth=Key("devedores.escrever"),
    summary="Marca um contato como errado: nunca mais é usado",
)
@once(200)
def mark_wrong(
    request: KeyRequest, devedor_id: DevedorId, contact_id: Annotated[AddressId, Path(...)], asked: WrongContact
):
    ctx = request.auth.ctx
    if contact_id not in {row.id for row in reads.contacts(ctx.scope, devedor_id)}:
        raise NotFound
    row = mark_contact.mark_wrong(ctx, contact_id, asked.reason)
    return ContactAnswer(id=row.id, kind=row.kind, value=row.value)


@router.put(
    "/{devedor_id}/consents/{channel}",
    response=ConsentAnswer,
    auth=Key("devedores.escrever"),
    summary="A palavra do devedor sobre um canal",
)
@once(200)
def say_consent(
    request: KeyRequest,
    devedor_id: DevedorId,
    channel: Annotated[Literal["email", "sms", "whatsapp", "phone", "letter"], Path(...)],
    asked: NewConsent,
):
    ctx = request.auth.ctx
    reads.get_devedor(ctx.scope, devedor_id)
    set_consent.set_consent(ctx, devedor_id, channel, granted=asked.granted, how=asked.how)
    return ConsentAnswer(channel=channel, granted=asked.granted)


@router.get(
    "/{devedor_id}/explain",
    response=Explanation,
    auth=Key("actions.ler"),
    summary="Por quê: o que aconteceu, acontece ou aconteceria num dia",
)
def explain(request: KeyRequest, devedor_id: DevedorId, asked: Annotated[Why, OfQuery(...)]):
    ctx = request.auth.ctx
    told = explaining.explain(ctx, devedor_id, asked.on or ctx.on)
    return Explanation(
        on=told.on,
        moment=told.moment,
        total_cents=told.total_cents,
        channel=told.channel,
        due_at=told.due_at,
        holds=list(told.holds),
        notes=list(told.notes),
        titulos=[_why(row) for row in told.titulos],
    )


def _why(row: explaining.TituloExplained) -> TituloWhy:
    return TituloWhy(
        titulo_id=row.titulo.id,
        total_cents=row.owed.total_cents if row.owed else None,
        arithmetic=list(row.arithmetic),
        days_since_due=row.days_since_due,
        step=row.step.code if row.step else None,
        next_step=row.next_step.code if row.next_step else None,
        next_step_on=row.next_step_on,
        outcome=row.outcome,
        phrase=row.phrase,
        catch_up=list(row.catch_up),
        rule=row.reason.code if row.reason else "",
        cites=row.reason.cites if row.reason else "",
    )


RESOURCE = Resource("devedores", "Devedores", router)
