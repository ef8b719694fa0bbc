"""Writes given to the database while the program works on."""

import threading
import time
from datetime import UTC, date, datetime

import polars as pl
import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from adimple.domain import events
from adimple.store import behind, journal, models
from adimple.store.reads import asking
from adimple.store.scope import Scope
from adimple.store.writes import copying
from adimple.usecases.context import Actor, Context
from tests import builders

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.fixture
def table(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE given (n bigint PRIMARY KEY) ON COMMIT DROP")
    return "given"


@pytest.fixture
def other_connection():
    told = connection.get_connection_params()
    for name in ("cursor_factory", "prepare_threshold"):
        told.pop(name, None)
    told.pop("context", None)
    with psycopg.connect(**told, autocommit=True) as other:
        yield other


def _numbers() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM given ORDER BY n")
        return [n for (n,) in cursor.fetchall()]


def _asked_after(*rows: list[int]) -> None:
    with transaction.atomic(), behind.working():
        for row in rows:
            behind.execute("INSERT INTO given VALUES (%s)", row)
        _numbers()


def _broken_off() -> None:
    with transaction.atomic(), behind.working():
        behind.execute("INSERT INTO given SELECT generate_series(1, %s)", [20_000])
        raise ZeroDivisionError


def test_what_was_given_is_done_in_its_order_before_anything_is_asked(table):
    with behind.working():
        behind.execute("INSERT INTO given VALUES (%s)", [1])
        copying.copy_behind(table, pl.DataFrame({"n": [2, 3]}))
        behind.execute("UPDATE given SET n = n * 10", [])
        copying.copy_behind(table, pl.DataFrame({"n": [4]}))
        assert _numbers() == [4, 10, 20, 30]


def _late(sql: str) -> None:
    """Given now, and begun so late that what does not wait for it comes before."""

    def work(cursor) -> None:
        time.sleep(0.05)
        cursor.execute(sql)

    behind.run(work)


def test_a_copy_comes_after_it_in_either_direction(table):
    with behind.working(), connection.cursor() as cursor:
        _late("INSERT INTO given VALUES (5)")
        assert asking.frame(cursor, "SELECT n FROM given", [], {"n": pl.Int64})["n"].to_list() == [5]
        _late("DELETE FROM given")
        copying.copy_rows(table, ["n"], [(1,)])
        assert _numbers() == [1]
        _late("DELETE FROM given")
        copying.copy_frame(cursor, table, pl.DataFrame({"n": [2]}))
        assert _numbers() == [2]


def test_nobody_waits_for_what_was_given(table, other_connection):
    """It stands in line for a lock that this thread lets go only afterwards."""
    other_connection.execute("SELECT pg_advisory_lock(4242)")
    with behind.working():
        behind.execute("SELECT pg_advisory_xact_lock(%s)", [4242])
        behind.execute("INSERT INTO given VALUES (%s)", [7])
        other_connection.execute("SELECT pg_advisory_unlock(4242)")
        assert _numbers() == [7]


def test_the_first_thing_it_met_is_raised_at_the_next_question_and_nothing_stays(table):
    with pytest.raises(IntegrityError, match="given_pkey"):
        _asked_after([1], [1], [2])
    assert _numbers() == []


def test_what_it_met_last_is_raised_where_the_work_ends(table):
    with pytest.raises(IntegrityError, match="given_pkey"), transaction.atomic(), behind.working():
        behind.execute("INSERT INTO given VALUES (%s), (%s)", [1, 1])
    assert _numbers() == []


def test_an_error_of_the_program_waits_for_the_database_and_undoes_what_it_was_given(table):
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        _broken_off()
    assert _numbers() == []
    assert threading.active_count() == before


def test_nothing_given_comes_after_a_savepoint_that_was_rolled_back(table):
    with behind.working():
        with pytest.raises(IntegrityError, match="given_pkey"):
            _twice_and_then_late()
        time.sleep(0.1)
        assert _numbers() == []


def _twice_and_then_late() -> None:
    with transaction.atomic():
        behind.execute("INSERT INTO given VALUES (%s), (%s)", [1, 1])
        _late("INSERT INTO given VALUES (2)")
        behind.wait()


def test_a_program_that_breaks_off_does_not_wait_for_what_was_not_begun(table):
    began = []
    with pytest.raises(ZeroDivisionError):
        _broken_off_before_another(began)
    assert began == []


def _broken_off_before_another(began: list[int]) -> None:
    with transaction.atomic(), behind.working():
        _late("INSERT INTO given VALUES (1)")
        behind.run(lambda cursor: began.append(1))
        raise ZeroDivisionError


def test_elsewhere_it_is_done_at_once(table):
    behind.execute("INSERT INTO given VALUES (%s)", [1])
    with psycopg.Cursor(connection.connection) as cursor:
        assert cursor.execute("SELECT n FROM given").fetchall() == [(1,)]
    with pytest.raises(IntegrityError), transaction.atomic():
        copying.copy_behind(table, pl.DataFrame({"n": [1]}))


def test_thousands_of_events_are_told_as_each_would_be(db):
    devedor = builders.make_devedor(builders.make_credor())
    ctx = Context(Actor("console:ana"), Scope({devedor.credor_id: "owner"}), NOW)
    told = [
        events.PaymentRegistered(devedor.credor_id, devedor.id, number, number * 100, date(2026, 11, 20))
        for number in (1, 2)
    ]
    names = ("credor_id", "devedor_id", "payment_id", "cents", "paid_on")
    journal.record(ctx, *told)
    rows = [tuple(getattr(one, name) for name in names) for one in told]
    journal.record_frame(ctx, events.PaymentRegistered, pl.DataFrame(rows, schema=names, orient="row"))
    columns = [field.name for field in models.Event._meta.fields if field.name != "id"]
    stored = list(models.Event.objects.filter(name="payment.registered").order_by("id").values(*columns))
    assert len(stored) == 4
    assert stored[:2] == stored[2:]


def test_a_text_or_a_missing_field_is_not_told_in_a_frame(db):
    ctx = Context(Actor("console:ana"), Scope({}), NOW)
    whole = {"credor_id": [1], "devedor_id": [1], "payment_id": [1], "cents": [1], "paid_on": [date(2026, 11, 20)]}
    with pytest.raises(AssertionError, match="each field"):
        journal.record_frame(ctx, events.PaymentRegistered, pl.DataFrame({**whole}).drop("cents"))
    with pytest.raises(AssertionError, match="a text"):
        journal.record_frame(ctx, events.PaymentRegistered, pl.DataFrame({**whole, "paid_on": ["Ana"]}))
