"""What goes wrong on the other side: tried again later and later, stopped at the end, and nothing of it is lost."""

import json
from datetime import timedelta

import pytest

from adimple.store import models, sealing
from adimple.usecases import deliver_webhooks
from adimple.usecases import webhooks as usecase
from tests import builders
from tests.builders import NOW, WEBHOOK_SECRET
from tests.outbound.server import answering, in_turn, receiving, saying
from tests.worker.receiving import credor, day, ids, states, there, verified

__all__ = ["credor", "day", "there"]

pytestmark = pytest.mark.django_db(transaction=True)


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
    usecase.resume_webhook(builders.context_in(credor, "owner"), credor.id, webhook.id)
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


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("kind.of_tomorrow", {"of": "tomorrow"}),
        ("sending.stopped", {"credor_id": 1, "field_of_tomorrow": 1}),
        ("payment.registered", {"credor_id": 1, "cents": "oito"}),
    ],
)
def test_an_event_of_a_newer_program_waits_and_holds_nobody_up(day, there, credor, name, payload):
    webhook = builders.make_webhook(credor, url=there.url)
    newer = builders.make_event(credor, name=name, payload=payload)
    after = builders.make_event(credor)
    with receiving() as elsewhere:
        other = builders.make_credor()
        builders.make_webhook(other, url=elsewhere.url)
        of_other = builders.make_event(other)
        day.work()
        assert (ids(there), ids(elsewhere)) == ([after.id], [of_other.id])

    assert states(webhook) == ["pending", "delivered"]
    kept = models.WebhookDelivery.objects.get(event_id=newer.id)
    assert (kept.attempts, kept.due_at) == (0, NOW + timedelta(hours=1))
    assert list(kept.webhookattempt_set.values_list("status", "failure")) == [(None, "unknown")]
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.stopped_at) == (0, None)


def test_events_of_a_newer_program_leave_room_for_those_after_them_however_many(day, there, credor, monkeypatch):
    monkeypatch.setattr(deliver_webhooks, "MOST_WAITING", 7)
    builders.make_webhook(credor, url=there.url)
    for _ in range(7):
        builders.make_event(credor, name="kind.of_tomorrow", payload={"credor_id": credor.id})
    after = builders.make_event(credor)
    day.work()
    day.work(seconds=1)
    assert ids(there) == [after.id]

    day.work(hours=1, seconds=1)
    assert models.WebhookAttempt.objects.filter(failure="unknown").count() == 7  # each is written down once


def test_an_event_put_off_twice_by_the_version_before_is_put_off_again(day, credor):
    webhook = builders.make_webhook(credor)
    builders.make_event(credor, name="kind.of_tomorrow", payload={"credor_id": credor.id})
    day.work()
    (kept,) = models.WebhookDelivery.objects.all()
    models.WebhookAttempt.objects.create(webhook=webhook, delivery=kept, at=NOW, failure="unknown", ms=0)

    day.work(hours=1, seconds=1)

    kept.refresh_from_db()
    assert (kept.state, kept.due_at) == ("pending", NOW + timedelta(hours=2, seconds=1))
    assert kept.webhookattempt_set.count() == 2


def test_an_event_of_a_newer_program_goes_after_the_upgrade(day, there, credor, monkeypatch):
    builders.make_webhook(credor, url=there.url)
    newer = builders.make_event(credor, name="kind.of_tomorrow", payload={"credor_id": credor.id})
    day.work(days=9)
    assert there.got == []
    monkeypatch.setattr(deliver_webhooks.phrases, "known", lambda name, payload: "Aconteceu.")
    day.work(minutes=59)
    assert there.got == []
    day.work(minutes=1)

    assert ids(there) == [newer.id]
