"""Trials of what waits its turn: imports in the queue of jobs, a provider that falls silent, clocks that step."""

import random  # noqa: TID251 - a seeded draw at an entry point
import time
from datetime import timedelta
from functools import partial

from faults import acts, checks, children, visitor
from faults.acts import Told
from faults.ledger_acts import LATER, NOW, ROWS, Sheets, sheets
from faults.provider import MUTES, Provider
from faults.world import ON, Installation, World, at

RUNNING = "SELECT count(*) FROM job WHERE state = 'running'"
LIVE = "SELECT count(*) FROM job WHERE state IN ('queued', 'running')"
KILLS_A_JOB = 2  # at the third death a job is given up, and says so
STEPS = (timedelta(hours=-2), timedelta(hours=2), timedelta(days=-1))
ANSWERED = (
    "SELECT count(*) FROM dispatch d JOIN credor c ON c.id = d.credor_id WHERE c.slug = 'mudo' AND status <> 'sending'"
)
OTHERS = """
    SELECT count(*) FROM action a JOIN credor c ON c.id = a.credor_id
    WHERE c.slug <> 'mudo' AND a.channel = 'email' AND a.state IN ('planned', 'leased')
"""


def kill_jobs(installation: Installation, draw: random.Random, most: int) -> Told:
    """Two imports in the queue, one or two workers on it; those that work are killed, the last one ends it."""
    told = Told()
    with installation.world("visited") as world:
        installation.provider.start()
        files = sheets(world)
        asking = children.fork(
            partial(_ask, files), url=installation.url(world.name), ahead=timedelta(), log=installation.data / "ask.log"
        )
        assert asking.wait() == 0, asking.said()
        now = NOW
        while told.injections < min(most, KILLS_A_JOB) and world.one(LIVE):
            workers = [world.start("worker", at=now) for _ in range(draw.choice((1, 2)))]
            acts._wait_until(lambda: world.one(RUNNING) or not world.one(LIVE), workers[0])
            time.sleep(draw.uniform(0, 0.5))
            for worker in workers:
                told.injections += acts._kill(worker)
            told.wrong += _whole(world, files)
            world.rows("UPDATE job SET leased_until = clock_timestamp() WHERE state = 'running' RETURNING id")
            now += timedelta(minutes=1)
        pair = [world.start("worker", at=now) for _ in range(2)]
        acts._wait_until(lambda: not world.one(LIVE), pair[0])
        for worker in pair:
            acts._stop(worker)
        told.wrong += [f"trabalho {kind} acabou {state}: {phrase}" for kind, state, phrase in world.rows(
            "SELECT kind, state, phrase FROM job WHERE state <> 'done'")]  # fmt: skip
        told.wrong += checks.ledger(world, titulos=files.both[0], payments=files.both[1]) + checks.money(world)
        for name in ("titulos.imported", "payments.imported"):
            if (times := world.one("SELECT count(*) FROM event WHERE name = %s", [name])) != 1:
                told.wrong.append(f"{name} no diário {times} vezes")
        told.wrong += world.doctor(LATER)
    return told


def mute_provider(installation: Installation, draw: random.Random, most: int) -> Told:
    """One credor's provider falls silent: the other's messages leave all the same; then the worker is killed, too."""
    told = Told(injections=1)
    mute = Provider(installation.data, "mute")
    with installation.world("pair") as world:
        try:
            installation.provider.start()
            mute.start(mute_at=draw.choice(MUTES))
            _point(world, mute.port)
            worker = world.start("worker", at=at(ON, 10))
            acts._wait_until(lambda: not world.one(OTHERS), worker)
            if (answered := world.one(ANSWERED)) or not mute.faults():
                told.wrong.append(f"o provedor mudo segurou os outros: {answered} respostas, {dict(mute.faults())}")
            time.sleep(draw.uniform(0, 0.5))
            acts._kill(worker)
            world.pass_leases()
            _point(world, installation.provider.port)
            now = acts.drain(world, at(ON, 10, 30))
            acts._judge_messages(world, told, now, also=mute.taken())
        finally:
            mute.stop()
    return told


def step_clock(installation: Installation, draw: random.Random, most: int) -> Told:
    """The clock of a worker steps, and its leases end under it, while another takes over; half the times it dies."""
    told = Told(injections=1)
    with installation.world("planned") as world:
        installation.provider.start(pause_s=0.06)  # so that the leases end while messages wait
        step = children.Step(draw.choice(STEPS), draw.uniform(0.1, 1.5))
        first = world.start("worker", at=at(ON, 10), step=step)
        deadline = time.monotonic() + 2  # put back to an hour in which nothing leaves, it may lease nothing
        while not world.one(acts.LEASED) and time.monotonic() < deadline:
            time.sleep(0.02)
        world.pass_leases()
        second = world.start("worker", at=at(ON, 10, 1))
        time.sleep(draw.uniform(0.2, 1))
        world.pass_leases()
        if draw.random() < 0.5:
            acts._kill(first)
        else:
            acts._stop(first)
        acts._stop(second)
        now = acts.drain(world, at(ON, 12, 30))
        acts._judge_messages(world, told, now, still_planned=True)
    return told


def _whole(world: World, files: Sheets) -> list[str]:
    """Each of the two imports is there, or is not."""
    titulos = world.one("SELECT count(*) FROM titulo WHERE number LIKE 'NF-%'")
    payments = world.one("SELECT count(*) FROM payment WHERE external_key LIKE '%PG-%'")
    wrong = [] if titulos in (0, ROWS) else [f"importação pela metade: {titulos} títulos de {ROWS}"]
    return wrong if payments in (0, files.both[1][0]) else [*wrong, f"importação pela metade: {payments} pagamentos"]


def _ask(files: Sheets) -> None:
    """As the console does: the file is kept, its writing is asked of a worker."""
    from adimple.cli import boot
    from adimple.domain import intake
    from adimple.store import models
    from adimple.store.reads import access
    from adimple.store.writes import jobs
    from adimple.usecases.context import Actor, Context
    from adimple.usecases.upload_import import UploadImport, upload_import

    boot.ready()
    account = models.Account.objects.get(email=visitor.EMAIL)
    ctx = Context(Actor(account.email, account.id), access.scope_of(account.id), NOW)
    credor = models.Credor.objects.get()
    for kind, path in ((intake.TITULOS, files.titulos), (intake.PAYMENTS, files.payments)):
        import_id = upload_import(
            ctx, UploadImport(credor_id=credor.id, kind=kind, name=path.name, content=path.read_bytes())
        )
        jobs.ask(kind=jobs.WRITE, credor_id=credor.id, import_id=import_id, account_id=account.id, at=NOW)


def _point(world: World, port: int) -> None:
    world.rows("UPDATE channel_setting SET port = %s RETURNING id", [port])


def _second_credor() -> None:
    """Another one, with a provider of its own."""
    from dataclasses import replace

    from django.db import connection

    from adimple.cli import boot
    from adimple.cycle import run
    from adimple.store import models
    from bench import seed

    boot.ready()
    credor = seed.portfolio(titulos=80, devedores=60, at=at(ON, 2), slug="mudo")
    run.run_night(replace(boot.context(actor="noite"), now=at(ON, 2)), ON)
    models.ChannelSetting.objects.create(
        credor=credor, channel="email", host="127.0.0.1", port=1, security="none", from_email="mudo@adimple.test",
        from_name="Mudo Exemplo",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("UPDATE action SET due_at = %s WHERE channel = 'email'", [at(ON, 9)])
        cursor.execute("UPDATE action SET due_at = %s WHERE credor_id = %s", [at(ON, 8, 30), credor.id])  # the first
