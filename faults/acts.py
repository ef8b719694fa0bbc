"""The trials: each makes faults in a world of its own, lets the program recover, and says what is then not true."""

import random  # noqa: TID251 - a seeded draw at an entry point
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from faults import checks
from faults.world import ON, YEAR_END, Installation, World, at

ROUND = timedelta(minutes=15)  # between one worker and the next
MOST_ROUNDS = 40  # a day of them: a provider that falls at one message in twenty-four is left in peace that often
PATIENCE_SECONDS = 60
WAITING = "SELECT count(*) FROM action WHERE channel = 'email' AND state IN ('planned', 'leased')"
DUE = "SELECT count(*) FROM action WHERE channel = 'email' AND state = 'planned' AND due_at <= %s"
LATE = """
    SELECT count(*) FROM dispatch d JOIN action a ON a.id = d.action_id
    WHERE (d.started_at AT TIME ZONE 'America/Sao_Paulo')::date <> a."on"
"""
PLANNED = """SELECT count(*) FROM action WHERE "on" = %s AND state = 'planned'"""
LEASED = "SELECT count(*) FROM action WHERE state = 'leased'"


@dataclass(slots=True)
class Told:
    """What one trial came to."""

    injections: int = 0
    uncertain: int = 0
    never_left: int = 0  # of the uncertain: those the provider never saw
    wrong: list[str] = field(default_factory=list)
    skipped: str = ""  # why this machine cannot make this fault

    def plus(self, other: "Told", where: str) -> "Told":
        return Told(
            self.injections + other.injections,
            self.uncertain + other.uncertain,
            self.never_left + other.never_left,
            self.wrong + [f"{where}: {sentence}" for sentence in other.wrong],
            self.skipped or other.skipped,
        )


type Trial = Callable[[Installation, random.Random, int], Told]


def kill_dispatcher(installation: Installation, draw: random.Random, most: int) -> Told:
    """Workers on one plan, each killed at a random point, until everything left or `most` were; then one lives."""
    told = Told()
    with installation.world("planned") as world:
        installation.provider.start()
        now = at(ON, 10)
        while told.injections < min(most, 5) and world.one(WAITING):
            worker = world.start("worker", at=now)
            if draw.random() < 0.8:
                _wait_until(lambda: world.one(LEASED) or not world.one(WAITING), worker)
                time.sleep(draw.uniform(0, 0.6))
            else:
                time.sleep(draw.uniform(0, 1))
            told.injections += _kill(worker)
            world.pass_leases()
            now += timedelta(minutes=1)
        drain(world, now)
        _judge_messages(world, told, now)
    return told


def break_provider(installation: Installation, draw: random.Random, most: int) -> Told:
    """A provider that does wrong with one message in twelve, until everything left or is a dead letter."""
    told = Told()
    with installation.world("planned") as world:
        installation.provider.start(seed=draw.randrange(1 << 30), share=0.08)
        now = drain(world, at(ON, 9, 30))
        told.injections = sum(installation.provider.faults().values())
        _judge_messages(world, told, now)
    return told


def two_workers(installation: Installation, draw: random.Random, most: int) -> Told:
    """Two at once on one plan; half of the times one of them is killed."""
    told = Told(injections=1)
    with installation.world("planned") as world:
        installation.provider.start()
        pair = [world.start("worker", at=at(ON, 10)) for _ in range(2)]
        if draw.random() < 0.5:
            _wait_until(lambda: world.one(LEASED) or not world.one(WAITING), pair[0])
            time.sleep(draw.uniform(0, 0.6))
            _kill(pair[0])
            _stop(pair[1])
            world.pass_leases()
        else:
            _wait_until(lambda: not world.one(WAITING))
            for worker in pair:
                _stop(worker)
        drain(world, at(ON, 10, 30))
        _judge_messages(world, told, at(ON, 10, 30))
    return told


def kill_cycle(installation: Installation, draw: random.Random, most: int) -> Told:
    """The night killed at random points again and again, then run to its end."""
    return _nights(installation, draw, min(most, 5), together=False)


def two_cycles(installation: Installation, draw: random.Random, most: int) -> Told:
    """Two nights at once; half of the times one is killed."""
    return _nights(installation, draw, 1, together=True)


def _nights(installation: Installation, draw: random.Random, times: int, *, together: bool) -> Told:
    told = Told()
    on, template = draw.choice(((ON, "seeded"), (YEAR_END, "year_end")))
    with installation.world(template) as world:
        for _ in range(times):
            nights = [world.start("cycle", "--on", on.isoformat(), at=at(on, 2)) for _ in range(1 + together)]
            if not together or draw.random() < 0.5:
                time.sleep(draw.uniform(0, 0.5))
                killed = _kill(nights[0])
                told.injections += killed or together
            else:
                told.injections += 1
            codes = [night.wait() for night in nights[1:]]
            told.wrong += [f"a outra noite acabou com {code}" for code in codes if code]
        world.expect("cycle", "--on", on.isoformat(), at=at(on, 2, 5))
        told.wrong += [*checks.night(world, on), *world.doctor(at(on, 2, 6))]
    return told


def cross_midnight(installation: Installation, draw: random.Random, most: int) -> Told:
    """A worker alive, or killed, while the day (half of the times the year) ends; then the days that follow."""
    told = Told(injections=1)
    on, template = draw.choice(((ON, "planned"), (YEAR_END, "year_end")))
    with installation.world(template) as world:
        installation.provider.start()
        if template == "year_end":
            world.expect("cycle", "--on", on.isoformat(), at=at(on, 2))
        eve = at(on, 23, 59, 59) - timedelta(seconds=draw.uniform(0, 1))
        worker = world.start("worker", at=eve)
        time.sleep(draw.uniform(0.5, 3))
        if draw.random() < 0.5:
            _kill(worker)
        else:
            _stop(worker)
        world.pass_leases()
        early = at(on + timedelta(days=1), 1)  # an hour without a night and without a message
        closing = world.start("worker", at=early)
        _wait_until(lambda: not world.one(PLANNED, [on]))
        _stop(closing)
        late = world.one(LATE)
        if late:
            told.wrong.append(f"{late} mensagens saíram em dia que não é o delas")
        following = date(2027, 1, 4) if on == YEAR_END else on + timedelta(days=1)  # a Monday; 1 January is a feriado
        world.expect("cycle", "--on", following.isoformat(), at=at(following, 2))
        now = drain(world, at(following, 19))
        _judge_messages(world, told, now, still_planned=True)
    return told


def drain(world: World, now: datetime) -> datetime:
    """Workers, a quarter of an hour of the clock apart, until nothing waits; the time it then is."""
    for _ in range(MOST_ROUNDS):
        world.pass_leases()
        if not world.one(WAITING):
            break
        if not world.one(LEASED) and not world.one(DUE, [now]):
            now += ROUND
            continue
        worker = world.start("worker", at=now)
        outages = _outages(world)
        _wait_until(lambda: _is_idle(world, now, outages), worker)  # noqa: B023 - called at once
        _stop(worker)
        now += ROUND
    return now


def _is_idle(world: World, now: datetime, outages: int) -> bool:
    """Nothing is in hand, and nothing is due or the provider is left in peace for a while."""
    if world.one(LEASED):
        return False
    return not world.one(DUE, [now]) or _outages(world) > outages


def _outages(world: World) -> int:
    """How often the provider did what it is left in peace for."""
    from faults.provider import REPLIES

    faults = world.installation.provider.faults()
    return sum(count for kind, count in faults.items() if kind not in REPLIES)


def _judge_messages(
    world: World, told: Told, now: datetime, *, still_planned: bool = False, also: Counter[str] | None = None
) -> None:
    wrong, told.uncertain, told.never_left = checks.messages(world, also)
    if still_planned:
        wrong = [one for one in wrong if "(planned)" not in one]
    told.wrong += [*wrong, *world.doctor(now)]


def _kill(child) -> bool:
    """Whether it was still running."""
    was_running = not child.is_over()
    child.kill(signal.SIGKILL)
    child.wait()
    return was_running


def _stop(worker) -> None:
    worker.kill(signal.SIGTERM)
    code = worker.wait()
    assert code in (0, -signal.SIGTERM), f"told to end, it ended with {code}: {worker.said()}"  # it had not yet begun


def _wait_until(is_so: Callable[[], bool], child=None, patience_s: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert child is None or not child.is_over(), f"it ended with {child.code}:\n{child.said()}"
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
