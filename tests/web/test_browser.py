"""The console in a real browser: it helps while one types, nothing needs a script, the keyboard suffices."""

import os
import shutil
from datetime import timedelta

import pytest
from playwright.sync_api import Page, sync_playwright

from adimple.store import models
from tests import builders
from tests.builders import NOW, ON
from tests.web.browsing import follow, leave

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "tres palavras juntas"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's Chromium"),
]


@pytest.fixture(scope="module")
def chromium():
    # Playwright runs an event loop in this thread; the pages are served by another one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def console(now, live_server, chromium):
    """The address of a console with realistic rows, and the ids its pages need."""
    account = builders.make_account(email="dona@exemplo.test", name="Dona Exemplo")
    school = builders.make_credor(slug="colegio", name="Colégio Exemplo Ltda.")
    gym = builders.make_released_credor(slug="academia", name="Academia Modelo")
    for credor in (school, gym):
        builders.make_membership(account, credor)
    for number in range(30):
        devedor = builders.make_devedor(gym if number % 3 else school, name=f"Ana Exemplo Teste {number:02d}")
        builders.make_contact(devedor)
        due_on = ON - timedelta(days=number * 9 - 20)
        titulo = builders.make_titulo(devedor, description=f"Mensalidade {number:02d}/2026", due_on=due_on)
    builders.make_contact(devedor, kind="phone", value="+5511912345678", phone_kind="mobile", wrong_at=NOW)
    hold = builders.make_hold(devedor)
    builders.make_dispatch(builders.make_action(devedor, state="sent"))
    builders.make_refused_item(titulo)
    builders.make_payment(devedor)
    models.Heartbeat.objects.create(process="trabalhador", beat_at=NOW, said="nada na fila")
    yield live_server.url, {"devedor": devedor.id, "hold": hold.id}
    leave(chromium)


def open_console(chromium, url: str, width: int = 1280, *, scripts: bool = True) -> Page:
    """A page of a logged-in browser."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="pt-BR"
    )
    page = context.new_page()
    page.goto(f"{url}/entrar/")
    page.get_by_label("E-mail").fill("dona@exemplo.test")
    page.get_by_label("Senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Entrar"))
    page.wait_for_url(f"{url}/")
    return page


def test_a_search_finds_while_one_types_and_its_address_can_be_kept(chromium, console):
    url, _ = console
    page = open_console(chromium, url)
    page.goto(f"{url}/devedores/")

    page.get_by_label("Devedor ou título").press_sequentially("ana exemplo teste 07")
    page.get_by_text("Ana Exemplo Teste 08").wait_for(state="detached")

    assert page.locator("a.name").all_inner_texts() == ["Ana Exemplo Teste 07"]
    assert "q=ana" in page.url


def test_the_chart_replaces_its_table_and_without_scripts_the_table_stands(chromium, console):
    url, _ = console
    drawn = open_console(chromium, url)
    drawn.goto(url, wait_until="networkidle")
    plain = open_console(chromium, url, scripts=False)

    assert drawn.locator("canvas").is_visible()
    assert not drawn.locator("figure table").is_visible()
    assert not plain.locator("canvas").is_visible()
    assert plain.locator("figure table").is_visible()


def test_without_scripts_one_searches_pauses_and_stops(chromium, console):
    url, _ = console
    page = open_console(chromium, url, 360, scripts=False)

    page.goto(f"{url}/devedores/")
    page.get_by_label("Devedor ou título").fill("ana exemplo teste 29")
    follow(page.get_by_role("button", name="Buscar"))
    follow(page.get_by_role("link", name="Ana Exemplo Teste 29"))
    follow(page.get_by_role("link", name="Pausar", exact=True))
    page.get_by_label("Motivo").select_option("hardship")
    follow(page.get_by_role("button", name="Pausar", exact=True))
    assert page.get_by_text("Pausa registrada.").is_visible()

    page.get_by_role("link", name="Menu").click()
    follow(page.get_by_role("button", name="Pausar envios"))
    assert page.get_by_text("Nada mais sai até alguém retomar").is_visible()
    assert models.Credor.objects.get(slug="academia").stopped_at == NOW


def test_by_keyboard_the_first_stop_skips_to_the_content(chromium, console):
    url, _ = console
    page = open_console(chromium, url)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ir para o conteúdo"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/#conteudo", timeout=5_000)

    assert page.evaluate("document.querySelector(':target').id") == "conteudo"


def test_an_error_takes_the_focus_to_its_summary(chromium, console):
    url, ids = console
    page = open_console(chromium, url)
    page.goto(f"{url}/devedores/{ids['devedor']}/contato/")

    follow(page.get_by_role("button", name="Incluir"))

    assert "Falta corrigir 1 campo." in page.evaluate("document.activeElement.textContent")
