"""The night on each executor: the same rows, whoever works it and whoever dies on the way."""

import hashlib
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import distributed
import psycopg
import pytest
from django.db import connection

from adimple.cycle import executors, run, shards, work
from adimple.cycle.executors import dask, local, program, remote
from adimple.store import models, night_locks
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON
CEILING = 12  # of the first credor: fewer than could be reached today


@pytest.fixture
def portfolio(monkeypatch):
    """Two credores, sixty people whom both know, days late from 1 to 20, a ceiling in the way, holds, a silent one."""
    first = builders.make_released_credor(daily_ceiling=CEILING, oldest_days_late=90)
    second = builders.make_released_credor(daily_ceiling=1000, oldest_days_late=90)
    for number in range(60):
        for credor, days in ((first, 1 + number * 7 % 20), (second, 1 + number * 3 % 20)):
            devedor = builders.make_devedor(credor, document=f"{number:011d}", person_key=number * 2**63 // 60)
            if number % 15:
                builders.make_contact(devedor)
            builders.make_titulo(devedor, due_on=ON - timedelta(days=days))
            if number % 20 == 3:
                builders.make_hold(devedor, kind="contestacao")
    monkeypatch.setattr(shards, "TITULOS_A_SHARD", 20)
    return first, second


def night(executor=None) -> list[tuple]:
    ctx = Context(Actor("noite"), access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))
    told = run.run_night(ctx, ON, executor=executor)
    return [(row.slug, row.actions, row.items, row.refused, row.waiting) for row in told]


def written() -> str:
    """SHA-256 of what the night wrote, ids of rows apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.titulo_id, i.due_on, i.step_code, i.blocked_by, a.devedor_id, a.channel, a.contact_id, a.due_at
            FROM action_item i LEFT JOIN action a ON a.id = i.action_id ORDER BY 1, 2, 3, 4
            """
        )
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM action_item")
        cursor.execute("DELETE FROM action")


@pytest.fixture
def quiet(portfolio, monkeypatch):
    """(what it told, what it wrote) of the night nobody disturbed, in one piece; its rows are gone again."""
    with monkeypatch.context() as patch:
        patch.setattr(shards, "TITULOS_A_SHARD", 1_000_000)
        told = night()
    expected = told, written()
    assert told[0][1] == CEILING
    forget()
    return expected


@pytest.fixture
def reachable(database_url, monkeypatch):
    """The processes a test starts find the test's own database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


def test_two_threads_in_shards_write_and_tell_the_night_of_one_piece(quiet):
    with executors.opened("local") as executor:
        assert (night(executor), written()) == quiet
        again = night(executor)
    assert written() == quiet[1]
    assert [row[1:4] for row in again] == [(0, 0, 0), (0, 0, 0)]


@pytest.mark.parametrize("name", ["pool", "dask"])
def test_a_process_killed_in_the_middle_of_its_transaction_changes_nothing(quiet, reachable, name):
    told = []

    def coordinate():
        with executors.opened(name, workers=2) as executor:
            told.extend(night(executor))
        connection.close()

    thread = threading.Thread(target=coordinate)
    with psycopg.connect(reachable) as blocker:
        # The rows are in; the event, the last thing before the end, has to wait.
        blocker.execute("LOCK TABLE event IN EXCLUSIVE MODE")
        thread.start()
        os.kill(_worker_in_a_transaction(reachable), signal.SIGKILL)
        blocker.rollback()
    thread.join(timeout=90)
    assert not thread.is_alive()
    assert (told, written()) == quiet


def _worker_in_a_transaction(url: str) -> int:
    """The process of a worker that has written and not yet committed."""
    deadline = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as watcher:
        while time.monotonic() < deadline:
            found = watcher.execute(
                """
                SELECT application_name FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND backend_xid IS NOT NULL
                  AND application_name LIKE 'adimple %'
                """
            ).fetchall()
            pids = [int(name.split()[1]) for (name,) in found]
            if pids:
                assert os.getpid() not in pids
                return pids[0]
            time.sleep(0.02)
    raise AssertionError("no worker reached the middle of its transaction")


def test_a_night_cut_short_goes_on_to_the_same_end(quiet, monkeypatch):
    class Cut(local.Local):
        def results(self, name, parts):
            for number, result in enumerate(map(work.WORKS[name], parts)):
                if name == shards.RUN and number == 2:
                    raise KeyboardInterrupt
                yield number, result

    with pytest.raises(KeyboardInterrupt):
        night(Cut())
    assert written() != quiet[1]
    night()
    assert written() == quiet[1]


def test_a_shard_worked_twice_is_told_twice_and_written_once(quiet):
    class Twice(local.Local):
        def results(self, name, parts):
            for number, part in enumerate(parts):
                work.WORKS[name](part)  # done, and its worker dies before it tells
                yield number, work.WORKS[name](part)

    assert (night(Twice()), written()) == quiet


def test_the_ceiling_takes_the_fewest_days_late_of_all_shards(monkeypatch):
    credor = builders.make_released_credor(daily_ceiling=3, oldest_days_late=90)
    for days in range(20, 0, -1):  # the most late come first in the order of persons
        devedor = builders.make_devedor(credor, document=f"{days:011d}", person_key=(21 - days) * 2**58)
        builders.make_contact(devedor)
        builders.make_titulo(devedor, due_on=ON - timedelta(days=days))
    monkeypatch.setattr(shards, "TITULOS_A_SHARD", 4)
    assert night() == [(credor.slug, 3, 3, 1, 16)]  # the call of D+20 is refused: nobody to call
    dues = models.ActionItem.objects.filter(blocked_by=None).values_list("due_on", flat=True)
    assert sorted((ON - due).days for due in dues) == [1, 2, 3]


def a_part(holder: int, of: str | None = None) -> shards.Shard:
    now = datetime(2026, 11, 24, 5, tzinfo=UTC)
    kept = shards.Night(1, ON, now, "noite", holder, of or program.own_program())
    ids = tuple(access.whole_scope().credor_ids)
    return shards.Shard(kept, shards.bounds(ids, [(0, 1)])[0], tuple((one, 10) for one in ids))


def test_a_shard_of_a_night_that_is_over_is_refused(portfolio):
    with night_locks.hold_night() as holder:
        pass
    with pytest.raises(night_locks.NightOver):
        work.run_shard(a_part(holder))
    assert models.Action.objects.count() == 0


def test_a_worker_of_another_version_is_refused_by_its_name(portfolio):
    with pytest.raises(remote.Unfit, match=r"quem coordena a noite usa o 9\.9, tabelas 0999.*mesma versão"):
        remote.perform(shards.RUN, a_part(0, "9.9, tabelas 0999"))


def test_a_worker_that_sees_another_database_is_refused(portfolio):
    with pytest.raises(remote.Unfit, match="não é o mesmo banco"):
        remote.perform(shards.RUN, replace(a_part(0)))


def test_without_the_extra_the_command_to_install_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(executors.Unavailable, match=r"pip install 'adimple\[dask\]'"), executors.opened("dask"):
        pass


def test_a_scheduler_out_of_reach_is_told(monkeypatch):
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 0.2)
    address = "tcp://127.0.0.1:9"
    with (
        pytest.raises(executors.Unavailable, match=r"scheduler do Dask em \S+:9 não respondeu"),
        executors.opened("dask", scheduler=address),
    ):
        pass


def test_a_cluster_that_does_not_start_is_told(monkeypatch):
    def fails(*_, **__):
        raise RuntimeError("Cluster failed to start")

    monkeypatch.setattr(distributed, "LocalCluster", fails)
    with (
        pytest.raises(executors.Unavailable, match=r"não ligou nesta máquina.*Cluster failed to start"),
        executors.opened("dask"),
    ):
        pass


@pytest.mark.parametrize(
    "failure", [OSError("closed"), RuntimeError("scheduler lost")], ids=["OSError", "RuntimeError"]
)
def test_a_scheduler_lost_while_its_workers_are_asked_is_told(monkeypatch, failure):
    class Lost:
        """What Dask hands out when its scheduler goes between the first words and the question."""

        def __init__(self, *_, **__): ...
        def __enter__(self):
            return self

        def __exit__(self, *_): ...
        def wait_for_workers(self, *_, **__): ...
        def run(self, *_, **__):
            raise failure

    monkeypatch.setattr(distributed, "Client", Lost)
    with (
        pytest.raises(executors.Unavailable, match=f"parou de responder antes da noite.*{failure}"),
        executors.opened("dask", scheduler="tcp://127.0.0.1:9"),
    ):
        pass
