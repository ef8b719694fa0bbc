"""When the clock asks for the indices: once a day, from one o'clock, beside everything else."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from adimple.sandbox.bcb import SeriesServer, flat_series
from adimple.store import models
from adimple.worker import clock, rates
from tests import builders
from tests.worker.day import machine

pytestmark = pytest.mark.django_db(transaction=True)

MIDNIGHT = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)  # 0h30 in São Paulo


class Silent(BaseHTTPRequestHandler):
    """Counts who asks, and hangs up once it may."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.may_end.wait(10)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def silent():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    server.daemon_threads = True
    server.asked, server.may_end = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.may_end.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def titulo():
    credor = builders.make_released_credor()
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_by="contract", correction_index="ipca")
    return builders.make_titulo(builders.make_devedor(credor), due_on=datetime(2026, 9, 10, tzinfo=UTC).date())


def address(server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_what_did_not_come_is_asked_again_every_two_hours_from_one_o_clock(titulo, silent):
    silent.may_end.set()
    seen = rates.Seen()
    for hours, asked in ((0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (23, 3), (24, 3), (25, 4)):
        rates.look(machine(MIDNIGHT + timedelta(hours=hours)), address(silent), seen)
        assert len(silent.asked) == asked
    assert models.Event.objects.filter(name="index_fetch.failed").count() == 4


def test_what_came_is_asked_again_only_the_next_day(titulo):
    with SeriesServer(flat_series(date(2020, 1, 1), date(2026, 11, 24))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        seen, added = rates.Seen(), []
        for hours in (1, 3, 23, 25):
            rates.look(machine(MIDNIGHT + timedelta(hours=hours)), server.address, seen)
            added.append(models.Event.objects.filter(name__startswith="index").count())
            models.IndexRate.objects.all().delete()  # asked again, it would come again, and be told
        server.shutdown()
    assert added == [1, 1, 1, 2]


def test_a_banco_central_that_hangs_holds_up_nothing(titulo, silent, monkeypatch):
    monkeypatch.setattr(rates, "FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(rates, "END_SECONDS", 0.1)
    monkeypatch.setattr(rates, "FROM_HOUR", 0)
    stop = threading.Event()
    thread = threading.Thread(target=clock.run_worker, args=(stop, None, address(silent)))
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while not (silent.asked and models.Heartbeat.objects.exists()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert silent.asked
        assert models.Heartbeat.objects.exists()
    finally:
        stop.set()
        thread.join(timeout=15)
    assert not thread.is_alive()
    silent.may_end.set()
    for left in threading.enumerate():
        if left.name == "rates":
            left.join(timeout=10)


def test_without_an_address_nobody_is_asked(titulo):
    with rates.fetching(threading.Event(), ""):
        assert not [thread for thread in threading.enumerate() if thread.name == "rates"]
