"""A credor's own host: verified before it counts, of that credor's public pages alone, and never the console's."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from adimple.domain.errors import Invalid, Refused
from adimple.outbound import fetch
from adimple.store import models
from adimple.usecases import links, make_link, save_link_host, verify_link_host
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.web import middleware, own_hosts
from tests import builders
from tests.builders import NOW, ON
from tests.outbound.server import answering, receiving
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db
HOST = "pague.loja.test"


@pytest.fixture
def world(monkeypatch, settings, tmp_path):
    """(owner's context, credor with a título, token of its page, token of another credor's)."""
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    settings.DATA_DIR = tmp_path
    own_hosts.forget()
    credor, other, owner = builders.make_credor(), builders.make_credor(name="Outro Credor"), builders.make_account()
    builders.make_membership(owner, credor)
    builders.make_membership(owner, other)
    tokens = []
    for one in (credor, other):
        devedor = builders.make_titulo(builders.make_devedor(one)).devedor
        tokens.append(links.token_of_devedor(one.id, devedor.id, ON))
    yield builders.context_of(owner), credor, *tokens
    own_hosts.forget()


def verified(credor, host=HOST):
    row = models.LinkHost.objects.create(credor=credor, host=host, saved_at=NOW, verified_at=NOW)
    own_hosts.forget()
    return row


def visit(address, host=HOST, method="get", **given):
    return getattr(Client(enforce_csrf_checks=True), method)(address, headers={"host": host}, **given)


def test_a_host_that_nobody_verified_is_refused_as_any_stranger_s(world):
    _, credor, token, _ = world
    models.LinkHost.objects.create(credor=credor, host=HOST, saved_at=NOW)
    assert visit(f"/p/{token}").status_code == 400


def test_it_shows_the_pages_of_its_credor_and_of_no_other(world):
    _, credor, token, theirs = world
    verified(credor)
    shown = visit(f"/p/{token}")
    assert (shown.status_code, credor.name in text_of(shown)) == (200, True)
    assert visit(f"/p/{theirs}").status_code == 404
    assert visit(f"/p/{theirs}", host="testserver").status_code == 200
    answer = visit(f"/p/{token}/responder", method="post", data={"answer": "human"})
    assert (answer.status_code, answer.url) == (302, f"/p/{token}/resposta/human")
    assert visit(f"/p/{theirs}/responder", method="post", data={"answer": "human"}).status_code == 404


def test_it_gives_the_recibo_of_its_credor_and_of_no_other(world):
    ctx, credor, token, theirs = world
    verified(credor)
    asked = []
    for titulo, one in zip(models.Titulo.objects.order_by("id"), (token, theirs), strict=True):
        command = RegisterPayment(devedor_id=titulo.devedor_id, cents=1_00, paid_on=ON, external_key=str(titulo.id))
        asked.append(f"/p/{one}/recibo/{register_payment(ctx, command).payment_id}.pdf")
    assert [visit(address).status_code for address in asked] == [200, 404]
    assert visit(asked[1], host="testserver").status_code == 200


def test_nothing_else_answers_there(world):
    verified(world[1])
    for address in ("/entrar/", "/titulos/", "/api/openapi.json", "/metrics", "/healthz", "/nada"):
        assert visit(address).status_code == 404, address


def test_its_root_leads_to_the_page_that_checks_a_charge(world):
    verified(world[1])
    assert visit("/").url == "/verdade/"
    assert visit("/static/adimple.css").status_code == 200


def test_the_page_that_checks_a_charge_speaks_there_of_its_credor_alone(world):
    _, credor, token, theirs = world
    verified(credor)
    said = text_of(visit("/verdade/", method="post", data={"codigo": f"http://{HOST}:8000/p/{token}"}))
    assert f"Sim. Quem recebe é {credor.name}" in said
    said = text_of(visit("/verdade/", method="post", data={"codigo": f"/p/{theirs}"}))
    assert "Não conhecemos este código" in said
    elsewhere = {"codigo": f"http://falso.loja.test:8000/p/{token}"}
    assert "Não conhecemos" in text_of(visit("/verdade/", method="post", data=elsewhere))
    others = {"codigo": f"http://{HOST}:8000/p/{theirs}"}  # on a host that is not that credor's
    assert "Não conhecemos" in text_of(visit("/verdade/", host="testserver", method="post", data=others))


def test_links_are_made_with_it_once_verified_and_with_the_installation_s_after_it_is_taken_away(world):
    ctx, credor, token, _ = world
    devedor_id = models.Devedor.objects.get(credor=credor).id
    save_link_host.save_link_host(ctx, credor.id, f"https://{HOST.upper()}/")
    assert make_link.make_link(ctx, devedor_id).url.startswith("http://127.0.0.1:8000/p/")
    models.LinkHost.objects.update(verified_at=NOW)
    assert make_link.make_link(ctx, devedor_id).url == f"http://{HOST}:8000/p/{token}"
    save_link_host.remove_link_host(ctx, credor.id, HOST)
    assert make_link.make_link(ctx, devedor_id).url.startswith("http://127.0.0.1:8000/p/")
    told = models.Event.objects.filter(name__startswith="link_host").order_by("id").values_list("name", "payload__host")
    assert list(told) == [("link_host.saved", HOST), ("link_host.removed", HOST)]


def test_another_name_waits_while_the_verified_one_goes_on(world):
    ctx, credor, token, _ = world
    verified(credor)
    save_link_host.save_link_host(ctx, credor.id, "paguee.loja.test")
    own_hosts.forget()
    assert (visit(f"/p/{token}").status_code, visit(f"/p/{token}", host="paguee.loja.test").status_code) == (200, 400)
    devedor_id = models.Devedor.objects.get(credor=credor).id
    assert make_link.make_link(ctx, devedor_id).url == f"http://{HOST}:8000/p/{token}"
    save_link_host.save_link_host(ctx, credor.id, HOST)  # the one of before, said again: nothing waits any more
    assert list(models.LinkHost.objects.values_list("host", "verified_at")) == [(HOST, NOW)]


def test_links_sent_with_a_former_host_open_until_the_last_of_them_ends(world, monkeypatch):
    """A link of the day it is taken away is worth 90 days more, that day whole."""
    ctx, credor, token, theirs = world
    verified(credor)
    save_link_host.remove_link_host(ctx, credor.id, HOST)
    own_hosts.forget()
    assert (visit(f"/p/{token}").status_code, visit(f"/p/{theirs}").status_code) == (200, 404)
    said = text_of(
        visit("/verdade/", host="testserver", method="post", data={"codigo": f"http://{HOST}:8000/p/{token}"})
    )
    assert f"Sim. Quem recebe é {credor.name}" in said
    for days, status in ((90, 200), (91, 400)):
        monkeypatch.setattr(middleware, "now", lambda days=days: NOW + timedelta(days=days))
        own_hosts.forget()
        assert visit("/verdade/").status_code == status


def test_a_name_that_is_or_was_another_s_is_refused_for_as_long_as_its_links_open(world):
    ctx, credor, *_ = world
    other = models.Credor.objects.get(name="Outro Credor")
    said = builders.make_credor(name="Terceiro Credor")
    models.LinkHost.objects.create(credor=said, host="novo.loja.test", saved_at=NOW)
    verified(credor)
    for host in (HOST, "novo.loja.test"):  # verified; and said first, before its owner verifies
        with pytest.raises(Refused, match="já é de outro credor"):
            save_link_host.save_link_host(ctx, other.id, host)
    save_link_host.remove_link_host(ctx, credor.id, HOST)
    with pytest.raises(Refused, match="nos últimos 90 dias"):
        save_link_host.save_link_host(replace(ctx, now=NOW + timedelta(days=90)), other.id, HOST)
    save_link_host.save_link_host(ctx, credor.id, HOST)  # its own it may take again
    save_link_host.remove_link_host(ctx, credor.id, HOST)
    save_link_host.save_link_host(replace(ctx, now=NOW + timedelta(days=91)), other.id, HOST)
    assert models.LinkHost.objects.get(credor=other).host == HOST


def test_who_opens_a_link_by_a_host_that_is_nobody_s_reads_what_to_do(world):
    answer = visit(f"/p/{world[2]}")
    assert answer.status_code == 400
    assert "Este endereço não vale mais" in text_of(answer)
    assert 'href="/"' not in answer.content.decode()


def test_what_is_not_found_on_it_never_shows_the_console_s_page(world):
    _, credor, token, _ = world
    verified(credor)
    for address in (f"/p/{token}/x/y", "/verdade/x", "/static/nada.css", "/p/"):
        answer = visit(address)
        assert (answer.status_code, "Este endereço não vale mais" in text_of(answer)) == (404, True), address
        assert 'href="/"' not in answer.content.decode(), address
    assert visit("/verdade").url == "/verdade/"


def test_outside_of_this_machine_it_is_https(world, settings):
    settings.BASE_URL = "https://cobranca.exemplo.test"
    assert links.url_of("x", HOST) == f"https://{HOST}/p/x"
    assert links.url_of("x", "") == "https://cobranca.exemplo.test/p/x"


def test_in_production_http_is_led_to_https_on_the_same_host(world, settings):
    verified(world[1])
    settings.PRODUCTION = True
    assert visit("/verdade/?x=1").url == f"https://{HOST}/verdade/?x=1"


def led_here(monkeypatch, settings, there):
    """The host leads to that server."""
    real = socket.getaddrinfo

    def found(host, *given, **more):
        return real("127.0.0.1" if host == HOST else host, *given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    settings.BASE_URL = f"http://127.0.0.1:{there.port}"


def question_to(credor):
    """The address that is asked, and what this installation answers there."""
    path = f"{verify_link_host.PATH}{verify_link_host._question(credor.id, HOST)}"
    answer = visit(path)
    assert answer.status_code == 200
    return path, answer.content


def test_it_is_verified_when_it_leads_to_this_very_installation(world, enter, monkeypatch, settings):
    _, credor, *_ = world
    client = enter(credor)
    page = reverse("configuracoes_links", args=[credor.slug])
    client.post(page, {"host": HOST})
    path, body = question_to(credor)
    with receiving(answering(200, body=body)) as there:
        led_here(monkeypatch, settings, there)
        done = client.post(reverse("configuracoes_links_verificar", args=[credor.slug]), follow=True)
    assert there.got[0].target == path
    assert there.got[0].headers["host"] == f"{HOST}:{there.port}"
    assert "Verificado: os links novos" in text_of(done)
    assert models.LinkHost.objects.get().verified_at is not None
    assert [event.payload["host"] for event in models.Event.objects.filter(name="link_host.verified")] == [HOST]


def test_the_one_before_ends_when_the_new_one_is_verified(world, enter, monkeypatch, settings):
    _, credor, token, _ = world
    former = verified(credor, "antes.loja.test")
    client = enter(credor)
    page = reverse("configuracoes_links", args=[credor.slug])
    shown = text_of(client.get(page))
    assert "antes.loja.test vale até o novo ser verificado" in shown
    shown = text_of(client.post(page, {"host": HOST}, follow=True))
    assert f"Espera a verificação: {HOST}" in shown
    _, body = question_to(credor)
    with receiving(answering(200, body=body)) as there:
        led_here(monkeypatch, settings, there)
        shown = text_of(client.post(reverse("configuracoes_links_verificar", args=[credor.slug]), follow=True))
    assert "Links que já saíram com antes.loja.test ainda abrem" in shown
    former.refresh_from_db()
    assert former.ended_at == NOW
    for host in (HOST, "antes.loja.test"):
        assert visit(f"/p/{token}", host=host).status_code == 200, host


def test_giving_up_the_new_name_leaves_the_one_that_counts(world, enter):
    ctx, credor, *_ = world
    verified(credor)
    save_link_host.save_link_host(ctx, credor.id, "novo.loja.test")
    client, address = enter(credor), reverse("configuracoes_links_retirar", args=[credor.slug])
    for _ in range(2):  # clicked twice
        shown = text_of(client.post(address, {"host": "novo.loja.test"}, follow=True))
        assert f"os links novos saem com {HOST}" in shown
    assert models.LinkHost.objects.get().host == HOST
    shown = text_of(client.post(address, {"host": HOST}, follow=True))
    assert f"Os que já saíram com {HOST} abrem por mais 90 dias" in shown


def test_another_server_that_answers_there_is_not_this_one(world, enter, monkeypatch, settings):
    _, credor, *_ = world
    client = enter(credor)
    client.post(reverse("configuracoes_links", args=[credor.slug]), {"host": HOST})
    address = reverse("configuracoes_links_verificar", args=[credor.slug])
    with receiving(answering(200, body=b"bem-vindo")) as there:
        led_here(monkeypatch, settings, there)
        assert "não é esta instalação" in text_of(client.post(address))
    for status in (302, 404, 500):
        with receiving(answering(status, body=b"")) as there:
            led_here(monkeypatch, settings, there)
            assert "não é esta instalação" in text_of(client.post(address)), status
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("10.0.0.7", 80))])
    assert "rede interna" in text_of(client.post(address))
    assert models.LinkHost.objects.get().verified_at is None


def test_one_host_is_of_one_credor_though_both_said_it_at_once(world):
    ctx, credor, *_ = world
    other = models.Credor.objects.get(name="Outro Credor")
    for one in (credor, other):
        models.LinkHost.objects.create(credor=one, host=HOST, saved_at=NOW)
    with pytest.raises(Refused, match="já é de outro credor"):
        verify_link_host.verify_link_host(ctx, other.id)


def test_a_question_that_is_nobody_s_is_not_answered(world):
    ctx, credor, *_ = world
    assert visit(f"{verify_link_host.PATH}{'0' * 64}").status_code == 404
    save_link_host.save_link_host(ctx, credor.id, HOST)
    assert visit(f"{verify_link_host.PATH}{'0' * 64}").status_code == 404


@pytest.mark.parametrize(
    "wrong", ["", "loja", "10.0.0.1", "pague loja.test", "pague.lojá.test", "pague.loja.test:8000", "a/b.test",
              "localhost", "-a.test", "loja.123", "http://pague.loja.test"],
)  # fmt: skip
def test_what_is_no_name_is_refused_with_how_to_write_it(wrong):
    with pytest.raises(Invalid) as told:
        save_link_host.read_host(wrong)
    assert told.value.field == "host"


def test_only_the_owner_says_it(world, enter):
    answer = enter(world[1], role="manager").post(reverse("configuracoes_links", args=[world[1].slug]), {"host": HOST})
    assert (answer.status_code, models.LinkHost.objects.count()) == (409, 0)


def test_a_page_that_never_ends_is_left(monkeypatch):
    with receiving(answering(200, body=b"x" * 5_000)) as there:
        told = fetch.fetch(there.url, fetch.Policy(is_production=False))
    assert (len(told.body), told.failure) == (fetch.MOST_BYTES, "")
