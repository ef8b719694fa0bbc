"""Receipts of money: what waits, why, and whose it is when your program knows."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.store.reads import incoming as reads
from adimple.store.reads import pix_refunds
from adimple.usecases import count_once, match_incoming, refund_pix
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Cents, Cursor, Id, KeyRequest, Name, Query, Told

router = Router()


class Wanted(Query):
    state: Literal["waiting", "matched", "set_aside", "reversed"] = "waiting"
    source: Literal["", "retorno", "pix", "ofx", "spreadsheet", "api", "form"] = ""
    cursor: Cursor = ""


class Incoming(Told):
    """`why`: how it was matched, or why it waits. `returned_cents`: of `cents`, what the source took back.

    `same_payment_id`: it is money that this payment has already, told by another road; it counts once.
    """

    id: int
    source: str
    state: str
    cents: int
    returned_cents: int
    paid_on: date
    credit_on: date | None
    payer_name: str
    payer_document: str
    reference: str
    why: str
    payment_id: int | None
    same_payment_id: int | None
    devedor_id: int | None
    boleto_id: int | None
    received_at: datetime


class Receipts(Told):
    rows: list[Incoming]
    next_cursor: str | None


class Match(Asked):
    """First those títulos, in that order, then the others of the devedor; without them, oldest due first.

    What another road perhaps told is refused (`payment.perhaps_same`); `is_other` says that it is other money.
    """

    devedor_id: Id
    titulo_ids: Annotated[list[Id], Field(max_length=1_000)] = []
    is_other: bool = False


class GiveBack(Asked):
    """`number`: which devolução of this Pix it is, the `next_number` told; the same again is the same devolução."""

    cents: Cents
    reason: Name
    number: Annotated[int, Field(ge=1, le=32_000)]


class Refund(Told):
    """`state`: asked (the PSP did not answer yet), in_process, returned, not_done (see `why`)."""

    id: int
    incoming_id: int
    number: int
    cents: int
    state: Literal["asked", "in_process", "returned", "not_done"]
    why: str
    asked_at: datetime
    changed_at: datetime


class Refunds(Told):
    """`left_cents`: what may still go back."""

    rows: list[Refund]
    left_cents: int
    next_number: int


class Same(Asked):
    """Of a payment more than five days away it is refused (`incoming.far_day`), unless `is_any_day` says so again."""

    payment_id: Id
    is_any_day: bool = False


class Reason(Asked):
    reason: Name


@router.get("", response=Receipts, auth=Key("payments.ler"), summary="Recebimentos: os que esperam, ou os resolvidos")
def list_incoming(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    wanted = reads.IncomingFilter(state=asked.state, source=asked.source)
    page = reads.list_incoming(request.auth.ctx.scope, wanted, asked.cursor)
    return Receipts(rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{incoming_id}", response=Incoming, auth=Key("payments.ler"), summary="Um recebimento")
def get_incoming(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)]):
    return _told(reads.get_incoming(request.auth.ctx.scope, incoming_id))


@router.post(
    "/{incoming_id}/match",
    response=Incoming,
    auth=Key("payments.escrever"),
    summary="Diz de quem é: vira pagamento",
)
@once(200)
def match(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)], asked: Match):
    command = match_incoming.MatchIncoming(
        incoming_id=incoming_id,
        devedor_id=asked.devedor_id,
        titulo_ids=tuple(dict.fromkeys(asked.titulo_ids)),
        is_other=asked.is_other,
    )
    match_incoming.match_incoming(request.auth.ctx, command)
    return _told(reads.get_incoming(request.auth.ctx.scope, incoming_id))


@router.post(
    "/{incoming_id}/unmatch",
    response=Incoming,
    auth=Key("payments.escrever"),
    summary="Desfaz o pagamento dele: volta a esperar",
)
@once(200)
def unmatch(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)], asked: Reason):
    match_incoming.unmatch_incoming(request.auth.ctx, incoming_id, asked.reason)
    return _told(reads.get_incoming(request.auth.ctx.scope, incoming_id))


@router.post(
    "/{incoming_id}/set_aside",
    response=Incoming,
    auth=Key("payments.escrever"),
    summary="Põe de lado: não é de título nenhum",
)
@once(200)
def set_aside(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)], asked: Reason):
    match_incoming.set_aside_incoming(request.auth.ctx, incoming_id, asked.reason)
    return _told(reads.get_incoming(request.auth.ctx.scope, incoming_id))


@router.post(
    "/{incoming_id}/same",
    response=Incoming,
    auth=Key("payments.escrever"),
    summary="Diz que é o mesmo dinheiro de um pagamento: conta uma vez",
)
@once(200)
def same(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)], asked: Same):
    count_once.count_once(request.auth.ctx, incoming_id, asked.payment_id, is_any_day=asked.is_any_day)
    return _told(reads.get_incoming(request.auth.ctx.scope, incoming_id))


@router.get(
    "/{incoming_id}/refunds", response=Refunds, auth=Key("refunds.ler"), summary="As devoluções de um Pix recebido"
)
def list_refunds(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)]):
    may = pix_refunds.refundable(request.auth.ctx.scope, incoming_id)
    rows = [_refund(row) for row in may.refunds]
    return Refunds(rows=rows, left_cents=may.left_cents, next_number=may.next_number)


@router.post(
    "/{incoming_id}/refunds",
    response=Refund,
    auth=Key("refunds.escrever"),
    summary="Devolve um Pix pelo PSP, inteiro ou em parte",
)
def refund(request: KeyRequest, incoming_id: Annotated[AddressId, Path(...)], asked: GiveBack):
    """The same number again is the same devolução: asked twice, it goes back once."""
    command = refund_pix.RefundPix(incoming_id=incoming_id, cents=asked.cents, reason=asked.reason, number=asked.number)
    return _refund(refund_pix.refund_pix(request.auth.ctx, command))


def _refund(row: pix_refunds.PixRefundRow) -> Refund:
    return Refund(**{name: getattr(row, name) for name in Refund.model_fields})


def _told(row: reads.IncomingRow) -> Incoming:
    return Incoming(**{name: getattr(row, name) for name in Incoming.model_fields})


RESOURCE = Resource("incoming", "Recebimentos", router)
