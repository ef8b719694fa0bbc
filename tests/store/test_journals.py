"""What the database itself refuses: to edit, delete or empty what was recorded."""

import pytest
from django.db import IntegrityError, connection, transaction

from adimple.store import models
from tests import builders

JOURNALS = ("event", "receipt", "titulo_version", "promise_outcome", "dispatch")


@pytest.fixture
def dispatch(db):
    credor = builders.make_credor()
    return builders.make_dispatch(builders.make_action(builders.make_devedor(credor)))


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.django_db
@pytest.mark.parametrize("table", JOURNALS)
def test_no_journal_is_emptied(table):
    assert refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "edit",
    ["subject = 'x'", "body = 'x'", "body_sha256 = 'x'", "amounts = '{}'", "verdicts = '[]'", "address = 'x'",
     "started_at = now()", "channel = 'phone'", "template = 'x'"],
)  # fmt: skip
def test_what_was_sent_is_never_edited(dispatch, edit):
    assert refused(f"UPDATE dispatch SET {edit}")


def test_what_was_sent_is_never_deleted_and_may_be_settled(dispatch):
    models.Dispatch.objects.update(status="sending")
    assert not refused("UPDATE dispatch SET status = 'accepted', settled_at = now(), provider_id = '<1@exemplo.test>'")
    assert models.Dispatch.objects.get().status == "accepted"
    assert refused("DELETE FROM dispatch")


def test_what_was_handed_back_before_it_left_may_go(dispatch):
    models.Dispatch.objects.update(status="sending")
    assert not refused("DELETE FROM dispatch")
    assert not models.Dispatch.objects.exists()
