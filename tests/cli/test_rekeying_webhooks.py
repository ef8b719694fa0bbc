"""The secrets that sign webhooks follow a change of the installation's key, or the webhook stops and says so."""

import pytest

from adimple.store import models, sealing
from tests import builders
from tests.builders import NOW, WEBHOOK_SECRET
from tests.cli.test_rekeying import NEW, OLD, ask, key_of, rekey


@pytest.fixture
def webhook(database_url):
    """One whose secret, and the one before it, are sealed by OLD; and the database's address."""
    fingerprint = sealing.fingerprint(key_of(OLD))
    ask("INSERT INTO installation (id, key_fingerprint, created_at) VALUES (1, %s, now())", fingerprint)
    sealed, former = (sealing.seal(secret, key_of(OLD)) for secret in (WEBHOOK_SECRET, "whsec_YQ=="))
    builders.make_webhook(builders.make_credor(), secret_sealed=sealed, former_sealed=former, former_until=NOW)
    return database_url


def test_both_are_sealed_again_by_the_new_key(webhook, tmp_path):
    done = rekey(webhook, tmp_path, "--yes", ADIMPLE_KEY=NEW, ADIMPLE_OLD_KEY=OLD)

    row = models.Webhook.objects.get()
    assert done.stdout == "Chave trocada. 1 senha guardada foi lacrada com a nova.\n", done.stderr
    assert sealing.unseal(bytes(row.secret_sealed), key_of(NEW)) == WEBHOOK_SECRET
    assert sealing.unseal(bytes(row.former_sealed), key_of(NEW)) == "whsec_YQ=="
    assert row.stopped_at is None


def test_one_that_no_key_opens_stops_until_its_secret_is_made_anew(webhook, tmp_path):
    done = rekey(webhook, tmp_path, "--lost", "--yes", ADIMPLE_KEY=NEW)

    row = models.Webhook.objects.get()
    assert "Troque o segredo em Configurações, API, Webhooks, e religue: https://erp.exemplo.test/avisos" in done.stdout
    assert (row.stop_cause, bytes(row.secret_sealed)) == ("secret", b"")
    assert ask("SELECT payload->>'stop_cause' FROM event WHERE name = 'webhook.stopped'") == [("secret",)]
