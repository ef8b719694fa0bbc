"""A credor closed, or worked again, while others are at it: over connections of their own."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from adimple.domain.errors import Refused
from adimple.store import models
from adimple.usecases import dispatch_action
from adimple.usecases.close_credor import CloseCredor, close_credor
from adimple.usecases.release_sending import ReleaseSending, release_sending
from adimple.usecases.stop_sending import resume_sending
from tests import builders
from tests.builders import NOW
from tests.worker.day import machine, mail, make_due

__all__ = ["mail"]

pytestmark = pytest.mark.django_db(transaction=True)


def begin(other: ThreadPoolExecutor, act: Callable) -> Future:
    """`act` on a connection of its own, until it waits for a lock of ours."""

    def run():
        try:
            return act()
        finally:
            connection.close()

    future = other.submit(run)
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() is not None or future.done():
                return future
        time.sleep(0.01)
    raise AssertionError("nobody waits for us")


def test_a_closing_waits_for_the_messages_being_taken_and_neither_fails():
    credor = builders.make_released_credor()
    owner = builders.context_in(credor, "owner", email="dona@exemplo.test")
    action = make_due(builders.make_devedor(credor))

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            (claimed,) = dispatch_action.claim(machine()).to_send
            closing = begin(other, lambda: close_credor(owner, credor.id, CloseCredor()))
        assert closing.result().actions == 0  # it was in hand

    action.refresh_from_db()
    assert (action.state, claimed.begun.action_id) == ("leased", action.id)
    assert models.Credor.objects.get().closed_at == NOW


@pytest.mark.parametrize("act", ["release", "limits", "resume"])
def test_what_waited_for_a_closing_is_refused(act, mail):
    make = builders.make_credor if act == "release" else builders.make_released_credor
    credor = make(daily_ceiling=50)
    owner = builders.context_in(credor, "owner", email="dona@exemplo.test")

    def work():
        if act == "resume":
            resume_sending(owner, credor.id)
        else:
            release_sending(owner, credor.id, ReleaseSending(30, 80))

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            close_credor(owner, credor.id, CloseCredor())
            working = begin(other, work)
        with pytest.raises(Refused) as refused:
            working.result()

    assert refused.value.code == "credor.closed"
    row = models.Credor.objects.get()
    assert (row.closed_at, row.daily_ceiling) == (NOW, 50)
    assert row.stopped_at == (None if act == "release" else NOW)
