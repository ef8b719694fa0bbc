"""`adimple remessa`: the next file of a convênio into a file of one's own, and the same again."""

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from tests import builders
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch, server):
    monkeypatch.setenv("DATABASE_URL", server)
    return lambda *words: CliRunner().invoke(app, ["remessa", "--credor", "colegio", *map(str, words)])


@pytest.fixture
def convenio():
    credor = credor_that_registers()
    models.Credor.objects.filter(id=credor.id).update(slug="colegio")
    credor.refresh_from_db()
    convenio = builders.make_convenio(credor)
    titulo = titulo_of(devedor_of(credor))
    issue_boletos(
        builders.context_in(credor, "operator"), IssueBoletos(convenio_id=convenio.id, titulo_ids=(titulo.id,))
    )
    return convenio


def test_the_next_file_is_written_and_the_same_again(run, convenio, tmp_path):
    first, again = tmp_path / "um.rem", tmp_path / "outra.rem"
    told = run("--convenio", convenio.id, "--out", first)
    assert told.exit_code == 0, told.output
    kept = models.Remessa.objects.get()
    assert (first.read_bytes(), first.stat().st_mode & 0o777) == (bytes(kept.content), 0o600)
    assert kept.sha256 in told.output

    assert run("--convenio", convenio.id, "--number", 1, "--out", again).exit_code == 0
    assert again.read_bytes() == first.read_bytes()
    nothing = run("--convenio", convenio.id, "--out", tmp_path / "nada.rem")
    assert (nothing.exit_code, "Não há nada a mandar ao banco" in nothing.output) == (2, True)


def test_without_a_convenio_it_tells_what_there_is(run, convenio, tmp_path):
    assert f"Convênio {convenio.id}: Itaú exemplo, Itaú, CNAB400. Esperam: 1." in run().output
    run("--convenio", convenio.id, "--out", tmp_path / "um.rem")
    assert "Remessa 1 do convênio" in run().output
    assert "1 ordem, R$ 1.000,00 de boletos novos." in run().output


def test_a_file_there_is_kept_and_nothing_is_made(run, convenio, tmp_path):
    there = tmp_path / "um.rem"
    there.write_text("de outrem")
    told = run("--convenio", convenio.id, "--out", there)
    assert (told.exit_code, "já existe" in told.output, there.read_text()) == (2, True, "de outrem")
    assert not models.Remessa.objects.exists()


def test_what_is_not_there_is_said(run, convenio):
    foreign = builders.make_convenio(builders.make_credor())
    for words in (("--convenio", foreign.id), ("--convenio", convenio.id, "--number", 9)):
        told = run(*words)
        assert (told.exit_code, "Não há este convênio" in told.output) == (2, True)
    assert "diga também de que convênio" in run("--number", 1).output


def test_what_could_not_go_is_told_with_why(run, convenio, tmp_path):
    row = models.Boleto.objects.get()
    models.Boleto.objects.update(pagador=row.pagador | {"uf": "XX"})
    told = run("--convenio", convenio.id, "--out", tmp_path / "um.rem")
    assert told.exit_code == 2
    assert f"Não foi: registrar o boleto {row.printed_number}. UF do devedor: A UF tem duas letras" in told.output
    assert not (tmp_path / "um.rem").exists()
