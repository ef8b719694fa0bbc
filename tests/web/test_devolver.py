"""Giving a Pix back as a person meets it: how much and why, what will happen, and what came of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from adimple.store import models
from adimple.usecases import count_once
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.web import middleware
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases import money_in
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(psp, monkeypatch):
    """A PSP, and a Pix of 850,00 that came by it and waits."""
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    credor, owner = builders.make_credor(), builders.make_account()
    builders.make_membership(owner, credor)
    account = psps.make_account(builders.context_of(owner), credor, psp)
    told = psp.book.pay_key(psps.KEY, 850_00, ON, psps.PAYER)
    raw = money_in.make_raw(credor)
    models.RawPayload.objects.filter(id=raw.id).update(name=f"psp-{account.id}")
    return psp, credor, money_in.make_incoming(raw, 850_00, source_key=told["endToEndId"])


def form_of(client, row, **given):
    page = client.get(reverse("recebimentos_devolver", args=[row.id])).content.decode()
    number = re.search(r'name="numero" value="(\d+)"', page)[1]
    return {"numero": number, "valor": "850,00", "motivo": "pagou duas vezes"} | given


def test_a_pix_that_waits_is_given_back_after_a_page_that_says_what_happens(world, enter):
    psp, credor, row = world
    client = enter(credor, role="manager")
    address = reverse("recebimentos_devolver", args=[row.id])
    assert address in client.get(reverse("recebimentos_um", args=[row.id])).content.decode()
    form = form_of(client, row)
    sure = client.post(address, form)
    assert "O PSP devolve R$ 850,00 à conta de onde o Pix veio" in text_of(sure)
    assert psp.book.received[row.source_key].get("devolucoes") is None
    done = client.post(address, form | {"confirma": "1"}, follow=True)
    assert "R$ 850,00 devolvidos: o PSP confirmou. Nenhum título mudou." in text_of(done)
    assert "devolvida" in text_of(done)
    client.post(address, form | {"confirma": "1"})  # the button pressed twice
    assert [one["valor"] for one in psp.book.received[row.source_key]["devolucoes"]] == ["850.00"]


def test_a_payment_leads_to_it_with_the_credit_filled_in_and_a_part_goes_back(world, enter):
    _, credor, row = world
    devedor = builders.make_devedor(credor)
    titulo = builders.make_titulo(devedor, principal_cents=800_00, due_on=ON + timedelta(days=9))
    client = enter(credor, role="manager")
    client.post(f"/recebimentos/{row.id}/conciliar/", {"devedor": devedor.id, "titulo": titulo.id})
    payment = models.Payment.objects.get()
    assert payment.leftover_cents == 50_00
    assert "Pago em 20/11/2026, registrado por Pix." in text_of(client.get(f"/devedores/{devedor.id}/"))
    link = f"/recebimentos/{row.id}/devolver/?valor=50,00"
    assert link in client.get(f"/pagamentos/{payment.id}/").content.decode()
    assert 'value="50,00"' in client.get(link).content.decode()
    form = form_of(client, row, valor="50,00", confirma="1")
    done = client.post(f"/recebimentos/{row.id}/devolver/", form, follow=True)
    assert "O pagamento foi desfeito, e o que ficou paga os mesmos títulos." in text_of(done)
    titulo.refresh_from_db()
    live = models.Payment.objects.get(undone_at=None)
    assert (live.amount_cents, live.leftover_cents, titulo.closed_reason) == (800_00, 0, "paid")


def test_money_that_another_road_told_before_is_undone_there(world, enter):
    _, credor, row = world
    titulo = builders.make_titulo(builders.make_devedor(credor))
    client = enter(credor, role="manager")
    ctx = builders.context_of(models.Account.objects.last())
    by_hand = RegisterPayment(
        devedor_id=titulo.devedor_id, cents=850_00, paid_on=row.paid_on, external_key="form:1", is_other=True
    )
    payment_id = register_payment(ctx, by_hand).payment_id
    count_once.count_once(ctx, row.id, payment_id)
    sure = client.post(f"/recebimentos/{row.id}/devolver/", form_of(client, row))
    assert f"o pagamento nº {payment_id} é desfeito" in text_of(sure)
    done = client.post(f"/recebimentos/{row.id}/devolver/", form_of(client, row, confirma="1"), follow=True)
    assert "O pagamento foi desfeito, e os títulos dele voltaram a dever." in text_of(done)
    assert models.Payment.objects.get().undone_at is not None


def test_what_did_not_go_back_is_said_with_why(world, enter):
    psp, credor, row = world
    psp.book.knobs.refunds = 2
    client = enter(credor, role="manager")
    answer = client.post(f"/recebimentos/{row.id}/devolver/", form_of(client, row, confirma="1"), follow=True)
    assert "Nada foi devolvido. O PSP de quem pagou não aceitou a devolução." in text_of(answer)
    assert form_of(client, row)["numero"] == "2"


def test_what_is_wrong_is_told_beside_its_field(world, enter):
    _, credor, row = world
    client = enter(credor, role="manager")
    for given in ({"valor": "850,01"}, {"motivo": " "}, {"valor": "x"}):
        answer = client.post(f"/recebimentos/{row.id}/devolver/", form_of(client, row, **given))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, set(given))


def test_a_pix_of_more_than_ninety_days_is_not_offered_to_go_back(world, enter):
    _, credor, row = world
    client = enter(credor, role="manager")
    for days, may in ((90, True), (91, False)):
        models.Incoming.objects.update(paid_on=ON - timedelta(days=days))
        assert ("devolver/" in client.get(f"/recebimentos/{row.id}/").content.decode()) is may
    page = client.get(f"/recebimentos/{row.id}/devolver/")
    assert ("até 90 dias, e este é de 25/08/2026" in text_of(page), "motivo" in page.content.decode()) == (True, False)


def test_who_operates_sees_the_receipt_without_the_button(world, enter):
    _, credor, row = world
    assert "devolver/" not in enter(credor, role="operator").get(f"/recebimentos/{row.id}/").content.decode()
