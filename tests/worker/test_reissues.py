"""Boletos that no longer serve are mended once a day, and no sooner after a credor changed what it charges."""

import threading
import time
from datetime import timedelta

import pytest

from adimple.store import models, upkeep
from adimple.worker import clock, daily, reissues
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of
from tests.usecases.money_in import make_raw
from tests.worker.day import machine

pytestmark = pytest.mark.django_db

EARLY = NOW.replace(hour=4)  # 1h in São Paulo


@pytest.fixture
def titulo():
    """Overdue, with a boleto that the bank takes no more."""
    credor = credor_that_registers()
    models.EncargosPolicy.objects.update(created_at=NOW - timedelta(days=90))
    titulo = titulo_of(devedor_of(credor), due_on=ON - timedelta(days=14))
    given = {"state": "registered", "pay_until": ON - timedelta(days=5), "created_at": NOW - timedelta(days=40)}
    builders.make_boleto(builders.make_convenio(credor), titulo, **given)
    return titulo


def look(now=NOW, stop=None):
    reissues.look(machine(now), stop or threading.Event())


def test_once_a_day_and_not_before_two(titulo):
    look(EARLY)
    assert models.Boleto.objects.count() == 1
    look()
    look(NOW + timedelta(hours=1))
    assert models.Boleto.objects.count() == 2
    done = upkeep.last(upkeep.REISSUES)
    assert (done.on, done.at, done.is_well) == (ON, NOW, True)
    assert done.said == "Boletos reemitidos: 1. Mudanças pedidas ao banco: 0. Não puderam: 0."


def test_what_a_credor_saved_by_mistake_and_put_right_in_the_day_reaches_no_boleto(titulo):
    look()
    boleto = models.Boleto.objects.get(replaces__isnull=False)
    for minutes, multa_ppb in ((10, 10_000_000), (30, 20_000_000)):
        at = NOW + timedelta(minutes=minutes)
        models.EncargosPolicy.objects.update(multa_ppb=multa_ppb, created_at=at)
        look(at + timedelta(minutes=6))
    assert list(models.Boleto.objects.filter(titulo=titulo, state="made")) == [boleto]


def test_a_convenio_that_waits_for_a_retorno_is_told(titulo):
    make_raw(titulo.credor, source="retorno")
    look()
    assert models.Boleto.objects.count() == 1
    assert "Convênios à espera de um retorno que ainda não entrou: 1." in upkeep.last(upkeep.REISSUES).said


def test_a_convenio_that_fails_keeps_no_other_from_being_done_and_is_told(titulo, monkeypatch):
    broken = builders.make_convenio(builders.make_credor())
    real = reissues.reissue_boletos

    def fail(ctx, convenio_id, after):
        if convenio_id == broken.id:
            raise ZeroDivisionError
        return real(ctx, convenio_id, after)

    monkeypatch.setattr(reissues, "reissue_boletos", fail)
    look()
    assert models.Boleto.objects.count() == 2
    done = upkeep.last(upkeep.REISSUES)
    assert (done.is_well, "Convênios que falharam: 1" in done.said) == (False, True)


def test_told_to_stop_it_stops_and_begins_again_later(titulo):
    stop = threading.Event()
    stop.set()
    with pytest.raises(daily.Stopped):
        look(stop=stop)
    assert upkeep.last(upkeep.REISSUES) is None
    look()
    assert models.Boleto.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it_by_itself(monkeypatch):
    monkeypatch.setattr(reissues, "FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(reissues, "FROM_HOUR", 0)  # whatever the hour of the machine that runs this
    stop = threading.Event()
    thread = threading.Thread(target=clock.run_worker, args=(stop,))
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not models.Upkeep.objects.filter(chore="reissues").exists():
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join(timeout=20)
    assert models.Upkeep.objects.get(chore="reissues").is_well
