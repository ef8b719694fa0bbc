"""What every page has: the policy, the frame, nothing inline, and pages for what goes wrong."""

import re
from pathlib import Path

import pytest

import adimple.web
from adimple.store import models
from adimple.store.reads import painel
from tests import builders
from tests.web.pages import text_of

TEMPLATES = Path(adimple.web.__file__).parent / "templates"
INLINE = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|https?://""")


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_style_or_script_nor_a_foreign_address(template):
    assert INLINE.findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.django_db
def test_the_policy_allows_only_our_own_files(enter):
    response = enter(builders.make_credor()).get("/")

    policy = response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_rail_marks_where_one_is_also_on_inner_pages(enter):
    credor = builders.make_credor()
    devedor = builders.make_devedor(credor)

    page = enter(credor).get(f"/devedores/{devedor.id}/pausa/").content.decode()

    current = re.findall(r'href="([^"]+)" aria-current="page"', page)
    assert current == ["/devedores/"]


@pytest.mark.django_db
def test_the_rail_counts_up_to_a_ceiling_and_says_when_there_is_more(enter, monkeypatch):
    credor = builders.make_credor()
    for _ in range(3):
        builders.make_task(builders.make_devedor(credor))
    client = enter(credor)
    whole = client.get("/devedores/").content.decode()
    monkeypatch.setattr(painel, "RAIL_COUNT_CEILING", 3)
    more = client.get("/devedores/").content.decode()

    assert re.search(r'Tarefas<span class="count">([^<]+)<', whole).group(1) == "3"
    assert re.search(r'Tarefas<span class="count">([^<]+)<', more).group(1) == "2+"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("credor", "word", "has_button"),
    [
        ({}, "Ensaio Nada é enviado ainda.", False),
        ({"released_at": builders.NOW, "released_on": builders.ON}, "Envios ligados", True),
        (
            {"released_at": builders.NOW, "released_on": builders.ON, "stopped_at": builders.NOW},
            "Envios pausados Nada sai até alguém retomar.",
            False,
        ),
    ],
)
def test_the_rail_says_whether_anything_leaves(enter, credor, word, has_button):
    page = text_of(enter(builders.make_credor(**credor)).get("/"))

    assert word in page
    assert ("Pausar envios" in page) is has_button


@pytest.mark.django_db
def test_the_button_of_the_rail_stops_everything_with_one_post(enter):
    credor = builders.make_released_credor()

    response = enter(credor, role="operator").post("/envios/pausa/", follow=True)

    assert "Envios pausados. Nada mais sai" in text_of(response)
    assert models.Credor.objects.get(id=credor.id).stopped_at == builders.NOW


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_kindly(enter):
    response = enter(builders.make_credor()).get("/nao-ha/")

    assert response.status_code == 404
    assert "Não encontramos esta página" in text_of(response)


@pytest.mark.django_db
def test_a_cursor_of_another_list_is_an_input_error(enter):
    response = enter(builders.make_credor()).get("/titulos/?cursor=lixo")

    assert response.status_code == 422
    assert "Volte ao começo da lista." in text_of(response)


@pytest.mark.django_db
def test_a_refusal_that_no_page_shows_has_a_page_of_its_own(enter):
    credor = builders.make_credor()

    response = enter(credor, role="auditor").post(f"/configuracoes/{credor.slug}/email/teste/")

    assert response.status_code == 409
    assert "Seu papel é auditor; isto pede gestor." in text_of(response)


@pytest.mark.django_db
def test_a_form_without_its_token_changes_nothing_and_says_why(client):
    from django.test import Client

    credor = builders.make_released_credor()
    account = builders.make_account()
    builders.make_membership(account, credor)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    response = strict.post("/envios/pausa/")

    assert response.status_code == 403
    assert "Esta página ficou aberta tempo demais" in text_of(response)
    assert models.Credor.objects.get().stopped_at is None


def test_the_page_of_a_failure_of_ours_needs_neither_database_nor_request():
    from adimple.web import errors

    response = errors.broken(None)

    assert response.status_code == 500
    assert "Algo falhou do nosso lado" in text_of(response)
