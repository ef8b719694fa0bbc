"""A new version of a régua, and `adimple regua` that brings it."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.regua import shipped
from adimple.store import models
from adimple.usecases.publish_regua import publish_regua
from tests import builders
from tests.builders import ON

pytestmark = pytest.mark.django_db

TOMORROW = ON + timedelta(days=1)


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio")


def other_regua():
    told = shipped.document(effective_on=ON)
    return told | {"steps": [step for step in told["steps"] if step["code"] != "vencido_d2"]}


def test_a_version_succeeds_the_former_one_and_is_told(credor):
    ctx = builders.context_in(credor)

    assert publish_regua(ctx, credor.id, other_regua() | {"version": 77}, TOMORROW) == 2

    row = models.Regua.objects.get(credor=credor, version=2)
    assert (row.effective_on, row.author, row.document["version"]) == (TOMORROW, ctx.actor.name, 2)
    event = models.Event.objects.get(name="regua.published")
    assert (event.payload["regua_id"], event.payload["version"]) == (row.id, 2)


@pytest.mark.parametrize(
    ("told", "on", "error", "said"),
    [
        (other_regua, ON, Invalid, "a partir de amanhã"),
        (list, TOMORROW, Invalid, "documento JSON"),
        (lambda: other_regua() | {"steps": []}, TOMORROW, Invalid, "ao menos um passo"),
        (lambda: shipped.document(effective_on=ON), TOMORROW, Refused, "igual à versão 1"),
    ],
)
def test_what_is_no_new_version_is_refused_and_nothing_is_written(credor, told, on, error, said):
    with pytest.raises(error, match=said):
        publish_regua(builders.context_in(credor), credor.id, told(), on)

    assert models.Regua.objects.filter(credor=credor).count() == 1
    assert not models.Event.objects.filter(name="regua.published").exists()


def test_two_versions_do_not_begin_on_one_day(credor):
    publish_regua(builders.context_in(credor), credor.id, other_regua(), TOMORROW)

    with pytest.raises(Refused, match="Outra versão já vale"):
        publish_regua(builders.context_in(credor), credor.id, shipped.document(effective_on=ON), TOMORROW)


def test_an_operator_and_a_stranger_publish_nothing(credor):
    with pytest.raises(Refused, match="isto pede gestor"):
        publish_regua(builders.context_in(credor, "operator"), credor.id, other_regua(), TOMORROW)
    with pytest.raises(NotFound):
        publish_regua(builders.context_in(builders.make_credor()), credor.id, other_regua(), TOMORROW)


def test_what_the_command_shows_is_edited_and_published(credor, tmp_path, monkeypatch, server):
    monkeypatch.setenv("DATABASE_URL", server)

    def run(*words):
        return CliRunner().invoke(app, ["regua", "--credor", "colegio", *map(str, words)])

    told = json.loads(run().output)
    told["steps"] = [step for step in told["steps"] if step["code"] != "vencido_d2"]
    file = tmp_path / "regua.json"
    file.write_text(json.dumps(told))

    published = run("--publish", file, "--from", "2099-01-01")

    assert (published.exit_code, "Versão 2 publicada" in published.output) == (0, True), published.output
    assert json.loads(run("--version", 2).output)["effective_on"] == "2099-01-01"
    assert "não tem a versão 9" in run("--version", 9).output
    assert "igual à versão 2" in run("--publish", file, "--from", "2099-02-01").output
    assert "--from" in run("--publish", file).output
    file.write_text("{")
    assert "não é um documento JSON" in run("--publish", file, "--from", "2099-02-01").output
