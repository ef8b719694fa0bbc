"""Nothing that names a person, and no secret, reaches a log."""

import io
import json
import logging
import logging.config
import sys

import pytest

from adimple.config import logs


@pytest.mark.parametrize(
    "secret",
    [
        "123.456.789-09",
        "12345678909",
        "11.222.333/0001-81",
        "11222333000181",
        "12.ABC.345/01DE-35",
        "12ABC34501DE35",
        "12.abc.345/01de-35",
        "+55 11 98765-4321",
        "+5511987654321",
        "(11) 98765-4321",
        "11 3333-4444",
        "98765-4321",
        "ana.exemplo+boleto@sub.exemplo.test",
        "2X-1b-Kf2.4f1QmT0nZxvJ8c2wYbL7hRkS9dAeUoGiPp3qVtMnX6E",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "valor={};", '{{"campo": "{}"}}', "antes {} depois", "nome_{}", "2026-11-22 {}"]
)
def test_personal_data_is_masked_wherever_it_stands(secret, around):
    masked = logs.mask(around.format(secret))

    assert secret not in masked
    assert "‹" in masked


def test_the_secret_part_of_a_link_is_masked_and_the_page_stays_known():
    assert logs.mask("Not Found: /p/a1B2-c3.d4E5_f6/ja-paguei?x=1") == "Not Found: /p/‹link›/ja-paguei?x=1"
    assert logs.mask("GET https://exemplo.test/p/abc HTTP/1.1") == "GET https://exemplo.test/p/‹link› HTTP/1.1"


@pytest.mark.parametrize(
    "plain",
    [
        "2026-11-22 01:48:05,123",
        "22/11/2026 10:00",
        "título 123456789 de R$ 1.234,56",
        "porta 8000, 3 tentativas",
        "/titulos/?pagina=2",
        "sha256 0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    ],
)
def test_dates_ids_and_amounts_stay_readable(plain):
    assert logs.mask(plain) == plain


def test_a_record_is_one_line_of_json_with_its_trace_masked_too():
    try:
        raise ValueError("CPF 123.456.789-09\nna segunda linha")
    except ValueError:
        record = logging.LogRecord("adimple", logging.ERROR, "", 0, "para %s", ("ana@exemplo.test",), sys.exc_info())

    line = logs.JsonFormatter().format(record)

    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "adimple", "para ‹e-mail›")
    assert "ValueError: CPF ‹número›" in told["trace"]
    assert "123.456" not in line


@pytest.fixture
def written(monkeypatch):
    """What an installation writes when Django answers a request with a status, at a level of ADIMPLE_LOG."""

    def ask(level: str, status: int, name: str = "django.request") -> list[dict]:
        said = io.StringIO()
        monkeypatch.setattr(sys, "stderr", said)
        logging.config.dictConfig(logs.configuration(level))
        logging.getLogger(name).warning("Not Found: /p/abc", extra={"status_code": status})
        return [json.loads(line) for line in said.getvalue().splitlines()]

    root = logging.getLogger()
    before, handlers = root.level, root.handlers[:]
    yield ask
    root.handlers[:] = handlers
    root.setLevel(before)


@pytest.mark.parametrize("status", [404, 405, 409, 422])
def test_what_was_refused_to_somebody_is_no_warning_but_stays_in_the_log(written, status):
    assert written("WARNING", status) == []
    (line,) = written("INFO", status)
    assert (line["level"], line["message"]) == ("INFO", "Not Found: /p/‹link›")


@pytest.mark.parametrize(("status", "name"), [(400, "django.request"), (403, "django.request"), (404, "adimple.web")])
def test_any_other_warning_is_one(written, status, name):
    (line,) = written("WARNING", status, name)
    assert line["level"] == "WARNING"


def test_a_host_that_is_nobody_s_is_a_warning_without_a_trace():
    try:
        raise ValueError("Invalid HTTP_HOST header")
    except ValueError:
        record = logging.LogRecord(
            "django.security.DisallowedHost", logging.ERROR, "", 0, "pague.loja.test", (), sys.exc_info()
        )
    assert logs.Refusals("WARNING").filter(record)
    line = json.loads(logs.JsonFormatter().format(record))
    assert (line["level"], line["message"], "trace" in line) == ("WARNING", "pague.loja.test", False)
