"""Where one's account is open: told in words, put out at the next request, and never another's."""

from datetime import timedelta

import pytest
from django.test import Client

from adimple.store import models
from adimple.web import devices, middleware
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "tres palavras juntas"
AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox no Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36": (
        "Chrome no Windows"
    ),
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0": (
        "Edge no Windows"
    ),
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537": (
        "Samsung Internet no Android"
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile/15E148 Safari/604.1": (
        "Safari no iPhone"
    ),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.5 Safari/605": "Safari no Mac",
    "Mozilla/5.0 (X11; CrOS x86_64 14541) AppleWebKit/537.36 Chrome/126.0 Safari/537.36": "Chrome no ChromeOS",
    "curl/8.5.0": "Aparelho desconhecido",
    "": "Aparelho desconhecido",
    "Something (Windows NT 10.0)": "Navegador no Windows",
}


@pytest.fixture
def later(monkeypatch):
    def move(**by) -> None:
        monkeypatch.setattr(middleware, "now", lambda: builders.NOW + timedelta(**by))

    return move


@pytest.fixture
def ana(now):
    account = builders.make_account(email="ana@exemplo.test")
    builders.make_membership(account, builders.make_credor())
    return account


def entered(agent: str = next(iter(AGENTS)), address: str = "203.0.113.9") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    assert client.post("/entrar/", {"username": "ana@exemplo.test", "password": PASSWORD}).url == "/"
    return client


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_a_browser_is_told_in_words(rf, agent, name):
    assert devices.name_of(rf.get("/", headers={"User-Agent": agent})) == name


@pytest.mark.parametrize(
    ("address", "masked"),
    [("203.0.113.9", "203.0.113.x"), ("2001:db8:7:1:2:3:4:5", "2001:db8:7::x"), ("fe80::1%eth0", "fe80::x"), ("", "")],
)
def test_an_address_is_told_without_its_end(rf, address, masked):
    assert devices.address_of(rf.get("/", REMOTE_ADDR=address)) == masked


def test_the_page_tells_where_the_account_is_open(ana, later):
    here = entered()
    later(minutes=7)
    entered("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "198.51.100.77")

    page = text_of(here.get("/minha-conta/"))

    assert "Firefox no Linux este aparelho 24/11/2026 10h00 24/11/2026 10h07 203.0.113.x" in page
    assert "Safari no iPhone 24/11/2026 10h07 24/11/2026 10h07 198.51.100.x" in page
    assert "198.51.100.77" not in page


def test_one_put_out_is_out_at_its_next_request_and_the_others_stay(ana):
    here, lost = entered(), entered()
    device = models.Device.objects.order_by("id").last()

    assert here.post(f"/minha-conta/aparelhos/{device.id}/sair/").url == "/minha-conta/"

    assert lost.get("/titulos/").url == "/entrar/?next=%2Ftitulos%2F"
    assert lost.post("/envios/pausa/").url.startswith("/entrar/")
    assert here.get("/titulos/").status_code == 200
    row = models.Event.objects.get(name="devices.ended")
    assert row.payload == {"account_id": ana.id, "ended": 1}


def test_all_the_others_are_put_out_at_once(ana):
    here, one, two = entered(), entered(), entered()

    page = text_of(here.post("/minha-conta/aparelhos/sair/", follow=True))

    assert "A sua conta saiu de 2 aparelhos." in page
    assert "Sair de todos os outros" not in page
    assert here.get("/").status_code == 200
    assert [client.get("/").status_code for client in (one, two)] == [302, 302]
    again = text_of(here.post("/minha-conta/aparelhos/sair/", follow=True))
    assert "A sua conta não estava em outro aparelho." in again


def test_nobody_puts_out_another_s_device(ana):
    foreign = builders.make_device(builders.make_account())
    here = entered()

    assert here.post(f"/minha-conta/aparelhos/{foreign.id}/sair/").status_code == 404
    here.post("/minha-conta/aparelhos/sair/")

    foreign.refresh_from_db()
    assert foreign.ended_at is None


def test_a_session_opens_no_device_of_another_account(ana):
    client, foreign = entered(), builders.make_device(builders.make_account())
    session = client.session
    session[devices.KEPT] = foreign.id
    session.save()

    assert client.get("/").url.startswith("/entrar/")


def test_last_seen_is_written_once_in_five_minutes(ana, later):
    client = entered()
    for minutes, seen in ((4, 0), (5, 5), (9, 5), (10, 10)):
        later(minutes=minutes)
        client.get("/minha-conta/")
        assert models.Device.objects.get().last_seen_at == builders.NOW + timedelta(minutes=seen)


def test_a_device_is_out_after_twelve_hours_and_leaves_the_table_when_another_enters(ana, later):
    client = entered()
    later(hours=12)
    assert client.get("/").url.startswith("/entrar/")

    entered()

    assert models.Device.objects.get().first_seen_at == builders.NOW + timedelta(hours=12)


def test_a_new_password_leaves_this_device_alone_in(ana):
    here, there = entered(), entered()
    new = "quatro palavras bem juntas"

    here.post("/minha-senha/", {"current": PASSWORD, "password": new, "again": new})

    assert here.get("/minha-conta/").status_code == 200
    assert there.get("/").status_code == 302
    assert models.Device.objects.filter(ended_at__isnull=True).count() == 1


def test_who_leaves_is_no_longer_shown(ana):
    here, there = entered(), entered()

    there.post("/sair/")

    assert text_of(here.get("/minha-conta/")).count("Firefox no Linux") == 1


def test_the_second_step_and_the_first_run_note_the_device_too(client, now):
    first = {
        "name": "Dona Exemplo",
        "email": "dona@exemplo.test",
        "password": PASSWORD,
        "credor_name": "Colégio Exemplo",
        "credor_document": "11.222.333/0001-81",
        "credor_address": "Rua do Modelo, 100",
    }
    client.post("/comecar/", first)
    assert models.Device.objects.count() == 1
    builders.make_second_factor(models.Account.objects.get())
    other = Client()
    other.post("/entrar/", {"username": "dona@exemplo.test", "password": PASSWORD})
    assert models.Device.objects.count() == 1
    other.post("/entrar/codigo/", {"code": builders.code_at()})
    assert models.Device.objects.count() == 2
