"""The page of people: who is here, who entered, and how an owner lets somebody in."""

import re

import pytest
from django.test import Client

from adimple.store import models
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/configuracoes/colegio/pessoas/"
OTAVIO = {"name": "Otávio Exemplo", "email": "otavio@exemplo.test", "role": "operator"}


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio", name="Colégio Exemplo")


def link_in(response) -> str:
    """The path of the link shown."""
    return re.search(r"<code[^>]*>https?://[^/]+(/senha/[^<]+)</code>", response.content.decode())[1]


def test_the_people_of_a_credor_are_shown_with_their_roles(enter, credor):
    builders.make_membership(builders.make_account(name="Caio Teste", email="caio@exemplo.test"), credor, "operator")

    page = text_of(enter(credor).get(PAGE))

    assert "Caio Teste caio@exemplo.test Operador 24/11/2026 nunca" in page


def test_an_owner_lets_somebody_in_who_writes_the_password_and_enters(enter, credor):
    shown = enter(credor).post(PAGE, OTAVIO)

    page = text_of(shown)
    assert "Copie agora: ele não aparece de novo." in page
    assert "até 25/11/2026 10h00 (24 horas)" in page
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    visitor, link = Client(), link_in(shown)
    assert "Otávio Exemplo" in text_of(visitor.get(link))
    new = {"password": "quatro palavras bem juntas", "again": "quatro palavras bem juntas"}
    assert "Senha criada. Agora entre com ela." in text_of(visitor.post(link, new, follow=True))
    entered = visitor.post("/entrar/", {"username": OTAVIO["email"], "password": new["password"]})
    assert entered.url == "/"
    assert visitor.get(link).status_code == 404
    assert models.Membership.objects.get(account__email=OTAVIO["email"]).role == "operator"


def test_who_already_enters_gets_the_role_and_no_link(enter, credor):
    builders.make_account(email="otavio@exemplo.test", name="Otávio Exemplo")

    page = text_of(enter(credor).post(PAGE, OTAVIO | {"name": ""}, follow=True))

    assert "Otávio Exemplo agora é operador de Colégio Exemplo e entra com a senha que já tem." in page


def test_every_wrong_field_is_told_and_nobody_gets_in(enter, credor):
    response = enter(credor).post(PAGE, {"name": " ", "email": "otavio", "role": "rei"})

    assert response.status_code == 422
    assert re.findall(r'<div class="err" id="(\w+)-e">', response.content.decode()) == ["name", "email", "role"]
    assert models.Account.objects.count() == 1


def test_an_owner_makes_a_link_for_a_member_and_it_is_not_shown_again(enter, credor):
    member = builders.make_account(name="Caio Teste")
    builders.make_membership(member, credor, "operator")
    client = enter(credor)

    shown = client.post(f"{PAGE}{member.id}/senha/")

    assert "Link para Caio Teste criar a senha" in text_of(shown)
    assert client.get(f"{PAGE}{member.id}/senha/").status_code == 405
    assert "/senha/" not in re.sub(r'action="[^"]*"', "", client.get(PAGE).content.decode()).replace("minha-senha/", "")


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_the_others_see_the_team_and_no_way_to_change_it(enter, credor, role):
    builders.make_membership(builders.make_account(), credor, "operator")

    page = enter(credor, role=role).get(PAGE).content.decode()

    assert "Dar acesso</h2>" not in page
    assert "Link de nova senha" not in page


def test_the_last_sign_ins_are_told_without_what_was_typed(enter, credor):
    member = builders.make_account(name="Caio Teste", email="caio@exemplo.test")
    builders.make_membership(member, credor, "operator")
    stranger = builders.make_account(name="De Outro Credor", email="eva@exemplo.test")
    client, visitor = enter(credor), Client()
    for email, password in (
        ("caio@exemplo.test", "errada de todo"),
        ("caio@exemplo.test", "tres palavras juntas"),
        ("eva@exemplo.test", "errada de todo"),
        ("ninguem@exemplo.test", "errada de todo"),
    ):
        visitor.post("/entrar/", {"username": email, "password": password})
        visitor.post("/sair/")

    page = text_of(client.get(PAGE))

    assert "24/11/2026 10h00 Caio Teste Entrou no sistema." in page
    assert "24/11/2026 10h00 Caio Teste Tentativa de entrar com senha errada." in page
    assert page.index("Entrou no sistema.") < page.index("Tentativa de entrar com senha errada.")
    assert stranger.name not in page
    assert "ninguem@exemplo.test" not in page
