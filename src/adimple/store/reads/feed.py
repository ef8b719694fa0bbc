"""The events of a scope in the order they were written, for who follows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adimple.store import models
from adimple.store.scope import Scope

SIZE = 200


@dataclass(frozen=True, slots=True)
class FeedRow:
    id: int
    at: datetime
    name: str
    actor: str
    devedor_id: int | None
    payload: dict[str, Any]


def list_events(scope: Scope, after_id: int = 0, size: int = SIZE) -> list[FeedRow]:
    """The first `size` after an id.

    Ids are given before transactions end: one that took long may bring a lower id than what was read meanwhile.
    """
    rows = models.Event.objects.filter(credor_id__in=scope.credor_ids, id__gt=after_id).order_by("id")[:size]
    return [FeedRow(row.id, row.at, row.name, row.actor, row.devedor_id, row.payload) for row in rows]
