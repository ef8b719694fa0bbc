"""Imports: a sheet sent, how far its work is, and the rows left out. A worker does what is large."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.domain.errors import Refused
from adimple.domain.open_list import digest_of
from adimple.store.reads import absent as absent_reads
from adimple.store.reads import import_files as reads
from adimple.usecases import (
    ask_import,
    close_absent,
    forget_mapping,
    keep_preview,
    preview_import,
    upload_import,
)
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Cursor, KeyRequest, Query, Told

router = Router()
ImportId = Annotated[AddressId, Path(...)]
MOST_REJECTIONS = 1_000
_BODY = {
    "requestBody": {
        "required": True,
        "description": "A planilha, CSV ou XLSX, como ela é.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


State = Literal["waiting", "queued", "running", "failed", "written"]


class Sheet(Query):
    kind: Literal["titulos", "payments"]
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/]*$")]
    whole_open_list: bool = False


class Wanted(Query):
    cursor: Cursor = ""


class Import(Told):
    """`state`: waiting (kept, not written) · queued · running · failed · written. `done` of `total` rows.

    `whole_open_list`: what it does not bring is closed; `closed` and `reopened`: títulos it closed and brought back.
    """

    id: int
    kind: str
    name: str
    state: State
    stage: str
    done: int
    total: int
    phrase: str
    uploaded_at: datetime
    written_at: datetime | None
    accepted: int
    updated: int
    unchanged: int
    rejected: int
    whole_open_list: bool
    closed: int
    reopened: int


class Imports(Told):
    rows: list[Import]
    next_cursor: str | None


class Left(Told):
    line: int
    field: str
    code: str
    phrase: str


class Column(Told):
    """`field` is "" where the column goes nowhere; `confidence`: certa · provavel."""

    header: str
    field: str
    confidence: str


class Columns(Told):
    """`remembered`: as corrected in an earlier sheet with the same headers. `problem`: what is still missing."""

    remembered: bool
    problem: str
    rows: list[Column]


class NewColumns(Asked):
    """Header → field, or → "" for none; headers left out go nowhere. `{}` forgets what was remembered."""

    mapping: Annotated[
        dict[Annotated[str, Field(max_length=300)], Annotated[str, Field(max_length=40)]], Field(max_length=300)
    ]


class Closing(Query):
    """What a whole open list closes: `close`, how many; or `seen`, the `digest` of /absent, unless `asks_number`."""

    close: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    seen: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class AbsentTitulo(Told):
    """An open título that the file does not bring."""

    titulo_id: int
    due_on: date
    number: str
    parcela: str
    left_cents: int
    devedor_id: int
    is_paid_in_part: bool
    is_held: bool
    is_promised: bool


class Absences(Told):
    """What the whole open list would close, or closed and stays closed. `asks_number`: writing must say `close`.

    `digest` is of all of them, whatever the page: send it back as `seen`.
    """

    count: int
    digest: str
    asks_number: bool
    rows: list[AbsentTitulo]
    next_cursor: str | None


class Reopened(Told):
    reopened: int


class Rejections(Told):
    """The first thousand, in order of line."""

    rows: list[Left]


@router.get("", response=Imports, auth=Key("imports.ler"), summary="Importações, as mais novas primeiro")
def list_imports(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    page = reads.list_imports(request.auth.ctx.scope, asked.cursor)
    return Imports(rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.post(
    "",
    response={202: Import},
    auth=Key("imports.escrever"),
    summary="Envia uma planilha, que é conferida e espera",
    openapi_extra=_BODY,
)
@once(202)
def upload(request: KeyRequest, asked: Annotated[Sheet, OfQuery(...)]):
    ctx = request.auth.ctx
    command = upload_import.UploadImport(
        credor_id=request.auth.credor_id,
        kind=asked.kind,
        name=asked.name,
        content=request.body,
        whole_list=asked.whole_open_list,
    )
    return _told(reads.get_import(ctx.scope, upload_import.upload_import(ctx, command)))


@router.get("/{import_id}", response=Import, auth=Key("imports.ler"), summary="Uma importação e seu andamento")
def get_import(request: KeyRequest, import_id: ImportId):
    return _told(reads.get_import(request.auth.ctx.scope, import_id))


@router.post(
    "/{import_id}/write",
    response={202: Import},
    auth=Key("imports.escrever"),
    summary="Manda gravar: a pequena na hora, a grande por um trabalhador",
)
@once(202)
def write(request: KeyRequest, import_id: ImportId, asked: Annotated[Closing, OfQuery(...)]):
    ctx = request.auth.ctx
    if reads.get_import(ctx.scope, import_id).written_at is not None:
        raise Refused("import.written", "Esta planilha já foi gravada. O resultado está na própria importação.")
    ask_import.ask_write(ctx, import_id, seen=asked.seen, close_count=asked.close)
    return _told(reads.get_import(ctx.scope, import_id))


@router.get(
    "/{import_id}/rejections",
    response=Rejections,
    auth=Key("imports.ler"),
    summary="As linhas deixadas de fora, com o porquê",
)
def list_rejections(request: KeyRequest, import_id: ImportId):
    rows = reads.rejections_of(request.auth.ctx.scope, import_id, MOST_REJECTIONS)
    return Rejections(rows=[Left(line=row.line, field=row.field, code=row.code, phrase=row.phrase) for row in rows])


@router.get(
    "/{import_id}/columns",
    response=Columns,
    auth=Key("imports.ler"),
    summary="O que cada coluna é, antes de gravar",
)
def list_columns(request: KeyRequest, import_id: ImportId):
    return _columns(request, import_id)


@router.post(
    "/{import_id}/columns",
    response=Columns,
    auth=Key("imports.escrever"),
    summary="Diz o que cada coluna é; lembrado para a próxima",
)
@once(200)
def map_columns(request: KeyRequest, import_id: ImportId, asked: NewColumns):
    ctx = request.auth.ctx
    kept = _preview(request, import_id).remembered
    if asked.mapping:
        upload_import.map_columns(ctx, import_id, asked.mapping)
    elif kept is not None:
        forget_mapping.forget_mapping(ctx, import_id, kept.id)
    return _columns(request, import_id)


def _columns(request: KeyRequest, import_id: int) -> Columns:
    preview = _preview(request, import_id)
    return Columns(
        remembered=preview.remembered is not None,
        problem=preview.problem.phrase if preview.problem else "",
        rows=[Column(header=one.header, field=one.field, confidence=one.confidence) for one in preview.columns],
    )


def _preview(request: KeyRequest, import_id: int) -> preview_import.Preview:
    """Of a file not written; of a large one, what the check found. Raises Refused."""
    ctx = request.auth.ctx
    row = reads.get_import(ctx.scope, import_id)
    if row.written_at is not None:
        raise Refused("import.written", "Esta planilha já foi gravada: as colunas não mudam mais.")
    if not ask_import.is_large(row):
        return preview_import.preview_import(ctx, import_id)
    kept = keep_preview.kept_preview(ctx, import_id)
    if kept is None:
        raise Refused("import.busy", "Esta planilha ainda está sendo conferida. Espere `state` voltar a `waiting`.")
    return kept[0]


@router.get(
    "/{import_id}/absent",
    response=Absences,
    auth=Key("imports.ler"),
    summary="O que a lista completa fecharia, ou fechou",
)
def list_absent(request: KeyRequest, import_id: ImportId, asked: Annotated[Wanted, OfQuery(...)]):
    ctx = request.auth.ctx
    row = reads.get_import(ctx.scope, import_id)
    asks = False
    if row.written_at is not None:
        ids = absent_reads.standing_baixas(ctx.scope, import_id)
    elif row.whole_list:
        absent = preview_import.absent_of(ctx, row)
        ids, asks = list(absent.ids), absent.asks_number
    else:
        ids = []
    page = absent_reads.list_absent(ctx.scope, row.credor_id, ids, cursor=asked.cursor)
    rows = [AbsentTitulo(**{name: getattr(one, name) for name in AbsentTitulo.model_fields}) for one in page.rows]
    return Absences(count=len(ids), digest=digest_of(ids), asks_number=asks, rows=rows, next_cursor=page.next_cursor)


@router.post(
    "/{import_id}/reopen",
    response=Reopened,
    auth=Key("imports.escrever"),
    summary="Desfaz as baixas da lista completa",
)
@once(200)
def reopen(request: KeyRequest, import_id: ImportId):
    return Reopened(reopened=close_absent.undo_absent(request.auth.ctx, import_id))


def _told(row: reads.ImportRow) -> Import:
    job = row.job
    counted = (
        "accepted", "updated", "unchanged", "rejected", "uploaded_at", "written_at", "id", "kind", "name", "closed",
        "reopened",
    )  # fmt: skip
    return Import(
        **{name: getattr(row, name) for name in counted},
        whole_open_list=row.whole_list,
        state=_state(row),
        stage=job.stage if job else "",
        done=job.done if job else 0,
        total=job.total if job else 0,
        phrase=job.phrase if job else "",
    )


def _state(row: reads.ImportRow) -> State:
    if row.written_at is not None:
        return "written"
    of_jobs: dict[str, State] = {"queued": "queued", "running": "running", "failed": "failed"}
    return of_jobs.get(row.job.state if row.job else "", "waiting")


RESOURCE = Resource("imports", "Importações", router)
