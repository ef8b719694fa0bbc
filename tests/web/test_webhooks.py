"""Configurações, API, Webhooks: an owner adds one, sees its secret once, tests it, follows what came of each event."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection

from adimple.domain import webhook as rules
from adimple.domain.errors import Invalid
from adimple.outbound import address
from adimple.store import models, sealing
from adimple.usecases import deliver_webhooks, webhooks
from adimple.usecases.deliver_webhooks import Answer
from adimple.web.console.configuracoes import webhooks as page_of_webhooks
from tests import builders
from tests.builders import NOW, WEBHOOK_SECRET
from tests.outbound.server import answering, receiving
from tests.web.pages import text_of
from tests.worker.day import machine

pytestmark = pytest.mark.django_db
PAGE = "/configuracoes/colegio/api/webhooks/"


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio")


@pytest.fixture
def owner(enter, credor):
    return enter(credor)


@pytest.fixture
def webhook(credor):
    return builders.make_webhook(credor)


def deliver(webhook, answer: Answer, times: int = 1, at=NOW) -> None:
    """So many tries of the next event, one after another as soon as each is due."""
    for turn in range(times):
        ctx = machine(at + timedelta(days=turn))
        deliver_webhooks.queue_events(ctx)
        deliver_webhooks.settle(ctx, deliver_webhooks.take(ctx).taken, answer)


def test_one_is_added_and_its_secret_is_shown_once(owner):
    shown = text_of(owner.post(PAGE, {"url": "https://erp.exemplo.test/avisos", "which": "todos"}))

    row = models.Webhook.objects.get()
    assert "Copie agora: ele não aparece de novo." in shown
    secret = re.search(r"whsec_[A-Za-z0-9+/]{43}=", shown).group()
    assert sealing.unseal(bytes(row.secret_sealed)) == secret
    assert secret.encode() not in bytes(row.secret_sealed)
    assert (row.url, row.kinds) == ("https://erp.exemplo.test/avisos", [])
    listed = text_of(owner.get(PAGE))
    assert "https://erp.exemplo.test/avisos todos ligado nenhuma ainda 0 0" in listed
    assert secret not in listed + text_of(owner.get(f"{PAGE}{row.id}/"))


def test_only_the_events_that_were_marked_are_kept(owner):
    typed = {"url": "https://erp.exemplo.test/", "which": "alguns", "kind": ["payment.undone", "payment.registered"]}
    owner.post(PAGE, typed)

    row = models.Webhook.objects.get()
    assert row.kinds == ["payment.registered", "payment.undone"]
    assert models.Event.objects.get().payload["kinds"] == row.kinds


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": ""}, "Escreva o endereço sem espaços nem acentos"),
        ({"url": "ftp://erp.exemplo.test/"}, "O endereço começa com https://"),
        ({"url": "http://erp.exemplo.test:0/"}, "A porta vai de 1 a 65535."),
        ({"url": "https://10.0.0.1/"}, "Este endereço aponta para uma rede interna."),
        ({"url": "https://169.254.169.254/latest/"}, "Este endereço aponta para uma rede interna."),
        ({"url": "https://erp.exemplo.test/", "which": "alguns"}, "Marque ao menos um evento, ou escolha todos."),
        ({"url": "https://erp.exemplo.test/", "which": "alguns", "kind": "tudo"}, "Não existe o evento «tudo»."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(owner, typed, said):
    response = owner.post(PAGE, typed)

    assert response.status_code == 422
    assert said in text_of(response)
    assert not models.Webhook.objects.exists()


def test_in_production_an_address_begins_with_https(credor, settings):
    settings.PRODUCTION = True
    with pytest.raises(Invalid, match="Em produção o endereço começa com https://"):
        webhooks.make_webhook(machine(), credor.id, webhooks.MakeWebhook(url="http://erp.exemplo.test/"))


def test_a_host_that_the_installation_lets_in_is_taken(owner, settings):
    settings.WEBHOOK_HOSTS = frozenset({"10.0.0.1"})
    owner.post(PAGE, {"url": "https://10.0.0.1/"})

    assert models.Webhook.objects.get().url == "https://10.0.0.1/"


def test_the_eleventh_that_is_on_is_refused(owner, credor):
    for _ in range(10):
        builders.make_webhook(credor)
    builders.make_webhook(credor, stopped_at=NOW, stop_cause="person")
    response = owner.post(PAGE, {"url": "https://erp.exemplo.test/"})

    assert response.status_code == 409
    assert "Há 10 webhooks ligados, o máximo de um credor." in text_of(response)
    assert models.Webhook.objects.count() == 11


def test_a_test_goes_at_once_signed_and_its_answer_is_told(owner, credor):
    with receiving() as there:
        row = builders.make_webhook(credor, url=there.url)
        page = text_of(owner.post(f"{PAGE}{row.id}/teste/", follow=True))

    assert "O endereço recebeu o evento de teste e respondeu 200, em" in page
    (got,) = there.got
    told = json.loads(got.body)
    assert (told["id"], told["name"], told["payload"]) == (0, "webhook.test", {"credor_id": credor.id})
    expected = rules.headers(got.headers["webhook-id"], NOW, got.body, [WEBHOOK_SECRET])
    assert got.headers["webhook-signature"] == expected["webhook-signature"]
    assert models.Event.objects.get().payload == {"credor_id": credor.id, "webhook_id": row.id, "succeeded": True}


def test_a_test_that_is_not_taken_says_why(owner, credor):
    with receiving(answering(401)) as there:
        row = builders.make_webhook(credor, url=there.url)
        page = text_of(owner.post(f"{PAGE}{row.id}/teste/", follow=True))

    assert "O evento de teste não foi aceito: respondeu 401." in page
    assert models.Webhook.objects.get().failures == 0


def test_a_second_test_at_once_is_told_to_wait(owner, credor):
    with receiving() as there:
        row = builders.make_webhook(credor, url=there.url)
        with page_of_webhooks.TURN.taken():
            second = owner.post(f"{PAGE}{row.id}/teste/")
        assert (second.status_code, there.got) == (409, [])
        assert "Já há um teste de webhook esperando resposta." in text_of(second)
        owner.post(f"{PAGE}{row.id}/teste/")
        assert len(there.got) == 1


def test_a_delivery_is_shown_with_what_came_of_it(owner, credor, webhook):
    event = builders.make_event(credor)
    deliver(webhook, Answer(500, "", 41))
    page = text_of(owner.get(f"{PAGE}{webhook.id}/"))

    assert f"sending.stopped nº {event.id} 24/11/2026 10h00 na fila de novo 24/11/2026 10h00" in page
    assert "respondeu 500 24/11/2026 10h00, 41 ms 1" in page
    assert "falhando" in page
    assert "Sem entregar desde 24/11/2026 10h00: respondeu 500." in page
    deliver(webhook, Answer(200, "", 12), at=NOW + timedelta(minutes=1))
    assert f"nº {event.id} 24/11/2026 10h00 entregue respondeu 200" in text_of(owner.get(f"{PAGE}{webhook.id}/"))


def test_deliveries_are_chosen_by_what_came_of_them(owner, credor, webhook):
    first = builders.make_event(credor)
    deliver(webhook, Answer(200, "", 12))
    second = builders.make_event(credor)
    deliver(webhook, Answer(None, "tls", 12), at=NOW + timedelta(minutes=1))

    delivered = text_of(owner.get(f"{PAGE}{webhook.id}/?situacao=delivered"))
    waiting = text_of(owner.get(f"{PAGE}{webhook.id}/?situacao=pending"))
    assert (f"nº {first.id} " in delivered, f"nº {second.id} " in delivered) == (True, False)
    assert (f"nº {first.id} " in waiting, f"nº {second.id} " in waiting) == (False, True)
    assert "o certificado não foi aceito" in waiting
    assert "Nenhuma entrega assim." in text_of(owner.get(f"{PAGE}{webhook.id}/?situacao=failed"))


def test_what_failed_for_good_goes_again_one_or_all(owner, credor, webhook):
    for _ in range(2):
        builders.make_event(credor)
    deliver_webhooks.queue_events(machine())
    models.WebhookDelivery.objects.update(state="failed", settled_at=NOW, attempts=10)
    first, second = models.WebhookDelivery.objects.order_by("event_id")

    one = text_of(owner.post(f"{PAGE}{webhook.id}/reenvio/", {"entrega": first.id}, follow=True))
    first.refresh_from_db()
    assert "1 evento na fila de novo." in one
    assert (first.state, first.attempts, first.due_at, first.settled_at) == ("pending", 0, NOW, None)
    assert "1 evento na fila de novo." in text_of(owner.post(f"{PAGE}{webhook.id}/reenvio/", follow=True))
    second.refresh_from_db()
    assert second.state == "pending"
    assert "Não havia evento não entregue." in text_of(owner.post(f"{PAGE}{webhook.id}/reenvio/", follow=True))


@pytest.mark.parametrize("which", ["999999999", "nada", "9" * 30])
def test_a_delivery_that_is_not_there_is_not_found(owner, webhook, which):
    assert owner.post(f"{PAGE}{webhook.id}/reenvio/", {"entrega": which}).status_code == 404


def test_a_delivery_of_another_webhook_is_not_found(owner, credor, webhook):
    builders.make_event(credor)
    deliver(webhook, Answer(200, "", 1))
    other = builders.make_webhook(credor)
    delivery = models.WebhookDelivery.objects.get()

    assert owner.post(f"{PAGE}{other.id}/reenvio/", {"entrega": delivery.id}).status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_one_is_stopped_by_hand_and_put_on_again(owner, credor, webhook):
    event = builders.make_event(credor)
    deliver_webhooks.queue_events(machine())
    page = text_of(owner.post(f"{PAGE}{webhook.id}/parada/", follow=True))
    assert "Parado em 24/11/2026 10h00: parado por uma pessoa." in page
    assert deliver_webhooks.take(machine()) is None
    assert owner.post(f"{PAGE}{webhook.id}/reenvio/").status_code == 409
    assert "parou sozinho" not in text_of(owner.get("/configuracoes/colegio/api/"))

    owner.post(f"{PAGE}{webhook.id}/retomada/")
    assert deliver_webhooks.take(machine()).taken.event_id == event.id


def test_one_that_stopped_by_itself_is_told_where_the_owner_looks(owner, credor, webhook):
    builders.make_event(credor)
    deliver(webhook, Answer(410, "", 9))

    assert "1 webhook parou sozinho." in text_of(owner.get("/configuracoes/colegio/api/"))
    assert "parado o endereço respondeu 410: não quer mais eventos" in text_of(owner.get(PAGE))


def test_a_new_secret_is_shown_once_and_the_former_signs_for_a_day(owner, webhook):
    shown = text_of(owner.post(f"{PAGE}{webhook.id}/segredo/"))

    webhook.refresh_from_db()
    assert "Por 24 horas o de antes também assina" in shown
    assert sealing.unseal(bytes(webhook.secret_sealed)) in shown
    assert sealing.unseal(bytes(webhook.former_sealed)) == WEBHOOK_SECRET
    assert "o de antes também assina até 25/11/2026 10h00" in text_of(owner.get(f"{PAGE}{webhook.id}/"))


def test_a_secret_sealed_by_a_lost_key_is_made_anew_before_it_is_on_again(owner, credor):
    sealed = sealing.seal(WEBHOOK_SECRET, bytes(32))
    row = builders.make_webhook(credor, secret_sealed=sealed, stopped_at=NOW, stop_cause="secret")

    assert "Troque o segredo e religue." in text_of(owner.post(f"{PAGE}{row.id}/retomada/"))
    owner.post(f"{PAGE}{row.id}/segredo/")
    owner.post(f"{PAGE}{row.id}/retomada/")
    row.refresh_from_db()
    assert (row.stopped_at, bytes(row.former_sealed)) == (None, b"")


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_who_is_not_the_owner_sees_the_server_alone_and_changes_nothing(enter, credor, role):
    webhook = builders.make_webhook(credor, url="https://erp.exemplo.test:8443/avisos/senha-da-rota?chave=segredo")
    manager = enter(credor, role=role)
    page = text_of(manager.get(PAGE)) + text_of(manager.get(f"{PAGE}{webhook.id}/"))

    assert page.count("https://erp.exemplo.test:8443/ ") >= 2
    assert "senha-da-rota" not in page
    assert re.findall("Criar webhook|Enviar um evento de teste|Trocar o segredo|Parar|Mandar de novo", page) == []


def test_a_webhook_is_not_reached_through_another_credor_of_the_same_person(enter, credor, webhook):
    other = builders.make_credor(slug="academia")
    both = enter(credor, other)

    assert both.get(f"/configuracoes/academia/api/webhooks/{webhook.id}/").status_code == 404
    assert both.post(f"/configuracoes/academia/api/webhooks/{webhook.id}/parada/").status_code == 404


def test_an_event_that_waits_for_a_newer_program_is_said_in_words(owner, credor, webhook):
    event = builders.make_event(credor, name="kind.of_tomorrow", payload={})
    deliver_webhooks.queue_events(machine())
    assert deliver_webhooks.take(machine()) is None
    page = text_of(owner.get(f"{PAGE}{webhook.id}/"))

    assert f"kind.of_tomorrow nº {event.id} 24/11/2026 10h00 na fila de novo 24/11/2026 11h00" in page
    assert "um programa mais novo escreveu este evento, e este o envia depois de atualizado" in page


@pytest.mark.django_db(transaction=True)
def test_what_a_name_means_is_asked_outside_the_transaction(credor, monkeypatch):
    asked, real = [], address.resolve

    def spied(*given):
        asked.append(connection.in_atomic_block)
        return real(*given)

    monkeypatch.setattr(address, "resolve", spied)
    webhooks.make_webhook(
        builders.context_in(credor, "owner"), credor.id, webhooks.MakeWebhook(url="https://10.0.0.1.exemplo.test/")
    )

    assert asked == [False]
    assert models.Event.objects.get().name == "webhook.made"
