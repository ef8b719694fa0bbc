"""`adimple credor` as who cares for the machine types it."""

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from tests import builders


@pytest.fixture
def credor(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    return builders.make_released_credor(slug="colegio")


def run(verb: str, *words: str):
    return CliRunner().invoke(app, ["credor", verb, *words])


def test_one_is_closed_and_reopened(credor):
    closed = run("close", "--credor", "colegio", "--contact", "Colégio Exemplo, (11) 4002-0000")
    credor.refresh_from_db()
    assert closed.stdout == "Encerrado. Canceladas: ações, 0; tarefas, 0.\n"
    assert (credor.closed_at is None, credor.closed_contact) == (False, "Colégio Exemplo, (11) 4002-0000")

    reopened = run("reopen", "--credor", "colegio")
    credor.refresh_from_db()
    assert reopened.stdout.startswith("Reaberto. Nada sai até alguém retomar")
    assert (credor.closed_at, credor.stopped_at is None) == (None, False)
    assert list(models.Event.objects.order_by("id").values_list("name", flat=True)) == [
        "credor.closed", "credor.reopened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--credor", "nenhum"], "--credor: não há credor «nenhum»."),
        (["--credor", "colegio", "--contact", "x" * 301], "--contact: Escreva em até 300 letras"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_closed(credor, words, said):
    refused = run("close", *words)

    assert (refused.exit_code, said in refused.stderr) == (2, True)
    assert not models.Event.objects.exists()
