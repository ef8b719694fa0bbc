"""`adimple indices`: what came in, what is there, what is missing. Every figure here is invented."""

import threading
from datetime import date

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.sandbox.bcb import SeriesServer, flat_series
from adimple.store import models

pytestmark = pytest.mark.django_db
SERIES = "data;valor\n01/01/2025;0,50\n01/03/2025;-0,10\n"


@pytest.fixture
def run(monkeypatch, server):
    """The command, in this process and in the test's transaction."""
    monkeypatch.setenv("DATABASE_URL", server)
    return lambda *words: CliRunner().invoke(app, ["indices", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ipca.csv"
    path.write_text(SERIES)
    return path


def test_a_file_enters_once_and_what_is_missing_is_shown(run, file):
    first = run("import", file, "--index", "ipca")
    assert (first.exit_code, first.stdout) == (0, "IPCA: 2 meses novos, 0 iguais, 0 revistos.\n")
    assert run("import", file, "--index", "ipca").stdout == "IPCA: 0 meses novos, 2 iguais, 0 revistos.\n"
    shown = run("show", "--index", "ipca").stdout
    assert "de 01/2025 a 03/2025; no meio faltam 02/2025" in shown
    assert "03/2025  -0,10%" in shown
    assert "ipca.csv" in shown


def test_a_revised_month_is_told(run, file):
    run("import", file, "--index", "ipca")
    file.write_text("data;valor\n01/01/2025;0,51\n")
    assert "01/2025: era 0,5%, agora 0,51%." in run("import", file, "--index", "ipca").stdout


def test_a_line_that_cannot_be_read_stops_the_file(run, file):
    file.write_text(SERIES + "01/04/2025;meio\n")
    result = run("import", file, "--index", "ipca")
    assert result.exit_code == 2
    assert "linha 4, valor: «meio» não é uma taxa mensal" in result.stderr
    assert models.IndexRate.objects.count() == 0


def test_the_bank_s_api_is_asked(run):
    with SeriesServer(flat_series(date(2025, 1, 1), date(2025, 5, 1))) as api:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        result = run("fetch", "--index", "taxa_legal", "--since", "03/2025", "--api", api.address)
        api.shutdown()
    assert (result.exit_code, result.stdout) == (0, "Taxa legal: 3 meses novos, 0 iguais, 0 revistos.\n")
    assert set(models.IndexRate.objects.values_list("source", flat=True)) == {api.address}


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        (
            ("import", "nada.csv", "--index", "ipca"),
            "«nada.csv»: não foi possível abrir o arquivo (o arquivo ou a pasta não existe",
        ),
        (("import", "nada.csv", "--index", "cdi"), "Não conhecemos o índice «cdi». Há: ipca,"),
        (("fetch", "--index", "ipca", "--since", "março"), "--since «março»: escreva o mês como 08/2024."),
        (("fetch", "--index", "ipca", "--since", "01/2099"), "--since «01/2099»: este mês ainda não chegou."),
        (("fetch", "--index", "ipca", "--since", "01/2025", "--api", "bcb"), "começa com https://"),
        (("show", "--index", "cdi"), "Não conhecemos o índice «cdi»"),
    ],
)
def test_what_was_asked_wrongly_is_told_in_one_line(run, words, phrase):
    result = run(*words)
    assert result.exit_code == 2
    assert phrase in result.stderr
    assert "Traceback" not in result.stderr


def test_with_no_month_it_says_how_to_have_them(run):
    assert "Taxa legal (taxa_legal, série 29543: Banco Central" in run("show").stdout
    assert run("show").stdout.count("nenhum mês. Importe com adimple indices import ou fetch.") == 5
