"""`adimple pix charge` and `refund`: a título charged at the PSP, a Pix given back, from the machine."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.domain import pix
from adimple.store import models
from tests import builders
from tests import psp as psps
from tests.usecases import money_in


@pytest.fixture
def titulo(database_url, monkeypatch, tmp_path):
    """Of a credor that receives by a PSP."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    account, credor = builders.make_account(), builders.make_credor(slug="colegio")
    builders.make_membership(account, credor)
    with psps.started(tmp_path) as psp:
        psps.make_account(builders.context_of(account), credor, psp)
        titulo = builders.make_titulo(builders.make_devedor(credor))
        titulo.psp = psp
        yield titulo


def run(*words: str):
    return CliRunner().invoke(app, ["pix", "charge", *words])


def test_the_code_is_told_and_again_it_is_the_same(titulo):
    told = run(str(titulo.id), "--credor", "colegio")
    assert told.exit_code == 0, told.stderr
    amount, code = told.stdout.splitlines()
    assert (amount.startswith("R$ "), pix.read(code).is_valid) == (True, True)
    again = json.loads(run(str(titulo.id), "--credor", "colegio", "--json").stdout)
    assert (again["br_code"], again["titulo_id"]) == (code, titulo.id)


def test_a_pix_is_given_back_once(titulo):
    told = titulo.psp.book.pay_key(psps.KEY, 850_00, builders.ON, psps.PAYER)
    raw = money_in.make_raw(titulo.credor)
    account = models.PspAccount.objects.get()
    models.RawPayload.objects.filter(id=raw.id).update(name=f"psp-{account.id}")
    row = money_in.make_incoming(raw, 850_00, source_key=told["endToEndId"], paid_on=date.today())
    words = ("pix", "refund", str(row.id), "--credor", "colegio", "--motivo", "pagou a mais", "--valor")
    assert "--numero" in CliRunner().invoke(app, [*words, "50,00"]).stderr
    words = (*words[:-1], "--numero", "1", "--valor")
    for _ in range(2):
        done = CliRunner().invoke(app, [*words, "50,00"])
        assert (done.exit_code, done.stdout) == (0, "R$ 50,00: devolvidos.\n")
    assert CliRunner().invoke(app, [*words, "60,00"]).exit_code == 2
    assert [one["valor"] for one in titulo.psp.book.received[row.source_key]["devolucoes"]] == ["50.00"]


def test_what_is_not_there_is_told(titulo):
    told = run("999999", "--credor", "colegio")
    assert (told.exit_code, "Não há título 999999" in told.stderr) == (2, True)
