"""What a first visit costs over the wire, counted by a real browser against the real application.

The budgets are those of the visual language: the devedor's page 20 KB, 3 requests and no script; the console 180 KB,
and 260 KB with a chart. A compressed answer counts as it travels.
"""

from dataclasses import dataclass, field

import pytest
from django.test.testcases import LiveServerThread

from adimple.store import models
from adimple.usecases import links
from tests import builders
from tests.builders import ON
from tests.web.test_browser import CHROMIUM, PASSWORD, chromium  # noqa: F401 - a fixture
from tests.worker.day import make_due

KB = 1024

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's Chromium"),
]


@pytest.fixture
def application(now):
    """The address of the whole application, its middleware in front of the static files, as in production."""
    del now
    thread = LiveServerThread("127.0.0.1", static_handler=lambda wsgi: wsgi)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None, thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@dataclass
class Visit:
    """What travelled: the kind of each request, and the bytes of all, headers included."""

    kinds: list[str] = field(default_factory=list)
    octets: int = 0


def visit(browser, url: str, enter: str = "") -> Visit:
    """A first visit, nothing kept from before; `enter` is the address of the login, for the console."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="pt-BR")
    page = context.new_page()
    if enter:
        page.goto(enter)
        page.get_by_label("E-mail").fill("dona@exemplo.test")
        page.get_by_label("Senha").fill(PASSWORD)
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url(url)
    seen, wire = Visit(), context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.on("Network.requestWillBeSent", lambda sent: seen.kinds.append(sent["type"]))
    wire.on("Network.loadingFinished", lambda done: setattr(seen, "octets", seen.octets + done["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    context.close()
    return seen


def test_the_devedor_s_page_fits_its_budget(chromium, application):  # noqa: F811
    action = make_due(titulos=3, state="sent")
    ids = models.ActionItem.objects.filter(action=action).values_list("titulo_id", flat=True)
    builders.make_dispatch(action, amounts={str(titulo_id): {} for titulo_id in ids})
    models.Credor.objects.filter(id=action.credor_id).update(pix_key="11222333000181", city="São Paulo")

    seen = visit(chromium, f"{application}/p/{links.token_of(action.credor_id, action.id, ON)}")

    assert sorted(seen.kinds) == ["Document", "Other", "Stylesheet"]  # Other: the icon
    assert seen.octets < 20 * KB


def test_the_console_fits_its_budget(chromium, application):  # noqa: F811
    account = builders.make_account(email="dona@exemplo.test")
    credor = builders.make_released_credor()
    builders.make_membership(account, credor)
    for _ in range(30):
        builders.make_titulo(builders.make_devedor(credor))

    painel = visit(chromium, f"{application}/", f"{application}/entrar/")

    assert painel.octets < 260 * KB
    titulos = visit(chromium, f"{application}/titulos/", f"{application}/entrar/?next=/titulos/")
    assert titulos.octets < 180 * KB
    assert "Font" in titulos.kinds
