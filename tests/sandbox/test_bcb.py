"""The rehearsal of the Banco Central's API speaks as the real one: paths, formats, limits, refusals."""

import json
import threading
import urllib.error
import urllib.request
from datetime import date

import pytest

from adimple.sandbox.bcb import SeriesServer, flat_series

SERIES = flat_series(date(2025, 1, 1), date(2025, 12, 1))


@pytest.fixture(scope="module")
def server():
    with SeriesServer(SERIES) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def get(server, path):
    try:
        with urllib.request.urlopen(server.address + path, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_json_is_the_default_and_says_day_and_value(server):
    status, body = get(server, "/dados/serie/bcdata.sgs.433/dados?dataInicial=01/03/2025&dataFinal=30/04/2025")
    assert status == 200
    assert json.loads(body) == [{"data": "01/03/2025", "valor": "0.50"}, {"data": "01/04/2025", "valor": "0.50"}]


def test_csv_is_written_with_a_decimal_comma(server):
    status, body = get(server, "/dados/serie/bcdata.sgs.189/dados/ultimos/1?formato=csv")
    assert (status, body) == (200, 'data;valor\r\n"01/12/2025";"0,50"\r\n')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dados/serie/bcdata.sgs.1/dados", 404),
        ("/", 404),
        ("/dados/serie/bcdata.sgs.433/dados?dataInicial=01/01/2026", 404),
        ("/dados/serie/bcdata.sgs.433/dados?dataInicial=2025-01-01", 400),
        ("/dados/serie/bcdata.sgs.433/dados/ultimos/21", 400),
        ("/dados/serie/bcdata.sgs.433/dados?dataInicial=01/01/2000&dataFinal=01/12/2025", 406),
    ],
)
def test_what_the_bank_refuses_is_refused(server, path, status):
    assert get(server, path)[0] == status
    assert "error" in json.loads(get(server, path)[1])


def test_it_listens_to_this_machine_only(server):
    assert server.server_address[0] == "127.0.0.1"
