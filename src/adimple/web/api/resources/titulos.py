"""Títulos: the list, one, and up to a thousand brought at once through the same reading as a sheet's."""

from datetime import date
from typing import Annotated, Literal

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.domain.errors import NotFound
from adimple.store.reads import balances
from adimple.store.reads import titulos as reads
from adimple.usecases import bring_titulos, charge_pix
from adimple.web.api import owed
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Cents, Cursor, Day, KeyRequest, Line, Name, Query, Short, Told

router = Router()
State = Literal["abertos", "pausados", "pagos", "baixados", "todos"]
Bucket = Literal[("", *reads.BUCKETS)]  # type: ignore[valid-type]


class Wanted(Query):
    """`text`: the beginning of a number or of a name, or a whole CPF/CNPJ."""

    text: Short = ""
    bucket: Bucket = ""
    state: State = "abertos"
    cursor: Cursor = ""


class ListedTitulo(Told):
    titulo: owed.Titulo
    devedor_name: str
    document: str
    is_held: bool


class Titulos(Told):
    rows: list[ListedTitulo]
    next_cursor: str | None


class Brought(Asked):
    """A título as a sheet would bring it. The same number and parcela again is the same título."""

    devedor_name: Name
    document: Annotated[str, Field(max_length=20)] = ""
    due_on: Day
    principal_cents: Cents
    number: Annotated[str, Field(max_length=60)] = ""
    parcela: Annotated[str, Field(max_length=20)] = ""
    issued_on: Day | None = None
    description: Line = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    cep: Annotated[str, Field(max_length=10)] = ""
    uf: Annotated[str, Field(max_length=2)] = ""
    city: Annotated[str, Field(max_length=100)] = ""
    address: Annotated[str, Field(max_length=120)] = ""
    bairro: Annotated[str, Field(max_length=60)] = ""


class Many(Asked):
    rows: Annotated[list[Brought], Field(min_length=1, max_length=bring_titulos.MOST_ROWS)]


class RowAnswer(Told):
    """Of the row in that place (from 0): accepted (new) · updated · unchanged · rejected, with why."""

    place: int
    outcome: bring_titulos.Outcome
    field: str
    phrase: str


class ManyAnswer(Told):
    import_id: int
    accepted: int
    updated: int
    unchanged: int
    rejected: int
    rows: list[RowAnswer]


class PixCharge(Told):
    """`kind`: cob, for today alone, or cobv, whose amount follows the days. `br_code`: copia e cola."""

    titulo_id: int
    txid: str
    kind: Literal["cob", "cobv"]
    cents: int
    due_on: date | None
    pay_until: date | None
    location: str
    br_code: str


@router.get("", response=Titulos, auth=Key("titulos.ler"), summary="Títulos, com o que cada um deve hoje")
def list_titulos(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    ctx = request.auth.ctx
    wanted = reads.TituloFilter(text=asked.text, bucket=asked.bucket, state=asked.state)
    page = reads.list_titulos(ctx.scope, wanted, ctx.on, asked.cursor)
    rows = [
        ListedTitulo(
            titulo=owed.titulo(row.titulo, ctx.on),
            devedor_name=row.devedor_name,
            document=row.document,
            is_held=row.is_held,
        )
        for row in page.rows
    ]
    return Titulos(rows=rows, next_cursor=page.next_cursor)


@router.get("/{titulo_id}", response=owed.Titulo, auth=Key("titulos.ler"), summary="Um título e a conta de hoje")
def get_titulo(request: KeyRequest, titulo_id: Annotated[AddressId, Path(...)]):
    ctx = request.auth.ctx
    found = balances.by_ids(ctx.scope, [titulo_id])
    if not found:
        raise NotFound
    return owed.titulo(found[0], ctx.on)


@router.post(
    "/{titulo_id}/pix", response=PixCharge, auth=Key("titulos.escrever"), summary="O Pix do título, com o valor do dia"
)
def charge(request: KeyRequest, titulo_id: Annotated[AddressId, Path(...)]):
    """Asked again it is the same charge, while it says what is owed."""
    row = charge_pix.charge_pix(request.auth.ctx, titulo_id)
    return PixCharge(**{name: getattr(row, name) for name in PixCharge.model_fields})


@router.post("", response=ManyAnswer, auth=Key("titulos.escrever"), summary="Traz até 1.000 títulos")
@once(200)
def bring(request: KeyRequest, asked: Many):
    ctx, credor_id = request.auth.ctx, request.auth.credor_id
    rows = [bring_titulos.Row(**row.model_dump()) for row in asked.rows]
    done = bring_titulos.bring_titulos(ctx, credor_id, rows)
    return ManyAnswer(
        import_id=done.import_id,
        accepted=done.counts.accepted,
        updated=done.counts.updated,
        unchanged=done.counts.unchanged,
        rejected=done.counts.rejected,
        rows=[
            RowAnswer(place=place, outcome=row.outcome, field=row.field, phrase=row.phrase)
            for place, row in enumerate(done.rows)
        ],
    )


RESOURCE = Resource("titulos", "Títulos", router)
