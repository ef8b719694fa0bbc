"""Credores: the figures of each, one more, and the one that lists open on."""

from datetime import timedelta

import pytest

from adimple.store import models
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

TYPED = {"credor_name": "Outro Exemplo", "credor_document": "11.222.333/0001-81", "credor_address": "Rua do Modelo, 1"}


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio", name="Colégio Exemplo")


def test_each_credor_has_its_figures_its_role_and_its_last_import(enter, credor):
    devedor = builders.make_devedor(credor)
    late = builders.make_titulo(devedor, due_on=ON - timedelta(days=14))  # 850,00 less the 50,00 of a payment
    builders.make_imputacao(builders.make_payment(devedor), late, is_current=True)
    builders.make_titulo(devedor, due_on=ON + timedelta(days=5), principal_cents=100_00)
    builders.make_paid_titulo(devedor)
    builders.make_import(credor, name="antes.csv", written_at=NOW - timedelta(days=1))
    builders.make_import(credor, name="novembro.csv", written_at=NOW)
    builders.make_import(credor, name="so-conferida.csv")

    page = text_of(enter(credor, builders.make_released_credor(name="Academia"), role="manager").get("/credores/"))

    assert (
        "Colégio Exemplo CNPJ 11.222.333/0001-81 · você é gestor ensaio os envios de Colégio Exemplo 2 900,00 800,00 "
        "1 título 24/11/2026 10h00 novembro.csv" in page
    )
    assert "Academia CNPJ 11.222.333/0001-81 · você é gestor ligado os envios de Academia 0 0,00 0,00" in page
    assert "Todos 2 900,00 800,00" in page


def test_a_foreign_credor_is_not_listed(enter, credor):
    builders.make_credor(name="Alheio Exemplo")

    assert "Alheio" not in text_of(enter(credor).get("/credores/"))


def test_an_owner_opens_one_more_credor_in_ensaio_and_owns_it(enter, credor):
    client = enter(credor)

    response = client.post("/credores/novo/", TYPED)

    new = models.Credor.objects.get(slug="outro-exemplo")
    assert response.url == "/configuracoes/outro-exemplo/"
    assert (new.released_at, new.document, new.address) == (None, "11222333000181", "Rua do Modelo, 1")
    assert models.Membership.objects.filter(credor=new).values_list("role", flat=True).get() == "owner"
    assert models.Regua.objects.filter(credor=new).count() == 1
    names = models.Event.objects.filter(credor=new).values_list("name", flat=True)
    assert {"credor.created", "owner.created", "regua.published"} <= set(names)
    assert "Outro Exemplo" in text_of(client.get("/credores/"))


def test_what_is_wrong_comes_back_with_what_was_typed_and_nothing_is_made(enter, credor):
    response = enter(credor).post("/credores/novo/", TYPED | {"credor_document": "123", "credor_address": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Outro Exemplo" in page
    assert "Escreva o endereço" in page
    assert models.Credor.objects.count() == 1


def test_the_same_credor_twice_is_refused(enter, credor):
    client = enter(credor)
    client.post("/credores/novo/", TYPED)

    again = client.post("/credores/novo/", TYPED | {"credor_name": " outro  exemplo "})

    assert (again.status_code, "já existe" in text_of(again)) == (409, True)
    assert models.Credor.objects.count() == 2


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_who_owns_no_credor_is_offered_and_given_no_form(enter, credor, role):
    client = enter(credor, role=role)

    assert "Novo credor" not in text_of(client.get("/credores/"))
    assert client.get("/credores/novo/").status_code == 409
    assert client.post("/credores/novo/", TYPED).status_code == 409
    assert models.Credor.objects.count() == 1


def test_lists_open_on_the_credor_one_works_in_until_one_asks_for_all(enter, credor):
    other = builders.make_credor(slug="academia", name="Academia")
    builders.make_titulo(builders.make_devedor(credor), number="CE-1")
    builders.make_titulo(builders.make_devedor(other), number="AC-1")
    client = enter(credor, other)
    client.post("/credores/trabalho/", {"credor": "academia"})

    page = text_of(client.get("/titulos/"))
    assert "AC-1" in page
    assert "CE-1" not in page
    assert "Em Academia: trocar" in page
    both = text_of(client.get("/titulos/", {"credor": ""}))
    assert "AC-1" in both
    assert "CE-1" in both
    assert client.get("/configuracoes/").url == "/configuracoes/academia/"

    client.post("/credores/trabalho/", {"credor": ""})
    assert "CE-1" in text_of(client.get("/titulos/"))


def test_a_credor_one_lost_is_no_longer_worked_in(enter, credor):
    other = builders.make_credor(slug="academia")
    builders.make_titulo(builders.make_devedor(credor), number="CE-1")
    client = enter(credor, other)
    client.post("/credores/trabalho/", {"credor": "academia"})
    models.Membership.objects.filter(credor=other).delete()

    page = client.get("/titulos/")

    assert (page.status_code, "CE-1" in text_of(page)) == (200, True)


def test_a_foreign_credor_cannot_be_worked_in(enter, credor):
    builders.make_credor(slug="alheio")

    assert enter(credor).post("/credores/trabalho/", {"credor": "alheio"}).status_code == 404
