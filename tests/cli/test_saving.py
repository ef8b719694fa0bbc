"""Backup and restore by the real command, on databases of the tests' own server."""

import json
import os
import stat
import subprocess
import threading
import zipfile
from datetime import date
from pathlib import Path

import psycopg
import pytest

from adimple.config import databases
from adimple.store.reads import census
from tests import builders
from tests.cli.running import adimple

KEY = "chave-de-teste-que-nunca-sai-daqui-0123456789"
OTHER_KEY = "outra-chave-de-teste-bem-diferente-9876543210"
OCTETS: list[bytes] = []


@pytest.fixture
def ledger(database_url):
    """A credor that sends, with R$ 850,00 owed, of which R$ 100,00 was paid; the address of its database."""
    credor = builders.make_released_credor(slug="colegio-exemplo")
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor, principal_cents=850_00)
    builders.make_payment(devedor, amount_cents=100_00)
    builders.make_action(devedor)
    return database_url


@pytest.fixture
def elsewhere(database_url):
    """The address of an empty database beside it."""
    url = databases.renamed(database_url, databases.name_of(database_url) + "_alhures")
    server = databases.renamed(database_url, "postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{databases.name_of(url)}" TEMPLATE template0')
        yield url
        for name in (databases.name_of(url), databases.name_of(url) + databases.FRESH):
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def file(tmp_path):
    return tmp_path / "adimple.backup"


@pytest.fixture
def saved(ledger, file):
    """A backup of that ledger; made once, since each one like it serves."""
    if not OCTETS:
        assert save(ledger, file).returncode == 0
        OCTETS.append(file.read_bytes())
    file.write_bytes(OCTETS[0])
    return file


def save(url: str, file: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return adimple(file.parent / "data", "backup", str(file), *options, DATABASE_URL=url, ADIMPLE_KEY=KEY, **variables)


def bring(url: str, file: Path, *options: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
    return adimple(file.parent / "data", "restore", str(file), *options, DATABASE_URL=url, ADIMPLE_KEY=key)


def ask(url: str, question: str):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()


def names(url: str) -> list[str]:
    """Databases that a restore of `url` made or left."""
    with psycopg.connect(databases.renamed(url, "postgres")) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [databases.name_of(url) + "%"]
        )
        return [row[0] for row in rows]


def rewrite(file: Path, change) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(file) as archive:
        dump, told = archive.read("banco.dump"), json.loads(archive.read("manifesto.json"))
    change(told)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("banco.dump", dump)
        archive.writestr("manifesto.json", json.dumps(told))


def test_what_was_saved_comes_back_row_by_row_and_cent_by_cent(ledger, elsewhere, file):
    with psycopg.connect(ledger) as connection:
        connection.execute("INSERT INTO django_session VALUES ('abc', 'dados', now())")
    before = census.take_census()
    assert save(ledger, file).returncode == 0

    done = bring(elsewhere, file)

    assert done.returncode == 0, done.stderr
    assert "todas as somas" in done.stdout
    assert done.stderr == ""
    assert before["titulo"] == census.Tally(1, {"principal_cents": 850_00})
    assert ask(elsewhere, "SELECT count(*), sum(principal_cents) FROM titulo") == (1, 850_00)
    assert ask(elsewhere, "SELECT amount_cents, paid_on FROM payment") == (100_00, date(2026, 11, 24))
    assert ask(elsewhere, "SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%append_only'") == (6,)
    assert ask(elsewhere, "SELECT count(*) FROM django_session") == (0,)  # nobody stays logged in
    assert names(elsewhere) == [databases.name_of(elsewhere)]
    with psycopg.connect(elsewhere) as connection:  # sequences go on where they were
        next_id = connection.execute("SELECT nextval(pg_get_serial_sequence('titulo', 'id'))").fetchone()
        assert next_id > connection.execute("SELECT max(id) FROM titulo").fetchone()


def test_the_file_is_the_owner_s_alone_and_holds_no_key(ledger, file):
    assert save(ledger, file).returncode == 0

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifesto.json"))
        dump = archive.read("banco.dump")
    program = databases.program("pg_restore", ledger)
    plain = subprocess.run([program, "--file=-"], input=dump, capture_output=True, check=True).stdout
    assert b"colegio-exemplo" in plain
    assert KEY.encode() not in plain + json.dumps(told).encode()
    assert len(told["key_fingerprint"]) == 8
    assert told["tables"]["payment"] == {"rows": 1, "cents": {"amount_cents": 100_00, "leftover_cents": 0}}


def test_a_backup_while_a_writer_writes_is_one_instant(ledger, elsewhere, file):
    """Each transaction adds a cent to what was paid and to what is owed: never to one without the other."""
    stop, written = threading.Event(), []

    def write() -> None:
        with psycopg.connect(ledger) as connection:
            while not stop.is_set():
                connection.execute(
                    "INSERT INTO payment (credor_id, devedor_id, external_key, source, paid_on, amount_cents, chosen, "
                    "leftover_cents, note, registered_at, undone_reason) SELECT credor_id, devedor_id, %s, source, "
                    "paid_on, 1, chosen, 0, '', registered_at, '' FROM payment ORDER BY id LIMIT 1",
                    [f"escrita:{len(written)}"],
                )
                connection.execute("UPDATE titulo SET principal_cents = principal_cents + 1")
                connection.commit()
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 20:
            assert writer.is_alive()
        before = len(written)
        done = save(ledger, file)
        during = len(written) - before
    finally:
        stop.set()
        writer.join()

    assert done.returncode == 0, done.stderr
    assert during > 100  # it was writing all the while
    assert bring(elsewhere, file).returncode == 0
    paid, owed = ask(elsewhere, "SELECT (SELECT sum(amount_cents) FROM payment), (SELECT principal_cents FROM titulo)")
    assert paid - 100_00 == owed - 850_00
    assert before <= paid - 100_00 <= len(written)


def test_an_existing_file_is_overwritten_only_when_forced(ledger, file):
    file.write_text("precioso")

    refused = save(ledger, file)
    assert (refused.returncode, file.read_text()) == (2, "precioso")
    assert "já existe" in refused.stderr
    assert save(ledger, file, "--force").returncode == 0
    assert zipfile.is_zipfile(file)
    assert [path.name for path in file.parent.iterdir() if "parcial" in path.name] == []


def test_a_backup_that_fails_leaves_nothing(ledger, tmp_path):
    done = save(ledger, tmp_path / "não há" / "adimple.backup", "--force")

    assert done.returncode == 1
    assert "a pasta não existe" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_that_is_there_is_replaced_only_when_forced(saved, elsewhere):
    with psycopg.connect(elsewhere) as connection:
        connection.execute("CREATE TABLE account AS SELECT 7 AS former")

    refused = bring(elsewhere, saved)
    assert refused.returncode == 2
    assert "use --force" in refused.stderr
    assert ask(elsewhere, "SELECT former FROM account") == (7,)

    assert bring(elsewhere, saved, "--force").returncode == 0
    assert ask(elsewhere, "SELECT count(*) FROM account") == (0,)


def damage_a_byte(file: Path) -> None:
    octets = bytearray(file.read_bytes())
    octets[len(octets) // 2] ^= 0xFF
    file.write_bytes(octets)


def claim_one_cent_more(file: Path) -> None:
    rewrite(file, lambda told: told["tables"]["titulo"]["cents"].update(principal_cents=850_01))


def come_from_the_future(file: Path) -> None:
    rewrite(file, lambda told: told["migrations"].append("store.9999_of_the_future"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (damage_a_byte, "parte dele mudou"),
        (claim_one_cent_more, "as contagens ou somas não conferem com o manifesto em: titulo."),
        (come_from_the_future, "versão mais nova do Adimple"),
        (lambda file: file.unlink(), "Não encontramos o arquivo"),
    ],
)
def test_a_backup_that_is_not_right_is_refused_and_the_former_stays(saved, elsewhere, harm, said):
    with psycopg.connect(elsewhere) as connection:
        connection.execute("CREATE TABLE account AS SELECT 7 AS former")
    harm(saved)

    done = bring(elsewhere, saved, "--force")

    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert ask(elsewhere, "SELECT former FROM account") == (7,)
    assert names(elsewhere) == [databases.name_of(elsewhere)]


def test_a_database_in_use_is_not_replaced_under_who_uses_it(saved, elsewhere):
    with psycopg.connect(elsewhere) as connection:
        connection.execute("SELECT 1")

        done = bring(elsewhere, saved)

        assert done.returncode == 1
        assert "adimple stop" in done.stderr
        assert connection.execute("SELECT 2").fetchone() == (2,)


def test_what_an_interrupted_restore_left_is_dropped_and_nothing_leaves_until_somebody_resumes(saved, elsewhere):
    with psycopg.connect(databases.renamed(elsewhere, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{databases.name_of(elsewhere)}{databases.FRESH}" TEMPLATE template0')

    done = bring(elsewhere, saved)

    assert names(elsewhere) == [databases.name_of(elsewhere)]
    assert "Os envios de 1 credor ficaram parados" in done.stdout
    assert ask(elsewhere, "SELECT stopped_at IS NOT NULL FROM credor") == (True,)
    assert ask(elsewhere, "SELECT actor FROM event WHERE name = 'sending.stopped'") == ("restauração",)


def test_another_key_is_told_with_the_way_out(saved, elsewhere):
    done = bring(elsewhere, saved, key=OTHER_KEY)

    assert done.returncode == 0
    assert "o backup foi lacrado com outra chave" in done.stderr
    assert "Use a chave de origem (ADIMPLE_KEY" in done.stderr


def test_a_password_never_stands_on_a_command_line(monkeypatch):
    monkeypatch.setenv("PGHOST", "outro")
    place, env = databases.without_password(
        "postgresql://adimple:s%2Fgredo@banco.exemplo.test:6432/ledger?sslmode=prefer"
    )

    assert place == "postgresql://adimple@banco.exemplo.test:6432/ledger?sslmode=prefer"
    assert env["PGPASSWORD"] == "s/gredo"
    assert "PGHOST" not in env


def test_a_server_that_asks_for_tls_needs_the_system_s_programs(monkeypatch):
    url = "postgresql://adimple@banco.exemplo.test/ledger"
    assert "pginstall" in str(databases.program("pg_dump", url))
    monkeypatch.setitem(os.environ, "PATH", "/nada")
    with pytest.raises(LookupError):
        databases.program("pg_dump", url + "?sslmode=verify-full")
