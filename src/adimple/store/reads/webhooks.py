"""The webhooks of a credor and what each was told: never the secret."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """`waiting`, `failed`: deliveries; of the others that are to come nobody knows the number."""

    id: int
    credor_id: int
    url: str
    kinds: tuple[str, ...]
    created_at: datetime
    stopped_at: datetime | None
    stop_cause: str
    failures: int
    failing_since: datetime | None
    former_until: datetime | None
    waiting: int
    failed: int
    last_at: datetime | None
    last_status: int | None
    last_failure: str

    @property
    def host(self) -> str:
        """The address without its path, which may hold a secret of theirs."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"

    def seen_by(self, scope: Scope) -> "WebhookRow":
        """Who is not the owner sees only which server it is."""
        return self if scope.role_over(self.credor_id) == "owner" else replace(self, url=self.host)

    @property
    def state(self) -> str:
        """on · failing · stopped"""
        if self.stopped_at is not None:
            return "stopped"
        return "failing" if self.failures else "on"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An event and what came of its last try: `last_status` is None when nobody answered, or none was made."""

    id: int
    event_id: int
    name: str
    at: datetime
    state: str
    attempts: int
    due_at: datetime
    settled_at: datetime | None
    last_at: datetime | None
    last_status: int | None
    last_failure: str
    last_ms: int | None


STATES = ("pending", "delivered", "failed", "stopped")
_ROW = """
    SELECT w.id, w.credor_id, w.url, w.kinds, w.created_at, w.stopped_at, w.stop_cause, w.failures, w.failing_since,
           w.former_until, counts.waiting, counts.failed, last.at, last.status, coalesce(last.failure, '')
    FROM webhook w
    LEFT JOIN LATERAL (
        SELECT a.at, a.status, a.failure FROM webhook_attempt a WHERE a.webhook_id = w.id ORDER BY a.id DESC LIMIT 1
    ) last ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE d.state = 'pending') AS waiting,
               count(*) FILTER (WHERE d.state = 'failed') AS failed
        FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state IN ('pending', 'failed')
    ) counts ON true
    WHERE w.credor_id = ANY(%(credores)s)
"""
_DELIVERY = """
    SELECT d.id, d.event_id, e.name, e.at, d.state, d.attempts, d.due_at, d.settled_at,
           last.at, last.status, coalesce(last.failure, ''), last.ms
    FROM webhook_delivery d
    JOIN webhook w ON w.id = d.webhook_id
    JOIN event e ON e.id = d.event_id
    LEFT JOIN LATERAL (
        SELECT a.at, a.status, a.failure, a.ms FROM webhook_attempt a
        WHERE a.delivery_id = d.id ORDER BY a.id DESC LIMIT 1
    ) last ON true
    WHERE d.webhook_id = %(webhook)s AND w.credor_id = ANY(%(credores)s)
"""


def list_webhooks(scope: Scope, credor_ids: Sequence[int]) -> list[WebhookRow]:
    """Those that are on first, newest first."""
    wanted = sorted(set(credor_ids) & set(scope.credor_ids))
    return [_row(row) for row in _asked(f"{_ROW} ORDER BY w.stopped_at IS NOT NULL, w.id DESC", {"credores": wanted})]


def page_webhooks(scope: Scope, cursor: str = "") -> Page[WebhookRow]:
    """The newest first. Raises Invalid for a cursor of another list."""
    given: dict[str, Any] = {"credores": scope.credor_ids, "size": PAGE_SIZE + 1} | after(cursor, id=int)
    sql = _ROW + (" AND w.id < %(after_id)s" if "after_id" in given else "")
    rows = [_row(row) for row in _asked(f"{sql} ORDER BY w.id DESC LIMIT %(size)s", given)]
    return cut(rows, lambda row: (row.id,))


def get_webhook(scope: Scope, webhook_id: int) -> WebhookRow:
    """Raises NotFound."""
    rows = _asked(f"{_ROW} AND w.id = %(id)s", {"credores": scope.credor_ids, "id": webhook_id})
    if not rows:
        raise NotFound
    return _row(rows[0])


def list_deliveries(
    scope: Scope, webhook_id: int, state: str = "", cursor: str = "", *, name: str = ""
) -> Page[DeliveryRow]:
    """The newest events first; of one `name` where it is said.

    Raises NotFound where there is no such webhook, Invalid for a cursor of another list.
    """
    if not models.Webhook.objects.filter(id=webhook_id, credor_id__in=scope.credor_ids).exists():
        raise NotFound
    given: dict[str, Any] = {"credores": scope.credor_ids, "webhook": webhook_id, "state": state, "name": name}
    given |= {"size": PAGE_SIZE + 1} | after(cursor, event_id=int)
    sql = _DELIVERY
    sql += " AND e.name = %(name)s" if name else ""
    sql += " AND d.state = %(state)s" if state else ""
    sql += " AND d.event_id < %(after_event_id)s" if "after_event_id" in given else ""
    rows = [DeliveryRow(*row) for row in _asked(f"{sql} ORDER BY d.event_id DESC LIMIT %(size)s", given)]
    return cut(rows, lambda row: (row.event_id,))


def get_delivery(scope: Scope, webhook_id: int, delivery_id: int) -> DeliveryRow:
    """Raises NotFound."""
    given = {"credores": scope.credor_ids, "webhook": webhook_id, "id": delivery_id}
    rows = _asked(f"{_DELIVERY} AND d.id = %(id)s", given)
    if not rows:
        raise NotFound
    return DeliveryRow(*rows[0])


def stopped_by_themselves(scope: Scope) -> int:
    """Addresses that we stopped because they no longer took anything."""
    rows = models.Webhook.objects.filter(credor_id__in=scope.credor_ids, stopped_at__isnull=False)
    return rows.exclude(stop_cause="person").count()


def _asked(sql: str, given: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


def _row(row: tuple) -> WebhookRow:
    webhook_id, credor_id, url, kinds, *rest = row
    return WebhookRow(webhook_id, credor_id, url, tuple(json.loads(kinds)), *rest)
