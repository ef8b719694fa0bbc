"""`adimple totp-reset` for somebody who lost the phone and the codes."""

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from tests import builders


@pytest.fixture
def ana(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    return builders.make_account(email="ana@exemplo.test")


def run(email: str):
    return CliRunner().invoke(app, ["totp-reset", "--email", email])


def test_the_machine_s_owner_takes_the_second_step_away_and_the_password_stays(ana):
    builders.make_second_factor(ana)

    done = run("Ana@exemplo.test")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Verificação em duas etapas retirada.")
    assert not models.SecondFactor.objects.exists()
    assert models.Event.objects.get().name == "second_factor.reset"
    ana.refresh_from_db()
    assert ana.check_password("tres palavras juntas")


def test_who_has_none_is_told_so(ana):
    assert run("ana@exemplo.test").stdout.endswith("Nada mudou.\n")
    assert not models.Event.objects.exists()


def test_an_unknown_address_is_told(ana):
    done = run("eva@exemplo.test")

    assert done.exit_code == 2
    assert done.stderr.startswith("--email: Ninguém entra com este e-mail.")
