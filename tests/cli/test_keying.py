"""`adimple api-key` as who cares for the machine types it."""

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from tests import builders


@pytest.fixture
def credor(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    credor = builders.make_credor(slug="colegio")
    builders.make_membership(builders.make_account(email="dona@exemplo.test"), credor)
    return credor


def run(*words: str):
    return CliRunner().invoke(app, ["api-key", "--credor", "colegio", *words])


def test_a_key_is_made_listed_and_revoked(credor):
    made = run("--name", "ERP", "--email", "dona@exemplo.test", "--scope", "titulos.ler", "--days", "30")
    secret = made.stdout.splitlines()[0]

    assert made.exit_code == 0, made.stderr
    assert models.ApiKey.objects.get().scopes == ["titulos.ler"]
    listed = run().stdout
    assert listed.startswith(f"{secret[:12]}  em vigor, vence ")
    assert secret not in listed
    assert run("--revoke", secret[:12]).stdout == "A chave «ERP» não abre mais nada.\n"
    assert run().stdout.startswith(f"{secret[:12]}  revogada")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "ERP", "--email", "eva@exemplo.test", "--scope", "titulos.ler"), "--email: Nenhum dono deste"),
        (
            ("--name", "ERP", "--email", "dona@exemplo.test", "--scope", "tudo"),
            "--scope: Não existe a permissão «tudo»",
        ),
        (("--name", "ERP", "--email", "dona@exemplo.test"), "--scope: Marque ao menos uma permissão"),
        (("--revoke", "adm_00000000"), "--revoke: nenhuma chave deste credor começa com adm_00000000."),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(credor, words, said):
    done = run(*words)

    assert done.exit_code == 2
    assert done.stderr.startswith(said)
    assert not models.ApiKey.objects.exists()
