"""Payments: the list, one with what it extinguished, registered and undone."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import Field

from adimple.store.reads import payments as reads
from adimple.usecases import register_payment, undo_payment
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Asked, Cents, Cursor, Day, Id, KeyRequest, Line, Name, Query, Told

router = Router()
SOURCE = "api"


class Wanted(Query):
    devedor_id: AddressId | None = None
    cursor: Cursor = ""


class Payment(Told):
    """`leftover_cents`: what no título took, a credit to return."""

    id: int
    devedor_id: int
    paid_on: date
    amount_cents: int
    leftover_cents: int
    source: str
    undone: bool
    registered_at: datetime


class Payments(Told):
    rows: list[Payment]
    next_cursor: str | None


class Imputacao(Told):
    """What one título got, what was left of it, and why it came where it came."""

    titulo_id: int
    principal_cents: int
    multa_cents: int
    juros_cents: int
    correcao_cents: int
    discount_cents: int
    principal_left_cents: int
    multa_left_cents: int
    juros_left_cents: int
    why: str


class Detail(Told):
    """`titulos` in the order in which they were paid; `order`: of the parts of each, in words."""

    payment: Payment
    note: str
    undone_at: datetime | None
    undone_reason: str
    titulos: list[Imputacao]
    order: str


class NewPayment(Asked):
    """For those títulos only; without them, for all that is open, oldest first. `external_key`: yours, told once.

    With `goes_on` the títulos are those the devedor indicated, in that order (CC art. 352); the rest goes on. What
    another road told already, perhaps, is refused (`payment.perhaps_same`); `is_other` says that it is other money.
    """

    devedor_id: Id
    cents: Cents
    paid_on: Day
    external_key: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    titulo_ids: Annotated[list[Id], Field(max_length=1_000)] = []
    goes_on: bool = False
    is_other: bool = False
    note: Line = ""


class Undo(Asked):
    reason: Name


@router.get("", response=Payments, auth=Key("payments.ler"), summary="Pagamentos, os mais novos primeiro")
def list_payments(request: KeyRequest, asked: Annotated[Wanted, OfQuery(...)]):
    page = reads.list_payments(request.auth.ctx.scope, asked.cursor, devedor_id=asked.devedor_id)
    return Payments(rows=[_told(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{payment_id}", response=Detail, auth=Key("payments.ler"), summary="Um pagamento e o que ele extinguiu")
def get_payment(request: KeyRequest, payment_id: Annotated[AddressId, Path(...)]):
    return _detail(request, payment_id)


@router.post("", response={201: Detail}, auth=Key("payments.escrever"), summary="Registra um pagamento")
@once(201)
def register(request: KeyRequest, asked: NewPayment):
    command = register_payment.RegisterPayment(
        devedor_id=asked.devedor_id,
        cents=asked.cents,
        paid_on=asked.paid_on,
        external_key=f"{SOURCE}:{asked.external_key}",
        titulo_ids=tuple(asked.titulo_ids),
        goes_on=asked.goes_on,
        source=SOURCE,
        note=asked.note,
        is_other=asked.is_other,
    )
    return _detail(request, register_payment.register_payment(request.auth.ctx, command).payment_id)


@router.post(
    "/{payment_id}/undo",
    response=Detail,
    auth=Key("payments.escrever"),
    summary="Desfaz um pagamento que não foi; o motivo fica",
)
@once(200)
def undo(request: KeyRequest, payment_id: Annotated[AddressId, Path(...)], asked: Undo):
    undo_payment.undo_payment(request.auth.ctx, payment_id, asked.reason)
    return _detail(request, payment_id)


def _detail(request: KeyRequest, payment_id: int) -> Detail:
    found = reads.get_payment(request.auth.ctx.scope, payment_id)
    return Detail(
        payment=_told(found.payment),
        note=found.note,
        undone_at=found.undone_at,
        undone_reason=found.undone_reason,
        order=found.order,
        titulos=[Imputacao(**{name: getattr(row, name) for name in Imputacao.model_fields}) for row in found.titulos],
    )


def _told(row: reads.PaymentRow) -> Payment:
    return Payment(**{name: getattr(row, name) for name in Payment.model_fields})


RESOURCE = Resource("payments", "Pagamentos", router)
