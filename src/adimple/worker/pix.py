"""Beside the sending: what PSPs told is confirmed and taken in, what they lost is asked for, charges are kept right,
devoluções that wait are asked about.

In a thread of its own: a PSP that does not answer holds up nobody but its own credor.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import Error, connection

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads import access
from adimple.usecases import reconcile_pix, review_charge, review_refund, take_pix
from adimple.usecases.context import Actor, Context
from adimple.usecases.reconcile_pix import Compared
from adimple.usecases.take_pix import Worked
from adimple.worker import beside

IDLE_SECONDS = 1
FAULT_SECONDS = 5
BUDGET_SECONDS = 5  # of one account in one turn
REVIEW_SECONDS = 30  # between two looks at charges and comparisons
RESTS = 30  # turns that an account rests after its PSP failed
COMPARISON_RESTS = 20  # looks, of ten minutes in all
END_SECONDS = 10

log = logging.getLogger(__name__)


@contextmanager
def receiving(stop: threading.Event) -> Iterator[None]:
    """Until `stop` is set."""
    with beside.running(stop, lambda: _work(stop), name="pix", end_seconds=END_SECONDS):
        yield


def turn(ctx: Context, resting: dict[int, int]) -> None:
    """Calls of every account, oldest first. `resting`: turns left, by account."""
    for account_id in take_pix.accounts_with_calls(ctx):
        if resting.get(account_id, 0) > 0:
            resting[account_id] -= 1
            continue
        if _safely(_take_calls, ctx, account_id):
            resting[account_id] = RESTS


def _take_calls(ctx: Context, account_id: int) -> Worked:
    """For so long: a slow PSP with many calls keeps the other credores waiting no longer."""
    until = time.monotonic() + BUDGET_SECONDS
    return take_pix.take_calls(ctx, account_id, lambda: time.monotonic() > until)


def _compare(ctx: Context, account_id: int) -> Compared:
    """For so long too; what is left of the days is gone on with at the next look."""
    until = time.monotonic() + BUDGET_SECONDS
    return reconcile_pix.reconcile_pix(ctx, account_id, lambda: time.monotonic() > until)


def compare(ctx: Context, resting: dict[int, int]) -> None:
    """What is due of comparisons, of charges to look at, of devoluções that wait. `resting`: looks, by account."""
    for account_id in reconcile_pix.accounts_due(ctx):
        if resting.get(account_id, 0) > 0:
            resting[account_id] -= 1
        elif _safely(_compare, ctx, account_id):
            resting[account_id] = COMPARISON_RESTS
    review_charge.review_charges(ctx)
    review_refund.review_refunds(ctx)


def _safely(act: Callable[[Context, int], Worked | Compared], ctx: Context, account_id: int) -> str:
    """Why it waits; "" when it does not."""
    try:
        wrong = act(ctx, account_id).waits
    except (Refused, Invalid) as refused:
        wrong = refused.phrase
    if wrong:
        log.warning("the PSP of account %s waits: %s", account_id, wrong)
    return wrong


def _work(stop: threading.Event) -> None:
    resting: dict[int, int] = {}
    uncompared: dict[int, int] = {}
    turns = 0
    wait: float = IDLE_SECONDS
    while not stop.wait(wait):
        wait = IDLE_SECONDS
        try:
            turn(_context(), resting)
            if turns % REVIEW_SECONDS == 0:
                compare(_context(), uncompared)
            turns += 1
        except Error:
            log.exception("the database did not answer")
            connection.close()
            wait = FAULT_SECONDS
        except Exception:  # the thread must see the next Pix
            log.exception("a Pix could not be taken in")
            connection.close()
            wait = FAULT_SECONDS
    connection.close()


def _context() -> Context:
    return Context(Actor(take_pix.ACTOR), access.whole_scope(), datetime.now(UTC))  # noqa: TID251 - the entry point
