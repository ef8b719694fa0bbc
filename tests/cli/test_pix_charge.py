"""`adimple pix charge`: the Pix of a título registered at the PSP, from the machine."""

import json

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.domain import pix
from tests import builders
from tests import psp as psps


@pytest.fixture
def titulo(database_url, monkeypatch, tmp_path):
    """Of a credor that receives by a PSP."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    account, credor = builders.make_account(), builders.make_credor(slug="colegio")
    builders.make_membership(account, credor)
    with psps.started(tmp_path) as psp:
        psps.make_account(builders.context_of(account), credor, psp)
        yield builders.make_titulo(builders.make_devedor(credor))


def run(*words: str):
    return CliRunner().invoke(app, ["pix", "charge", *words])


def test_the_code_is_told_and_again_it_is_the_same(titulo):
    told = run(str(titulo.id), "--credor", "colegio")
    assert told.exit_code == 0, told.stderr
    amount, code = told.stdout.splitlines()
    assert (amount.startswith("R$ "), pix.read(code).is_valid) == (True, True)
    again = json.loads(run(str(titulo.id), "--credor", "colegio", "--json").stdout)
    assert (again["br_code"], again["titulo_id"]) == (code, titulo.id)


def test_what_is_not_there_is_told(titulo):
    told = run("999999", "--credor", "colegio")
    assert (told.exit_code, "Não há título 999999" in told.stderr) == (2, True)
