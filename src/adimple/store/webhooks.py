"""The lease queue of webhooks: one worker at a time speaks to an address, in the order of the events.

A lease is machine time, as in `queue`; whether a delivery is due is civil time, handed in. A worker that dies leaves
a lease that ends: another makes the same delivery again, under the same id.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

LEASE_SECONDS = 90  # a try takes 15, and the question of what a name means a while more


@dataclass(frozen=True, slots=True)
class Hungry:
    """An address with events to be queued after `after_id`, and how many it may still have waiting."""

    id: int
    credor_id: int
    after_id: int
    kinds: list[str]
    room: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery in our hands. `lease` tells us from who takes the address after us, should we be thought dead."""

    webhook_id: int
    credor_id: int
    lease: int
    delivery_id: int
    event_id: int
    url: str
    secret_sealed: bytes
    former_sealed: bytes


def hungry(through_id: int, most_waiting: int, now: datetime) -> list[Hungry]:
    """Addresses that are on and have room; those whose events are not queued up to `through_id`.

    What was put off, for this program does not know it, takes no room: it was never tried, and is not due.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT w.id, w.credor_id, w.after_id, w.kinds, %(most)s - waiting.count
            FROM webhook w, LATERAL (
                SELECT count(*) FROM (SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'pending'
                                        AND NOT (d.attempts = 0 AND d.due_at > %(now)s)
                                      LIMIT %(most)s) few
            ) waiting
            WHERE w.stopped_at IS NULL AND w.after_id < %(through)s AND waiting.count < %(most)s ORDER BY w.id
            """,
            {"through": through_id, "most": most_waiting, "now": now},
        )
        return [
            Hungry(webhook_id, credor_id, after_id, json.loads(kinds), room)
            for webhook_id, credor_id, after_id, kinds, room in cursor.fetchall()
        ]


def queue(
    webhook: Hungry, event_ids: Sequence[int], through_id: int, now: datetime, *, is_stopped: bool = False
) -> bool:
    """Deliveries of these, due at once, and the mark of how far that is; False when somebody else was faster.

    `is_stopped`: of an address that is, and whose deliveries wait for it to be on again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE webhook SET after_id = %s WHERE id = %s AND after_id = %s AND (stopped_at IS NOT NULL) = %s",
            [through_id, webhook.id, webhook.after_id, is_stopped],
        )
        if not cursor.rowcount:
            return False
        cursor.execute(
            """
            INSERT INTO webhook_delivery (webhook_id, event_id, state, attempts, queued_at, due_at)
            SELECT %s, event_id, %s, 0, %s, %s FROM unnest(%s::bigint[]) AS event_id ORDER BY event_id
            """,
            [webhook.id, "stopped" if is_stopped else "pending", now, now, list(event_ids)],
        )
        return True


def take(now: datetime, *, only_healthy: bool, seconds: int = LEASE_SECONDS) -> Taken | None:
    """The first delivery due of the address that waited longest and that nobody holds; None when there is none.

    `only_healthy`: of no address that failed last.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH next AS MATERIALIZED (
                SELECT w.id AS taken FROM webhook w
                WHERE w.stopped_at IS NULL AND (w.rest_until IS NULL OR w.rest_until <= %(now)s)
                  AND (w.leased_until IS NULL OR w.leased_until < clock_timestamp())
                  AND (w.failures = 0 OR NOT %(only_healthy)s)
                  AND EXISTS (SELECT FROM webhook_delivery d
                              WHERE d.webhook_id = w.id AND d.state = 'pending' AND d.due_at <= %(now)s)
                ORDER BY w.served_at NULLS FIRST, w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED
            )
            UPDATE webhook SET leased_until = clock_timestamp() + make_interval(secs => %(seconds)s),
                   lease = lease + 1, served_at = %(now)s
            FROM next WHERE id = taken
            RETURNING id, credor_id, lease, url, secret_sealed,
                      CASE WHEN former_until > %(now)s THEN former_sealed ELSE ''::bytea END
            """,
            {"now": now, "only_healthy": only_healthy, "seconds": seconds},
        )
        held = cursor.fetchone()
        if held is None:
            return None
        # Asked again, now that nobody else may settle it: the look above may be older than what it locked.
        cursor.execute(
            """
            SELECT id, event_id FROM webhook_delivery
            WHERE webhook_id = %s AND state = 'pending' AND due_at <= %s ORDER BY event_id LIMIT 1
            """,
            [held[0], now],
        )
        first = cursor.fetchone()
        if first is None:
            cursor.execute("UPDATE webhook SET leased_until = NULL WHERE id = %s", [held[0]])
            return None
        return Taken(*held[:3], *first, *held[3:])


def release(taken: Taken) -> bool:
    """Nobody holds the address now, and it is locked until the transaction ends; False when it was not ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE webhook SET leased_until = NULL WHERE id = %s AND lease = %s AND leased_until IS NOT NULL",
            [taken.webhook_id, taken.lease],
        )
        return cursor.rowcount == 1


def prune(before: datetime, size: int) -> int:
    """Deliveries that ended well before then, with their tries, and tests as old; at most `size` of each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('adimple.pruning', 'on', true)")
        cursor.execute(
            """
            SELECT id FROM webhook_delivery WHERE state = 'delivered' AND settled_at < %s
            ORDER BY settled_at LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            [before, size],
        )
        old = [row[0] for row in cursor.fetchall()]
        cursor.execute("DELETE FROM webhook_attempt WHERE delivery_id = ANY(%s)", [old])
        cursor.execute("DELETE FROM webhook_delivery WHERE id = ANY(%s)", [old])
        cursor.execute(
            """
            DELETE FROM webhook_attempt WHERE id IN (
                SELECT id FROM webhook_attempt WHERE delivery_id IS NULL AND at < %s ORDER BY id LIMIT %s)
            """,
            [before, size],
        )
        tests = cursor.rowcount
        cursor.execute("SELECT set_config('adimple.pruning', '', true)")
    return len(old) + tests
