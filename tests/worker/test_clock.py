"""The schedule: the night once a day from two o'clock, the day's end, the heartbeat, a database that goes away."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from adimple.cycle.executors import pool
from adimple.store import models, queue
from adimple.worker import clock, nights
from adimple.worker.dispatch import Senders
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import arrived, machine, make_due

pytestmark = pytest.mark.django_db(transaction=True)

ONE_O_CLOCK = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 1h in São Paulo


@pytest.fixture
def portfolio():
    """Somebody whose título is 14 days late today: the step of ten days is due."""
    devedor = builders.make_devedor(builders.make_released_credor())
    builders.make_contact(devedor)
    builders.make_titulo(devedor)
    return devedor


def turn(now, done, senders=None):
    return clock.turn(machine(now), done, senders or Senders())


def test_the_night_runs_from_two_o_clock_and_once(mail, portfolio):
    done = clock.Done()
    turn(ONE_O_CLOCK, done)
    assert not models.CycleRun.objects.exists()
    turn(ONE_O_CLOCK + timedelta(hours=1), done)
    turn(ONE_O_CLOCK + timedelta(hours=1, minutes=1), done)
    assert models.CycleRun.objects.count() == 1
    assert models.Action.objects.get().step_code == "vencido_d10"


def test_a_credor_released_by_day_gets_its_night_at_once(mail, portfolio):
    done = clock.Done()
    turn(NOW, done)
    late = builders.make_devedor(builders.make_released_credor())
    builders.make_contact(late)
    builders.make_titulo(late)
    turn(NOW + timedelta(minutes=1), done)
    assert list(models.CycleRun.objects.values_list("credor_id", flat=True)) == [portfolio.credor_id, late.credor_id]


def test_what_the_night_planned_leaves_in_its_hour_and_not_before(mail, portfolio):
    done, senders = clock.Done(), Senders()
    turn(ONE_O_CLOCK + timedelta(hours=1), done, senders)
    action = models.Action.objects.get()
    turn(action.due_at - timedelta(seconds=1), done, senders)
    assert arrived(mail) == []
    turn(action.due_at, done, senders)
    senders.close()
    assert len(arrived(mail)) == 1


def test_what_leaves_is_judged_by_a_clock_read_after_the_night(mail, portfolio):
    make_due()
    done, senders = clock.Done(), Senders()
    assert turn(NOW, done, senders) is True  # the night may have taken minutes: at once, but by a new clock
    assert models.CycleRun.objects.exists()
    assert models.Dispatch.objects.count() == 0
    turn(NOW + timedelta(seconds=1), done, senders)
    senders.close()
    assert len(arrived(mail)) == 1


def test_a_night_that_fails_does_not_stop_the_sending_and_is_tried_again(mail, portfolio, monkeypatch):
    make_due()
    done, senders = clock.Done(), Senders()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cycle_run RENAME TO gone")
    try:
        for second in range(3):
            turn(NOW + timedelta(seconds=second), done, senders)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO cycle_run")
    assert len(arrived(mail)) == 1
    assert done.said.startswith("A noite de hoje falhou. Tentamos de novo em alguns minutos")
    turn(NOW + timedelta(seconds=4), done, senders)
    assert not models.CycleRun.objects.filter(credor=portfolio.credor_id).exists()  # not at every turn
    monkeypatch.setattr(clock, "PAUSE_SECONDS", 0)
    turn(NOW + timedelta(minutes=5), done, senders)
    assert models.CycleRun.objects.filter(credor=portfolio.credor_id).count() == 1
    turn(NOW + timedelta(minutes=6), done, senders)
    assert not done.said.startswith("A noite")
    senders.close()


def no_cluster(*_, **__):
    raise RuntimeError("Cluster failed to start")


def no_process(*_, **__):
    raise OSError("too many open files")


@pytest.mark.parametrize(
    ("name", "what", "fails"),
    [("dask", "distributed.LocalCluster", no_cluster), ("pool", f"{pool.__name__}.ProcessPoolExecutor", no_process)],
)
def test_an_executor_that_fails_in_any_way_leaves_the_night_to_this_process(
    portfolio, settings, monkeypatch, name, what, fails
):
    settings.EXECUTOR = name
    monkeypatch.setattr(what, fails)
    nights.plan(machine(ONE_O_CLOCK + timedelta(hours=1)))
    assert models.Action.objects.get().step_code == "vencido_d10"


def test_when_the_day_changes_what_was_not_sent_expires(mail):
    action = make_due(due_at=NOW + timedelta(days=1))
    done = clock.Done()
    turn(NOW, done)
    action.refresh_from_db()
    assert action.state == "planned"
    turn(NOW + timedelta(days=1), done)
    action.refresh_from_db()
    assert action.state == "expired"
    expired = models.Event.objects.get(name="actions.expired")
    assert (expired.payload["on"], expired.payload["actions"], expired.payload["items"]) == (ON.isoformat(), 1, 1)


def test_the_worker_beats_sends_and_stops_when_told(mail, portfolio):
    credor = models.Credor.objects.get()
    today = datetime.now(UTC)
    builders.make_contact(portfolio, value="outra@exemplo.test")
    action = make_due(portfolio, on=clock._context().on, due_at=today - timedelta(minutes=1))
    models.Titulo.objects.update(due_on=clock._context().on - timedelta(days=14))
    models.ActionItem.objects.update(due_on=clock._context().on - timedelta(days=14))
    models.Credor.objects.filter(id=credor.id).update(released_at=today)
    stop = threading.Event()
    thread = threading.Thread(target=clock.run_worker, args=(stop,))
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and models.Action.objects.get(id=action.id).state != "sent":
            time.sleep(0.1)
    finally:
        stop.set()
        thread.join(timeout=10)
    assert not thread.is_alive()
    assert models.Action.objects.get(id=action.id).state == "sent"
    beat = models.Heartbeat.objects.get(process="envios")
    assert (datetime.now(UTC) - beat.beat_at).total_seconds() < 15


def test_a_database_that_goes_away_is_waited_for():
    done, senders = clock.Done(), Senders()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def kill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connection.close()

    thread = threading.Thread(target=kill)
    thread.start()
    thread.join()
    assert clock._turn_safely(done, senders) == clock.FAULT_SECONDS
    assert clock._turn_safely(done, senders) == 0  # the day is kept; what is due follows at once
    assert clock._turn_safely(done, senders) == clock.IDLE_SECONDS


def test_a_heartbeat_is_one_row_a_process():
    queue.beat("envios", "a")
    queue.beat("envios", "b" * 300)
    row = models.Heartbeat.objects.get()
    assert (row.process, row.said) == ("envios", "b" * 200)


def test_promises_of_the_day_before_are_decided_at_eight_in_the_evening(mail, portfolio):
    builders.make_promise(portfolio, promised_on=ON)
    done = clock.Done()
    next_noon, next_evening = NOW + timedelta(days=1, hours=2), NOW + timedelta(days=1, hours=10)
    turn(next_noon, done)
    assert not models.PromiseOutcome.objects.exists()
    turn(next_evening, done)
    turn(next_evening + timedelta(minutes=1), done)
    assert list(models.PromiseOutcome.objects.values_list("outcome", flat=True)) == ["broken"]


def test_promises_that_cannot_be_decided_stop_neither_the_night_nor_the_sending(mail, portfolio, monkeypatch):
    who = builders.make_devedor(portfolio.credor)
    builders.make_titulo(who)
    promise = builders.make_promise(who)
    models.Promise.objects.filter(id=promise.id).update(promised_on=ON - timedelta(days=5))
    make_due()
    done, senders = clock.Done(), Senders()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE promise_outcome ADD CONSTRAINT none_yet CHECK (ordinal < 0)")
    try:
        for second in range(3):
            turn(NOW + timedelta(seconds=second), done, senders)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE promise_outcome DROP CONSTRAINT none_yet")
    assert len(arrived(mail)) == 1
    assert models.CycleRun.objects.filter(on=ON, counts__isnull=False).exists()
    assert done.said.startswith("O fechamento das promessas falhou. Tentamos de novo em alguns minutos")
    monkeypatch.setattr(clock, "PAUSE_SECONDS", 0)
    turn(NOW + timedelta(minutes=5), done, senders)
    assert list(models.PromiseOutcome.objects.values_list("outcome", flat=True)) == ["broken"]
    senders.close()


def test_a_worker_that_is_only_on_by_day_decides_them_a_day_later(mail, portfolio):
    builders.make_promise(portfolio, promised_on=ON)
    turn(NOW + timedelta(days=2), clock.Done())
    assert list(models.PromiseOutcome.objects.values_list("outcome", flat=True)) == ["broken"]
