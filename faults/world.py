"""One installation in a folder of its own, and worlds in it: copies of the same small portfolio, one for each trial."""

import contextlib
import importlib
import json
import os
import shutil
import sys
import time as pause
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from faults import children
from faults.children import Child, Step
from faults.provider import Provider

ON = date(2026, 3, 10)  # a Tuesday; bench.seed's day
YEAR_END = date(2026, 12, 31)  # a Thursday
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
TITULOS, DEVEDORES = 300, 200
# What the system was handed survives the death of a process; a power cut is not among the faults.
QUICK = {"fsync": "off"}


@dataclass(slots=True)
class Installation:
    """A data folder with its server. Templates: `seeded` has a portfolio, `planned` its night too."""

    data: Path
    provider: Provider
    server: str = ""
    counted: int = 0
    night: dict[date, str] = field(default_factory=dict)  # the checksum of each night without a fault

    def start(self) -> None:
        from adimple.config import embedded

        self.server = embedded.ensure_running(self.data, QUICK).removesuffix("/adimple")

    def stop(self) -> None:
        from adimple.config import embedded

        embedded.stop(self.data)

    def postmaster(self) -> int | None:
        from adimple.config import embedded

        return embedded.status(self.data)

    def url(self, name: str) -> str:
        return f"{self.server}/{name}"

    def sql(self, statement: str, name: str = "adimple") -> None:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(statement)

    def make(self) -> None:
        """The templates, each by the commands and verbs of the program itself."""
        self.start()
        self._build("adimple", "seeded", _seed)
        self._build("seeded", "planned", _plan)
        self._build("seeded", "year_end", _shift)
        self._learn()
        from faults import money_world, queue_acts, web_acts

        web_acts.make_visited(self)
        money_world.make(self)
        self._build("planned", "pair", queue_acts._second_credor)
        for on, template in ((ON, "seeded"), (YEAR_END, "year_end")):
            with self.world(template) as world:
                world.expect("cycle", "--on", on.isoformat(), at=at(on, 2))
                self.night[on] = world.night_checksum(on)

    def _learn(self) -> None:
        """Loads here what a child had to load, so that the children to come need not."""
        with self.world("planned") as world:
            child = children.fork(
                _night_day_and_doctor, url=self.url(world.name), ahead=timedelta(), log=self.data / "m"
            )
            assert child.wait() == 0, child.said()
            for name in child.said().split():
                if not name.startswith("_"):
                    importlib.import_module(name)
        from adimple.domain import calendar

        calendar.contact_feriados(ON.year, None)  # of every UF

    def _build(self, source: str, name: str, work: Callable[[], None]) -> None:
        if source == "adimple":
            self.sql(f'CREATE DATABASE "{name}"')
        else:
            self._copy(source, name)
        child = children.fork(work, url=self.url(name), ahead=ahead_of(at(ON, 2)), log=self.data / f"{name}.log")
        assert child.wait() == 0, child.said()

    def _copy(self, source: str, name: str) -> None:
        """By files: a copy by way of the log takes along what the sequences of `source` had logged ahead, so that a
        crash would give its ids a second time. No installation is made like that."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    @contextmanager
    def world(self, template: str):
        self.counted += 1
        name = f"w{self.counted}"
        self.start()
        self._copy(template, name)
        made = World(self, name)
        try:
            yield made
        finally:
            made.end_children()
            self.provider.stop()
            self.start()
            self._drop(name)

    def _drop(self, name: str) -> None:
        """Once the server's own autovacuum, which is not ours to end, has left it."""
        for _ in range(100):
            with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
                self.sql(f'DROP DATABASE "{name}" WITH (FORCE)')
                return
            pause.sleep(0.1)


@dataclass(slots=True)
class World:
    """A database of its own, and the processes that work on it."""

    installation: Installation
    name: str
    children: list[Child] = field(default_factory=list)

    def start(self, *arguments: str, at: datetime, leads: bool = False, step: Step | None = None) -> Child:
        """`at`: what its clock says as it begins. Later than what an earlier child's said when it ended: clocks do."""
        log = self.installation.data / f"{self.name}-{len(self.children)}.log"
        url = self.installation.url(self.name)
        child = children.command(arguments, url=url, ahead=ahead_of(at), log=log, leads=leads, step=step)
        self.children.append(child)
        return child

    def expect(self, *arguments: str, at: datetime) -> str:
        """The command runs to its end, and well."""
        child = self.start(*arguments, at=at)
        code = child.wait()
        assert code == 0, f"adimple {' '.join(arguments)} ended with {code}:\n{child.said()}"
        return child.said()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple]:
        with psycopg.connect(self.installation.url(self.name), autocommit=True) as connection:
            return connection.execute(sql, values or None).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self.rows(sql, values)[0][0]

    def pass_leases(self) -> None:
        """Ten minutes of the database's clock in no time: what a dead process held is free."""
        self.rows("UPDATE action SET leased_until = clock_timestamp() WHERE state = 'leased' RETURNING id")

    def doctor(self, at: datetime, *, except_for: Sequence[str] = ()) -> list[str]:
        """What `adimple doctor` finds wrong."""
        child = self.start("doctor", "--json", at=at)
        child.wait()
        said = child.said()
        try:
            told = json.loads(said[said.index("{") :])
        except ValueError:
            return [f"doctor não respondeu: {said[-300:]}"]
        bad = [one for one in told["checks"] if one["state"] == "problem" and one["code"] not in except_for]
        return [f"doctor: {one['code']}: {one['phrase']}" for one in bad]

    def night_checksum(self, on: date) -> str:
        """Of every item and its action, without ids or instants."""
        return self.one(
            """
            SELECT md5(string_agg(line, E'\n' ORDER BY line)) FROM (
                SELECT concat_ws('|', i.titulo_id, i.due_on, i.step_code, i.blocked_by, a.devedor_id, a.channel,
                                 a.template, a.contact_id, a.step_code) AS line
                FROM action_item i LEFT JOIN action a ON a.id = i.action_id WHERE i."on" = %s
            ) lines
            """,
            [on],
        )

    def end_children(self) -> None:
        for child in self.children:
            child.kill()
            child.wait()
            child.kill_group()  # of a leader; of another there is none
            child.log.unlink(missing_ok=True)


def at(on: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute, second), SAO_PAULO)


def ahead_of(moment: datetime) -> timedelta:
    return moment - datetime.now(UTC)  # noqa: TID251 - the harness is an entry point


@contextmanager
def installation(data: Path):
    """Sets this process up to fork from: settings read, everything loaded, no connection opened."""
    data.mkdir(parents=True, exist_ok=True)
    provider = Provider(data)
    for name in [name for name in os.environ if name.startswith("ADIMPLE_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {"ADIMPLE_DATA": str(data), "ADIMPLE_SANDBOX_SMTP_PORT": str(provider.port)}
    made = Installation(data, provider)
    made.start()
    os.environ["DATABASE_URL"] = made.url("adimple")
    os.environ["DJANGO_SETTINGS_MODULE"] = "adimple.config.settings"
    import django

    import adimple.cli.main  # noqa: F401 - loaded once, for all children

    django.setup()
    try:
        made.make()
        yield made
    finally:
        provider.stop()
        made.stop()
        shutil.rmtree(data, ignore_errors=True)


def _seed() -> None:
    from adimple.cli import boot
    from bench import seed

    boot.ready()
    seed.portfolio(titulos=TITULOS, devedores=DEVEDORES, at=at(ON, 2))


def _plan() -> None:
    from django.db import connection

    from adimple.cli import boot
    from adimple.cycle import run

    boot.ready()
    run.run_night(boot.context(actor="noite"), ON)
    with connection.cursor() as cursor:  # everything is due from nine on
        cursor.execute("UPDATE action SET due_at = %s WHERE channel = 'email'", [at(ON, 9)])


def _night_day_and_doctor() -> None:
    """Says which modules a child loads in the course of its life."""
    before = set(sys.modules)
    from dataclasses import replace

    from adimple.cli import boot, checking
    from adimple.usecases import import_payments, import_titulos  # noqa: F401
    from adimple.worker import clock
    from adimple.worker.dispatch import Senders

    boot.ready()
    ctx = replace(boot.context(), now=at(ON, 10))
    clock.turn(ctx, clock.Done(), Senders())
    checking.examine(ctx.now)
    print("\n".join(name for name in set(sys.modules) - before if sys.modules[name].__spec__))


def _shift() -> None:
    """The same portfolio as it would be at the end of the year."""
    from django.db import connection

    days = (YEAR_END - ON).days
    with connection.cursor() as cursor:
        cursor.execute("UPDATE titulo SET due_on = due_on + %s", [days])
        cursor.execute("UPDATE hold SET starts_on = starts_on + %s", [days])
