"""One's own password in the console, and the page of a link."""

import re

import pytest
from django.test import Client

from adimple.store import models
from adimple.usecases import password_links
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

OLD, NEW = "tres palavras juntas", "quatro palavras bem juntas"
TYPED = {"current": OLD, "password": NEW, "again": NEW}


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio")


def test_a_person_changes_the_password_stays_here_and_leaves_everywhere_else(enter, credor):
    here = enter(credor)
    elsewhere = Client()
    elsewhere.force_login(models.Account.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert elsewhere.get("/").status_code == 200

    page = text_of(here.post("/minha-senha/", TYPED, follow=True))

    assert "Senha trocada." in page
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").url.startswith("/entrar/")
    assert models.Account.objects.get().check_password(NEW)


def test_every_wrong_field_is_told_beside_it_and_nothing_typed_comes_back(enter, credor):
    response = enter(credor).post("/minha-senha/", {"current": "errada de todo", "password": "123", "again": "321"})

    page = response.content.decode()
    assert response.status_code == 422
    assert re.findall(r'<div class="err" id="(\w+)-e">', page) == ["current", "password", "again"]
    assert "errada de todo" not in page
    assert models.Account.objects.get().check_password(OLD)


def test_a_borrowed_session_does_not_serve_to_guess(enter, credor):
    client = enter(credor)
    for _ in range(8):
        last = client.post("/minha-senha/", TYPED | {"current": "errada de todo"})

    assert last.status_code == 429
    assert client.post("/minha-senha/", TYPED).status_code == 429
    assert models.Account.objects.get().check_password(OLD)
    told = list(models.Event.objects.order_by("id").values_list("payload__why", flat=True))
    assert told == ["password"] * 7 + ["blocked"] * 2


def test_a_dead_link_says_what_to_do(client, now):
    response = client.get("/senha/qualquer-coisa")

    assert response.status_code == 404
    assert "Este link não vale mais" in text_of(response)
    assert client.post("/senha/qualquer-coisa", TYPED).status_code == 404


def test_opening_a_link_changes_nothing_and_a_weak_password_is_told(client, now, credor):
    owner, member = builders.make_account(), builders.make_account(name="Caio Teste")
    builders.make_membership(owner, credor)
    builders.make_membership(member, credor, "operator")
    link = password_links.make_link(builders.context_of(owner), credor.id, member.id)
    path = link.url[link.url.index("/senha/") :]

    opened = client.get(path)
    weak = client.post(path, {"password": "1234", "again": "12345"})

    assert opened.status_code == 200
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    assert weak.status_code == 422
    assert "A senha tem 4 caracteres e precisa de ao menos 10" in text_of(weak)
    assert "As duas senhas são diferentes." in text_of(weak)
    member.refresh_from_db()
    assert member.check_password(OLD)
