"""What a program reads of its webhooks, and one delivery it asks again."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.store.page import PAGE_SIZE
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
URL = "https://erp.exemplo.test/avisos/senha-da-rota"


@pytest.fixture
def asking(program):
    return program()


@pytest.fixture
def webhook(asking):
    return builders.make_webhook(asking.credor, url=URL, kinds=["payment.registered", "sending.stopped"])


def delivered(webhook, **given) -> models.WebhookDelivery:
    fields = {"event": builders.make_event(webhook.credor), "state": "delivered", "settled_at": NOW, "attempts": 1}
    row = models.WebhookDelivery.objects.create(webhook=webhook, queued_at=NOW, due_at=NOW, **fields | given)
    if row.attempts:
        models.WebhookAttempt.objects.create(webhook=webhook, delivery=row, at=NOW, status=200, ms=12)
    return row


def test_a_webhook_comes_with_how_it_is_and_never_with_its_secret(asking, webhook):
    delivered(webhook)
    delivered(webhook, state="failed")
    delivered(webhook, state="pending", settled_at=None, attempts=0)

    answer = asking.get("webhooks")

    (row,) = asking.said["rows"]
    assert row == {
        "id": webhook.id, "url": "https://erp.exemplo.test/", "kinds": ["payment.registered", "sending.stopped"],
        "state": "on", "created_at": "2026-11-24T13:00:00Z", "stopped_at": None, "stop_cause": "",
        "failing_since": None, "waiting": 1, "failed": 1,
        "last_at": "2026-11-24T13:00:00Z", "last_status": 200, "last_failure": "",
    }  # fmt: skip
    assert (b"whsec" in answer.content, b"senha-da-rota" in answer.content) == (False, False)
    asking.get(f"webhooks/{webhook.id}")
    assert asking.said == row


def test_both_lists_come_in_pages_that_lead_on(asking, webhook):
    made = [delivered(webhook).id for _ in range(PAGE_SIZE + 1)]
    webhooks = [builders.make_webhook(asking.credor, stopped_at=NOW, stop_cause="gone").id for _ in range(PAGE_SIZE)]

    for path, expected in (
        (f"webhooks/{webhook.id}/deliveries", made[::-1]),
        ("webhooks", [*webhooks[::-1], webhook.id]),
    ):
        asking.get(path)
        first = [row["id"] for row in asking.said["rows"]]
        asking.get(f"{path}?cursor={asking.said['next_cursor']}")
        assert (len(first), [*first, *(row["id"] for row in asking.said["rows"])]) == (PAGE_SIZE, expected)
        assert asking.said["next_cursor"] is None


def test_deliveries_are_chosen_by_what_came_of_them_and_by_the_event(asking, webhook):
    paid = builders.make_event(webhook.credor, name="payment.registered")
    first, second = delivered(webhook, event=paid), delivered(webhook, state="failed")
    third = delivered(webhook)
    path = f"webhooks/{webhook.id}/deliveries"

    found = {}
    for query in ("state=failed", "kind=payment.registered", "state=delivered&kind=sending.stopped"):
        assert asking.get(f"{path}?{query}").status_code == 200
        found[query] = [row["id"] for row in asking.said["rows"]]

    assert found == {
        "state=failed": [second.id],
        "kind=payment.registered": [first.id],
        "state=delivered&kind=sending.stopped": [third.id],
    }
    assert asking.get(f"{path}?kind=tudo").status_code == 422
    assert asking.said["errors"][0]["detail"].startswith("Não existe este evento.")
    assert asking.get(f"{path}?state=perdida").status_code == 422


def test_one_is_sent_again_once_for_an_idempotency_key(asking, webhook):
    row = delivered(webhook, state="failed", attempts=9)
    path = f"webhooks/{webhook.id}/deliveries/{row.id}/resend"

    first = asking.post(path, key="ato-1")
    told = asking.said
    models.WebhookDelivery.objects.filter(id=row.id).update(state="delivered", settled_at=NOW)  # it went
    second = asking.post(path, key="ato-1")

    assert (first.status_code, second.status_code, asking.said) == (200, 200, told)
    assert (told["state"], told["attempts"], told["settled_at"]) == ("pending", 0, None)
    assert models.WebhookDelivery.objects.get(id=row.id).state == "delivered"  # the repeat asked nothing
    event = models.Event.objects.get(name="webhook.resent")
    assert event.payload == {"credor_id": asking.credor.id, "webhook_id": webhook.id, "deliveries": 1}


def test_of_a_stopped_one_nothing_goes_and_the_way_out_is_said(asking):
    webhook = builders.make_webhook(asking.credor, stopped_at=NOW, stop_cause="person")
    row = delivered(webhook, state="stopped", settled_at=None)

    answer = asking.post(f"webhooks/{webhook.id}/deliveries/{row.id}/resend")

    assert (answer.status_code, asking.said["detail"]) == (409, "Este webhook está parado. Religue-o antes.")
    assert models.WebhookDelivery.objects.get().state == "stopped"


def test_a_key_that_only_reads_and_one_whose_maker_only_operates_ask_nothing_again(program):
    reader, operator = program(scopes=["webhooks.ler"]), program(role="operator")
    for asking, status in ((reader, 403), (operator, 409)):
        row = delivered(builders.make_webhook(asking.credor), state="failed")
        assert asking.post(f"webhooks/{row.webhook_id}/deliveries/{row.id}/resend").status_code == status
        assert models.WebhookDelivery.objects.get(id=row.id).state == "failed"


def test_another_credor_s_webhook_and_a_delivery_of_another_webhook_are_not_there(asking, webhook):
    row = delivered(builders.make_webhook(builders.make_credor()))
    for path in (f"webhooks/{row.webhook_id}", f"webhooks/{row.webhook_id}/deliveries"):
        assert asking.get(path).status_code == 404, path
    for webhook_id in (row.webhook_id, webhook.id):
        assert asking.post(f"webhooks/{webhook_id}/deliveries/{row.id}/resend").status_code == 404
    assert models.WebhookDelivery.objects.get(id=row.id).due_at == NOW + timedelta(0)
