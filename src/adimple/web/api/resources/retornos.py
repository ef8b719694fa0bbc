"""Retornos: a bank's file sent, what it did, and the lines of it that a person must look at."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.store.reads import retornos as reads
from adimple.usecases import ask_retorno, receive_raw, take_retorno
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Cursor, KeyRequest, Query, Told

router = Router()
RetornoId = Annotated[AddressId, Path(...)]
ReadingId = Annotated[AddressId, Path(...)]
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


class Reading(Told):
    """A large retorno that the worker reads: `address` tells how far it is, and `retorno_id` what came of it.

    `state`: queued · running · done · failed; `done` of `total` lines. `phrase`: why it failed.
    """

    id: int
    address: str
    name: str
    state: Literal["queued", "running", "done", "failed"]
    stage: str
    done: int
    total: int
    phrase: str
    retorno_id: int | None


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


@router.get(
    "/readings/{reading_id}",
    response=Reading,
    auth=Key("payments.ler"),
    summary="Em que ponto está a leitura de um retorno grande",
)
def get_reading(request: KeyRequest, reading_id: ReadingId):
    return _reading(reads.get_kept(request.auth.ctx.scope, reading_id))


@router.get("/{retorno_id}/lines", response=Lines, auth=Key("payments.ler"), summary="As linhas de um retorno")
def list_lines(request: KeyRequest, retorno_id: RetornoId, asked: Annotated[Wanted, OfQuery(...)]):
    page = reads.list_lines(request.auth.ctx.scope, retorno_id, cursor=asked.cursor)
    return Lines(rows=[_line(row) for row in page.rows], next_cursor=page.next_cursor)


@router.post(
    "",
    response={201: Retorno, 202: Reading},
    auth=Key("payments.escrever"),
    summary="Envia um retorno; o mesmo arquivo outra vez dá o mesmo retorno",
    description="Até 2 MB, a resposta é o retorno lido (201). Acima disso ele fica com o trabalhador, e a resposta "
    "(202) traz em address onde perguntar em que ponto está.",
    openapi_extra=_BODY,
)
def upload(request: KeyRequest, asked: Annotated[File, OfQuery(...)]):
    """The file is kept by itself before anything else: a death in what follows loses nothing."""
    ctx, body = request.auth.ctx, request.body
    take_retorno.check_size(len(body))
    raw = receive_raw.receive_raw(ctx, request.auth.credor_id, "retorno", body, asked.name, role=take_retorno.NEEDS)
    if len(body) > ask_retorno.AT_ONCE_BYTES and raw.done_at is None:
        return _leave(request, raw.id, asked.convenio_id)
    return _take(request, raw.id, asked.convenio_id)


@once(201)
def _take(request: KeyRequest, raw_id: int, convenio_id: int | None):
    taken = take_retorno.take_retorno(request.auth.ctx, raw_id, convenio_id)
    return _told(reads.get_retorno(request.auth.ctx.scope, taken.retorno_id))


@once(202)
def _leave(request: KeyRequest, raw_id: int, convenio_id: int | None):
    """To the worker, as the console does with as large a file."""
    ask_retorno.leave(request.auth.ctx, request.auth.credor_id, raw_id, request.body, convenio_id)
    return _reading(reads.get_kept(request.auth.ctx.scope, raw_id))


def _reading(row: reads.KeptRow) -> Reading:
    """Of a small one, read at once, there is no job: it is done, or failed."""
    job = row.job
    state = job.state if job and job.is_live else "done" if row.retorno_id else "failed"
    return Reading(
        id=row.id, address=f"/api/v1/retornos/readings/{row.id}", name=row.name, state=state,  # type: ignore[arg-type]
        stage=job.stage if job else "", done=job.done if job else 0, total=job.total if job else 0,
        phrase=row.why if state == "failed" else "", retorno_id=row.retorno_id,
    )  # fmt: skip


def _told(row: reads.RetornoRow) -> Retorno:
    return Retorno(**{name: getattr(row, name) for name in Retorno.model_fields})


def _line(row: reads.LineRow) -> Line:
    told = {name: getattr(row, name) for name in Line.model_fields if name != "phrases"}
    return Line(**told, phrases=[one["phrase"] for one in row.remarks])


RESOURCE = Resource("retornos", "Retornos", router)
