"""«Esqueci a senha» and the page of an invite."""

import re

import pytest
from django.test import Client

from adimple.store import models
from adimple.usecases import invites
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


def test_who_already_enters_accepts_without_a_password(client, invite):
    builders.make_account(email="otavio@exemplo.test")
    page = client.get(path_of(invite))
    assert "a senha continua a mesma" in text_of(page)
    assert 'type="password"' not in page.content.decode()

    client.post(path_of(invite))

    account = models.Account.objects.get(email="otavio@exemplo.test")
    assert account.check_password("tres palavras juntas")
    assert models.Membership.objects.get(account=account).role == "operator"


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
