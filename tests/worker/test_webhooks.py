"""Other programs are told what happened: every event, in order, signed, at least once, whatever they answer."""

import base64
import hashlib
import hmac
import json
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

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
from tests.outbound.server import answering, hanging, in_turn, receiving, saying
from tests.web.api.conftest import Program, key_for
from tests.worker.test_jobs import real_worker

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "chave-de-ensaio-0123456789abcdef-01234567"


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def there():
    with receiving() as receiver:
        yield receiver


class Day:
    """A worker whose clock the test moves; each `work` ends when nothing more is due at that instant."""

    def __init__(self, monkeypatch) -> None:
        self.now, self.posts = NOW, webhooks.Posts()
        monkeypatch.setattr(webhooks, "_context", lambda: Context(Actor("webhooks"), access.whole_scope(), self.now))

    def work(self, **later) -> None:
        self.now += timedelta(**later)
        while True:
            self.posts.queued_s = float("-inf")
            webhooks.turn(self.posts)
            if not self.posts.out:
                return
            assert self.posts.settle(20)


@pytest.fixture
def day(monkeypatch):
    return Day(monkeypatch)


def ids(receiver) -> list[int]:
    return [json.loads(got.body)["id"] for got in receiver.got]


def states(webhook) -> list[str]:
    rows = models.WebhookDelivery.objects.filter(webhook=webhook).order_by("event_id")
    return list(rows.values_list("state", flat=True))


def owner_of(credor) -> Context:
    account = builders.make_account()
    builders.make_membership(account, credor)
    return builders.context_of(account)


def verified(got, secret: str) -> bool:
    """By the book of standardwebhooks.com, with nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in got.headers["webhook-signature"].split(" ")


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
    made = usecase.make_webhook(owner_of(credor), credor.id, usecase.MakeWebhook(url=there.url))
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


# --- What goes wrong --------------------------------------------------------------------------------------------------


def test_a_failure_is_tried_again_later_and_later_with_the_same_id(day, there, credor):
    there.manners = in_turn(answering(500), answering(503), answering(404), answering(200))
    webhook = builders.make_webhook(credor, url=there.url)
    event = builders.make_event(credor)
    day.work()
    day.work(seconds=4)
    assert len(there.got) == 1
    day.work(seconds=1)
    day.work(minutes=4, seconds=59)
    assert len(there.got) == 2
    day.work(seconds=1)
    assert len(there.got) == 3
    assert states(webhook) == ["pending"]
    day.work(minutes=30)

    assert ids(there) == [event.id] * 4
    assert {got.headers["webhook-id"] for got in there.got} == {f"evt_{event.id}"}
    assert len({got.headers["webhook-timestamp"] for got in there.got}) == 4
    assert all(verified(got, WEBHOOK_SECRET) for got in there.got)
    tries = models.WebhookAttempt.objects.order_by("id").values_list("status", "failure")
    assert list(tries) == [(500, ""), (503, ""), (404, ""), (200, "")]
    assert states(webhook) == ["delivered"]


def test_the_tenth_failure_of_an_event_is_the_last(day, there, credor, monkeypatch):
    webhook = builders.make_webhook(credor, url=there.url)
    event = builders.make_event(credor)
    bad = answering(500)
    there.manners = lambda where, got: (bad if json.loads(got.body)["id"] == event.id else answering(200))(where, got)
    for wait in (timedelta(0), *deliver_webhooks.webhook.WAITS):
        day.work(seconds=wait.total_seconds())
        builders.make_event(credor)  # the others go on, so the address is not given up
        day.work(minutes=6)

    assert ids(there).count(event.id) == 10
    assert states(webhook) == ["failed"] + ["delivered"] * 10
    day.work(days=2)
    assert ids(there).count(event.id) == 10


def test_an_event_that_is_refused_lets_the_next_pass(day, there, credor):
    webhook = builders.make_webhook(credor, url=there.url)
    first, second = builders.make_event(credor), builders.make_event(credor)
    bad = answering(422)
    there.manners = lambda where, got: (bad if json.loads(got.body)["id"] == first.id else answering(200))(where, got)
    day.work()
    day.work(seconds=5)
    day.work(seconds=10)

    assert ids(there) == [first.id, first.id, second.id]
    assert states(webhook) == ["pending", "delivered"]


def test_after_an_outage_what_waited_goes_at_once_in_order(day, there, credor):
    there.manners = answering(502)
    webhook = builders.make_webhook(credor, url=there.url)
    made = [builders.make_event(credor).id for _ in range(4)]
    for seconds in (0, 5, 10, 20, 40):
        day.work(seconds=seconds)
    assert states(webhook) == ["pending"] * 4
    tried = len(there.got)
    there.manners = answering(200)
    day.work(minutes=5)

    assert sorted(ids(there)[tried:]) == made
    assert ids(there)[tried + 1 :] == sorted(ids(there)[tried + 1 :])
    assert states(webhook) == ["delivered"] * 4


def test_an_address_that_asks_for_time_gets_it(day, there, credor):
    there.manners = in_turn(answering(429, "Retry-After: 90"), answering(200))
    builders.make_webhook(credor, url=there.url)
    builders.make_event(credor)
    builders.make_event(credor)
    day.work()
    day.work(seconds=89)
    assert len(there.got) == 1
    day.work(seconds=1)
    assert len(there.got) == 3


def test_410_stops_the_address_at_once(day, there, credor):
    there.manners = answering(410)
    webhook = builders.make_webhook(credor, url=there.url)
    builders.make_event(credor)
    builders.make_event(credor)
    day.work()
    day.work(days=1)

    webhook.refresh_from_db()
    assert (webhook.stop_cause, webhook.stopped_at) == ("gone", NOW)
    assert len(there.got) == 1
    assert states(webhook) == ["stopped", "stopped"]
    event = models.Event.objects.get(name="webhook.stopped")
    assert event.payload == {"credor_id": credor.id, "webhook_id": webhook.id, "stop_cause": "gone"}


def test_three_days_without_a_success_stop_the_address_and_putting_it_on_again_tells_everything(day, there, credor):
    there.manners = answering(500)
    webhook = builders.make_webhook(credor, url=there.url)
    first = builders.make_event(credor)
    for _ in range(40):
        day.work(hours=2)
        if models.Webhook.objects.get().stopped_at:
            break
    webhook.refresh_from_db()
    assert webhook.stop_cause == "failing"
    assert timedelta(days=3) <= day.now - webhook.failing_since <= timedelta(days=3, hours=20)
    meanwhile = builders.make_event(credor)
    tried = len(there.got)
    day.work(days=1)
    assert len(there.got) == tried

    there.manners = answering(200)
    usecase.resume_webhook(owner_of(credor), credor.id, webhook.id)
    day.work(seconds=1)
    told = [first.id, models.Event.objects.get(name="webhook.stopped").id, meanwhile.id]
    assert ids(there)[tried:] == [*sorted(told), models.Event.objects.get(name="webhook.resumed").id]


@pytest.mark.parametrize(
    ("manners", "failure"),
    [
        (saying(b""), "closed"),
        (saying(b"HTTP/1.1 200 OK\r\nX-"), "closed"),
        (saying(b"outra coisa\r\n\r\n"), "unreadable"),
    ],
)
def test_an_answer_that_is_none_is_a_failure(day, there, credor, manners, failure):
    there.manners = manners
    webhook = builders.make_webhook(credor, url=there.url)
    builders.make_event(credor)
    day.work()

    assert models.WebhookAttempt.objects.get().failure == failure
    assert states(webhook) == ["pending"]


def test_a_redirect_is_a_failure_and_is_not_followed(day, there, credor):
    with receiving() as elsewhere:
        there.manners = answering(307, f"Location: {elsewhere.url}")
        webhook = builders.make_webhook(credor, url=there.url)
        builders.make_event(credor)
        day.work()

    assert (elsewhere.got, states(webhook)) == ([], ["pending"])


def test_a_secret_sealed_by_another_key_stops_the_address_and_sends_nothing(day, there, credor):
    webhook = builders.make_webhook(credor, url=there.url, secret_sealed=sealing.seal(WEBHOOK_SECRET, bytes(32)))
    builders.make_event(credor)
    day.work()

    webhook.refresh_from_db()
    assert (webhook.stop_cause, there.got) == ("secret", [])


def test_a_defect_of_ours_is_a_failure_that_is_said(day, credor, monkeypatch, caplog):
    webhook = builders.make_webhook(credor, url="https://erp.exemplo.test/")
    monkeypatch.setattr("adimple.outbound.post.post", lambda *_: 1 // 0)
    builders.make_event(credor)
    day.work()

    assert models.WebhookAttempt.objects.get().failure == "broken"
    assert states(webhook) == ["pending"]
    assert "ZeroDivisionError" in caplog.text


# --- Rotation ---------------------------------------------------------------------------------------------------------


def test_for_a_day_after_a_rotation_both_secrets_sign(day, there, credor):
    webhook = builders.make_webhook(credor, url=there.url)
    made = usecase.rotate_secret(owner_of(credor), credor.id, webhook.id)
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
