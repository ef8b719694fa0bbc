"""The address of a devedor's page, taken by the team: it shows what is open when it is opened, and answers hold."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from adimple.store import models
from adimple.usecases import links, register_payment, undo_payment
from adimple.web import middleware
from tests import builders
from tests.builders import NOW, ON
from tests.papers import reading
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


def pay(titulo: models.Titulo, cents: int, of: tuple[models.Titulo, ...] = ()) -> int:
    account = builders.make_account()
    builders.make_membership(account, titulo.credor, "operator")
    command = register_payment.RegisterPayment(
        devedor_id=titulo.devedor_id,
        titulo_ids=tuple(one.id for one in of or (titulo,)),
        cents=cents,
        paid_on=ON,
        external_key=f"{titulo.id}-{cents}",
    )
    return register_payment.register_payment(builders.context_of(account), command).payment_id


def test_what_was_paid_of_late_is_thanked_for_and_its_recibo_is_there(now, devedor):
    builders.make_titulo(devedor, number="NF-2")
    payment_id = pay(models.Titulo.objects.get(number="NF-1"), 870_96)
    browser, path = Client(), path_of(devedor)

    page = browser.get(path)
    paper = browser.get(f"{path}/recibo/{payment_id}.pdf")

    assert "Recebemos R$ 870,96 em 24/11/2026. Obrigado. Quitou NF-1. Baixar o recibo em PDF" in text_of(page)
    assert f'href="{path}/recibo/{payment_id}.pdf"' in page.content.decode()
    assert "Em aberto hoje, 24/11/2026 R$ 870,96" in text_of(page)  # NF-2
    assert (paper.status_code, paper.headers["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_a_part_is_thanked_for_as_a_part(now, devedor):
    pay(models.Titulo.objects.get(number="NF-1"), 100_00)

    assert "Recebemos R$ 100,00 em 24/11/2026. Obrigado. Pagou parte de NF-1." in text_of(
        Client().get(path_of(devedor))
    )


def test_who_paid_all_is_thanked_once(now, devedor):
    pay(models.Titulo.objects.get(number="NF-1"), 870_96)

    page = text_of(Client().get(path_of(devedor)))

    assert "Recebemos, obrigado. Olá, Ana." in page
    assert "Recebemos R$ 870,96 em 24/11/2026. Quitou NF-1." in page
    assert "Paga. Quitada em 24/11/2026." in page
    assert page.lower().count("obrigado") == 1


@pytest.mark.parametrize(("days", "is_thanked"), [(30, True), (31, False)])
def test_the_thanks_stay_thirty_days(monkeypatch, devedor, days, is_thanked):
    builders.make_titulo(devedor, number="NF-2")
    pay(models.Titulo.objects.get(number="NF-1"), 870_96)
    monkeypatch.setattr(middleware, "now", lambda: NOW + timedelta(days=days))

    assert ("Recebemos" in text_of(Client().get(path_of(devedor)))) == is_thanked


def test_no_recibo_of_what_was_undone_nor_of_another_person(now, devedor):
    other = builders.make_devedor(devedor.credor, document="")
    theirs = pay(builders.make_titulo(other), 870_96)
    undone = pay(models.Titulo.objects.get(number="NF-1"), 870_96)
    account = builders.make_account()
    builders.make_membership(account, devedor.credor)
    undo_payment.undo_payment(builders.context_of(account), undone, "Era de outra pessoa.")
    browser, path = Client(), path_of(devedor)

    assert "Recebemos" not in text_of(browser.get(path))
    assert [browser.get(f"{path}/recibo/{one}.pdf").status_code for one in (theirs, undone)] == [404, 404]


# As on the pages: of a CPF the middle; a firm's CNPJ is public.
@pytest.mark.parametrize(
    ("document", "told"), [("52998224725", "CPF ***.982.247-**"), ("12345678000195", "CNPJ 12.345.678/0001-95")]
)
def test_who_is_handed_the_link_reads_neither_the_cpf_nor_the_address_of_who_paid(now, enter, devedor, document, told):
    models.Devedor.objects.update(document=document, address="Rua de Ana, 7", bairro="Centro", city="Campinas", uf="SP")
    payment_id = pay(models.Titulo.objects.get(number="NF-1"), 870_96)

    handed = reading.words(Client().get(f"{path_of(devedor)}/recibo/{payment_id}.pdf").content)
    whole = reading.words(enter(devedor.credor).get(f"/pagamentos/{payment_id}/recibo/").content)

    assert f"Ana Exemplo {told} " in handed
    assert [word for word in ("529.982", "Rua de Ana", "Centro", "Campinas") if word in handed] == []
    assert "Rua de Ana, 7, Centro, Campinas/SP" in whole
    assert "***" not in whole


def test_the_link_of_a_message_tells_of_what_was_paid_of_its_own_titulos_alone(now, devedor):
    """NF-1 is named; NF-2 is not, and a payment that went to both would tell of it."""
    nf_1 = models.Titulo.objects.get(number="NF-1")
    nf_2 = builders.make_titulo(devedor, number="NF-2")
    action = builders.make_action(devedor, state="sent")
    builders.make_dispatch(action, amounts={str(nf_1.id): 870_96})
    path = f"/p/{links.token_of(action.credor_id, action.id, ON)}"
    mine, other, both = pay(nf_1, 100_00), pay(nf_2, 200_00), pay(nf_1, 900_00, of=(nf_1, nf_2))
    browser = Client()

    page = text_of(browser.get(path))

    assert "Recebemos R$ 100,00 em 24/11/2026." in page
    assert "Pagou parte de NF-1. Baixar o recibo em PDF" in page
    assert [word for word in ("R$ 200,00", "R$ 900,00", "NF-2") if word in page] == []
    assert [browser.get(f"{path}/recibo/{one}.pdf").status_code for one in (mine, other, both)] == [200, 404, 404]


def test_no_recibo_by_a_link_that_ended_nor_of_a_closed_credor(monkeypatch, devedor):
    paid = pay(models.Titulo.objects.get(number="NF-1"), 870_96)
    address, ended = (
        f"/p/{links.token_of_devedor(devedor.credor_id, devedor.id, ON - timedelta(days=days))}/recibo/{paid}.pdf"
        for days in (90, 91)
    )
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    asked = [Client().get(one).status_code for one in (address, ended)]
    models.Credor.objects.update(closed_at=NOW, stopped_at=NOW)

    assert asked == [200, 404]
    assert Client().get(address).status_code == 404


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
    monkeypatch.setattr(middleware, "now", lambda: NOW + timedelta(days=91))
    assert Client().get(path_of(devedor)).status_code == 404
