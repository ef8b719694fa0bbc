"""The doors in a real browser: in two steps without a script, and from an invite to the first page."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from adimple.store import models
from adimple.usecases import account_mail, invites
from adimple.web import middleware
from tests import builders
from tests.web.browsing import follow, said, text
from tests.web.test_browser import CHROMIUM, PASSWORD, chromium, console, open_console
from tests.web.test_browser_pages import Looker, sandbox
from tests.worker.day import arrived, machine

__all__ = ["chromium", "console", "sandbox"]

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
    looker.go(url, "/minha-conta/duas-etapas/")
    looker.page.goto(f"{url}/minha-conta/duas-etapas/desligar/")
    follow(looker.page.get_by_role("button", name="Desligar"))
    looker.look("turn off wrong")

    asked = Looker(knock(chromium, url))
    asked.page.get_by_label("Código").fill("000000")
    follow(asked.page.get_by_role("button", name="Entrar"))
    asked.look("wrong")
    asked.page.goto(f"{url}/entrar/codigo/?reserva")
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
    follow(page.get_by_role("button", name="Começar"))
    looker.look("forced, begun")
    page.get_by_label("Código").fill(builders.app_of(key_shown(page)).at(builders.NOW))
    page.get_by_label("Sua senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Ligar"))
    follow(page.get_by_role("link", name="Já guardei"))
    assert page.url == f"{url}/titulos/"  # where they were going
    assert looker.faults == {}


def link_to(sandbox, address: str, folder: str) -> str:
    """The link of the last e-mail to that address, once the worker sent it."""
    while account_mail.send_next(machine()):
        pass
    return re.search(rf"https?://\S+/{folder}/\S+", arrived(sandbox, address)[0].text)[0]


def test_an_invite_leads_a_new_person_to_the_first_page(sandbox, chromium, console, settings):
    url, _ = console
    settings.SANDBOX_SMTP_PORT, settings.BASE_URL = sandbox.smtp_port, url
    address = "rita@exemplo.test"
    page = open_console(chromium, url, scripts=False)
    follow(page.get_by_role("link", name="Equipe"))
    follow(page.get_by_role("link", name="Convidar"))
    page.get_by_label("Nome").fill("Rita Exemplo")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Credor").select_option("Colégio Exemplo Ltda.")
    page.get_by_label("Papel").select_option("Gestor")
    follow(page.get_by_role("button", name="Fazer o convite"))
    assert "O e-mail está a caminho" in text(page)

    guest = chromium.new_context(java_script_enabled=False, locale="pt-BR").new_page()
    guest.goto(link_to(sandbox, address, "convite"))
    guest.get_by_label("Crie uma senha").fill("quatro palavras bem juntas")
    guest.get_by_label("A senha, de novo").fill("quatro palavras bem juntas")
    follow(guest.get_by_role("button", name="Aceitar o convite"))
    assert "Convite aceito: você agora é da equipe de Colégio Exemplo Ltda." in text(guest)
    guest.get_by_label("E-mail").fill(address)
    guest.get_by_label("Senha").fill("quatro palavras bem juntas")
    follow(guest.get_by_role("button", name="Entrar"))
    assert text(guest.locator("h1")) == "Painel"
    assert "Gestor · 1 credor" in text(guest.get_by_role("navigation", name="Principal"))


def test_an_invite_to_who_already_enters_leads_through_the_login_and_back(chromium, console):
    url, _ = console
    owner = models.Account.objects.get(email="dona@exemplo.test")
    gym, ivo = builders.make_credor(name="Academia Exemplo"), builders.make_account(email="ivo@exemplo.test")
    builders.make_membership(owner, gym)
    wanted = invites.MakeInvite(email=ivo.email, name="Ivo Exemplo", role="auditor")
    path = "/convite/" + invites.url_of(invites.make(builders.context_of(owner), gym.id, wanted)).rpartition("/")[2]
    looker = Looker(chromium.new_context(java_script_enabled=True, locale="pt-BR").new_page())
    looker.go(url, path)
    page = looker.page
    follow(page.get_by_role("link", name="Entrar para aceitar"))
    page.get_by_label("E-mail").fill(ivo.email)
    page.get_by_label("Senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Entrar"))
    assert page.url == url + path
    looker.look("the account itself")
    follow(page.get_by_role("button", name="Aceitar o convite"))
    assert said(page) == "Convite aceito: você agora é da equipe de Academia Exemplo."

    other = Looker(open_console(chromium, url))
    invite = invites.make(builders.context_of(owner), gym.id, replace(wanted, email="eva@exemplo.test"))
    other.go(url, "/convite/" + invites.url_of(invite).rpartition("/")[2])
    assert "Este convite é de eva@exemplo.test, e você está com dona@exemplo.test." in text(other.page)
    assert looker.faults | other.faults == {}


def test_without_a_mail_server_the_pages_say_what_to_do_instead(chromium, console, settings):
    url, _ = console
    settings.HAS_SANDBOX = False
    looker = Looker(chromium.new_context(locale="pt-BR").new_page())
    looker.go(url, "/entrar/esqueci/")
    assert "adimple set-password" in text(looker.page)
    owner = Looker(open_console(chromium, url))
    owner.go(url, "/equipe/")
    assert looker.faults | owner.faults == {}


def test_who_forgot_the_password_writes_another_from_the_e_mail(sandbox, chromium, console, settings):
    url, _ = console
    settings.SANDBOX_SMTP_PORT, settings.BASE_URL = sandbox.smtp_port, url
    page = chromium.new_context(java_script_enabled=False, locale="pt-BR").new_page()
    page.goto(f"{url}/entrar/")
    follow(page.get_by_role("link", name="Esqueci a senha"))
    page.get_by_label("E-mail").fill("dona@exemplo.test")
    follow(page.get_by_role("button", name="Mandar o link"))
    page.goto(link_to(sandbox, "dona@exemplo.test", "senha"))
    page.get_by_label("Nova senha", exact=True).fill("quatro palavras bem juntas")
    page.get_by_label("A nova senha, de novo").fill("quatro palavras bem juntas")
    follow(page.get_by_role("button", name="Gravar a senha"))
    assert "Senha criada." in text(page)
    page.get_by_label("E-mail").fill("dona@exemplo.test")
    page.get_by_label("Senha").fill("quatro palavras bem juntas")
    follow(page.get_by_role("button", name="Entrar"))
    assert page.url == f"{url}/"


def test_a_device_put_out_in_the_page_meets_the_login(chromium, console):
    url, _ = console
    here, lost = open_console(chromium, url, scripts=False), open_console(chromium, url)
    here.goto(f"{url}/minha-conta/")

    follow(here.get_by_role("button", name="Sair de todos os outros"))

    assert said(here) == "A sua conta saiu de 1 aparelho."
    lost.goto(f"{url}/titulos/")
    assert lost.url.startswith(f"{url}/entrar/")
