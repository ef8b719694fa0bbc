"""The page that waits for an import, in a real browser, with scripts and without."""

import threading

import pytest

from adimple.store import jobs as queue
from adimple.store import models
from adimple.worker import jobs
from tests import builders
from tests.builders import NOW
from tests.usecases.sheets import heavy, row
from tests.web.browsing import leave, serious
from tests.web.test_browser import CHROMIUM, chromium, open_console

__all__ = ["chromium"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's Chromium"),
]

SHEET = heavy(*(row(f"CE-{number}") for number in range(100)), row("CE-999", cpf="111"), kib=300)


@pytest.fixture
def console(now, live_server, chromium):
    account = builders.make_account(email="dona@exemplo.test")
    builders.make_membership(account, builders.make_credor(name="Colégio Exemplo"))
    models.Heartbeat.objects.create(process="envios", beat_at=NOW)
    yield live_server.url
    leave(chromium)


def asked(chromium, url: str, width: int = 1280, *, scripts: bool = True):
    """A page on which somebody has just asked to write a file that takes long."""
    page = open_console(chromium, url, width, scripts=scripts)
    page.goto(f"{url}/importar/")
    page.get_by_label("Planilha", exact=True).set_input_files(
        {"name": "novembro.csv", "mimeType": "text/csv", "buffer": SHEET}
    )
    page.get_by_role("button", name="Enviar e conferir").click()
    page.get_by_role("button", name="Gravar 100 títulos").click()
    page.get_by_text("É o próximo.").wait_for()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
def test_the_page_follows_the_import_to_its_result_and_the_bad_rows_download(chromium, console, scripts):
    page = asked(chromium, console, scripts=scripts)
    with jobs.working(threading.Event()):
        page.get_by_text("1 linha ficou de fora").wait_for(timeout=30_000)
    assert models.Titulo.objects.count() == 100
    with page.expect_download() as download:
        page.get_by_role("link", name="Baixar com os motivos").click()
    assert download.value.suggested_filename == "novembro-recusadas.csv"


def test_what_waits_is_cancelled_without_scripts_and_the_preview_is_back(chromium, console):
    page = asked(chromium, console, 360, scripts=False)
    page.get_by_role("button", name="Cancelar").click()
    page.get_by_text("Cancelado antes de começar.").wait_for()
    assert page.get_by_role("button", name="Gravar 100 títulos").is_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_every_state_is_accessible_and_fits_its_window(chromium, console, width):
    page = asked(chromium, console, width)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    faults = {}

    def look(state: str) -> None:
        broken = serious(page)
        overflow = page.evaluate("document.documentElement.scrollWidth") - width
        if broken or overflow > 0 or complaints:
            faults[state] = (broken, overflow, list(complaints))

    look("queued")
    models.Heartbeat.objects.all().delete()
    page.get_by_text("Ninguém está trabalhando na fila.").wait_for()
    look("nobody works")
    taken = queue.take(NOW)
    queue.hold(taken, "writing", 5_000, 12_000)
    page.get_by_text("Gravando 5.000 de 12.000.").wait_for()
    look("writing")
    queue.fail(taken, NOW, "Faltou espaço no disco.")
    page.get_by_text("Não foi gravado. Faltou espaço no disco.").wait_for()
    look("failed")
    page.goto(f"{console}/importar/")
    look("list")
    assert faults == {}
