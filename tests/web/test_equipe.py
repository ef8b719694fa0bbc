"""The team: who is here, who entered; how an owner invites, changes roles, ends them."""

import re

import pytest
from django.test import Client

from adimple.store import models
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

OTAVIO = {"name": "Otávio Exemplo", "email": "otavio@exemplo.test", "role": "operator", "credor": "colegio"}


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio", name="Colégio Exemplo")


@pytest.fixture
def gym():
    return builders.make_credor(slug="academia", name="Academia Modelo")


@pytest.fixture
def caio(credor):
    account = builders.make_account(name="Caio Teste", email="caio@exemplo.test")
    builders.make_membership(account, credor, "operator")
    return account


def path_in(response) -> str:
    """Of the link shown."""
    return re.search(r"<code[^>]*>https?://[^/]+(/\w+/[^<]+)</code>", response.content.decode())[1]


def act(client, account, what: str, **form):
    return client.post(f"/equipe/{account.id}/{what}/", {"credor": "colegio"} | form, follow=True)


def test_each_person_is_one_row_with_every_role(enter, credor, gym, caio):
    builders.make_membership(caio, gym, "auditor")
    builders.make_second_factor(caio)

    page = text_of(enter(credor, gym).get("/equipe/"))

    assert (
        "Caio Teste caio@exemplo.test Auditor de Academia Modelo Operador de Colégio Exemplo nunca ligada "
        "desde 24/11/2026 10h00 Ver e mudar"
    ) in page
    assert page.count("caio@exemplo.test") == 1


def test_an_owner_sees_when_a_second_step_was_set_and_whether_its_e_mail_was_ever_proven(enter, credor, caio):
    builders.make_second_factor(caio)
    owner = enter(credor)

    before = text_of(owner.get(f"/equipe/{caio.id}/"))
    models.Account.objects.filter(id=caio.id).update(email_proven_at=builders.NOW)
    after = text_of(owner.get(f"/equipe/{caio.id}/"))

    assert "E-mail ainda não provado por um link que só ele recebe." in before
    assert "Ligada em 24/11/2026 10h00, antes de a pessoa provar que o e-mail é dela" in before
    assert "E-mail provado em 24/11/2026 10h00." in after
    assert "Ligada em 24/11/2026 10h00. Perdeu o celular" in after
    assert "desde 24/11/2026" not in text_of(enter(credor, role="manager").get("/equipe/"))


def test_of_a_credor_that_is_not_mine_nothing_is_told(enter, credor, gym, caio):
    builders.make_membership(caio, gym, "auditor")
    stranger = builders.make_account(name="De Outro Credor")
    builders.make_membership(stranger, gym, "owner")

    client = enter(credor)

    page = text_of(client.get("/equipe/"))
    assert "Academia Modelo" not in page + text_of(client.get(f"/equipe/{caio.id}/"))
    assert "De Outro Credor" not in page
    assert client.get(f"/equipe/{stranger.id}/").status_code == 404


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_the_others_see_the_team_and_no_way_to_change_it(enter, credor, caio, role):
    builders.make_second_factor(caio)
    builders.make_invite(credor, caio)
    client = enter(credor, role=role)

    page, person = client.get("/equipe/"), client.get(f"/equipe/{caio.id}/")

    assert "só o dono vê" in text_of(page)
    assert "Convidar" not in page.content.decode().partition("O que cada papel pode")[0]
    assert "Convites à espera" not in text_of(page)
    assert "Convidada Exemplo" not in text_of(page)
    for word in ("<select", "Retirar", "Fazer link", "Reiniciar"):
        assert word not in person.content.decode()
    assert "Só o dono de um credor convida." in text_of(client.get("/equipe/convidar/"))


def test_an_owner_invites_somebody_who_accepts_and_enters(enter, credor):
    client = enter(credor)
    shown = client.post("/equipe/convidar/", OTAVIO)

    page = text_of(shown)
    assert "O e-mail está a caminho" in page
    assert "até 01/12/2026 10h00" in page
    assert shown.headers["Referrer-Policy"] == "strict-origin"
    assert "Otávio Exemplo otavio@exemplo.test Operador de Colégio Exemplo" in text_of(client.get("/equipe/"))
    visitor = Client()
    new = {"name": "Otávio Exemplo", "password": "quatro palavras bem juntas", "again": "quatro palavras bem juntas"}
    assert visitor.post(path_in(shown), new).url == "/entrar/"
    entered = visitor.post("/entrar/", {"username": OTAVIO["email"], "password": new["password"]})
    assert entered.url == "/"
    assert "Nenhum convite à espera." in text_of(client.get("/equipe/"))


def test_without_a_mail_server_the_link_is_handed_over(enter, credor, settings):
    settings.HAS_SANDBOX = False

    client = enter(credor)
    assert "você entrega à pessoa um link" in text_of(client.get("/equipe/convidar/"))

    page = text_of(client.post("/equipe/convidar/", OTAVIO))

    assert "Entregue este link" in page
    assert "Não vai e-mail: esta instalação não tem servidor para isso. Entregue o link em mãos." in page
    team = text_of(client.get("/equipe/"))
    assert "Esta instalação não manda e-mails de convite: entregue o link em mãos." in team
    assert "Fazer outro link o convite de Otávio Exemplo" in team
    assert not models.AccountMail.objects.exists()


def test_every_wrong_field_of_an_invite_is_told(enter, credor):
    wrong = {"name": " ", "email": "otavio", "role": "rei", "credor": "colegio"}

    response = enter(credor).post("/equipe/convidar/", wrong)

    assert response.status_code == 422
    assert re.findall(r'<div class="err" id="(\w+)-e">', response.content.decode()) == ["name", "email", "role"]
    assert not models.Invite.objects.exists()


def test_an_invite_is_made_again_and_revoked(enter, credor):
    client = enter(credor)
    first = path_in(client.post("/equipe/convidar/", OTAVIO))
    invite = models.Invite.objects.get()

    second = path_in(client.post(f"/equipe/convites/{invite.id}/de-novo/"))

    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    page = text_of(client.post(f"/equipe/convites/{invite.id}/revogar/", follow=True))
    assert "O convite de Otávio Exemplo não abre mais nada." in page
    assert Client().get(second).status_code == 404


def test_an_owner_changes_a_role(enter, credor, caio):
    page = text_of(act(enter(credor), caio, "papel", role="manager"))

    assert "Caio Teste agora é gestor de Colégio Exemplo." in page
    assert models.Membership.objects.get(account=caio).role == "manager"


def test_an_owner_of_two_credores_gives_another_role_in_the_other(enter, credor, gym, caio):
    client = enter(credor, gym)
    assert "Dar papel em outro credor" in text_of(client.get(f"/equipe/{caio.id}/"))

    page = text_of(act(client, caio, "papel", role="auditor", credor="academia"))

    assert "Caio Teste agora é auditor de Academia Modelo." in page
    assert "Dar papel em outro credor" not in page


def test_who_is_removed_is_out_at_the_next_request(enter, credor, caio):
    theirs = Client()
    theirs.post("/entrar/", {"username": "caio@exemplo.test", "password": "tres palavras juntas"})
    assert theirs.get("/configuracoes/colegio/").status_code == 200
    client = enter(credor)
    asked = text_of(client.get(f"/equipe/{caio.id}/retirar/?credor=colegio"))
    assert "Retirar Caio Teste de Colégio Exemplo?" in asked

    response = act(client, caio, "retirar")

    assert response.redirect_chain[-1][0] == "/equipe/"
    assert "Caio Teste não entra mais em Colégio Exemplo." in text_of(response)
    assert theirs.get("/configuracoes/colegio/").status_code == 404


def test_asking_what_removal_does_changes_nothing(enter, credor, caio):
    client = enter(credor)

    client.get(f"/equipe/{caio.id}/retirar/?credor=colegio")

    assert models.Membership.objects.filter(account=caio).exists()
    assert client.get(f"/equipe/{caio.id}/retirar/?credor=nao-ha").url == f"/equipe/{caio.id}/"


def test_the_last_owner_is_told_why_not(enter, credor):
    client = enter(credor)
    me = models.Account.objects.get()

    for what, form in (("papel", {"role": "manager"}), ("retirar", {})):
        response = act(client, me, what, **form)
        assert response.status_code == 409
        assert "um credor não fica sem dono" in text_of(response)
    assert models.Membership.objects.get().role == "owner"


def test_an_owner_who_leaves_sees_the_rest(enter, credor, gym):
    builders.make_membership(builders.make_account(), credor)
    client = enter(credor, gym)
    me = models.Account.objects.order_by("id").last()

    page = text_of(act(client, me, "retirar"))

    assert "não entra mais em Colégio Exemplo." in page
    assert client.get("/configuracoes/colegio/").status_code == 404
    assert client.get("/configuracoes/academia/").status_code == 200


def test_an_owner_makes_a_password_link_that_is_not_shown_again(enter, credor, caio):
    client = enter(credor)

    shown = act(client, caio, "senha")

    assert "Link para Caio Teste criar a senha" in text_of(shown)
    assert "até 25/11/2026 10h00 (24 horas)" in text_of(shown)
    assert Client().get(path_in(shown)).status_code == 200
    assert client.get(f"/equipe/{caio.id}/senha/").status_code == 405


def test_an_owner_resets_the_second_step_of_who_lost_the_phone(enter, credor, caio):
    builders.make_second_factor(caio)
    client = enter(credor)

    page = text_of(act(client, caio, "duas-etapas"))

    assert "Caio Teste entra agora só com a senha" in page
    assert "Reiniciar" not in page
    assert not models.SecondFactor.objects.exists()


def test_the_last_sign_ins_are_told_without_what_was_typed(enter, credor, caio):
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

    page = text_of(client.get("/equipe/"))

    assert "24/11/2026 10h00 Caio Teste Entrou no sistema." in page
    assert "24/11/2026 10h00 Caio Teste Tentativa de entrar com senha errada." in page
    assert page.index("Entrou no sistema.") < page.index("Tentativa de entrar com senha errada.")
    assert stranger.name not in page
    assert "ninguem@exemplo.test" not in page


def test_the_former_address_leads_to_the_team_of_that_credor(enter, credor, gym, caio):
    client = enter(credor, gym)
    assert client.get("/configuracoes/colegio/pessoas/").url == "/equipe/?credor=colegio"

    page = text_of(client.get("/equipe/?credor=academia"))

    assert "Só de Academia Modelo" in page
    assert "Caio Teste" not in page
