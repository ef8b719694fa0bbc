"""`adimple export`: a list of one credor into a file of one's own."""

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from tests import builders

pytestmark = pytest.mark.django_db

SHEETS = ("titulos", "devedores", "payments", "actions", "tasks", "events")


@pytest.fixture
def credor():
    credor = builders.make_credor(slug="colegio")
    builders.make_titulo(builders.make_devedor(credor, name="Ana Exemplo"), number="CE-1")
    builders.make_titulo(builders.make_devedor(builders.make_credor(slug="outro")), number="ZZ-1")
    return credor


@pytest.fixture
def run(monkeypatch, server):
    monkeypatch.setenv("DATABASE_URL", server)
    return lambda *words: CliRunner().invoke(app, ["export", *map(str, words)])


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_written_for_its_owner_alone_and_told(run, credor, tmp_path, sheet, kind):
    file = tmp_path / f"lista.{kind}"

    told = run(sheet, file, "--credor", "colegio")

    event = models.Event.objects.get(name="sheet.exported")
    assert told.exit_code == 0, told.output
    assert event.payload["sha256"] in told.output
    assert (event.credor, event.actor) == (credor, "linha de comando")
    assert (file.stat().st_mode & 0o777, [one.name for one in tmp_path.iterdir()]) == (0o600, [file.name])


def test_only_the_credor_asked_for_leaves(run, credor, tmp_path):
    run("titulos", tmp_path / "t.csv", "--credor", "colegio")

    written = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert "CE-1" in written
    assert "ZZ-1" not in written


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("titulos", "{}/t.pdf", "--credor", "colegio"), "termina em .csv ou .xlsx"),
        (("titulos", "{}/t.csv", "--credor", "nada"), "Não há credor «nada»"),
        (("titulos", "{}/t.csv", "--credor", "colegio", "--state", "x"), "--state: Esta situação não existe"),
        (("actions", "{}/t.csv", "--credor", "colegio", "--on", "24/11/2026"), "--on: escreva o dia como"),
        (("titulos", "{}/nao/ha/t.csv", "--credor", "colegio"), "a pasta não existe"),
    ],
)
def test_a_slip_is_told_in_a_line_and_nothing_is_written(run, credor, tmp_path, words, said):
    told = run(*(word.format(tmp_path) for word in words))

    assert (told.exit_code, said in told.output) == (2, True), told.output
    assert list(tmp_path.iterdir()) == []
    assert not models.Event.objects.filter(name="sheet.exported").exists()


def test_a_file_that_is_there_is_not_overwritten_unless_one_says_so(run, credor, tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("meu")

    assert run("titulos", file, "--credor", "colegio").exit_code == 2
    assert file.read_text() == "meu"
    assert run("titulos", file, "--credor", "colegio", "--force").exit_code == 0
    assert "CE-1" in file.read_text(encoding="utf-8-sig")
