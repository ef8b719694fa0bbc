"""What tests commit is gone after them, and the schema is again as the migrations made it."""

import pytest
from django.db import IntegrityError, connection

from adimple.store import models
from tests import builders, cleaning

pytestmark = pytest.mark.django_db(transaction=True)

SLEEPING = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'"


def asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_row_goes_of_journals_too_and_their_triggers_wake_up():
    credor = builders.make_released_credor()
    devedor = builders.make_devedor(credor)
    titulo = builders.make_titulo(devedor)
    builders.make_payment(devedor)
    builders.make_refused_item(titulo)
    builders.make_membership(builders.make_account(), credor)
    builders.make_dispatch(builders.make_action(devedor, state="sent"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE event DISABLE TRIGGER event_append_only")

    cleaning.clean()

    tables = set(connection.introspection.django_table_names(only_existing=True)) - set(cleaning.KEPT)
    assert [name for name in sorted(tables) if asked(f"SELECT count(*) FROM {name}") != [(0,)]] == []
    builders.make_dispatch(builders.make_action(builders.make_devedor(builders.make_credor())))
    with pytest.raises(IntegrityError, match="append-only"):
        models.Dispatch.objects.update(body="x")


def test_no_trigger_sleeps_and_every_key_waits_for_the_end_of_its_transaction():
    assert asked(SLEEPING) == []
    assert asked("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferred") == []
