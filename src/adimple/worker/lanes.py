"""One lane for each provider: a thread that hands its messages over, one after the other, and asks before each.

A provider that hangs keeps its own lane waiting, and nobody else's. Lanes touch only the network; the clerk, one thread
for all of them, writes just before a message leaves that it is about to, and what became of the one before.
"""

import json
import logging
import queue as queues
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict

from django.db import Error, connection

from adimple import channels
from adimple.channels import smtp_replies
from adimple.channels.bucket import SECOND_NS, TokenBucket
from adimple.channels.channel import Receipt
from adimple.channels.smtp import SmtpConnection
from adimple.store import queue
from adimple.usecases.dispatch_action import Claimed
from adimple.usecases.providers import Provider
from adimple.usecases.settle_dispatch import Answer

LOOK_SECONDS = 0.25  # how often a lane that waits for its pace looks whether it must stop
HAND_OVER_NS = queue.LEASE_SECONDS * SECOND_NS // 10  # then what is left goes back and is asked again
AHEAD_NS, MOST_AHEAD = SECOND_NS // 500, 25  # as many may leave at once as took two milliseconds before
FIRST_REST_NS, LONGEST_REST_NS = 15 * SECOND_NS, 600 * SECOND_NS
IDLE_SECONDS = 30  # then a lane hangs up and ends
CLOSE_SECONDS = 2
QUIET_SECONDS = 1  # then the clerk lets its connection go
TROUBLES = ("smtp.conexao_caiu",)  # besides an outage: a server that answers nothing has a fault of its own

log = logging.getLogger(__name__)

type Told = Sequence[tuple[int, int, str]]
type Asked = tuple[Sequence[int], Told, Future[set[int]]]
type LetLeave = Callable[[Sequence[int], Told], set[int]]


class Clerk:
    """Writes for all lanes at once, through a connection of its own. A database that is away lets nothing leave."""

    def __init__(self) -> None:
        self._asked: queues.SimpleQueue[Asked | None] = queues.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="clerk", daemon=True)
        self._thread.start()

    def let_leave(self, dispatch_ids: Sequence[int], told: Told) -> set[int]:
        answer: Future[set[int]] = Future()
        self._asked.put((dispatch_ids, told, answer))
        return answer.result()

    def close(self) -> None:
        """It ends after what was asked before."""
        self._asked.put(None)

    def join(self, deadline: float) -> None:
        self._thread.join(timeout=max(deadline - time.monotonic(), 0))

    def _work(self) -> None:
        while True:
            try:
                asked = self._asked.get(timeout=QUIET_SECONDS)
            except queues.Empty:
                connection.close()
                asked = self._asked.get()
            if asked is None:
                break
            self._write([asked, *self._others()])
        connection.close()

    def _others(self) -> Iterator[Asked]:
        """Who asked meanwhile."""
        while not self._asked.empty():
            if (asked := self._asked.get()) is None:
                self._asked.put(None)
                return
            yield asked

    def _write(self, together: list[Asked]) -> None:
        allowed: set[int] = set()
        try:
            allowed = queue.let_leave(
                [one for ids, _, _ in together for one in ids], [one for _, told, _ in together for one in told]
            )
        except Error:
            log.warning("nothing leaves: the database did not answer")
            connection.close()
        except Exception:  # a defect of ours must not leave the lanes waiting for an answer
            log.exception("nothing leaves")
        for ids, _, answer in together:
            answer.set_result(allowed.intersection(ids))


class Lane:
    """The messages of one credor's provider, in order. `answer` takes what becomes of each, from the lane's thread."""

    def __init__(self, stop: threading.Event, let_leave: LetLeave, answer: Callable[[Answer], None]) -> None:
        self.stop = stop
        self._let_leave, self._answer = let_leave, answer
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Claimed, int]] = deque()  # with the instant after which it goes back
        self._thread: threading.Thread | None = None
        self._is_closing = False
        self._connection: SmtpConnection | None = None
        self._bucket: tuple[Provider, TokenBucket] | None = None
        self._pace_ns = SECOND_NS  # what the last message took
        self._rest_until_ns = self._rest_ns = 0
        self._told: list[Answer] = []  # not yet told

    def put(self, batch: Sequence[Claimed], asked_ns: int) -> None:
        """`asked_ns`: the monotonic instant for which they were claimed; from then on their windows close."""
        deadline_ns = time.monotonic_ns() + HAND_OVER_NS
        with self._changed:
            self._waiting.extend(
                (claimed, min(deadline_ns, asked_ns + int(claimed.open_seconds * SECOND_NS))) for claimed in batch
            )
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="lane", daemon=True)
                self._thread.start()
            self._changed.notify()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def is_full(self, size: int) -> bool:
        """Whether a batch of `size` waits in it, or half of what its provider takes in a while."""
        soon = self._bucket[0].soon // 2 if self._bucket else size
        return self.waiting >= min(size, soon)

    @property
    def is_resting(self) -> bool:
        """Its provider failed a moment ago."""
        return self._rest_until_ns > time.monotonic_ns()

    def close(self) -> None:
        """Ends the thread, which hangs up; returns at once."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()

    def join(self, deadline: float) -> None:
        """After `close`, until that monotonic second; a provider that hangs is then left to itself."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout=max(deadline - time.monotonic(), 0))

    def _work(self) -> None:
        while self._wait_for_work():
            group = self._next_group()
            if group:
                self._hand_over(group)
            else:
                self._return_all()

    def _wait_for_work(self) -> bool:
        """False at the end of the thread; the next message then starts another."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting) or self._is_closing, timeout=IDLE_SECONDS)
            if self._waiting:
                return True
            self._thread = None
            former, self._connection = self._connection, None
        if former is not None:
            former.close(politely=True)
        return False

    def _next_group(self) -> list[tuple[Claimed, int]]:
        """Those that leave next, as the pace of the provider allows; none when nothing more may leave."""
        most = min(max(AHEAD_NS // max(self._pace_ns, 1), 1), MOST_AHEAD)
        group: list[tuple[Claimed, int]] = []
        while self._waiting and len(group) < most:
            claimed, deadline_ns = self._waiting[0]
            if claimed.provider.fault:
                self._rest()
            if not self._wait_turn(claimed.provider, deadline_ns, patiently=not group):
                break
            group.append(self._waiting.popleft())
        return group

    def _wait_turn(self, provider: Provider, deadline_ns: int, *, patiently: bool) -> bool:
        bucket = self._bucket_of(provider)
        while not (self.stop.is_set() or self.is_resting or time.monotonic_ns() > deadline_ns):
            wait_ns = bucket.take(time.monotonic_ns())
            if not wait_ns:
                return True
            if not patiently:
                return False
            self.stop.wait(min(wait_ns / SECOND_NS, LOOK_SECONDS))
        return False

    def _hand_over(self, group: list[tuple[Claimed, int]]) -> None:
        allowed = self._tell([claimed.begun.dispatch_id for claimed, _ in group])
        for claimed, deadline_ns in group:
            is_in_time = time.monotonic_ns() <= deadline_ns
            may_leave = claimed.begun.dispatch_id in allowed and is_in_time and not self.is_resting
            self._told.append(Answer(claimed.begun, self._send(claimed) if may_leave else None))
        if not allowed:  # stopped, or the database is away
            self._return_all()
        elif not self._waiting:
            self._tell([])

    def _send(self, claimed: Claimed) -> Receipt:
        began_ns = time.monotonic_ns()
        send = channels.channel_by_code(claimed.begun.channel).send
        assert send is not None, "only channels that send by themselves are claimed"
        try:
            receipt = send(claimed.outgoing, self._connection_of(claimed.provider))
        except Exception:  # a defect of ours: nobody knows how far it came
            log.exception("dispatch %s failed", claimed.begun.dispatch_id)
            receipt = smtp_replies.uncertain("")
        self._pace_ns = time.monotonic_ns() - began_ns
        if receipt.is_outage or receipt.status == "uncertain" or receipt.code in TROUBLES:
            self._rest()
        else:
            self._rest_until_ns = self._rest_ns = 0
        return receipt

    def _return_all(self) -> None:
        """Nothing more leaves for now: back to the queue."""
        while self._waiting:
            self._told.append(Answer(self._waiting.popleft()[0].begun, None))
        self._tell([])

    def _tell(self, next_ids: list[int]) -> set[int]:
        """Which of `next_ids` may leave; first what came of those before is kept, then settled by who takes it."""
        told, self._told = self._told, []
        kept = [
            (answer.begun.dispatch_id, answer.begun.credor_id, json.dumps(asdict(answer.receipt)))
            for answer in told
            if answer.receipt is not None
        ]
        allowed = self._let_leave(next_ids, kept) if next_ids or kept else set()
        for answer in told:
            self._answer(answer)
        return allowed

    def _rest(self) -> None:
        if not self.is_resting:
            self._rest_ns = min(self._rest_ns * 2 or FIRST_REST_NS, LONGEST_REST_NS)
            self._rest_until_ns = time.monotonic_ns() + self._rest_ns

    def _connection_of(self, provider: Provider) -> SmtpConnection:
        if self._connection is None or self._connection.settings != provider.smtp:
            if self._connection is not None:
                self._connection.close(politely=True)
            self._connection = SmtpConnection(provider.smtp)
        return self._connection

    def _bucket_of(self, provider: Provider) -> TokenBucket:
        if self._bucket is None or self._bucket[0] != provider:
            bucket = TokenBucket(per_minute=provider.per_second * 60, burst=provider.per_second)
            self._bucket = (provider, bucket)
        return self._bucket[1]
