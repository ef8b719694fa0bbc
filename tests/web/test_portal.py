"""The devedor's page over HTTP: what it shows, what it never shows, and what each button does."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from adimple.store import models
from adimple.usecases import links
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import make_due, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The hour the entry point reads; a test may move it."""
    from adimple.web import middleware

    class Hour:
        now = NOW

    monkeypatch.setattr(middleware, "now", lambda: Hour.now)
    return Hour


@pytest.fixture
def browser(clock, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return Client()


def sent(devedor=None, *, titulos=1, **given):
    """An action whose message left, and its token."""
    action = make_due(devedor, titulos=titulos, state="sent", **given)
    ids = models.ActionItem.objects.filter(action=action).values_list("titulo_id", flat=True)
    builders.make_dispatch(action, amounts={str(titulo_id): {} for titulo_id in ids})
    return action, links.token_of(action.credor_id, action.id, ON)


def test_the_page_shows_what_is_owed_today_with_its_arithmetic(browser):
    action, token = sent()
    page = browser.get(f"/p/{token}").content.decode()
    # 850,00 × 2% = 17,00; 850,00 × 1% ÷ 30 × 14 dias = 3,96; 870,96.
    assert "R$\xa0870,96" in page
    assert "Multa: 850,00 × 2% = 17,00." in page
    assert "Juros: 850,00 × 1% ÷ 30 × 14 dias = 3,96." in page
    credor = action.credor
    assert credor.name in page
    assert credor.address in page
    assert "11.222.333/0001-81" in page


def test_opening_the_page_changes_nothing(browser):
    action, token = sent()
    before = (models.Event.objects.count(), models.Hold.objects.count(), models.Task.objects.count())
    for path in ("", "/responder", "/desfazer", "/descadastro", "/resposta/ja_paguei"):
        for method in (browser.get, browser.head):
            method(f"/p/{token}{path}")
    assert (models.Event.objects.count(), models.Hold.objects.count(), models.Task.objects.count()) == before
    assert not models.Consent.objects.exists()
    _ = action


def test_only_the_titulos_of_the_message_are_shown(browser):
    devedor = builders.make_devedor(builders.make_released_credor())
    other = builders.make_titulo(devedor, description="Fora desta mensagem")
    _, token = sent(devedor, titulos=2)
    page = browser.get(f"/p/{token}").content.decode()
    assert page.count("Valor original") == 2
    assert other.description not in page
    assert devedor.document not in page


def test_every_token_that_is_no_good_gets_the_same_page(browser, clock):
    action, token = sent()
    tampered = token[:-1] + ("A" if token[-1] != "A" else "B")
    unknown = links.token_of(action.credor_id, action.id + 1_000_000, ON)
    of_another_credor = links.token_of(action.credor_id + 1, action.id, ON)
    unsent = links.token_of(action.credor_id, builders.make_action(builders.make_devedor(action.credor)).id, ON)
    expired = links.token_of(action.credor_id, action.id, ON - timedelta(days=91))
    answers = [
        browser.get(f"/p/{bad}") for bad in (tampered, unknown, of_another_credor, unsent, expired, "x", "1-2-3", "é.~")
    ]
    posted = [browser.post(f"/p/{bad}/responder", {"answer": "ja_paguei"}) for bad in (tampered, unknown, expired)]
    assert {answer.status_code for answer in (*answers, *posted)} == {404}
    assert len({answer.content for answer in (*answers, *posted)}) == 1
    assert not models.Hold.objects.exists()


def test_a_link_lives_ninety_days(browser, clock):
    _, token = sent()
    clock.now = NOW + timedelta(days=90)
    assert browser.get(f"/p/{token}").status_code == 200
    clock.now = NOW + timedelta(days=91)
    assert browser.get(f"/p/{token}").status_code == 404


def test_ja_paguei_holds_the_named_titulos_for_seven_days_at_once(browser):
    action, token = sent(titulos=2)
    answer = browser.post(f"/p/{token}/responder", {"answer": "ja_paguei"}, follow=True)
    assert answer.redirect_chain == [(f"/p/{token}/resposta/ja_paguei", 302)]
    assert "01/12/2026" in answer.content.decode()
    holds = models.Hold.objects.filter(devedor_id=action.devedor_id)
    assert [(hold.kind, hold.until, hold.source) for hold in holds] == [("ja_paguei", date(2026, 12, 1), "link")] * 2
    assert names(action.devedor_id) == ["hold.placed", "hold.placed", "link.answered"]


def test_the_same_answer_twice_is_one_and_details_may_follow(browser):
    action, token = sent()
    for _ in range(2):
        browser.post(f"/p/{token}/responder", {"answer": "ja_paguei"})
    told = {"answer": "ja_paguei", "paid_on": "2026-11-20", "cents": "870,96"}
    page = browser.post(f"/p/{token}/responder", told, follow=True).content.decode()
    (hold,) = models.Hold.objects.filter(devedor_id=action.devedor_id)
    assert hold.reason == "Diz que pagou em 20/11/2026, R$ 870,96."
    assert hold.reason in page
    assert names(action.devedor_id).count("link.answered") == 1


def test_a_date_after_today_is_explained_and_what_was_typed_stays(browser):
    _, token = sent()
    browser.post(f"/p/{token}/responder", {"answer": "ja_paguei"})
    answer = browser.post(f"/p/{token}/responder", {"answer": "ja_paguei", "paid_on": "2026-11-25", "cents": "abc"})
    assert answer.status_code == 422
    assert "Valor não reconhecido" in answer.content.decode()
    assert 'value="abc"' in answer.content.decode()
    answer = browser.post(f"/p/{token}/responder", {"answer": "ja_paguei", "paid_on": "2026-11-25"})
    assert "não pode ser depois de hoje" in answer.content.decode()
    assert models.Hold.objects.get().reason == ""


def test_nao_reconheco_holds_until_somebody_answers_and_may_be_undone(browser):
    action, token = sent()
    browser.post(f"/p/{token}/responder", {"answer": "contestacao"})
    hold = models.Hold.objects.get(devedor_id=action.devedor_id)
    assert (hold.kind, hold.until, hold.lifted_at) == ("contestacao", None, None)
    page = browser.get(f"/p/{token}").content.decode()
    assert "Você disse em 24/11/2026 que não reconhece" in page
    assert 'name="answer" value="contestacao">Não reconheço' not in page
    browser.post(f"/p/{token}/desfazer", {"answer": "contestacao"})
    hold.refresh_from_db()
    assert hold.lifted_at == NOW
    assert names(action.devedor_id)[-1] == "hold.lifted"


def test_a_hold_of_the_staff_is_not_undone_by_the_link(browser):
    action, token = sent()
    hold = builders.make_hold(action.devedor, kind="contestacao", source="console")
    browser.post(f"/p/{token}/desfazer", {"answer": "contestacao"})
    hold.refresh_from_db()
    assert hold.lifted_at is None
    assert "não reconhece" not in browser.get(f"/p/{token}").content.decode()


def test_quero_falar_opens_one_task_in_the_persons_hours(browser, clock):
    # 21h of a Saturday in São Paulo: calls open on Monday at 8h.
    clock.now = NOW.replace(day=28) + timedelta(hours=11)
    action, token = sent()
    phone = builders.make_contact(action.devedor, kind="phone", value="+5511999990009", phone_kind="mobile")
    browser.post(f"/p/{token}/responder", {"answer": "human"})
    browser.post(f"/p/{token}/responder", {"answer": "human"})
    (task,) = models.Task.objects.filter(devedor_id=action.devedor_id)
    assert (task.channel, task.contact_id, task.action_id) == ("phone", phone.id, None)
    assert task.due_at.isoformat() == "2026-11-30T11:00:00+00:00"
    assert models.Hold.objects.get(devedor_id=action.devedor_id).titulo_id is None
    browser.post(f"/p/{token}/desfazer", {"answer": "human"})
    task.refresh_from_db()
    assert task.outcome == "expired"


def test_nao_quero_email_withdraws_that_channel_alone(browser):
    action, token = sent()
    browser.post(f"/p/{token}/responder", {"answer": "opt_out"})
    (consent,) = models.Consent.objects.filter(devedor_id=action.devedor_id)
    assert (consent.channel, consent.granted, consent.source) == ("email", False, "link")
    browser.post(f"/p/{token}/desfazer", {"answer": "opt_out"})
    consent.refresh_from_db()
    assert consent.granted is True
    assert names(action.devedor_id) == ["channel.opted_out", "link.answered", "channel.opted_in"]


def test_one_click_unsubscribe_needs_no_cookie_and_no_csrf_token(clock, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    action, token = sent()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/p/{token}/descadastro", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert models.Consent.objects.get(devedor_id=action.devedor_id).granted is False
    assert strict.post(f"/p/{token}/responder", {"answer": "human"}).status_code == 302
    assert not answer.cookies


def test_what_was_paid_is_thanked_for_and_offers_no_payment(browser):
    action, token = sent(titulos=2)
    first, second = models.Titulo.objects.filter(devedor_id=action.devedor_id).order_by("id")
    models.Titulo.objects.filter(id=first.id).update(closed_on=ON, closed_reason="paid")
    page = browser.get(f"/p/{token}").content.decode()
    assert page.count("Recebemos, obrigado.") == 1
    assert page.count("R$\xa0870,96") >= 1
    models.Titulo.objects.filter(id=second.id).update(closed_on=ON, closed_reason="baixa")
    page = browser.get(f"/p/{token}").content.decode()
    assert "Não há o que pagar" in page
    assert "R$" not in page
    assert "Já paguei" not in page


def test_codes_of_the_credors_system_are_shown_as_issued(browser):
    action, token = sent()
    models.Titulo.objects.filter(devedor_id=action.devedor_id).update(
        linha_digitavel="00190000090281940500017" + "7" * 24, link_pagamento="https://pagar.example/1"
    )
    models.Credor.objects.filter(id=action.credor_id).update(pix_key="11222333000181")
    page = browser.get(f"/p/{token}").content.decode()
    assert "00190.00009 02819.405000 17777.777777 7 77777777777777" in page
    assert 'href="https://pagar.example/1"' in page
    assert "Pagar com Pix" not in page


def test_a_pix_key_becomes_a_br_code_of_todays_amount(browser):
    action, token = sent()
    models.Credor.objects.filter(id=action.credor_id).update(pix_key="11222333000181", city="São Paulo")
    page = browser.get(f"/p/{token}").content.decode()
    code = re.search(r"<code>(000201.*?)</code>", page)[1]
    assert "5406870.96" in code
    assert "6009Sao Paulo" in code
    assert 'class="qr"' in page


def test_the_page_leaks_nothing_and_asks_for_no_script(browser):
    _, token = sent(titulos=3)
    answer = browser.get(f"/p/{token}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script" not in answer.content.decode()
    assert not answer.cookies


def test_a_scanner_may_ask_for_the_head_alone(browser):
    _, token = sent()
    for address in (f"/p/{token}", f"/p/{token}/descadastro"):
        assert browser.head(address).status_code in (200, 302)
    assert not models.Hold.objects.exists()
    assert not models.Consent.objects.exists()


def test_too_many_requests_of_one_address_wait_a_minute(browser, clock):
    _, token = sent()
    for _ in range(120):
        browser.get("/p/nada")
    assert browser.get(f"/p/{token}").status_code == 429
    assert browser.get(f"/p/{token}", REMOTE_ADDR="203.0.113.9").status_code == 200
    clock.now = NOW + timedelta(minutes=1)
    assert browser.get(f"/p/{token}").status_code == 200
