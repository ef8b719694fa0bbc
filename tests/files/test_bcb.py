"""A series asked of the Banco Central's API, over a socket, from a server that speaks as it does."""

import threading
from datetime import date

import pytest

from adimple.domain.errors import Unreadable
from adimple.domain.indices import index_of
from adimple.files import bcb
from adimple.files.sgs import Point
from adimple.sandbox.bcb import SeriesServer, flat_series
from tests.cli.running import free_ports

IPCA, SELIC = index_of("ipca"), index_of("selic")
FIRST, LAST = date(2001, 1, 1), date(2025, 6, 1)


@pytest.fixture(scope="module")
def api():
    series = flat_series(FIRST, LAST)
    del series[SELIC.sgs]
    with SeriesServer(series) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


def test_the_months_asked_for_come_and_no_other(api):
    series = bcb.fetch_series(IPCA, date(2025, 2, 10), date(2025, 4, 30), api)
    assert series.points == tuple(Point(date(2025, month, 1), 5_000_000) for month in (2, 3, 4))
    assert series.rejections == ()


def test_more_than_ten_years_are_asked_in_parts(api):
    # 24 years and 6 months
    assert len(bcb.fetch_series(IPCA, FIRST, LAST, api).points) == 294


def test_years_before_a_series_began_are_only_empty(api):
    assert len(bcb.fetch_series(IPCA, date(1980, 1, 1), LAST, api).points) == 294


@pytest.mark.parametrize(("index", "first"), [(SELIC, FIRST), (IPCA, date(2025, 7, 1))])
def test_what_the_bank_does_not_have_is_told(api, index, first):
    with pytest.raises(Unreadable, match=f"O Banco Central não tem {index.name} de") as refused:
        bcb.fetch_series(index, first, date(2025, 12, 1), api)
    assert refused.value.code == "bcb.sem_valores"


def test_what_the_bank_refuses_is_told(api):
    with pytest.raises(Unreadable, match="respondeu 4") as refused:
        bcb.fetch_series(IPCA, FIRST, LAST, f"{api}/dados/serie/bcdata.sgs.433/dados?dataInicial=ontem#")
    assert refused.value.code == "bcb.recusou"


def test_nobody_there_is_told():
    with pytest.raises(Unreadable, match="Não foi possível falar com o Banco Central") as refused:
        bcb.fetch_series(IPCA, FIRST, LAST, f"http://127.0.0.1:{free_ports(1)[0]}")
    assert refused.value.code == "bcb.fora"


@pytest.mark.parametrize("api", ["file:///etc/passwd", "api.bcb.gov.br", "ftp://127.0.0.1", ""])
def test_only_addresses_of_the_web_are_asked(api):
    with pytest.raises(Unreadable, match="começa com https://"):
        bcb.fetch_series(IPCA, FIRST, LAST, api)
