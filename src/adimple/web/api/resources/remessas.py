"""Remessas: listed, made, and their files."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Router
from ninja import Query as OfQuery

from adimple.store.reads import remessas as reads
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.take_remessa import take_remessa
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Cursor, Id, KeyRequest, Query, Told

router = Router()
FILE = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
}


class Wanted(Query):
    cursor: Cursor = ""


class Remessa(Told):
    """`cents`: of the boletos it registers. `taken_at`: when its file was first taken."""

    id: int
    convenio_id: int
    number: int
    items_count: int
    cents: int
    sha256: str
    made_at: datetime
    taken_at: datetime | None


class Remessas(Told):
    rows: list[Remessa]
    next_cursor: str | None


class NewRemessa(Asked):
    convenio_id: Id


class OrderLeft(Told):
    """An order that could not go, and why: it waits until that is mended."""

    boleto_id: int
    kind: str
    phrase: str


class MadeRemessa(Told):
    """`remessa` is null where no order could go. `dropped`: boletos ended before the bank heard of them.

    `reissued`: boletos made again, because what was owed had changed.
    """

    remessa: Remessa | None
    left: list[OrderLeft]
    dropped: int
    reissued: int


@router.get("", response=Remessas, auth=Key("remessas.ler"), summary="Remessas, as mais novas primeiro")
def list_remessas(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    page = reads.list_remessas(request.auth.ctx.scope, asked.cursor)
    return Remessas(rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{remessa_id}/content", auth=Key("remessas.escrever"), summary="O arquivo da remessa", openapi_extra=FILE)
def get_content(request: KeyRequest, remessa_id: Annotated[AddressId, Path(...)]):
    taken = take_remessa(request.auth.ctx, remessa_id)
    response = HttpResponse(taken.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{taken.file_name}"'
    return response


@router.post("", response=MadeRemessa, auth=Key("remessas.escrever"), summary="Gera a próxima remessa de um convênio")
@once(200)
def make(request: KeyRequest, asked: NewRemessa):
    ctx = request.auth.ctx
    made = make_remessa(ctx, asked.convenio_id)
    return MadeRemessa(
        remessa=_told(reads.get_remessa(ctx.scope, made.remessa_id)) if made.remessa_id else None,
        left=[OrderLeft(boleto_id=one.boleto_id, kind=one.kind, phrase=one.phrase) for one in made.left],
        dropped=made.dropped,
        reissued=made.reissued,
    )


def _told(row: reads.RemessaRow) -> Remessa:
    return Remessa(**{name: getattr(row, name) for name in Remessa.model_fields})


RESOURCE = Resource("remessas", "Remessas", router)
