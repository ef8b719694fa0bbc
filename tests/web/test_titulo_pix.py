"""The Pix of a título in the console: nothing is asked by looking, the button makes it, a stale one is not shown."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.web import middleware
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def psp(psp, monkeypatch):
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    return psp


@pytest.fixture
def titulo(psp):
    """Of a credor with a PSP; on 24/11 it owes 870,96: 850,00 + multa 17,00 + juros of fourteen days 3,96."""
    titulo = builders.make_titulo(builders.make_devedor(builders.make_credor()))
    owner = builders.make_account()
    builders.make_membership(owner, titulo.credor)
    psps.make_account(builders.context_of(owner), titulo.credor, psp)
    return titulo


def test_looking_asks_nothing_and_the_button_makes_the_pix_of_today(titulo, psp, enter):
    client = enter(titulo.credor, role="operator")
    address = f"/titulos/{titulo.id}/pix/"
    assert address in client.get(f"/devedores/{titulo.devedor_id}/").content.decode()
    assert "Fazer o Pix de R$ 870,96" in text_of(client.get(address))
    assert psp.book.charges == {}
    shown = client.post(address, follow=True)
    (charge,) = psp.book.charges.values()
    assert charge["valor"]["original"] == "870.96"
    assert charge["pixCopiaECola"] in shown.content.decode()
    assert "Vale só hoje, 24/11/2026" in text_of(shown)
    assert '<svg class="qr"' in shown.content.decode() or 'class="qr"' in shown.content.decode()
    client.post(address)
    assert len(psp.book.charges) == 1


def test_the_pix_of_another_day_is_not_shown(titulo, psp, enter):
    client = enter(titulo.credor, role="operator")
    client.post(f"/titulos/{titulo.id}/pix/")
    models.PixCharge.objects.update(pay_until=ON - timedelta(days=1))
    shown = client.get(f"/titulos/{titulo.id}/pix/")
    assert "O Pix que havia não pede o valor de hoje" in text_of(shown)
    assert models.PixCharge.objects.get().br_code not in shown.content.decode()


def test_what_the_psp_refuses_is_said_and_an_auditor_has_no_button(titulo, psp, enter):
    psp.book.knobs.failed_before = 9
    answer = enter(titulo.credor, role="operator").post(f"/titulos/{titulo.id}/pix/")
    assert (answer.status_code, "O PSP está com falha (HTTP 500)" in text_of(answer)) == (409, True)
    assert "Fazer o Pix de R$" not in text_of(enter(titulo.credor, role="auditor").get(f"/titulos/{titulo.id}/pix/"))
