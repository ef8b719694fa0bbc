"""Boletos: issued for up to a thousand títulos, listed, read, printed, and ordered about."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.store.reads import boletos as reads
from adimple.usecases import order_boleto, print_boletos
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Cursor, Day, Id, KeyRequest, Query, Short, Told

router = Router()
State = Literal[reads.BoletoFilter.STATES]  # type: ignore[valid-type]
Kind = Literal[order_boleto.BY_PERSON]  # type: ignore[valid-type]
MOST = 1_000
PDF = {"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}


class Wanted(Query):
    """`number`: a nosso número or a linha digitável, whole."""

    state: State = "vivos"
    number: Short = ""
    cursor: Cursor = ""


class Boleto(Told):
    """`state`: made (the bank does not know it), sent, registered, refused, paid, ended. `linha_digitavel`: digits.

    `replaces_id`: the boleto that it was issued by itself in place of; `because`: expired, no_late, changed, part_paid,
    terms.
    """

    id: int
    convenio_id: int
    bank_code: str
    titulo_id: int
    devedor_id: int
    nosso_numero: str
    printed_number: str
    linha_digitavel: str
    barcode: str
    cents: int
    due_on: date
    pay_until: date
    issued_on: date
    state: str
    changed_at: datetime
    abatimento_cents: int
    replaces_id: int | None
    because: str


class Boletos(Told):
    rows: list[Boleto]
    next_cursor: str | None


class BoletoOrder(Told):
    """`number`: of the remessa that took it, null while it waits; `phrase`: why it could not go in the last one.

    `due_on`, `abatimento_cents`: what a change makes of the boleto; `answer`: "", done or refused, by the bank.
    """

    kind: str
    asked_at: datetime
    remessa_id: int | None
    number: int | None
    phrase: str
    due_on: date | None
    abatimento_cents: int | None
    answer: str


class BoletoDetail(Told):
    boleto: Boleto
    orders: list[BoletoOrder]


class Issue(Asked):
    """`new_due_on`: of títulos overdue or paid in part: the boleto asks what is owed on it and is not taken later."""

    convenio_id: Id
    titulo_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    new_due_on: Day | None = None


class Unissued(Told):
    titulo_id: int
    phrase: str


class Issued(Told):
    """`boletos`: those made. `refused`: the títulos that could not have one, each with why."""

    boletos: list[Boleto]
    cents: int
    refused: list[Unissued]


class NewOrder(Asked):
    """A change (due_on, abatimento, no_abatimento) takes to the bank what the título says already."""

    kind: Kind


@router.get("", response=Boletos, auth=Key("boletos.ler"), summary="Boletos, os mais novos primeiro")
def list_boletos(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    wanted = reads.BoletoFilter(state=asked.state, number=asked.number)
    page = reads.list_boletos(request.auth.ctx.scope, wanted, asked.cursor)
    return Boletos(rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{boleto_id}", response=BoletoDetail, auth=Key("boletos.ler"), summary="Um boleto e as ordens sobre ele")
def get_boleto(request: KeyRequest, boleto_id: Annotated[AddressId, Path(...)]):
    return _detail(request, boleto_id)


@router.get("/{boleto_id}/pdf", auth=Key("boletos.ler"), summary="O boleto em PDF", openapi_extra=PDF)
def get_pdf(request: KeyRequest, boleto_id: Annotated[AddressId, Path(...)]):
    paper = print_boletos.print_boleto(request.auth.ctx, boleto_id)
    return HttpResponse(paper.content, content_type="application/pdf")


@router.post("", response=Issued, auth=Key("boletos.escrever"), summary="Emite boletos de até 1.000 títulos")
@once(200)
def issue(request: KeyRequest, asked: Issue):
    ctx = request.auth.ctx
    command = IssueBoletos(
        convenio_id=asked.convenio_id, titulo_ids=tuple(asked.titulo_ids), new_due_on=asked.new_due_on
    )
    done = issue_boletos(ctx, command)
    return Issued(
        boletos=[_told(reads.get_boleto(ctx.scope, boleto_id)) for boleto_id in done.boleto_ids],
        cents=done.cents,
        refused=[Unissued(titulo_id=one.titulo_id, phrase=one.phrase) for one in done.refused],
    )


@router.post(
    "/{boleto_id}/orders",
    response=BoletoDetail,
    auth=Key("boletos.escrever"),
    summary="Pede ao banco, na próxima remessa, a baixa ou outra ordem",
)
@once(200)
def order(request: KeyRequest, boleto_id: Annotated[AddressId, Path(...)], asked: NewOrder):
    order_boleto.order_boleto(request.auth.ctx, boleto_id, asked.kind)
    return _detail(request, boleto_id)


def _detail(request: KeyRequest, boleto_id: int) -> BoletoDetail:
    scope = request.auth.ctx.scope
    return BoletoDetail(
        boleto=_told(reads.get_boleto(scope, boleto_id)),
        orders=[
            BoletoOrder(**{name: getattr(row, name) for name in BoletoOrder.model_fields})
            for row in reads.orders_of(scope, boleto_id)
        ],
    )


def _told(row: reads.BoletoRow) -> Boleto:
    return Boleto(**{name: getattr(row, name) for name in Boleto.model_fields})


RESOURCE = Resource("boletos", "Boletos", router)
