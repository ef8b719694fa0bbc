"""`adimple set-password` as somebody locked out types it."""

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from tests import builders

NEW = "quatro palavras bem juntas"


@pytest.fixture
def ana(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    return builders.make_account(email="ana@exemplo.test")


def run(email: str, password: str):
    return CliRunner().invoke(app, ["set-password", "--email", email], env={"ADIMPLE_PASSWORD": password})


def test_the_machine_s_owner_opens_the_door(ana):
    done = run("Ana@Exemplo.test", NEW)

    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Senha de ana@exemplo.test trocada")
    assert NEW not in done.stdout + done.stderr
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert models.Event.objects.get().name == "password.changed"


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("eva@exemplo.test", NEW, "--email: Ninguém entra com este e-mail."),
        ("ana@", NEW, "--email: E-mail inválido"),
        ("ana@exemplo.test", "12345", "ADIMPLE_PASSWORD: A senha tem 5 caracteres e precisa de ao menos 10;"),
        ("ana@exemplo.test", "", "Defina a senha em ADIMPLE_PASSWORD"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_changes(ana, email, password, said):
    done = run(email, password)

    assert done.exit_code == 2
    assert done.stderr.startswith(said)
    assert len(done.stderr.strip().splitlines()) == 1
    ana.refresh_from_db()
    assert ana.check_password("tres palavras juntas")
