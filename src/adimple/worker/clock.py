"""The whole schedule of the machine, on one page.

    every 2 s             heartbeat
    every 30 s            leases of dead senders are recovered
    when the day changes  what was not sent the day before expires
    from 20h00            promises for the day before are decided: the bank's file of that day has come
    from 01h00            beside it, in `rates`: the indices in use are asked of the Banco Central
    from 02h00            the night of the day is planned, once for each credor that may send
    from 02h00            beside it, in `reissues`: boletos that no longer serve are changed or made again
    every minute          beside it, in `intake`: files kept and never read, because the program stopped, are read
    every second          beside it, in `pix`: what PSPs told is taken in; every ten minutes they are asked
    after the night       beside it, in `chores`: the backup of the day, then doctor's verdict
    all the time          what is due is sent; beside it, in `jobs`, what people left for later is done; in `webhooks`,
                          other people's programs are told what happened; in `mails`, our own e-mails leave

Hours are São Paulo's. Each turn makes one Context: inside, nobody asks the clock. A turn that did work of the day,
maybe for minutes, sends nothing: the next one does, at once and by its own clock. A night that fails, or promises that
cannot be decided, are tried again after a while, and the sending goes on.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.db import Error, connection

from adimple.store import queue, upkeep
from adimple.store.reads import access
from adimple.store.scope import Scope
from adimple.usecases import expire_actions, recover_leases, settle_promises
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.worker import chores, dispatch, intake, jobs, mails, nights, pix, rates, reissues, webhooks
from adimple.worker.dispatch import Senders

PROCESS = "envios"
NIGHT_HOUR = 2
PROMISES_HOUR = 20
BEAT_SECONDS = 2
RECOVER_SECONDS = 30
IDLE_SECONDS = 0.5
FAULT_SECONDS = 3
PAUSE_SECONDS = 300  # before a chore of the day that failed is tried again
BATCHES_A_TURN = 5
END_SECONDS = 10  # shorter than the patience of who stops us

# What the heartbeat then begins with.
NIGHT_FAILED, PROMISES_FAILED = upkeep.FAILURES["night"], upkeep.FAILURES["promises"]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Done:
    """What this process has already done, so that it is not asked of the database at every turn."""

    expired_on: date | None = None
    promises_until: date | None = None
    night_on: date | None = None
    failed_s: dict[str, float] = field(default_factory=dict)  # what of the day failed, and when
    recovered_s: float = float("-inf")
    sent: int = 0
    said: str = "Começando"


def run_worker(stop: threading.Event, means: chores.Means | None = None, bcb_api: str = "") -> None:
    """Works until `stop` is set. A database that goes away is waited for.

    `means`: of the chores, when it has any. `bcb_api`: where the indices come from; nobody is asked where it is "".
    """
    done = Done()
    senders = Senders(stop)
    told = mails.sending(stop), webhooks.delivering(stop), pix.receiving(stop), reissues.mended(stop)
    beside = jobs.working(stop), intake.finishing(stop), *told, chores.doing(stop, means), rates.fetching(stop, bcb_api)
    with _heartbeat(stop, done), ExitStack() as others:
        for one in beside:
            others.enter_context(one)
        try:
            while not stop.is_set():
                stop.wait(_turn_safely(done, senders))
        finally:
            _end(senders)
            connection.close()


def turn(ctx: Context, done: Done, senders: Senders) -> bool:
    """One turn at `ctx.now`; whether the next one is to follow at once."""
    if _keep_day(ctx, done):
        return True
    if time.monotonic() - done.recovered_s >= RECOVER_SECONDS:
        recover_leases.recover_leases(_as(ctx, "envio"))
        done.recovered_s = time.monotonic()
    counts = dispatch.dispatch_due(_as(ctx, "envio"), senders, batches=BATCHES_A_TURN, waits=False)
    done.sent += counts.sent
    done.said = _said(ctx, done, senders, is_busy=counts.taken > 0 or senders.in_hand > 0)
    return counts.taken > counts.returned or senders.in_hand > 0


def _keep_day(ctx: Context, done: Done) -> bool:
    """Does what the day of `ctx` asks for, once; whether there was something, so that time has passed."""
    was_done = False
    if done.expired_on != ctx.on:
        expire_actions.expire_day(_as(ctx, "fim do dia"), ctx.on - timedelta(days=1))
        done.expired_on, was_done = ctx.on, True
    hour = ctx.now.astimezone(SAO_PAULO).hour
    was_done |= _safely(PROMISES_FAILED, done, lambda: _settle_promises(_as(ctx, "fim do dia"), done))
    if hour >= NIGHT_HOUR:
        was_done |= _safely(NIGHT_FAILED, done, lambda: _plan_night(_as(ctx, "noite"), done))
    return was_done


def _safely(failure: str, done: Done, act: Callable[[], bool]) -> bool:
    """Whether something was tried. What fails, for whatever reason, is told as `failure` and not tried again at once.

    Messages of the day must leave all the same; a database that is away stops them by itself.
    """
    if failure in done.failed_s and time.monotonic() - done.failed_s[failure] < PAUSE_SECONDS:
        return False
    try:
        was_done = act()
    except Exception:
        log.exception("%s: tried again in %s seconds", failure, PAUSE_SECONDS)
        connection.close()
        done.failed_s[failure] = time.monotonic()
        return True
    done.failed_s.pop(failure, None)
    return was_done


def _settle_promises(ctx: Context, done: Done) -> bool:
    hour = ctx.now.astimezone(SAO_PAULO).hour
    over = settle_promises.last_day_over(ctx, files_came=hour >= PROMISES_HOUR)
    if done.promises_until == over:
        return False
    settle_promises.settle_promises(ctx, over)
    done.promises_until = over
    return True


def _plan_night(ctx: Context, done: Done) -> bool:
    """All credores when this process first sees the day, since a night may have been cut short; then who has none."""
    ids = ctx.scope.credor_ids
    wanted = ids if done.night_on != ctx.on else queue.credores_without_night(ids, ctx.on)
    if wanted:
        done.said = f"Planejando {ctx.on:%d/%m/%Y}"
        nights.plan(replace(ctx, scope=Scope(dict.fromkeys(wanted, "owner"))))
    done.night_on = ctx.on
    return bool(wanted)


def _turn_safely(done: Done, senders: Senders) -> float:
    """Seconds to wait before the next turn."""
    try:
        return 0 if turn(_context(), done, senders) else IDLE_SECONDS
    except Error:
        log.exception("the database did not answer")
        connection.close()
        return FAULT_SECONDS


def _end(senders: Senders) -> None:
    try:
        dispatch.finish(_as(_context(), "envio"), senders, END_SECONDS)
    except Error:
        log.exception("the database did not answer: what was in hand is taken up when its lease ends")
    senders.close()


def _context() -> Context:
    now = datetime.now(UTC)  # noqa: TID251 - the entry point
    return Context(Actor(PROCESS), access.whole_scope(), now)


def _as(ctx: Context, name: str) -> Context:
    return replace(ctx, actor=Actor(name))


def _said(ctx: Context, done: Done, senders: Senders, *, is_busy: bool) -> str:
    sending = _said_of_sending(done, senders, is_busy=is_busy)
    if not done.failed_s:
        return sending
    failed = "; ".join(sorted(done.failed_s))
    return f"{failed}. Tentamos de novo em alguns minutos; o motivo está no registro dos envios. {sending}"


def _said_of_sending(done: Done, senders: Senders, *, is_busy: bool) -> str:
    if resting := senders.resting():
        many = "es" if len(resting) > 1 else ""
        return f"Servidor de e-mail fora do ar em {len(resting)} credor{many}: espera e tenta de novo"
    return f"Enviando: {done.sent} desde que começou" if is_busy else "Em dia: nada a enviar agora"


@contextmanager
def _heartbeat(stop: threading.Event, done: Done) -> Iterator[None]:
    """Beats from a thread of its own, so that a long night is not taken for a death."""
    ended = threading.Event()

    def beat() -> None:
        while True:
            try:
                queue.beat(PROCESS, done.said)
            except Error:
                log.warning("no heartbeat: the database did not answer")
                connection.close()
            if ended.wait(BEAT_SECONDS):
                break
        connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=10)
