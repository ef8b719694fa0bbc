"""The secrets of a PSP follow a change of the installation's key, or its account ends and says so."""

import pytest

from adimple.store import models, sealing
from tests import builders
from tests import psp as psps
from tests.cli.test_rekeying import NEW, OLD, ask, key_of, rekey


@pytest.fixture
def account(database_url):
    """Sealed by OLD; the database's address."""
    fingerprint = sealing.fingerprint(key_of(OLD))
    ask("INSERT INTO installation (id, key_fingerprint, created_at) VALUES (1, %s, now())", fingerprint)
    secret, certificate = (sealing.seal(text, key_of(OLD)) for text in ("segredo", "certificado"))
    psps.make_row(builders.make_credor(), secret_sealed=secret, certificate_sealed=certificate)
    return database_url


def test_both_are_sealed_again_by_the_new_key(account, tmp_path):
    done = rekey(account, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY=OLD)
    row = models.PspAccount.objects.get()
    assert done.stdout == "Chave trocada. 1 senha guardada foi lacrada com a nova.\n", done.stderr
    assert sealing.unseal(bytes(row.secret_sealed), key_of(NEW)) == "segredo"
    assert sealing.unseal(bytes(row.certificate_sealed), key_of(NEW)) == "certificado"
    assert row.closed_at is None


def test_one_that_no_key_opens_ends_and_is_asked_for_again(account, tmp_path):
    done = rekey(account, tmp_path, "--lost", "--yes", ADIMPLE_KEY=NEW)
    row = models.PspAccount.objects.get()
    assert "Cadastre de novo em Configurações, Pix pelo PSP: PSP" in done.stdout
    assert (bytes(row.secret_sealed), bytes(row.certificate_sealed)) == (b"", b"")
    assert row.closed_at is not None
