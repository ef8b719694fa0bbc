"""Other programs are told what happened: every event, in order, signed, at least once, by one worker at a time."""

import base64
import hashlib
import json
import os
import signal
import threading
import time
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from adimple.store import models, sealing
from adimple.store.reads import access
from adimple.usecases import deliver_webhooks
from adimple.usecases import webhooks as usecase
from adimple.usecases.context import Actor, Context
from adimple.worker import webhooks
from tests import builders
from tests.builders import NOW, WEBHOOK_SECRET
from tests.cli.running import wait_until
from tests.outbound.server import answering, hanging, in_turn, receiving
from tests.web.api.conftest import Program, key_for
from tests.worker.receiving import credor, day, ids, states, there, verified
from tests.worker.test_jobs import real_worker

__all__ = ["credor", "day", "there"]

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "chave-de-ensaio-0123456789abcdef-01234567"

# --- What is told -----------------------------------------------------------------------------------------------------


def test_every_event_arrives_once_in_order_as_the_feed_tells_it(day, there, credor, monkeypatch):
    webhook = builders.make_webhook(credor, url=there.url)
    devedor = builders.make_devedor(credor)
    for _ in range(3):
        builders.make_event(credor)
    builders.make_event(
        credor,
        name="payment.registered",
        payload={
            "credor_id": credor.id,
            "devedor_id": devedor.id,
            "payment_id": 9,
            "cents": 88_825,
            "paid_on": "2026-11-24",
        },
        actor="ana@exemplo.test",
        devedor=devedor,
    )
    day.work()
    monkeypatch.setattr("adimple.web.middleware.now", lambda: NOW)
    program = Program(credor, key_for(credor)[1])
    program.get("events")

    feed = [row for row in program.said["rows"] if row["name"] != "api_key.made"]
    assert [json.loads(got.body) for got in there.got] == feed
    assert len(feed) == 4
    assert states(webhook) == ["delivered"] * 4
    assert b"ana@exemplo.test" not in there.got[-1].body


def test_each_is_signed_as_of_its_own_instant(day, there, credor):
    builders.make_webhook(credor, url=there.url)
    event = builders.make_event(credor)
    day.work()

    (got,) = there.got
    assert verified(got, WEBHOOK_SECRET)
    assert not verified(got, "whsec_" + base64.b64encode(bytes(32)).decode())
    assert got.headers["webhook-id"] == f"evt_{event.id}"
    assert got.headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_another_credor_s_events_and_the_installation_s_never_go(day, there, credor):
    builders.make_webhook(credor, url=there.url)
    other = builders.make_credor()
    builders.make_event(other)
    mine = builders.make_event(credor)
    models.Event.objects.create(name="login.succeeded", payload={"account_id": 1}, actor="a@exemplo.test", at=NOW)
    day.work()

    assert ids(there) == [mine.id]


def test_only_the_kinds_that_were_chosen_go(day, there, credor):
    builders.make_webhook(credor, url=there.url, kinds=["sending.resumed"])
    builders.make_event(credor)
    wanted = builders.make_event(credor, name="sending.resumed")
    day.work()

    assert ids(there) == [wanted.id]


def test_what_happened_before_it_was_made_is_not_told(day, there, credor):
    builders.make_event(credor)
    made = usecase.make_webhook(builders.context_in(credor, "owner"), credor.id, usecase.MakeWebhook(url=there.url))
    after = builders.make_event(credor)
    day.work()

    told = models.Event.objects.get(name="webhook.made")
    assert ids(there) == [told.id, after.id]
    assert verified(there.got[0], made.secret)


def test_an_event_whose_transaction_ends_late_is_told_in_its_place(day, there, credor, database_url):
    builders.make_webhook(credor, url=there.url)
    write = "INSERT INTO event (credor_id, name, payload, actor, at) VALUES (%s, 'sending.stopped', %s, 'noite', now())"
    with psycopg.connect(database_url) as slow:
        slow.execute(write, [credor.id, json.dumps({"credor_id": credor.id})])
        quick = builders.make_event(credor)
        day.work()
        assert there.got == []
        slow.commit()
    day.work()

    assert ids(there) == [quick.id - 1, quick.id]


def test_a_long_journal_is_queued_a_little_at_a_time_and_nothing_is_left_out(day, there, credor, monkeypatch):
    monkeypatch.setattr(deliver_webhooks, "MOST_WAITING", 7)
    webhook = builders.make_webhook(credor, url=there.url)
    made = [builders.make_event(credor).id for _ in range(30)]
    deliver_webhooks.queue_events(webhooks._context())
    assert states(webhook) == ["pending"] * 7
    for _ in range(5):
        day.work()

    assert ids(there) == made


# --- Rotation ---------------------------------------------------------------------------------------------------------


def test_for_a_day_after_a_rotation_both_secrets_sign(day, there, credor):
    webhook = builders.make_webhook(credor, url=there.url)
    made = usecase.rotate_secret(builders.context_in(credor, "owner"), credor.id, webhook.id)
    day.work(hours=23, minutes=59)
    builders.make_event(credor)
    day.work(minutes=1)

    within, after = there.got
    assert verified(within, WEBHOOK_SECRET)
    assert verified(within, made.secret)
    assert verified(after, made.secret)
    assert not verified(after, WEBHOOK_SECRET)


# --- Who holds it -----------------------------------------------------------------------------------------------------


def test_two_workers_never_speak_to_one_address_at_once(there, credor, monkeypatch):
    speaking, most = [], []

    def slowly(where, got):
        speaking.append(got)
        most.append(len(speaking))
        time.sleep(0.02)
        answering(200)(where, got)
        speaking.remove(got)

    there.manners = slowly
    builders.make_webhook(credor, url=there.url)
    made = [builders.make_event(credor).id for _ in range(25)]
    stop = threading.Event()
    with webhooks.delivering(stop), webhooks.delivering(stop):
        wait_until(lambda: len(there.got) == 25)
        wait_until(lambda: not models.WebhookDelivery.objects.filter(state="pending").exists())

    assert ids(there) == made
    assert max(most) == 1


def test_addresses_that_hang_hold_up_no_other(credor, monkeypatch):
    with receiving(hanging()) as dead, receiving() as alive:
        for _ in range(webhooks.PLACES + 4):
            builders.make_webhook(credor, url=dead.url, failures=1, failing_since=NOW)
        healthy = builders.make_webhook(credor, url=alive.url)
        builders.make_event(credor)
        began = time.monotonic()
        with webhooks.delivering(threading.Event()):
            wait_until(lambda: len(dead.got) == webhooks.PLACES_OF_FAILING and len(alive.got) == 1)
            builders.make_event(credor)
            wait_until(lambda: len(alive.got) == 2)
            assert time.monotonic() - began < 8
            assert len(dead.got) == webhooks.PLACES_OF_FAILING
            monkeypatch.setattr(webhooks, "END_SECONDS", 0)
        wait_until(lambda: states(healthy) == ["delivered"] * 2)


def test_a_delivery_in_the_hands_of_a_dead_worker_is_made_again_by_another(database_url, tmp_path, credor):
    """Killed while the other side thinks: after the lease the same id arrives again, and what comes after it."""
    (tmp_path / "key").write_text(KEY)
    sealed = sealing.seal(WEBHOOK_SECRET, hashlib.sha256(KEY.encode()).digest())
    with receiving(in_turn(hanging(), answering(200))) as there:
        webhook = builders.make_webhook(credor, url=there.url, secret_sealed=sealed)
        made = [builders.make_event(credor).id for _ in range(3)]
        with real_worker(database_url, tmp_path) as worker:
            wait_until(lambda: len(there.got) == 1, lambda: (tmp_path / "log").read_text())
            os.kill(worker.pid, signal.SIGKILL)
        assert states(webhook) == ["pending"] * 3
        assert deliver_webhooks.take(Context(Actor("outro"), access.whole_scope(), datetime.now(UTC))) is None
        with connection.cursor() as cursor:  # ninety seconds go by
            cursor.execute("UPDATE webhook SET leased_until = leased_until - interval '90 seconds'")
        with real_worker(database_url, tmp_path):
            wait_until(lambda: states(webhook) == ["delivered"] * 3, lambda: (tmp_path / "log").read_text())

    assert ids(there) == [made[0], *made]
    assert len({got.headers["webhook-id"] for got in there.got[:2]}) == 1
    assert all(verified(got, WEBHOOK_SECRET) for got in there.got)


def test_who_was_thought_dead_writes_its_try_down_and_decides_nothing(day, there, credor):
    webhook = builders.make_webhook(credor, url=there.url)
    builders.make_event(credor)
    deliver_webhooks.queue_events(webhooks._context())
    late = deliver_webhooks.take(webhooks._context())
    models.Webhook.objects.update(leased_until=datetime(2026, 1, 1, tzinfo=UTC))
    day.work()
    deliver_webhooks.settle(webhooks._context(), late.taken, deliver_webhooks.Answer(500, "", 9))

    webhook.refresh_from_db()
    assert (states(webhook), webhook.failures) == (["delivered"], 0)
    assert models.WebhookAttempt.objects.count() == 2


def test_the_tries_are_never_edited_nor_deleted(day, there, credor):
    builders.make_webhook(credor, url=there.url)
    builders.make_event(credor)
    day.work()

    for edit in ("UPDATE webhook_attempt SET status = 200", "DELETE FROM webhook_attempt"):
        with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
            cursor.execute(edit)
