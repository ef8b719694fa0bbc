"""The feed never shows an event before one that may still come with a lower id: who follows it skips nothing."""

import json
import threading
from contextlib import contextmanager

import psycopg
import pytest
from django.db import transaction

from adimple.store import models
from adimple.store.reads import feed
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db(transaction=True)
WRITE = "INSERT INTO event (credor_id, name, payload, actor, at) VALUES (%s, 'sending.stopped', %s, 'noite', now())"


@pytest.fixture
def credor():
    return builders.make_credor()


def read(credor, after_id: int = 0) -> list[int]:
    return [row.id for row in feed.list_events(Scope({credor.id: "auditor"}), after_id)]


def payload(credor) -> str:
    return json.dumps({"credor_id": credor.id})


@contextmanager
def another(database_url):
    """A connection of somebody else, in a transaction of its own."""
    with psycopg.connect(database_url) as connection:
        yield connection


def write(connection, credor) -> int:
    return connection.execute(WRITE + " RETURNING id", [credor.id, payload(credor)]).fetchone()[0]


def test_what_was_written_is_told_in_order(database_url, credor):
    with another(database_url) as one:
        ids = [write(one, credor), write(one, credor)]
        one.commit()

        assert read(credor) == ids
        assert read(credor, ids[0]) == ids[1:]


def test_an_event_waits_for_a_lower_one_whose_transaction_is_open(database_url, credor):
    with another(database_url) as slow, another(database_url) as quick:
        before = write(quick, credor)
        quick.commit()
        lower = write(slow, credor)
        higher = write(quick, credor)
        quick.commit()

        assert lower < higher
        assert read(credor) == [before]
        slow.commit()
        assert read(credor) == [before, lower, higher]


def test_a_transaction_that_wrote_after_a_savepoint_was_undone_still_bounds(database_url, credor):
    with another(database_url) as slow, another(database_url) as quick:
        slow.execute("SELECT 1")
        with slow.transaction(force_rollback=True):
            write(slow, credor)
        first = write(quick, credor)
        quick.commit()
        lower = write(slow, credor)
        higher = write(quick, credor)
        quick.commit()

        assert read(credor) == [first]
        slow.commit()
        assert read(credor) == [first, lower, higher]


def test_a_transaction_undone_holds_nobody_up(database_url, credor):
    with another(database_url) as slow, another(database_url) as quick:
        write(slow, credor)
        kept = write(quick, credor)
        quick.commit()
        slow.rollback()

        assert read(credor) == [kept]


def test_whoever_only_reads_or_writes_elsewhere_holds_nobody_up(database_url, credor):
    with another(database_url) as idle, another(database_url) as quick:
        idle.execute("UPDATE credor SET daily_ceiling = 7")
        kept = write(quick, credor)
        quick.commit()

        assert read(credor) == [kept]


def test_one_who_follows_many_writers_sees_every_event_once(database_url, credor):
    """Four writers, transactions of every length; the reader asks after the last id it saw, and never goes back."""
    ended = threading.Event()

    def work(number: int) -> None:
        with psycopg.connect(database_url) as mine:
            for turn in range(40):
                for _ in range(1 + (turn + number) % 3):
                    write(mine, credor)
                mine.execute("SELECT pg_sleep(%s)", [0.001 * ((turn * number) % 5)])
                mine.rollback() if turn % 7 == 6 else mine.commit()

    writers = [threading.Thread(target=work, args=(number,)) for number in range(1, 5)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    while not ended.is_set():
        if not any(writer.is_alive() for writer in writers):
            ended.set()
        seen += read(credor, seen[-1] if seen else 0)

    assert seen == list(models.Event.objects.order_by("id").values_list("id", flat=True))


def test_one_reads_in_its_own_transaction_what_it_wrote(credor):
    with transaction.atomic():
        row = models.Event.objects.create(
            credor=credor, name="sending.stopped", payload={"credor_id": credor.id}, actor="noite", at=NOW
        )
        assert read(credor) == [row.id]


def test_a_person_is_told_by_number_and_never_by_e_mail(credor):
    person = builders.make_account(email="ana@exemplo.test")
    for actor in ("ana@exemplo.test", "eva@exemplo.test", "chave 1a2b3c4d"):
        models.Event.objects.create(
            credor=credor, name="sending.stopped", payload={"credor_id": credor.id}, actor=actor, at=NOW
        )

    rows = feed.list_events(Scope({credor.id: "auditor"}))

    assert [row.actor for row in rows] == [f"conta {person.id}", "conta", "chave 1a2b3c4d"]
    assert b"exemplo.test" not in b"".join(row.to_json() for row in rows)


def test_the_marks_of_ids_survive_the_31st_bit():
    assert feed._nearest(((2**31 + 5) % 2**31) - (2**31 - 3) % 2**31) == 8
    assert feed._nearest((2**31 - 3) - ((2**31 + 5) % 2**31)) == -8


def test_the_state_of_a_credor_changes_with_its_events_and_with_those_of_nobody(database_url, credor):
    other, scope = builders.make_credor(slug="outro"), Scope({credor.id: "auditor"})
    with another(database_url) as one:
        before = feed.state(scope, credor.id)
        mine = write(one, credor)
        one.commit()
        after_mine = feed.state(scope, credor.id)
        write(one, other)
        one.commit()
        after_other = feed.state(scope, credor.id)
        one.execute(WRITE, [None, json.dumps({"credor_id": None})])
        one.commit()
        after_nobody = feed.state(scope, credor.id)

    assert after_mine == (mine, before[1])
    assert after_other == after_mine
    assert after_nobody == (mine, mine + 2)


def test_there_is_no_state_while_something_is_being_written(database_url, credor):
    with another(database_url) as slow:
        write(slow, credor)

        assert feed.state(Scope({credor.id: "auditor"}), credor.id) is None
        slow.commit()
        assert feed.state(Scope({credor.id: "auditor"}), credor.id) is not None
