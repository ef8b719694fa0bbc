"""`adimple create-owner` as somebody types it."""

import os
import pty
import select
import subprocess

import pytest
from typer.testing import CliRunner, Result

from adimple.cli.main import app
from adimple.store import models
from tests.cli.running import ADIMPLE, environment

PASSWORD = "tres palavras juntas"
ANA = {
    "--email": "ana@exemplo.test",
    "--credor": "colegio-exemplo",
    "--credor-name": "Colégio Exemplo",
    "--credor-document": "11.222.333/0001-81",
}


@pytest.fixture
def create(database_url, monkeypatch):
    """The command in this process, which is quicker; the terminal tests below start a real one."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def run(change: dict[str, str] | None = None, password: str = PASSWORD) -> Result:
        words = [word for pair in (ANA | (change or {})).items() for word in pair]
        return CliRunner().invoke(app, ["create-owner", *words], env={"ADIMPLE_PASSWORD": password})

    return run


def counts() -> tuple[int, int, int]:
    return models.Account.objects.count(), models.Credor.objects.count(), models.Membership.objects.count()


def test_an_owner_is_made_who_can_log_in_to_a_credor_in_ensaio(create):
    done = create({"--credor-address": "Rua do Modelo, 100, São Paulo, SP", "--name": "Ana Exemplo"})

    assert done.exit_code == 0, done.stderr
    assert "Acesso criado: ana@exemplo.test" in done.stdout
    assert "Credor criado: colegio-exemplo (Colégio Exemplo), em ensaio" in done.stdout
    credor = models.Credor.objects.get()
    assert (credor.slug, credor.document, credor.address, credor.released_at) == (
        "colegio-exemplo", "11222333000181", "Rua do Modelo, 100, São Paulo, SP", None,
    )  # fmt: skip
    account = models.Account.objects.get()
    assert (account.name, account.check_password(PASSWORD)) == ("Ana Exemplo", True)
    assert models.Membership.objects.get().role == "owner"
    assert PASSWORD not in done.stdout + done.stderr


def test_the_same_command_twice_changes_nothing_and_says_so(create):
    create()
    before = counts()

    again = create(password="outra senha bem longa")

    assert again.exit_code == 0
    assert "O acesso ana@exemplo.test já existia; a senha dele não mudou." in again.stdout
    assert "O credor colegio-exemplo (Colégio Exemplo) já existia; os dados dele não mudaram." in again.stdout
    assert counts() == before
    assert models.Account.objects.get().check_password(PASSWORD)


def test_an_existing_credor_gains_a_second_owner(create):
    create()

    done = create({"--email": "bia@exemplo.test"})

    assert done.exit_code == 0, done.stderr
    assert counts() == (2, 1, 2)
    assert set(models.Membership.objects.values_list("role", flat=True)) == {"owner"}


def test_an_existing_credor_of_another_document_is_given_to_nobody(create):
    create()

    done = create({"--email": "bia@exemplo.test", "--credor-document": "529.982.247-25"})

    assert done.exit_code == 2
    assert "já existe com outro documento" in done.stderr
    assert counts() == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "password", "said"),
    [
        ({}, "curta", "ADIMPLE_PASSWORD: "),
        ({}, "1234567890", "ADIMPLE_PASSWORD: "),
        ({}, "", "Defina a senha em ADIMPLE_PASSWORD"),
        ({"--email": "ana@"}, PASSWORD, "--email: "),
        ({"--email": "ana@"}, "123", "--email: E-mail inválido: falta o que vem depois do @. ADIMPLE_PASSWORD: "),
        ({"--credor-document": "11.222.333/0001-82"}, PASSWORD, "--credor-document: CNPJ inválido"),
        ({"--credor-name": " "}, PASSWORD, "--credor-name: "),
        ({"--credor": "Colégio Exemplo"}, PASSWORD, "--credor: use só letras minúsculas"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_made(create, change, password, said):
    done = create(change, password)

    assert done.exit_code == 2
    assert done.stderr.startswith(said)
    assert len(done.stderr.strip().splitlines()) == 1
    assert counts() == (0, 0, 0)


def test_a_password_is_asked_twice_and_never_shown(database_url, tmp_path):
    shown = typed(database_url, tmp_path, [PASSWORD, PASSWORD])

    assert "Senha (ao menos 10 caracteres):" in shown
    assert PASSWORD not in shown
    assert models.Account.objects.get().check_password(PASSWORD)


def test_two_different_passwords_make_nothing(database_url, tmp_path):
    assert "As duas senhas são diferentes" in typed(database_url, tmp_path, [PASSWORD, "outra senha longa"])
    assert counts() == (0, 0, 0)


def typed(url: str, tmp_path, answers: list[str]) -> str:
    """What a terminal shows when somebody runs the command and types these lines, each when asked."""
    env = environment(tmp_path / "data", DATABASE_URL=url)
    words = [word for pair in ANA.items() for word in pair]
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [*ADIMPLE, "create-owner", *words], env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown, waiting = "", list(answers)
    while select.select([terminal], [], [], 60)[0]:
        try:
            octets = os.read(terminal, 4096)
        except OSError:  # the other side closed
            break
        shown += octets.decode()
        if waiting and shown.rstrip(" ").endswith(":"):
            os.write(terminal, waiting.pop(0).encode() + b"\n")
            shown += "\n"
    process.wait(timeout=60)
    os.close(terminal)
    return shown
