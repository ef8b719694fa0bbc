"""The chosen sheets brought as people bring them: by the command and by the page, to the same end."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from adimple.web import middleware
from tests import builders
from tests.hostile import corpus
from tests.hostile.case import Case

pytestmark = pytest.mark.django_db

CHOSEN = [case for case in corpus.cases() if case.by_person]


def entered() -> list[tuple]:
    rows = models.Titulo.objects.order_by("number").values_list("number", "due_on", "principal_cents")
    return [(number, str(due_on), cents) for number, due_on, cents in rows]


def promised(case: Case) -> list[tuple]:
    return sorted((row["number"], row["due_on"], row["principal_cents"]) for row in case.outcome.accepted)


def test_at_least_twenty_are_chosen():
    assert len(CHOSEN) >= 20


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_command_comes_to_the_same_end(case, server, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", server)
    builders.make_credor(slug="colegio")
    file = tmp_path / case.file_name
    file.write_bytes(case.content)
    result = CliRunner().invoke(app, ["import", str(file), "--credor", "colegio", "--json"])
    assert entered() == promised(case)
    if case.outcome.refused:
        assert result.exit_code == 2
        assert not result.stdout.strip()
        assert "Traceback" not in result.stderr
    else:
        told = {rejection["line"]: rejection["code"] for rejection in json.loads(result.stdout)["rejections"]}
        assert (result.exit_code, told) == (0, case.outcome.rejected)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_page_comes_to_the_same_end(case, client, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(middleware, "now", lambda: builders.NOW)
    credor, account = builders.make_credor(), builders.make_account()
    builders.make_membership(account, credor)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    file = SimpleUploadedFile(case.file_name, case.content)
    answer = client.post("/importar/", {"kind": "titulos", "file": file})
    if case.outcome.refused.startswith("arquivo."):
        assert (answer.status_code, models.ImportFile.objects.count()) == (422, 0)
        return
    assert answer.status_code == 302
    preview, written = client.get(answer.url), client.post(f"{answer.url}gravar/")
    assert preview.status_code == 200
    assert b"<script>alert(1)" not in preview.content
    assert written.status_code in ((409, 422) if case.outcome.refused else (302,))
    assert entered() == promised(case)
    if not case.outcome.refused:
        assert models.ImportFile.objects.get().rejected == len(case.outcome.rejected)
