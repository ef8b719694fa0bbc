"""`adimple retorno --apply` and `adimple ofx --apply`, and one killed before its ledger was written."""

import json
import os
import signal
import subprocess
from datetime import UTC, datetime

import psycopg
import pytest

from adimple.store import models
from adimple.usecases.finish_raw import finish_raw
from tests import builders
from tests.cli.running import ADIMPLE, adimple, environment, wait_until
from tests.files.test_ofx import file as ofx_file
from tests.files.test_ofx import row
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def boleto():
    devedor = builders.make_devedor(builders.make_credor(slug="colegio"))
    return money_in.make_boleto(
        money_in.make_convenio(devedor.credor), builders.make_titulo(devedor, created_at=LONG_AGO)
    )


def content(boleto):
    return retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))


def test_a_retorno_enters_once_and_the_second_time_says_so(database_url, tmp_path, boleto):
    file = tmp_path / "CB1.RET"
    file.write_bytes(content(boleto))
    words = ("retorno", str(file), "--apply", "--credor", "colegio")
    first = adimple(tmp_path, *words, "--json", DATABASE_URL=database_url)
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert (told["payments"], told["matched"], told["waiting"], told["waits"]) == (1, 1, 0, False)
    assert adimple(tmp_path, *words, DATABASE_URL=database_url).stdout.startswith("Este retorno já foi recebido em")
    assert models.Payment.objects.get().amount_cents == 869_83


def test_a_retorno_that_names_no_convenio_shows_those_there_are(database_url, tmp_path, boleto):
    file = tmp_path / "CB1.RET"
    file.write_bytes(content(boleto).replace(b"567890", b"999999", 1))
    result = adimple(tmp_path, "retorno", str(file), "--apply", "--credor", "colegio", DATABASE_URL=database_url)
    assert result.returncode == 2
    assert f"--convenio {boleto.convenio_id}  Itaú, banco 341" in result.stderr


def test_an_ofx_enters(database_url, tmp_path, boleto):
    account = models.BankAccount.objects.create(
        credor=boleto.credor, bank_code="341", agencia="0810", conta="536780", label="Itaú", created_at=LONG_AGO
    )
    file = tmp_path / "extrato.ofx"
    file.write_text(ofx_file(row()))
    result = adimple(tmp_path, "ofx", str(file), "--apply", "--credor", "colegio", DATABASE_URL=database_url)
    assert result.stdout.startswith("Créditos: 1, R$ 10,50. Débitos deixados de fora: 0.")
    assert models.Incoming.objects.get().bank_account_id == account.id


def test_one_killed_between_the_file_and_the_ledger_is_finished_by_the_worker_once(database_url, tmp_path, boleto):
    file = tmp_path / "CB1.RET"
    file.write_bytes(content(boleto))
    with psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE payment IN SHARE ROW EXCLUSIVE MODE")
        process = subprocess.Popen(
            [*ADIMPLE, "retorno", str(file), "--apply", "--credor", "colegio"],
            env=environment(tmp_path, DATABASE_URL=database_url),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: _waits(database_url))
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    wait_until(lambda: not _waits(database_url))
    raw = models.RawPayload.objects.get()
    assert raw.done_at is None
    assert not models.Incoming.objects.exists()
    assert not models.Retorno.objects.exists()
    models.RawPayload.objects.update(received_at=LONG_AGO)
    account = builders.make_account()
    builders.make_membership(account, boleto.credor)
    ctx = builders.context_of(account)
    assert (finish_raw(ctx), finish_raw(ctx)) == (1, 0)
    assert models.Payment.objects.get().amount_cents == 869_83
    assert models.Incoming.objects.get().state == "matched"


def _waits(url: str) -> bool:
    with psycopg.connect(url, autocommit=True) as watching:
        asked = "SELECT count(*) FROM pg_locks WHERE relation = 'payment'::regclass AND NOT granted"
        return bool(watching.execute(asked).fetchone()[0])
