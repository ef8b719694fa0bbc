"""`adimple demo` as a newcomer runs it, small: real processes in a data folder of its own."""

import json
import subprocess
from pathlib import Path

import pytest

from adimple.config import embedded
from tests.cli.running import ADIMPLE, environment, free_ports

SMALL = ("--titulos", "200", "--dias", "3")


def demo(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    smtp_port, web_port, port = free_ports(3)
    variables = {
        "DEMO_SERVE": "0",
        "ADIMPLE_SANDBOX_SMTP_PORT": str(smtp_port),
        "ADIMPLE_SANDBOX_WEB_PORT": str(web_port),
    }
    return subprocess.run(
        [*ADIMPLE, "demo", "--port", str(port), *arguments],
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo") / "dados"
    yield data, demo(data, *SMALL)
    embedded.stop(data)


def test_it_lives_the_days_prints_the_summary_and_ends(first):
    data, done = first
    assert done.returncode == 0, done.stderr
    for said in ("Colégio Exemplo", "Academia Modelo", "Mensagens enviadas", "owner@exemplo.test", "exemplo-para-ver"):
        assert said in done.stdout
    assert "http://127.0.0.1:" in done.stdout
    assert json.loads((data / "demo" / "estado.json").read_text())["state"] == "pronta"


def test_it_leaves_no_server_running(first):
    data, _ = first
    assert embedded.status(data) is None


def test_a_second_time_finds_it_there_and_lives_nothing_again(first):
    data, _ = first
    sheets = {path: path.stat().st_mtime_ns for path in (data / "demo").iterdir()}
    again = demo(data, *SMALL)
    assert again.returncode == 0, again.stderr
    assert "já estava pronta" in again.stdout
    assert "Colégio Exemplo" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in (data / "demo").iterdir()} == sheets


def test_a_folder_with_data_of_its_own_is_never_touched(tmp_path):
    tables = tmp_path / "dados" / "postgres" / "base"
    tables.mkdir(parents=True)
    (tables / "1").write_text("de alguém")
    refused = demo(tmp_path / "dados", "--reset", *SMALL)
    assert refused.returncode == 2
    assert "não são da demonstração, e nada foi apagado" in refused.stderr
    assert (tables / "1").read_text() == "de alguém"


def test_production_has_no_demonstration(tmp_path):
    done = subprocess.run(
        [*ADIMPLE, "demo"],
        env=environment(tmp_path, ADIMPLE_ENV="production"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr == "A demonstração não roda em produção. Rode em outra máquina, ou sem ADIMPLE_ENV.\n"
    assert list(tmp_path.iterdir()) == []
