"""The doors in a real browser: in two steps without a script, and from an invite to the first page."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from adimple.store import models
from adimple.web import middleware
from tests import builders
from tests.web.browsing import follow, text
from tests.web.test_browser import CHROMIUM, PASSWORD, chromium, console, open_console
from tests.web.test_browser_pages import Looker

__all__ = ["chromium", "console"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's Chromium"),
]


def knock(chromium, url: str, email: str = "dona@exemplo.test", *, scripts: bool = True) -> Page:
    """A page at the login, the password typed and sent."""
    context = chromium.new_context(java_script_enabled=scripts, locale="pt-BR")
    page = context.new_page()
    page.goto(f"{url}/entrar/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Entrar"))
    return page


def key_shown(page: Page) -> str:
    return re.sub(r"\s", "", page.locator("code.secret").inner_text())


def test_a_person_turns_the_second_step_on_and_enters_by_it_without_scripts(chromium, console, monkeypatch):
    url, _ = console
    page = open_console(chromium, url, scripts=False)
    follow(page.get_by_role("link", name="Minha conta"))
    follow(page.get_by_role("link", name="Ligar"))
    follow(page.get_by_role("button", name="Começar"))
    app = builders.app_of(key_shown(page))
    page.get_by_label("Código").fill(app.at(builders.NOW))
    page.get_by_label("Sua senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Ligar"))
    reserve = page.locator(".codes li").all_inner_texts()
    assert len(reserve) == 10

    monkeypatch.setattr(middleware, "now", lambda: builders.NOW + timedelta(seconds=30))
    other = knock(chromium, url, scripts=False)
    assert text(other.locator("h1")) == "Falta um código"
    other.get_by_label("Código").fill(app.at(builders.NOW + timedelta(seconds=30)))
    follow(other.get_by_role("button", name="Entrar"))
    assert other.url == f"{url}/"

    lost = knock(chromium, url, scripts=False)
    follow(lost.get_by_role("link", name="Use um código de reserva"))
    lost.get_by_label("Código de reserva").fill(reserve[0])
    follow(lost.get_by_role("button", name="Entrar"))
    assert "sobraram 9" in text(lost)


def test_every_page_of_the_second_step_is_accessible_and_fits(chromium, console, settings):
    url, _ = console
    looker = Looker(open_console(chromium, url))
    looker.go(url, "/minha-conta/duas-etapas/")
    follow(looker.page.get_by_role("button", name="Começar"))
    looker.look("begun")
    app = builders.app_of(key_shown(looker.page))
    looker.page.get_by_label("Código").fill(app.at(builders.NOW))
    looker.page.get_by_label("Sua senha").fill(PASSWORD)
    follow(looker.page.get_by_role("button", name="Ligar"))
    looker.look("codes")
    for address in ("/minha-conta/", "/minha-conta/duas-etapas/", "/minha-conta/duas-etapas/desligar/"):
        looker.go(url, address)
    follow(looker.page.get_by_role("button", name="Desligar"))
    looker.look("turn off wrong")

    asked = Looker(knock(chromium, url))
    asked.look("asked")
    asked.page.get_by_label("Código").fill("000000")
    follow(asked.page.get_by_role("button", name="Entrar"))
    asked.look("wrong")
    asked.go(url, "/entrar/codigo/?reserva")
    models.SecondFactor.objects.update(failures=8, failed_at=builders.NOW)
    asked.page.get_by_label("Código de reserva").fill("nada")
    follow(asked.page.get_by_role("button", name="Entrar"))
    asked.look("blocked")
    assert looker.faults | asked.faults == {}


def test_an_owner_in_production_is_led_to_the_second_step_and_on(chromium, console, settings, monkeypatch):
    url, _ = console
    looker = Looker(open_console(chromium, url))
    settings.PRODUCTION = True
    page = looker.page
    page.goto(f"{url}/titulos/")
    assert page.url == f"{url}/minha-conta/duas-etapas/"
    assert page.get_by_role("navigation", name="Principal").count() == 0
    looker.look("forced")
    follow(page.get_by_role("button", name="Começar"))
    looker.look("forced, begun")
    page.get_by_label("Código").fill(builders.app_of(key_shown(page)).at(builders.NOW))
    page.get_by_label("Sua senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Ligar"))
    looker.look("forced, codes")
    follow(page.get_by_role("link", name="Já guardei"))
    assert page.url == f"{url}/"
    assert looker.faults == {}
