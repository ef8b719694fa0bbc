"""Entering in two steps: nobody is in before the code, and an owner in production has nothing before it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from adimple.store import models, sealing
from adimple.usecases import api_keys, totp
from adimple.web import middleware
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "tres palavras juntas"
PAGE = "/minha-conta/duas-etapas/"


@pytest.fixture
def ana(now):
    account = builders.make_account(email="ana@exemplo.test")
    builders.make_membership(account, builders.make_credor())
    builders.make_second_factor(account)
    return account


@pytest.fixture
def later(monkeypatch):
    def move(**by) -> None:
        monkeypatch.setattr(middleware, "now", lambda: builders.NOW + timedelta(**by))

    return move


def know_the_password(client, back: str = ""):
    return client.post("/entrar/", {"username": "ana@exemplo.test", "password": PASSWORD, "next": back})


def type_code(client, code: str):
    return client.post("/entrar/codigo/", {"code": code})


def names() -> list[str]:
    return list(models.Event.objects.order_by("id").values_list("name", flat=True))


def test_the_password_alone_opens_nothing(client, ana):
    assert know_the_password(client).url == "/entrar/codigo/"

    assert client.get("/").url == "/entrar/?next=%2F"
    assert names() == []
    ana.refresh_from_db()
    assert ana.last_login is None


def test_the_code_opens_the_page_one_was_going_to(client, ana):
    know_the_password(client, back="/titulos/")

    assert type_code(client, builders.code_at()).url == "/titulos/"
    assert client.get("/titulos/").status_code == 200
    assert names() == ["login.succeeded"]


def test_the_code_leads_to_no_other_site(client, ana):
    know_the_password(client, back="https://outro.test/")

    assert type_code(client, builders.code_at()).url == "/"


def test_the_same_code_does_not_enter_elsewhere(client, ana):
    know_the_password(client)
    type_code(client, builders.code_at())
    elsewhere = Client()
    know_the_password(elsewhere)

    response = type_code(elsewhere, builders.code_at())

    assert response.status_code == 422
    assert "Este código não vale." in text_of(response)
    assert elsewhere.get("/").url.startswith("/entrar/")


def test_the_field_asks_the_phone_for_the_code(client, ana):
    know_the_password(client)

    page = client.get("/entrar/codigo/").content.decode()

    [field] = re.findall(r'<input[^>]*name="code"[^>]*>', page)
    assert 'inputmode="numeric"' in field
    assert 'autocomplete="one-time-code"' in field


def test_a_code_of_reserve_enters_and_says_how_many_are_left(client, ana):
    models.RecoveryCode.objects.create(account=ana, sha256=totp.digest_of("7k2m-0x1q-aaaa-bbbb"))
    know_the_password(client)
    assert "Código de reserva" in text_of(client.get("/entrar/codigo/?reserva"))

    page = text_of(client.post("/entrar/codigo/?reserva", {"code": "7K2M 0x1q aaaa bbbb"}, follow=True))

    assert "Você entrou com um código de reserva; não sobrou nenhum." in page


def test_eight_wrong_codes_wait_whatever_the_browser(client, ana):
    know_the_password(client)
    assert [type_code(client, "000000").status_code for _ in range(8)] == [422] * 7 + [429]
    elsewhere = Client()
    know_the_password(elsewhere)

    response = type_code(elsewhere, builders.code_at())

    assert response.status_code == 429
    assert "espere 15 minutos" in text_of(response)


def test_who_did_not_know_the_password_has_no_second_door(client, ana):
    assert client.get("/entrar/codigo/").url == "/entrar/"
    assert type_code(client, builders.code_at()).url == "/entrar/"
    assert names() == []


def test_the_wait_for_the_code_ends_by_time_and_by_a_new_password(client, ana, later):
    know_the_password(client)
    later(minutes=10, seconds=1)
    assert type_code(client, builders.code_at()).url == "/entrar/"
    later(seconds=0)
    know_the_password(client)
    ana.set_password("quatro palavras bem juntas")
    ana.save()
    assert type_code(client, builders.code_at()).url == "/entrar/"


def test_an_empty_code_is_no_attempt(client, ana):
    know_the_password(client)

    assert "Digite o código." in text_of(type_code(client, " "))
    assert models.SecondFactor.objects.get().failures == 0


def test_a_person_turns_it_on_and_enters_with_it(enter, later):
    client = enter(builders.make_credor())
    assert client.post(f"{PAGE}comecar/").url == PAGE
    shown = client.get(PAGE)
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", shown.content.decode())[1].replace(" ", "")
    assert secret == sealing.unseal(bytes(models.SecondFactor.objects.get().secret_sealed))
    assert 'class="qr"' in shown.content.decode()
    assert "style=" not in shown.content.decode()
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))

    wrong = client.post(PAGE, {"code": "000000", "current": PASSWORD})
    assert wrong.status_code == 422
    page = client.post(PAGE, {"code": builders.code_at(), "current": PASSWORD})

    codes = re.findall(r"<li>([0-9a-z-]{19})</li>", page.content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(PAGE).content.decode()
    account = models.Account.objects.get()
    visitor = Client()
    later(seconds=30)
    entered = visitor.post("/entrar/", {"username": account.email, "password": PASSWORD})
    assert entered.url == "/entrar/codigo/"
    assert type_code(visitor, builders.code_at(builders.NOW + timedelta(seconds=30))).url == "/"


def test_a_borrowed_session_does_not_turn_it_on_by_guessing_the_password(enter):
    client = enter(builders.make_credor())
    client.post(f"{PAGE}comecar/")
    for _ in range(8):
        last = client.post(PAGE, {"code": builders.code_at(), "current": "errada de todo"})

    assert last.status_code == 429
    assert models.SecondFactor.objects.get().confirmed_at is None


def test_it_is_turned_off_with_the_password_and_a_code(enter):
    client = enter(builders.make_credor())
    assert client.get(f"{PAGE}desligar/").url == PAGE
    builders.make_second_factor(models.Account.objects.get())

    wrong = client.post(f"{PAGE}desligar/", {"current": PASSWORD, "code": "000000"})
    assert "Este código não vale." in text_of(wrong)
    page = text_of(client.post(f"{PAGE}desligar/", {"current": PASSWORD, "code": builders.code_at()}, follow=True))

    assert "Verificação em duas etapas desligada." in page
    assert not models.SecondFactor.objects.exists()


def test_other_codes_of_reserve_are_shown_once(enter):
    client = enter(builders.make_credor())
    builders.make_second_factor(models.Account.objects.get())

    page = client.post(f"{PAGE}codigos/", {"current": PASSWORD, "code": builders.code_at()})

    assert len(re.findall(r"<li>[0-9a-z-]{19}</li>", page.content.decode())) == 10
    assert "10 códigos de reserva" in text_of(client.get(PAGE))


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True


def test_an_owner_without_it_in_production_meets_the_set_up_and_nothing_else(enter, production):
    client = enter(builders.make_credor(slug="colegio"))

    for address in ("/", "/titulos/", "/configuracoes/colegio/api/", "/minha-senha/", f"{PAGE}desligar/"):
        assert client.get(address).url == PAGE
    assert client.post("/envios/pausa/").url == PAGE
    page = text_of(client.get(PAGE))
    assert "dono entra sempre em duas etapas" in page
    assert "Painel" not in page
    assert client.post("/sair/").url == "/entrar/"


def test_the_owner_who_set_it_up_goes_on(enter, production):
    client = enter(builders.make_credor())
    client.post(f"{PAGE}comecar/")
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))

    page = client.post(PAGE, {"code": builders.code_at(), "current": PASSWORD})

    assert "Guarde-os longe do celular" in text_of(page)
    assert '<a class="btn btn-primary" href="/">' in page.content.decode()  # nobody knows where they were going
    assert client.get("/").status_code == 200
    refused = client.post(f"{PAGE}desligar/", {"current": PASSWORD, "code": builders.code_at()})
    assert refused.status_code == 409
    assert models.SecondFactor.objects.exists()


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/titulos/?faixa=b30", "/titulos/?faixa=b30"),
        ("/devedores/", "/devedores/"),
    ],
)
def test_after_the_set_up_one_goes_on_to_the_page_one_asked_for(enter, production, asked, leads):
    client = enter(builders.make_credor())
    assert client.get(asked).url == PAGE
    client.post("/envios/pausa/")  # what was posted is not asked again
    client.get("/previa/", headers={"HX-Request": "true"})  # nor what a page asks for by itself, late
    client.post(f"{PAGE}comecar/")
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))

    page = client.post(PAGE, {"code": builders.code_at(), "current": PASSWORD}).content.decode()

    assert f'<a class="btn btn-primary" href="{leads}">' in page


@pytest.mark.parametrize("back", ["https://alheio.exemplo.test/", "//alheio.exemplo.test/", "javascript:alert(1)"])
def test_the_set_up_leads_to_no_other_site(enter, production, back):
    client = enter(builders.make_credor())
    session = client.session
    session["came_from"] = back
    session.save()
    client.post(f"{PAGE}comecar/")
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))

    page = client.post(PAGE, {"code": builders.code_at(), "current": PASSWORD}).content.decode()

    assert '<a class="btn btn-primary" href="/">' in page


def test_the_account_tells_its_own_history_with_the_day_of_the_set_up(enter):
    client = enter(builders.make_credor())
    client.post(f"{PAGE}comecar/")
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))
    client.post(PAGE, {"code": builders.code_at(), "current": PASSWORD})

    page = text_of(client.get("/minha-conta/"))

    assert "Ligada em 24/11/2026 10h00. Restam 10 códigos de reserva." in page
    assert "24/11/2026 10h00 Verificação em duas etapas ligada." in page


def test_the_history_of_an_account_tells_nothing_of_another(enter, ana):
    models.Event.objects.create(
        name="second_factor.on", payload={"account_id": ana.id}, actor="ana@exemplo.test", at=builders.NOW
    )
    assert "Nada ainda" in text_of(enter(builders.make_credor()).get("/minha-conta/"))


def test_the_others_in_production_choose(enter, production):
    assert enter(builders.make_credor(), role="manager").get("/").status_code == 200


def test_a_key_of_an_owner_without_it_still_opens_the_api(client, now, production):
    owner, credor = builders.make_account(), builders.make_credor()
    builders.make_membership(owner, credor)
    wanted = api_keys.MakeKey(name="ERP Exemplo", scopes=["credores.ler"], days=90)
    key = api_keys.make_key(builders.context_of(owner), credor.id, wanted)

    answer = client.get("/api/v1/credores", headers={"Authorization": f"Bearer {key.secret}"})

    assert answer.status_code == 200
