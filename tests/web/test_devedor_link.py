"""The address of a devedor's page, taken by the team: it shows what is open when it is opened, and answers hold."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from adimple.store import models
from adimple.usecases import links
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    devedor = builders.make_devedor(builders.make_credor(name="Colégio Exemplo"), name="Ana Exemplo")
    builders.make_titulo(devedor, number="NF-1")
    return devedor


def path_of(devedor) -> str:
    return f"/p/{links.token_of_devedor(devedor.credor_id, devedor.id, ON)}"


def test_the_team_takes_it_and_the_history_says_so(enter, devedor):
    client = enter(devedor.credor, role="operator")
    page = client.post(f"/devedores/{devedor.id}/link/")

    assert re.search(r"<code[^>]*>(http[^<]+)</code>", page.content.decode()).group(1).endswith(path_of(devedor))
    assert "Vale até 22/02/2027" in text_of(page)
    assert list(models.Event.objects.values_list("name", flat=True)) == ["link.made"]


def test_without_a_titulo_there_is_no_page_to_lead_to(enter):
    devedor = builders.make_devedor(builders.make_credor())
    answer = enter(devedor.credor).post(f"/devedores/{devedor.id}/link/")

    assert answer.status_code == 409
    assert "a página não teria o que mostrar" in text_of(answer)


def test_it_shows_all_that_is_open_that_day_and_what_came_since(now, devedor):
    browser = Client()
    first = text_of(browser.get(path_of(devedor)))
    builders.make_titulo(devedor, number="NF-2", due_on=ON + timedelta(days=5))
    models.Titulo.objects.filter(number="NF-1").update(closed_on=ON, closed_reason="paid")
    later = text_of(browser.get(path_of(devedor)))
    models.Titulo.objects.filter(number="NF-2").update(closed_on=ON, closed_reason="paid")

    assert "NF-1" in first
    assert "R$ 870,96" in first
    assert "NF-2" in later
    assert "NF-1" not in later
    assert "Recebemos, obrigado." in text_of(browser.get(path_of(devedor)))


def test_its_answers_hold_and_no_channel_can_be_closed_by_it(now, devedor):
    browser, path = Client(), path_of(devedor)
    assert "Não quero" not in text_of(browser.get(path))
    assert browser.post(f"{path}/responder", {"answer": "ja_paguei"}).status_code == 302
    assert browser.post(f"{path}/responder", {"answer": "opt_out"}).status_code == 404
    assert browser.post(f"{path}/descadastro").status_code == 404

    assert models.Hold.objects.get().kind == "ja_paguei"
    assert not models.Consent.objects.exists()
    assert "Você avisou em 24/11/2026 que já pagou." in text_of(browser.get(path))


def test_a_token_of_an_action_is_none_of_a_devedor_with_its_number(now, devedor):
    other = builders.make_devedor(devedor.credor, document="")
    builders.make_titulo(other, number="SEGREDO")
    for row_id in (devedor.id, other.id):
        assert Client().get(f"/p/{links.token_of(devedor.credor_id, row_id, ON)}").status_code == 404
    foreign = builders.make_credor()
    assert Client().get(f"/p/{links.token_of_devedor(foreign.id, devedor.id, ON)}").status_code == 404


def test_after_ninety_days_it_is_worth_nothing(monkeypatch, devedor):
    from adimple.web import middleware

    monkeypatch.setattr(middleware, "now", lambda: NOW + timedelta(days=91))
    assert Client().get(path_of(devedor)).status_code == 404
