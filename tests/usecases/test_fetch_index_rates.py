"""The clock's fetch: only what policies use, from the month that is missing; what does not come is told. Synthetic."""

import threading
from datetime import date

import pytest

from adimple.cli.checks import indices
from adimple.sandbox.bcb import SeriesServer, flat_series
from adimple.store import models
from adimple.usecases.fetch_index_rates import fetch_index_rates
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import machine

pytestmark = pytest.mark.django_db

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def titulo():
    """Overdue since 10/09/2026, under the law: needs IPCA and the legal rate. Today is 24/11/2026."""
    credor = builders.make_credor()
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_by="law", juros_ppb_month=0)
    return builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 9, 10))


@pytest.fixture
def api():
    with SeriesServer(flat_series(date(2020, 1, 1), ON)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def there(code):
    months = models.IndexRate.objects.filter(index=code).order_by("month").values_list("month", flat=True)
    return [f"{month:%m/%Y}" for month in months]


def test_the_months_that_are_missing_come_and_only_of_the_indices_in_use(titulo, api):
    assert fetch_index_rates(machine(), api.address) == {"ipca": "", "taxa_legal": ""}
    # IPCA of November is not whole yet; the legal rate of November is known as it begins.
    assert there("ipca") == ["09/2026", "10/2026"]
    assert there("taxa_legal") == ["09/2026", "10/2026", "11/2026"]
    assert (there("igpm"), there("selic")) == ([], [])
    assert indices.months(NOW).state == "ok"


def test_a_month_that_was_revised_is_asked_again(titulo, api):
    fetch_index_rates(machine(), api.address)
    models.IndexRate.objects.filter(index="ipca", month=date(2026, 9, 1)).update(rate_ppb=1)
    fetch_index_rates(machine(), api.address)
    assert models.IndexRate.objects.get(index="ipca", month=date(2026, 9, 1)).rate_ppb == 5_000_000


def test_where_no_policy_uses_an_index_nobody_is_asked(titulo):
    models.EncargosPolicy.objects.update(juros_by="contract", juros_ppb_month=10_000_000)
    assert fetch_index_rates(machine(), NOWHERE) == {}
    assert not models.Event.objects.exists()


def test_a_banco_central_that_does_not_answer_is_told_by_doctor(titulo):
    assert fetch_index_rates(machine(), NOWHERE) == {"ipca": "bcb.fora", "taxa_legal": "bcb.fora"}
    assert models.Event.objects.filter(name="index_fetch.failed").count() == 2
    found = indices.months(NOW)
    assert found.state == "problem"
    assert "IPCA não veio em 24/11/2026 às 10h00: o Banco Central não respondeu." in found.phrase


def test_with_every_month_there_a_failure_is_only_a_note_and_ends_when_it_comes(titulo, api):
    fetch_index_rates(machine(), api.address)
    fetch_index_rates(machine(), NOWHERE)
    assert indices.months(NOW).state == "note"
    fetch_index_rates(machine(), api.address)
    assert indices.months(NOW).state == "ok"


def test_one_series_that_fails_leaves_the_other(titulo, api):
    del api.series[433]
    assert fetch_index_rates(machine(), api.address) == {"ipca": "bcb.sem_valores", "taxa_legal": ""}
    assert there("taxa_legal") == ["09/2026", "10/2026", "11/2026"]
