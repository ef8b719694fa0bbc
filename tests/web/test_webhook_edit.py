"""A webhook changed by its owner: another address, other events; what waited follows, what was stopped stays so."""

from datetime import timedelta

import pytest

from adimple.domain.errors import Invalid
from adimple.store import models
from adimple.usecases import deliver_webhooks, webhooks
from adimple.usecases import edit_webhook as edit_webhook_module
from adimple.usecases.deliver_webhooks import Answer
from adimple.usecases.edit_webhook import EditWebhook, edit_webhook
from tests import builders
from tests.builders import NOW
from tests.web.pages import text_of
from tests.worker.day import machine

pytestmark = pytest.mark.django_db
PAGE = "/configuracoes/colegio/api/webhooks/"
OLD, NEW = "https://erp.exemplo.test/avisos", "https://novo.exemplo.test/avisos"


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio")


@pytest.fixture
def owner(enter, credor):
    return enter(credor)


@pytest.fixture
def webhook(credor):
    return builders.make_webhook(credor, url=OLD)


def change(owner, webhook, **typed):
    return owner.post(f"{PAGE}{webhook.id}/mudar/", {"url": OLD, "which": "todos"} | typed, follow=True)


def failed_once(credor) -> models.Event:
    """An event that the address did not take, to be tried again later."""
    event = builders.make_event(credor)
    deliver_webhooks.queue_events(machine())
    deliver_webhooks.settle(machine(), deliver_webhooks.take(machine()).taken, Answer(500, "", 41))
    return event


def test_what_waited_goes_at_once_to_the_new_address_under_the_same_secret(owner, credor, webhook):
    event = failed_once(credor)
    assert deliver_webhooks.take(machine()) is None  # it waits, after a failure

    page = text_of(change(owner, webhook, url=NEW))

    assert "Webhook mudado." in page
    row = models.Webhook.objects.get()
    assert (row.url, row.kinds, row.failures, row.failing_since, row.rest_until) == (NEW, [], 0, None, None)
    assert bytes(row.secret_sealed) == bytes(webhook.secret_sealed)
    taken = deliver_webhooks.take(machine()).taken
    assert (taken.url, taken.event_id) == (NEW, event.id)
    assert models.Event.objects.get(name="webhook.changed").payload == {
        "credor_id": credor.id, "webhook_id": webhook.id, "kinds": [], "moved": True,
    }  # fmt: skip


def test_a_try_on_its_way_to_the_old_address_is_no_answer_of_the_new(owner, credor, webhook):
    event = builders.make_event(credor)
    deliver_webhooks.queue_events(machine())
    on_its_way = deliver_webhooks.take(machine()).taken

    change(owner, webhook, url=NEW)
    deliver_webhooks.settle(machine(), on_its_way, Answer(410, "", 9))  # the old one is gone

    assert models.Webhook.objects.get().stopped_at is None
    taken = deliver_webhooks.take(machine()).taken
    assert (taken.url, taken.event_id) == (NEW, event.id)


def test_a_stopped_one_stays_stopped_and_what_failed_goes_to_the_new_address_when_it_is_put_on(owner, credor, webhook):
    event = failed_once(credor)
    for turn in range(1, 10):
        later = machine(NOW + timedelta(days=turn))
        if taken := deliver_webhooks.take(later):
            deliver_webhooks.settle(later, taken.taken, Answer(500, "", 41))
    assert models.Webhook.objects.get().stop_cause == "failing"

    page = text_of(change(owner, webhook, url=NEW))

    assert "Parado em" in page
    row = models.Webhook.objects.get()
    assert (row.url, row.stop_cause) == (NEW, "failing")
    later = machine(NOW + timedelta(days=10))
    assert deliver_webhooks.take(later) is None
    webhooks.resume_webhook(builders.context_in(credor, "owner"), credor.id, webhook.id)
    taken = deliver_webhooks.take(later).taken
    assert (taken.url, taken.event_id) == (NEW, event.id)


def test_another_choice_of_events_is_of_what_is_to_come(owner, credor, webhook):
    models.Webhook.objects.update(kinds=["payment.registered"])
    builders.make_event(credor, name="sending.stopped")
    paid = builders.make_event(credor, name="payment.registered")

    page = text_of(change(owner, webhook, which="alguns", kind=["sending.stopped", "promise.made"]))

    assert "promise.made, sending.stopped" in page
    after = builders.make_event(credor, name="sending.stopped")
    builders.make_event(credor, name="payment.registered")
    deliver_webhooks.queue_events(machine())
    told = models.WebhookDelivery.objects.order_by("id").values_list("event_id", flat=True)
    assert list(told) == [paid.id, after.id]
    assert models.Event.objects.get(name="webhook.changed").payload["moved"] is False


@pytest.mark.parametrize("is_stopped", [False, True])
def test_what_happened_before_the_change_goes_by_the_former_choice_however_much_waits(
    owner, credor, webhook, monkeypatch, is_stopped
):
    monkeypatch.setattr(deliver_webhooks, "MOST_WAITING", 2)
    monkeypatch.setattr(edit_webhook_module, "AT_A_TIME", 2)
    models.Webhook.objects.update(kinds=["payment.registered"])
    paid = [builders.make_event(credor, name="payment.registered").id for _ in range(5)]
    builders.make_event(credor, name="sending.stopped")
    deliver_webhooks.queue_events(machine())  # two of the five: there is no room for more
    if is_stopped:
        webhooks.stop_webhook(builders.context_in(credor, "owner"), credor.id, webhook.id)

    change(owner, webhook, which="alguns", kind="sending.stopped")
    if is_stopped:
        assert deliver_webhooks.take(machine()) is None
        webhooks.resume_webhook(builders.context_in(credor, "owner"), credor.id, webhook.id)
    after = builders.make_event(credor, name="sending.stopped")
    models.WebhookDelivery.objects.filter(event_id__in=paid[:4]).update(state="delivered", settled_at=NOW)
    deliver_webhooks.queue_events(machine())

    told = models.WebhookDelivery.objects.order_by("id").values_list("event_id", "state")
    assert list(told) == [
        *((event_id, "delivered") for event_id in paid[:4]),
        (paid[4], "pending"),
        (after.id, "pending"),
    ]


def test_the_form_comes_filled_and_saving_it_as_it_came_changes_nothing(owner, credor, webhook):
    models.Webhook.objects.update(kinds=["payment.registered"])
    form = owner.get(f"{PAGE}{webhook.id}/mudar/").content.decode()
    assert f'value="{OLD}"' in form
    assert 'value="payment.registered" checked' in form
    assert form.count(" checked") == 2  # the event, and «só os que eu marcar»

    change(owner, webhook, which="alguns", kind="payment.registered")

    assert not models.Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": ""}, "Escreva o endereço sem espaços nem acentos"),
        ({"url": "https://10.0.0.1/"}, "Este endereço aponta para uma rede interna."),
        ({"url": "https://169.254.169.254/latest/"}, "Este endereço aponta para uma rede interna."),
        ({"which": "alguns"}, "Marque ao menos um evento, ou escolha todos."),
        ({"which": "alguns", "kind": "tudo"}, "Não existe o evento «tudo»."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(owner, webhook, typed, said):
    response = change(owner, webhook, **typed)

    assert response.status_code == 422
    assert said in text_of(response)
    row = models.Webhook.objects.get()
    assert (row.url, row.kinds) == (OLD, [])
    assert not models.Event.objects.exists()


def test_in_production_the_new_address_too_begins_with_https(credor, webhook, settings):
    settings.PRODUCTION = True
    with pytest.raises(Invalid, match="Em produção o endereço começa com https://"):
        edit_webhook(
            builders.context_in(credor, "owner"), credor.id, webhook.id, EditWebhook(url="http://novo.exemplo.test/")
        )
    assert models.Webhook.objects.get().url == OLD


def test_who_is_not_the_owner_does_not_see_the_whole_address(enter, credor, webhook):
    manager = enter(credor, role="manager")
    response = manager.get(f"{PAGE}{webhook.id}/mudar/")

    assert (response.status_code, "/avisos" in response.content.decode()) == (409, False)
    assert "Mudar endereço ou eventos" not in text_of(manager.get(f"{PAGE}{webhook.id}/"))
