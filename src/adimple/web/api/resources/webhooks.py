"""Webhooks as their owner set them up, what came of each delivery, and one delivery asked again."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Path, Router
from ninja import Query as OfQuery
from pydantic import BeforeValidator, WithJsonSchema

from adimple.store.reads import webhooks as reads
from adimple.usecases import webhooks
from adimple.web.api.door import Key
from adimple.web.api.once import once
from adimple.web.api.resource import Resource
from adimple.web.api.shapes import AddressId, Cursor, KeyRequest, Query, Told

router = Router()
WebhookId = Annotated[AddressId, Path(...)]
DeliveryState = Literal["pending", "delivered", "failed", "stopped"]


def _kind(given: Any) -> str:
    if given not in webhooks.KINDS:
        raise ValueError("Não existe este evento. A lista está na referência, em Eventos.")
    return given


Kind = Annotated[str, BeforeValidator(_kind), WithJsonSchema({"type": "string", "enum": list(webhooks.KINDS)})]


class WantedWebhooks(Query):
    cursor: Cursor = ""


class WantedDeliveries(Query):
    """`kind`: the name of an event, as in its `name`."""

    state: DeliveryState | None = None
    kind: Kind | None = None
    cursor: Cursor = ""


class Webhook(Told):
    """`url`: only the server, for the path may hold a secret. `kinds`: names of events; none for all.

    `waiting` and `failed`: deliveries. `stop_cause`: person · gone (it answered 410) · failing (three days) · secret.
    """

    id: int
    url: str
    kinds: list[str]
    state: Literal["on", "failing", "stopped"]
    created_at: datetime
    stopped_at: datetime | None
    stop_cause: str
    failing_since: datetime | None
    waiting: int
    failed: int
    last_at: datetime | None
    last_status: int | None
    last_failure: str


class Webhooks(Told):
    rows: list[Webhook]
    next_cursor: str | None


class Delivery(Told):
    """`name`, `at`: of the event. `attempts`: since it was queued. `last_…`: of the last try, where there was one."""

    id: int
    event_id: int
    name: str
    at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime
    settled_at: datetime | None
    last_at: datetime | None
    last_status: int | None
    last_failure: str
    last_ms: int | None


class Deliveries(Told):
    rows: list[Delivery]
    next_cursor: str | None


@router.get("", response=Webhooks, auth=Key("webhooks.ler"), summary="Webhooks do credor, os mais novos primeiro")
def list_webhooks(request: KeyRequest, asked: Annotated[WantedWebhooks, OfQuery(...)]):
    scope = request.auth.ctx.scope
    page = reads.page_webhooks(scope, asked.cursor)
    return Webhooks(rows=[_webhook(row.seen_by(scope)) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/{webhook_id}", response=Webhook, auth=Key("webhooks.ler"), summary="Um webhook e como ele está")
def get_webhook(request: KeyRequest, webhook_id: WebhookId):
    scope = request.auth.ctx.scope
    return _webhook(reads.get_webhook(scope, webhook_id).seen_by(scope))


@router.get(
    "/{webhook_id}/deliveries",
    response=Deliveries,
    auth=Key("webhooks.ler"),
    summary="O que houve com cada evento, os mais novos primeiro",
)
def list_deliveries(request: KeyRequest, webhook_id: WebhookId, asked: Annotated[WantedDeliveries, OfQuery(...)]):
    page = reads.list_deliveries(
        request.auth.ctx.scope, webhook_id, asked.state or "", asked.cursor, name=asked.kind or ""
    )
    return Deliveries(rows=[_delivery(row) for row in page.rows], next_cursor=page.next_cursor)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/resend",
    response=Delivery,
    auth=Key("webhooks.escrever"),
    summary="Manda um evento de novo, mesmo já entregue",
)
@once(200)
def resend(request: KeyRequest, webhook_id: WebhookId, delivery_id: Annotated[AddressId, Path(...)]):
    opened = request.auth
    webhooks.resend(opened.ctx, opened.credor_id, webhook_id, delivery_id)
    return _delivery(reads.get_delivery(opened.ctx.scope, webhook_id, delivery_id))


def _webhook(row: reads.WebhookRow) -> Webhook:
    return Webhook(**{name: getattr(row, name) for name in Webhook.model_fields})


def _delivery(row: reads.DeliveryRow) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.model_fields})


RESOURCE = Resource("webhooks", "Webhooks", router)
