"""The sending of the day: claim a batch, hand it over one by one, settle it; at the pace of each provider."""

import threading
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from adimple import channels
from adimple.channels.bucket import SECOND_NS, TokenBucket
from adimple.channels.channel import Receipt
from adimple.channels.smtp import SmtpConnection
from adimple.store import queue
from adimple.usecases import dispatch_action, settle_dispatch
from adimple.usecases.context import Context
from adimple.usecases.dispatch_action import BATCH, Claimed
from adimple.usecases.providers import Provider
from adimple.usecases.settle_dispatch import Answer

LOOK_NS = SECOND_NS // 4  # how often the stop button is looked at
HAND_OVER_NS = queue.LEASE_SECONDS * SECOND_NS // 2  # then what is left of a batch goes back, its lease still good
FIRST_REST_NS, LONGEST_REST_NS = 15 * SECOND_NS, 600 * SECOND_NS


@dataclass(frozen=True, slots=True)
class Counts:
    """What a stretch of dispatching did."""

    taken: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    returned: int = 0
    tasks: int = 0
    refused: int = 0
    delayed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


class Senders:
    """Open connections and paces, one for each provider. Belongs to one thread; close it at the end.

    The pace is this process's own: where two workers share a provider, give each half of its `per_second`.
    """

    def __init__(self, stop: threading.Event | None = None) -> None:
        self.stop = stop or threading.Event()
        self._connections: dict[int, SmtpConnection] = {}
        self._buckets: dict[int, tuple[Provider, TokenBucket]] = {}
        self._rests: dict[int, tuple[int, int]] = {}  # credor → (until, how long this rest is)
        self._allowed: set[int] = set()
        self._looked_ns = -LOOK_NS

    def resting(self) -> list[int]:
        """Credores whose provider failed a moment ago."""
        now_ns = time.monotonic_ns()
        return [credor_id for credor_id, (until_ns, _) in self._rests.items() if until_ns > now_ns]

    def hand_over(self, batch: Sequence[Claimed]) -> list[Answer]:
        """Sends what may still be sent; what was not handed over answers None."""
        self._looked_ns = -LOOK_NS
        credor_ids = sorted({claimed.provider.credor_id for claimed in batch})
        deadline_ns = time.monotonic_ns() + HAND_OVER_NS
        return [Answer(claimed, self._try(claimed, credor_ids, deadline_ns)) for claimed in batch]

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close(politely=True)
        self._connections.clear()

    def _try(self, claimed: Claimed, credor_ids: list[int], deadline_ns: int) -> Receipt | None:
        provider = claimed.provider
        if provider.credor_id in self.resting():
            return None
        if provider.fault:
            self._rest(provider.credor_id)
            return None
        if not self._wait_turn(provider, credor_ids, deadline_ns):
            return None
        send = channels.channel_by_code(claimed.action.channel).send
        assert send is not None, "only channels that send by themselves are claimed"
        receipt = send(claimed.outgoing, self._connection(provider))
        if receipt.is_outage:
            self._rest(provider.credor_id)
        else:
            self._rests.pop(provider.credor_id, None)
        return receipt

    def _wait_turn(self, provider: Provider, credor_ids: list[int], deadline_ns: int) -> bool:
        """Waits for the provider's pace; False when meanwhile nothing more may leave."""
        bucket = self._bucket(provider)
        while True:
            now_ns = time.monotonic_ns()
            if self.stop.is_set() or now_ns > deadline_ns or not self._may_send(provider.credor_id, credor_ids, now_ns):
                return False
            wait_ns = bucket.take(now_ns)
            if not wait_ns:
                return True
            self.stop.wait(min(wait_ns, LOOK_NS) / SECOND_NS)

    def _may_send(self, credor_id: int, credor_ids: list[int], now_ns: int) -> bool:
        """Whether the stop button is up, as of a quarter of a second ago at most."""
        if now_ns - self._looked_ns >= LOOK_NS:
            self._allowed, self._looked_ns = queue.sending_credores(credor_ids), now_ns
        return credor_id in self._allowed

    def _rest(self, credor_id: int) -> None:
        _, former_ns = self._rests.get(credor_id, (0, 0))
        length_ns = min(former_ns * 2 or FIRST_REST_NS, LONGEST_REST_NS)
        self._rests[credor_id] = (time.monotonic_ns() + length_ns, length_ns)

    def _connection(self, provider: Provider) -> SmtpConnection:
        found = self._connections.get(provider.credor_id)
        if found is None or found.settings != provider.smtp:
            if found is not None:
                found.close(politely=True)
            found = self._connections[provider.credor_id] = SmtpConnection(provider.smtp)
        return found

    def _bucket(self, provider: Provider) -> TokenBucket:
        found = self._buckets.get(provider.credor_id)
        if found is None or found[0] != provider:
            bucket = TokenBucket(per_minute=provider.per_second * 60, burst=provider.per_second)
            found = self._buckets[provider.credor_id] = (provider, bucket)
        return found[1]


def dispatch_due(ctx: Context, senders: Senders, *, batches: int | None = None, size: int = BATCH) -> Counts:
    """Sends what is due at `ctx.now`, all of it or at most so many batches."""
    total = Counts()
    while (batches is None or batches > 0) and not senders.stop.is_set():
        counts = _dispatch_batch(ctx, senders, size)
        total += counts
        if counts.taken == 0:
            break
        batches = None if batches is None else batches - 1
    return total


def _dispatch_batch(ctx: Context, senders: Senders, size: int) -> Counts:
    batch = dispatch_action.claim(ctx, limit=size, paused=senders.resting())
    did = Counts(
        taken=batch.leased, tasks=batch.tasks, refused=batch.refused, delayed=batch.delayed, failed=batch.failed
    )
    if not batch.to_send:
        return did
    settled = settle_dispatch.settle(ctx, senders.hand_over(batch.to_send))
    return did + Counts(
        sent=settled.sent,
        retried=settled.retried,
        failed=settled.failed,
        uncertain=settled.uncertain,
        returned=settled.returned,
    )
