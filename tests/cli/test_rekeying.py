"""`adimple rekey` by the real command, on a real database: nothing sealed is lost, or what is lost is said."""

import hashlib
import os
import stat

import psycopg
import pytest
from django.db import connection

from adimple.store import sealing
from tests import builders
from tests.cli.running import adimple

OLD, NEW = "chave-de-antes-0123456789abcdef-0123456789", "chave-de-agora-fedcba9876543210-9876543210"


def key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@pytest.fixture
def ledger(database_url):
    """Two credores with a password each, sealed by OLD, and one person in both; the database's address."""
    for number, secret in enumerate(("segredo um", "segredo dois")):
        credor = builders.make_credor(slug=f"credor-{number}", name=f"Credor Exemplo {number}")
        builders.make_smtp(credor, username=f"usuario{number}", password_sealed=sealing.seal(secret, key_of(OLD)))
        devedor = builders.make_devedor(credor, document="52998224725", person_key=1)
        builders.make_action(devedor, person_key=1)
    nameless = builders.make_devedor(credor, document="", identity_key="h:sem-documento", person_key=2)
    builders.make_task(nameless, person_key=2)
    ask(
        "INSERT INTO installation (id, key_fingerprint, created_at) VALUES (1, %s, now())",
        sealing.fingerprint(key_of(OLD)),
    )
    return database_url


def ask(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def passwords(key: bytes) -> list[str]:
    rows = ask("SELECT password_sealed FROM channel_setting ORDER BY credor_id")
    return [sealing.unseal(bytes(sealed), key) for (sealed,) in rows]


def is_of(key: bytes) -> bool:
    """Whether the database says it is this key's, and every person's key is what it makes."""
    ((noted,),) = ask("SELECT key_fingerprint FROM installation")
    ((credor,),) = ask("SELECT max(id) FROM credor")
    with_document, without = sealing.person_keys(["52998224725", f"{credor}/h:sem-documento"], key)
    people = [row[0] for row in ask("SELECT person_key FROM devedor ORDER BY id")]
    followers = ask("SELECT person_key FROM action UNION ALL SELECT person_key FROM task")
    return (
        noted == sealing.fingerprint(key)
        and people == [with_document, with_document, without]
        and sorted(row[0] for row in followers) == sorted([with_document, with_document, without])
    )


def rekey(url: str, data, *words: str, **variables: str):
    """The command, with no connection of ours: it wants the database for itself."""
    connection.close()
    connection.close_pool()
    return adimple(data, "rekey", *words, DATABASE_URL=url, **variables)


def test_with_the_former_key_at_hand_everything_is_sealed_again(ledger, tmp_path):
    done = rekey(ledger, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY=OLD)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Chave trocada. 2 senhas guardadas foram lacradas com a nova.\n"
    assert passwords(key_of(NEW)) == ["segredo um", "segredo dois"]
    assert is_of(key_of(NEW))
    told = ask("SELECT payload->>'sealed', payload->>'emptied' FROM event WHERE name = 'key.changed'")
    assert told == [("2", "0")]


def test_the_key_of_the_data_folder_gives_way_to_a_new_one_and_is_kept(ledger, tmp_path):
    (tmp_path / "key").write_text(OLD)

    done = rekey(ledger, tmp_path, "--yes")

    new = key_of((tmp_path / "key").read_text())
    former = tmp_path / f"key-{sealing.fingerprint(key_of(OLD))}"
    assert (done.returncode, former.read_text()) == (0, OLD)
    assert str(former) in done.stdout
    assert stat.S_IMODE(os.stat(tmp_path / "key").st_mode) == 0o600
    assert passwords(new) == ["segredo um", "segredo dois"]
    assert is_of(new)
    assert not (tmp_path / "key.next").exists()


def test_a_change_cut_between_the_database_and_the_file_is_finished_by_the_next(ledger, tmp_path):
    (tmp_path / "key").write_text(OLD)
    (tmp_path / "key.next").write_text(NEW)
    ask("UPDATE installation SET key_fingerprint = %s", sealing.fingerprint(key_of(NEW)))

    done = rekey(ledger, tmp_path)

    assert (done.returncode, (tmp_path / "key").read_text()) == (0, NEW)
    assert "tinha ficado pela metade" in done.stdout


def test_without_the_former_key_nothing_changes_until_somebody_says_it_is_lost(ledger, tmp_path):
    before = ask("SELECT password_sealed FROM channel_setting ORDER BY id")
    done = rekey(ledger, tmp_path, ADIMPLE_KEY=NEW)
    unsure = rekey(ledger, tmp_path, "--lost", ADIMPLE_KEY=NEW)

    assert (done.returncode, unsure.returncode) == (2, 2)
    assert "se ela se perdeu: adimple rekey --lost" in done.stderr
    assert "Para continuar sem perguntas, use --yes." in unsure.stderr
    assert "· Credor Exemplo 0: a senha de usuario0 em " in unsure.stdout
    assert [bytes(row[0]) for row in before] == [
        bytes(row[0]) for row in ask("SELECT password_sealed FROM channel_setting ORDER BY id")
    ]
    assert ask("SELECT key_fingerprint FROM installation") == [(sealing.fingerprint(key_of(OLD)),)]


def test_a_lost_key_empties_what_it_sealed_and_says_what_to_type_again(ledger, tmp_path):
    done = rekey(ledger, tmp_path, "--lost", "--yes", ADIMPLE_KEY=NEW)

    assert done.returncode == 0
    assert done.stdout.count("Digite de novo em Configurações: a senha de usuario") == 2
    assert passwords(key_of(NEW)) == ["", ""]
    assert is_of(key_of(NEW))
    assert ask("SELECT count(*) FROM event WHERE name = 'settings.changed'") == [(2,)]


def test_a_key_that_is_not_the_former_one_is_refused(ledger, tmp_path):
    done = rekey(ledger, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY="outra" * 10)

    assert done.returncode == 2
    assert done.stderr.startswith("ADIMPLE_OLD_KEY não é a chave deste banco")
    assert passwords(key_of(OLD)) == ["segredo um", "segredo dois"]


def test_a_secret_that_neither_key_opens_stops_the_change(ledger, tmp_path):
    stranger = sealing.seal("segredo", key_of("terceira" * 5))
    ask("UPDATE channel_setting SET password_sealed = %s WHERE username = 'usuario1'", stranger)
    done = rekey(ledger, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY=OLD)

    assert done.returncode == 1
    assert "nenhuma das duas chaves abre" in done.stderr
    assert ask("SELECT key_fingerprint FROM installation") == [(sealing.fingerprint(key_of(OLD)),)]
    ((sealed,),) = ask("SELECT password_sealed FROM channel_setting WHERE username = 'usuario0'")
    assert sealing.unseal(bytes(sealed), key_of(OLD)) == "segredo um"


def test_a_database_in_use_is_left_alone(ledger, tmp_path):
    with psycopg.connect(ledger, application_name="adimple de outro"):
        done = rekey(ledger, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY=OLD)

    assert done.returncode == 2
    assert done.stderr.startswith("Outro programa está usando o banco.")


def test_the_codes_of_a_second_step_go_on_under_the_new_key(ledger, tmp_path):
    account = builders.make_account()
    sealed = sealing.seal(builders.SECRET, key_of(OLD))
    builders.make_second_factor(account, secret_sealed=sealed)

    done = rekey(ledger, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY=OLD)

    assert done.stdout == "Chave trocada. 3 senhas guardadas foram lacradas com a nova.\n"
    [(kept,)] = ask("SELECT secret_sealed FROM second_factor")
    assert sealing.unseal(bytes(kept), key_of(NEW)) == builders.SECRET


def test_a_lost_key_takes_the_second_step_away_and_says_whose(ledger, tmp_path):
    account = builders.make_account(email="ana@exemplo.test")
    builders.make_second_factor(account, secret_sealed=sealing.seal(builders.SECRET, key_of(OLD)))

    done = rekey(ledger, tmp_path, "--lost", "--yes", ADIMPLE_KEY=NEW)

    assert "Ligue de novo em Minha conta: as duas etapas de ana@exemplo.test." in done.stdout
    assert ask("SELECT count(*) FROM second_factor") == [(0,)]
    told = ask("SELECT payload->>'account_id' FROM event WHERE name = 'second_factor.reset'")
    assert told == [(str(account.id),)]
    assert ask("SELECT payload->>'emptied' FROM event WHERE name = 'key.changed'") == [("3",)]
