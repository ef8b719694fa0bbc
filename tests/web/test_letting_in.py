"""«Esqueci a senha» and the page of an invite."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from adimple.store import models, sealing
from adimple.usecases import invites, password_links
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

ASK = "/entrar/esqueci/"
NEW = {"name": "Otávio Exemplo", "password": "quatro palavras bem juntas", "again": "quatro palavras bem juntas"}


@pytest.fixture
def invite(now):
    owner, credor = builders.make_account(name="Dona Exemplo"), builders.make_credor(name="Colégio Exemplo")
    builders.make_membership(owner, credor)
    wanted = invites.MakeInvite(email="otavio@exemplo.test", name="Otávio Exemplo", role="operator")
    return invites.make(builders.context_of(owner), credor.id, wanted)


def path_of(invite) -> str:
    return "/convite/" + invites.url_of(invite).rpartition("/")[2]


def test_a_known_and_an_unknown_address_hear_the_same(client, now):
    builders.make_account(email="ana@exemplo.test")

    said = [text_of(client.post(ASK, {"email": f"{who}@exemplo.test"}, follow=True)) for who in ("ana", "eva")]

    assert said[0] == said[1]
    assert "Se houver uma conta com o e-mail que você escreveu, um link está a caminho." in said[0]
    assert models.AccountMail.objects.filter(account__isnull=False).count() == 1


def test_the_login_leads_there(client):
    builders.make_account()

    assert f'href="{ASK}"' in client.get("/entrar/").content.decode()
    assert client.get(ASK).status_code == 200


@pytest.mark.parametrize("typed", ["", "ana@", "Ana Exemplo"])
def test_what_is_no_e_mail_is_told_beside_the_field(client, typed):
    response = client.post(ASK, {"email": typed})

    assert response.status_code == 422
    assert 'id="email-e"' in response.content.decode()


def test_who_asks_too_often_waits_a_minute(client, now):
    statuses = [client.post(ASK, {"email": f"pessoa{n}@exemplo.test"}).status_code for n in range(6)]

    assert statuses == [302] * 5 + [429]
    assert client.post("/entrar/", {"username": "x@exemplo.test", "password": "y"}).status_code != 429


def test_a_new_person_accepts_and_enters(client, invite):
    opened = client.get(path_of(invite))
    assert "Dona Exemplo convida otavio@exemplo.test a entrar como operador de Colégio Exemplo ." in text_of(opened)
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    assert not models.Account.objects.filter(email="otavio@exemplo.test").exists()

    page = text_of(client.post(path_of(invite), NEW, follow=True))

    assert "Convite aceito: você agora é da equipe de Colégio Exemplo." in page
    entered = client.post("/entrar/", {"username": "otavio@exemplo.test", "password": NEW["password"]})
    assert entered.url == "/"
    assert models.Membership.objects.get(account__email="otavio@exemplo.test").role == "operator"


def test_who_already_enters_is_led_through_the_login_and_back(client, invite):
    otavio = builders.make_account(email="otavio@exemplo.test")
    page = client.get(path_of(invite))
    assert "Este e-mail já entra no Adimple. Entre com ele para aceitar" in text_of(page)
    assert 'type="password"' not in page.content.decode()
    door = f"/entrar/?next={path_of(invite)}"
    assert f'href="{door}"' in page.content.decode()

    typed = {"username": otavio.email, "password": "tres palavras juntas", "next": path_of(invite)}
    entered = client.post("/entrar/", typed)
    assert entered.url == path_of(invite)
    assert "a senha continua a mesma" in text_of(client.get(entered.url))
    assert not models.Membership.objects.filter(account=otavio).exists()
    said = text_of(client.post(path_of(invite), follow=True))

    assert "Convite aceito: você agora é da equipe de Colégio Exemplo." in said
    assert models.Membership.objects.get(account=otavio).role == "operator"


def test_the_link_alone_lets_nobody_in_for_an_account_that_exists(client, invite, enter):
    builders.make_account(email="otavio@exemplo.test")

    nobody = client.post(path_of(invite), NEW)
    assert nobody.status_code == 409
    assert "Não foi feito. Entre com otavio@exemplo.test para aceitar este convite." in text_of(nobody)

    other = enter(builders.make_credor())
    page = text_of(other.get(path_of(invite)))
    assert "Este convite é de otavio@exemplo.test" in page
    assert "Aceitar o convite" not in page
    assert other.post(path_of(invite)).status_code == 409
    assert models.Membership.objects.filter(account__email="otavio@exemplo.test").count() == 0


def test_who_knows_the_password_but_not_the_code_does_not_accept(client, invite):
    otavio = builders.make_account(email="otavio@exemplo.test")
    builders.make_second_factor(otavio)
    typed = {"username": otavio.email, "password": "tres palavras juntas", "next": path_of(invite)}
    assert client.post("/entrar/", typed).url == "/entrar/codigo/"

    assert client.post(path_of(invite)).status_code == 409
    assert client.session["second_step"]["back"] == path_of(invite)
    assert not models.Membership.objects.filter(account=otavio).exists()


def test_an_owner_in_production_turns_the_second_step_on_before_accepting(client, invite, settings):
    otavio = builders.make_account(email="otavio@exemplo.test")
    builders.make_membership(otavio, builders.make_credor())
    client.force_login(otavio, backend="django.contrib.auth.backends.ModelBackend")
    settings.PRODUCTION = True

    for response in (client.get(path_of(invite)), client.post(path_of(invite))):
        assert response.url == "/minha-conta/duas-etapas/"
    assert models.Membership.objects.filter(account=otavio).count() == 1


def test_the_owner_who_turned_it_on_is_led_back_to_the_invite(client, invite, settings):
    otavio = builders.make_account(email="otavio@exemplo.test")
    builders.make_membership(otavio, builders.make_credor())
    client.force_login(otavio, backend="django.contrib.auth.backends.ModelBackend")
    settings.PRODUCTION = True
    client.get(path_of(invite))
    client.get("/minha-conta/duas-etapas/?next=https://alheio.exemplo.test/")
    client.post("/minha-conta/duas-etapas/comecar/")
    models.SecondFactor.objects.update(secret_sealed=sealing.seal(builders.SECRET))

    typed = {"code": builders.code_at(), "current": "tres palavras juntas"}
    page = client.post("/minha-conta/duas-etapas/", typed).content.decode()

    assert f'<a class="btn btn-primary" href="{path_of(invite)}">' in page
    said = text_of(client.post(path_of(invite), follow=True))
    assert "Convite aceito: você agora é da equipe de Colégio Exemplo." in said


def test_a_new_password_ends_the_session_of_who_made_the_account_first(client, invite):
    otavio = builders.make_account(email="otavio@exemplo.test")
    client.force_login(otavio, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/minha-conta/").status_code == 200
    link = password_links.url_until(otavio, builders.NOW + timedelta(hours=1)).rpartition("/")[2]

    Client().post(f"/senha/{link}", {"password": NEW["password"], "again": NEW["again"]})

    assert client.get("/minha-conta/").url.startswith("/entrar/")
    assert client.post(path_of(invite)).status_code == 409


def test_without_a_server_of_the_installation_everybody_hears_whom_to_ask(client, now, settings):
    settings.HAS_SANDBOX = False
    builders.make_account(email="ana@exemplo.test")

    pages = [client.get(ASK), *(client.post(ASK, {"email": f"{who}@exemplo.test"}) for who in ("ana", "eva"))]

    said = [text_of(page) for page in pages]
    assert said[0] == said[1] == said[2]
    assert "Esta instalação não manda e-mails de senha." in said[0]
    assert "adimple set-password" in said[0]
    assert "<form" not in pages[1].content.decode()
    assert not models.AccountMail.objects.exists()


def test_every_wrong_field_is_told_and_the_invite_goes_on(client, invite):
    response = client.post(path_of(invite), {"name": " ", "password": "123", "again": "321"})

    assert response.status_code == 422
    assert re.findall(r'<div class="err" id="(\w+)-e">', response.content.decode()) == ["name", "password", "again"]
    assert client.get(path_of(invite)).status_code == 200


def test_an_invite_that_opens_nothing_says_what_to_do(client, invite):
    client.post(path_of(invite), NEW)

    for path in (path_of(invite), "/convite/nada", "/convite/a.b"):
        response = Client().get(path)
        assert response.status_code == 404
        assert "Este convite não vale mais" in text_of(response)
    assert Client().post(path_of(invite), NEW).status_code == 404
