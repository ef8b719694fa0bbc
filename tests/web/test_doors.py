"""Who gets in: nobody unknown, nobody by guessing, and the first owner once."""

import re

import pytest
from django.urls import get_resolver

from adimple.store import models
from adimple.web.console import urls
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "tres palavras juntas"
FIRST = {
    "name": "Dona Exemplo",
    "email": "dona@exemplo.test",
    "password": PASSWORD,
    "credor_name": "Colégio Exemplo",
    "credor_document": "11.222.333/0001-81",
    "credor_address": "Rua do Modelo, 100",
}


def log_in(client, email, password=PASSWORD):
    return client.post("/entrar/", {"username": email, "password": password})


@pytest.mark.parametrize("pattern", urls.urlpatterns[len(urls.DOORS) :], ids=lambda pattern: pattern.name)
def test_no_page_opens_for_who_is_not_logged_in(client, pattern):
    builders.make_account()
    arguments = dict.fromkeys(pattern.pattern.converters, "1")
    [(route, names)] = get_resolver().reverse_dict.getlist(pattern.name)[0][0]
    address = "/" + route % {name: arguments[name] for name in names}

    response = client.get(address)

    assert response.status_code == 302
    assert response.url.startswith("/entrar/?next=")


def test_an_empty_installation_leads_to_the_first_run_page(client):
    assert client.get("/").url == "/comecar/"
    assert client.get("/entrar/").url == "/comecar/"


def test_the_first_run_makes_owner_and_credor_and_enters(client):
    response = client.post("/comecar/", FIRST)

    assert response.url == "/"
    assert models.Membership.objects.get().role == "owner"
    assert models.Event.objects.filter(name="login.succeeded").count() == 1
    assert "Primeiros passos" in text_of(client.get("/"))


def test_what_was_typed_stays_when_the_first_run_is_wrong_and_the_password_does_not(client):
    response = client.post("/comecar/", FIRST | {"credor_document": "11.222.333/0001-82"})

    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="Colégio Exemplo"' in page
    assert PASSWORD not in page
    assert 'aria-describedby="credor_document-e"' in page
    assert "dígito verificador" in text_of(response)
    assert models.Account.objects.count() == 0


def test_the_first_run_tells_every_wrong_field_at_once_beside_it(client):
    wrong = {"password": "123", "credor_document": "11.222.333/0001-82", "email": "dona", "credor_email": "x@"}

    response = client.post("/comecar/", FIRST | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Falta corrigir 4 campos." in text_of(response)
    assert re.findall(r'<div class="err" id="(\w+)-e">', page) == [
        "email",
        "password",
        "credor_document",
        "credor_email",
    ]
    assert re.findall(r'href="#id-(\w+)"', page) == ["email", "password", "credor_document", "credor_email"]
    assert re.findall(r'<input[^>]*id="id-(\w+)"[^>]* autofocus', page) == ["email"]
    assert 'value="11.222.333/0001-82"' in page
    assert models.Credor.objects.count() == 0


def test_an_empty_first_run_says_what_to_write_in_each_field(client):
    response = client.post("/comecar/", {})

    page = text_of(response)
    assert "Falta corrigir 6 campos." in page
    for phrase in ("Escreva o seu nome.", "Escreva o seu e-mail.", "Crie uma senha. Três palavras juntas servem bem."):
        assert page.count(phrase) == 2  # in the summary and beside the field


def test_once_somebody_is_there_the_first_run_is_closed(client):
    builders.make_account()

    assert client.get("/comecar/").url == "/entrar/"
    assert client.post("/comecar/", FIRST).url == "/entrar/"
    assert models.Account.objects.count() == 1


def test_a_person_enters_whatever_the_case_of_the_address(client):
    builders.make_account(email="ana@exemplo.test")

    assert log_in(client, " Ana@Exemplo.test ").url == "/"


def test_a_wrong_password_says_so_kindly_and_keeps_the_address(client):
    builders.make_account(email="ana@exemplo.test")

    response = log_in(client, "ana@exemplo.test", "errada de todo")

    assert response.status_code == 422
    assert "E-mail ou senha não conferem." in text_of(response)
    assert 'value="ana@exemplo.test"' in response.content.decode()


def test_an_unknown_address_and_a_wrong_password_look_the_same(client):
    builders.make_account(email="ana@exemplo.test")

    known = text_of(log_in(client, "ana@exemplo.test", "errada de todo"))
    unknown = text_of(log_in(client, "eva@exemplo.test", "errada de todo"))

    assert known == unknown


def test_after_eight_wrong_passwords_even_the_right_one_waits(client):
    builders.make_account(email="ana@exemplo.test")
    for attempt in range(8):
        last = log_in(client, "ANA@exemplo.test" if attempt % 2 else "ana@exemplo.test", "errada de todo")

    assert last.status_code == 429
    response = log_in(client, "ana@exemplo.test")
    assert response.status_code == 429
    assert "espere 15 minutos" in text_of(response)


def test_who_enters_and_who_tries_is_in_the_journal_without_what_they_typed(client):
    ana = builders.make_account(email="ana@exemplo.test")
    gone = builders.make_account(email="ida@exemplo.test", is_active=False)

    log_in(client, "eva@exemplo.test", "errada de todo")
    log_in(client, "ida@exemplo.test")
    log_in(client, "Ana@exemplo.test", "errada de todo")
    client.post("/entrar/", {"username": "ana@exemplo.test", "password": ""})  # no attempt
    log_in(client, "ana@exemplo.test")

    told = models.Event.objects.order_by("id").values_list("name", "actor", "payload", "credor_id")
    assert list(told) == [
        ("login.failed", "anônimo", {"account_id": None, "why": "password"}, None),
        ("login.failed", "anônimo", {"account_id": gone.id, "why": "closed"}, None),
        ("login.failed", "anônimo", {"account_id": ana.id, "why": "password"}, None),
        ("login.succeeded", "ana@exemplo.test", {"account_id": ana.id}, None),
    ]


def test_attempts_that_the_rate_limit_turns_away_are_in_the_journal_too(client):
    builders.make_account(email="ana@exemplo.test")
    for _ in range(8):
        log_in(client, "ana@exemplo.test", "errada de todo")
    log_in(client, "ana@exemplo.test")

    why = list(models.Event.objects.order_by("id").values_list("payload__why", flat=True))
    assert why == ["password"] * 7 + ["blocked"] * 2


def test_blank_fields_of_the_login_are_told_one_by_one(client):
    builders.make_account()

    page = text_of(client.post("/entrar/", {"username": " ", "password": ""}))

    assert "Escreva o seu e-mail." in page
    assert "Escreva a sua senha." in page


def test_a_closed_account_does_not_enter(client):
    builders.make_account(email="ana@exemplo.test", is_active=False)

    assert log_in(client, "ana@exemplo.test").status_code == 422


def test_the_login_does_not_send_people_to_another_site(client):
    builders.make_account(email="ana@exemplo.test")

    fields = {"username": "ana@exemplo.test", "password": PASSWORD, "next": "https://outro.test/"}
    assert client.post("/entrar/", fields).url == "/"


def test_leaving_takes_a_post(enter):
    client = enter(builders.make_credor())

    assert client.get("/sair/").status_code == 405
    assert client.post("/sair/").url == "/entrar/"
    assert client.get("/").url.startswith("/entrar/")
