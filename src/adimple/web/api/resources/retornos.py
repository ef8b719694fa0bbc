"""Retornos: a bank's file sent, what it did, and the lines of it that a person must look at."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.store.reads import retornos as reads
from adimple.usecases import receive_raw, take_retorno
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Cursor, KeyRequest, Query, Told

router = Router()
RetornoId = Annotated[AddressId, Path(...)]
_BODY = {
    "requestBody": {
        "required": True,
        "description": "O retorno CNAB 240 ou 400, como o banco o gerou.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class File(Query):
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/]*$")]
    convenio_id: AddressId | None = None


class Wanted(Query):
    cursor: Cursor = ""


class Retorno(Told):
    """`waits`: the file contradicts itself, and a person must release or discard it. `left`: lines not understood."""

    id: int
    name: str
    bank_code: str
    layout: str
    generated_on: date | None
    lines: int
    details: int
    paid_cents: int
    reviews: int
    remarks: int
    waits: bool
    left: int
    received_at: datetime
    released_at: datetime | None
    discarded_at: datetime | None


class Retornos(Told):
    rows: list[Retorno]
    next_cursor: str | None


class Line(Told):
    """`meaning`: the one meaning of the bank's `code`, or `review`. `incoming_id`: the receipt it tells of."""

    line: int
    code: str
    name: str
    meaning: str
    nosso_numero: str
    seu_numero: str
    occurred_on: date | None
    paid_cents: int
    incoming_id: int | None
    phrases: list[str]


class Lines(Told):
    rows: list[Line]
    next_cursor: str | None


@router.get("", response=Retornos, auth=Key("payments.ler"), summary="Retornos, os mais novos primeiro")
def list_retornos(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    page = reads.list_retornos(request.auth.ctx.scope, asked.cursor)
    return Retornos(rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{retorno_id}", response=Retorno, auth=Key("payments.ler"), summary="Um retorno")
def get_retorno(request: KeyRequest, retorno_id: RetornoId):
    return _told(reads.get_retorno(request.auth.ctx.scope, retorno_id))


@router.get("/{retorno_id}/lines", response=Lines, auth=Key("payments.ler"), summary="As linhas de um retorno")
def list_lines(request: KeyRequest, retorno_id: RetornoId, asked: Annotated[Wanted, OfQuery(...)]):
    page = reads.list_lines(request.auth.ctx.scope, retorno_id, cursor=asked.cursor)
    return Lines(rows=[_line(row) for row in page.rows], next_cursor=page.next_cursor)


@router.post(
    "",
    response={201: Retorno},
    auth=Key("payments.escrever"),
    summary="Envia um retorno; o mesmo arquivo outra vez dá o mesmo retorno",
    openapi_extra=_BODY,
)
def upload(request: KeyRequest, asked: Annotated[File, OfQuery(...)]):
    """The file is kept by itself before anything else: a death in what follows loses nothing."""
    ctx, body = request.auth.ctx, request.body
    take_retorno.check_size(len(body))
    raw = receive_raw.receive_raw(ctx, request.auth.credor_id, "retorno", body, asked.name, role=take_retorno.NEEDS)
    return _take(request, raw.id, asked.convenio_id)


@once(201)
def _take(request: KeyRequest, raw_id: int, convenio_id: int | None):
    taken = take_retorno.take_retorno(request.auth.ctx, raw_id, convenio_id)
    return _told(reads.get_retorno(request.auth.ctx.scope, taken.retorno_id))


def _told(row: reads.RetornoRow) -> Retorno:
    return Retorno(**{name: getattr(row, name) for name in Retorno.model_fields})


def _line(row: reads.LineRow) -> Line:
    told = {name: getattr(row, name) for name in Line.model_fields if name != "phrases"}
    return Line(**told, phrases=[one["phrase"] for one in row.remarks])


RESOURCE = Resource("retornos", "Retornos", router)
