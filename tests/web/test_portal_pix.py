"""The devedor's page of a credor with a PSP: the Pix of today is made when asked for, shown, and never a stale one."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from adimple.store import models
from adimple.usecases import links
from adimple.web import middleware
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.web.pages import text_of
from tests.worker.day import make_due

pytestmark = pytest.mark.django_db
CODE = "00020126360014br.gov.bcb.pix0114+55119000000005204000053039865802BR5903Ana6003SAO62070503***63040000"


@pytest.fixture
def clock(monkeypatch, psp):
    class Hour:
        now = NOW

        def later(self, days: int) -> None:
            self.now = psp.book.clock.now = NOW + timedelta(days=days)

    hour = Hour()
    monkeypatch.setattr(middleware, "now", lambda: hour.now)
    return hour


@pytest.fixture
def page(clock, psp, settings, tmp_path):
    """(browser, address, the one título of the link, which on 24/11 owes 870,96: see test_portal)."""
    settings.DATA_DIR = tmp_path
    account = builders.make_account()
    action = make_due(state="sent")
    builders.make_membership(account, action.credor)
    psps.make_account(builders.context_of(account), action.credor, psp)
    titulo = models.Titulo.objects.get(id=models.ActionItem.objects.get(action=action).titulo_id)
    builders.make_dispatch(action, amounts={str(titulo.id): {}})
    return Client(), f"/p/{links.token_of(action.credor_id, action.id, ON)}", titulo


def test_opening_the_page_asks_nothing_of_the_psp_and_offers_to(page, psp):
    browser, address, titulo = page
    shown = browser.get(address).content.decode()

    assert f'name="titulo" value="{titulo.id}">Mostrar o Pix de hoje</button>' in shown
    assert "Pagar com Pix" not in shown  # nor the credor's own key, whose payments nobody could match
    assert not psp.book.charges


def test_asked_for_it_is_made_once_and_shown_with_its_qr(page, psp):
    browser, address, titulo = page
    for _ in range(2):
        there = f"{address}?qr={titulo.id}#titulo-{titulo.id}"
        assert browser.post(f"{address}/pix", {"titulo": titulo.id}).url == there
    shown = browser.get(address).content.decode()
    (charge,) = models.PixCharge.objects.all()

    assert (charge.kind, charge.cents) == ("cob", 870_96)
    assert f"<code>{charge.br_code}</code>" in shown
    assert 'class="qr"' in shown
    assert f'<section class="card" id="titulo-{titulo.id}">' in shown
    assert "Mostrar o Pix de hoje" not in shown
    assert len(psp.book.charges) == 1


def test_of_many_codes_three_are_drawn_and_any_other_when_asked_for(clock):
    """Five títulos with the code of the credor's system: three drawings, and one more for whoever asks."""
    action = make_due(state="sent", titulos=5)
    models.Titulo.objects.update(pix_copia_e_cola=CODE)
    ids = list(models.Titulo.objects.order_by("id").values_list("id", flat=True))
    builders.make_dispatch(action, amounts={str(one): {} for one in ids})
    browser, address = Client(), f"/p/{links.token_of(action.credor_id, action.id, ON)}"

    shown = browser.get(address).content.decode()
    assert (shown.count('class="qr"'), shown.count("Ver o código QR")) == (3, 2)
    (first, second) = re.findall(rf'href="{address}\?qr=([0-9]+)#titulo-\1">Ver o código QR</a>', shown)

    asked = browser.get(f"{address}?qr={second}").content.decode()
    assert (asked.count('class="qr"'), asked.count("Ver o código QR")) == (4, 1)
    assert f"?qr={first}#" in asked
    for nonsense in ("0", "-1", "a", "\u0663", "9" * 30):
        assert browser.get(address, {"qr": nonsense}).content.decode().count('class="qr"') == 3


def test_the_next_day_yesterday_s_pix_is_not_shown(page, clock):
    browser, address, titulo = page
    browser.post(f"{address}/pix", {"titulo": titulo.id})
    former = models.PixCharge.objects.get().br_code
    clock.later(1)
    shown = browser.get(address).content.decode()

    assert former not in shown
    assert "Mostrar o Pix de hoje" in shown
    browser.post(f"{address}/pix", {"titulo": titulo.id})
    # a day more of juros: 850,00 × 1% ÷ 30 × 15 = 4,25
    assert models.PixCharge.objects.get(state="active").cents == 871_25
    assert former not in browser.get(address).content.decode()


def test_a_psp_that_fails_is_said_kindly_and_may_be_tried_again(page, psp):
    browser, address, titulo = page
    psp.book.knobs.failed_before = 20
    failed = browser.post(f"{address}/pix", {"titulo": titulo.id})

    assert failed.status_code == 409
    assert "O Pix não saiu agora." in text_of(failed)
    assert "Nada foi cobrado." in text_of(failed)


@pytest.mark.parametrize("titulo_id", ["", "0", "x", "9" * 30, "٣"])
def test_a_titulo_that_is_not_of_the_link_is_as_if_it_were_none(page, psp, titulo_id):
    browser, address, _ = page

    assert browser.post(f"{address}/pix", {"titulo": titulo_id}).status_code == 404
    assert not psp.book.charges


def test_another_devedor_s_titulo_gets_no_pix_by_this_link(page, psp):
    browser, address, titulo = page
    other = builders.make_titulo(builders.make_devedor(titulo.credor, document=""))

    assert browser.post(f"{address}/pix", {"titulo": other.id}).status_code == 404
    assert re.search(r"^$", "".join(psp.book.charges))
