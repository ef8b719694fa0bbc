"""The events of a scope in the order they were written, for who follows them; none that may yet be overtaken."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from adimple.domain import phrases
from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.scope import Scope

SIZE = 200
# As the trigger `event_floor` writes them (migration 0018).
_FLOOR, _TURN = 1_702_260_340, 2**31


@dataclass(frozen=True, slots=True)
class FeedRow:
    """As programs read it. `actor`: a person of ours is told by the number of the account, not by the e-mail."""

    id: int
    at: datetime
    name: str
    sentence: str
    actor: str
    devedor_id: int | None
    payload: dict[str, Any]

    def to_json(self) -> bytes:
        """What a webhook carries: the same that the API's feed tells of it."""
        return json.dumps(asdict(self), cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()


def list_events(scope: Scope, after_id: int = 0, size: int = SIZE) -> list[FeedRow]:
    """The first `size` after an id."""
    return rows_of(_settled(scope, after_id, settled_id()).order_by("id")[:size])


def next_ids(scope: Scope, after_id: int, through_id: int, names: Collection[str], size: int) -> list[int]:
    """Ids in (after, through], of those names alone where any is said, first `size`."""
    rows = _settled(scope, after_id, through_id)
    rows = rows.filter(name__in=names) if names else rows
    return list(rows.order_by("id").values_list("id", flat=True)[:size])


def settled_id() -> int:
    """Every event up to this id is there, or never will be: who read that far has skipped nothing.

    Three looks, in this order, each with its own snapshot: an id, who may still write lower ones, and (the caller's)
    the rows. Whoever took an id before the first look held its lock by then; at the second it holds it still, and
    bounds us, or has ended, and the third sees what it wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM event_id_seq")
        (last,) = cursor.fetchone()
        cursor.execute(
            """
            SELECT objid::bigint FROM pg_locks
            WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND pid <> pg_backend_pid()
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            [_FLOOR],
        )
        return min([last, *(last + _nearest(floor - last) for (floor,) in cursor.fetchall())])


def state(scope: Scope, credor_id: int) -> tuple[int, int] | None:
    """What changes with every change of a credor's facts: its last event, and the last that is of no credor. None
    while something is being written. Raises NotFound.
    """
    if scope.role_over(credor_id) is None:
        raise NotFound
    settled = settled_id()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT last_value FROM event_id_seq),
                   (SELECT id FROM event WHERE credor_id = ANY(%s) ORDER BY credor_id, id DESC LIMIT 1),
                   (SELECT id FROM event WHERE credor_id IS NULL ORDER BY id DESC LIMIT 1)
            """,
            [[credor_id]],
        )
        last, of_credor, of_none = cursor.fetchone()
    return (of_credor or 0, of_none or 0) if last == settled else None


def rows_of(found: Iterable[models.Event]) -> list[FeedRow]:
    rows = list(found)
    people = dict(
        models.Account.objects.filter(email__in={row.actor for row in rows if "@" in row.actor}).values_list(
            "email", "id"
        )
    )
    return [
        FeedRow(
            row.id, row.at, row.name, phrases.told(row.name, row.payload),
            _told(row.actor, people), row.devedor_id, row.payload,
        )
        for row in rows
    ]  # fmt: skip


def _settled(scope: Scope, after_id: int, through_id: int):
    return models.Event.objects.filter(credor_id__in=scope.credor_ids, id__gt=after_id, id__lte=through_id)


def _nearest(difference: int) -> int:
    """The lock keeps the last 31 bits of an id: what they differ by, either way."""
    return (difference + _TURN // 2) % _TURN - _TURN // 2


def _told(actor: str, people: dict[str, int]) -> str:
    if "@" not in actor:
        return actor
    return f"conta {people[actor]}" if actor in people else "conta"
