"""The devedor's page with a boleto of ours: taken today or not, for how much, and its paper."""

from datetime import date, timedelta

import pytest
from django.test import Client

from adimple.domain import boleto as codes
from adimple.store import models
from adimple.store.reads import balances, live_boletos
from adimple.store.scope import Scope
from adimple.usecases import boleto_entries, boleto_today, links
from adimple.web import middleware
from adimple.web.portal.boletos import card_of
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of
from tests.worker.day import make_due

pytestmark = pytest.mark.django_db
# A título of the fixture: R$ 850,00, due on 10/11/2026, a Tuesday; on 24/11 it owes 870,96 (see test_portal).
UNTIL = date(2026, 12, 10)


@pytest.fixture
def browser(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    settings.DATA_DIR = tmp_path
    return Client()


def billed(**given) -> tuple[models.Boleto, str]:
    """A título whose message left, its boleto, and the address of its page. Terms as the credor's."""
    action = make_due(state="sent")
    titulo = models.Titulo.objects.get(id=models.ActionItem.objects.get(action=action).titulo_id)
    builders.make_dispatch(action, amounts={str(titulo.id): {}})
    (owed,) = balances.by_ids(Scope({action.credor_id: "operator"}), [titulo.id])
    convenio = builders.make_convenio(action.credor)
    fields = {"state": "registered", "policy": boleto_entries.policy_kept(owed.policy), "pay_until": UNTIL}
    boleto = builders.make_boleto(convenio, titulo, **fields | given)
    models.Titulo.objects.filter(id=titulo.id).update(linha_digitavel=boleto.linha_digitavel)
    return boleto, f"/p/{links.token_of(action.credor_id, action.id, ON)}"


def test_an_overdue_boleto_keeps_its_line_and_says_what_the_bank_charges_today(browser):
    boleto, address = billed()
    page = browser.get(address).content.decode()

    assert codes.format_line(boleto.linha_digitavel) in page
    assert "Venceu em 10/11/2026 e continua valendo até 10/12/2026. Pago hoje, o banco cobra R$\xa0870,96." in page
    assert f'href="{address}/boleto/{boleto.id}.pdf"' in page


def test_a_boleto_the_bank_was_only_just_told_of_says_so(browser):
    boleto, address = billed(state="sent")
    page = browser.get(address).content.decode()

    assert codes.format_line(boleto.linha_digitavel) in page
    assert "Foi enviado ao banco há pouco" in page


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ({"state": "made"}, "O boleto está sendo registrado no banco e aparece aqui em um dia útil."),
        ({"pay_until": ON - timedelta(days=1)}, "O banco recebeu este boleto até 23/11/2026, e não mais."),
        # Without multa nor juros the bank would take 850,00 where 870,96 is owed.
        ({"policy": {}}, "O valor desta conta mudou depois do boleto."),
    ],
)
def test_a_boleto_that_would_fail_or_charge_another_value_is_not_shown(browser, given, note):
    boleto, address = billed(**given)
    page = browser.get(address).content.decode()

    assert note in page
    assert codes.format_line(boleto.linha_digitavel) not in page
    assert boleto.linha_digitavel not in page
    assert ".pdf" not in page


def test_while_another_is_registered_the_page_says_so_and_offers_pix(browser):
    boleto, address = billed(state="ended")
    models.Credor.objects.update(pix_key="financeiro@exemplo.test", city="Sao Paulo")
    again = builders.make_boleto(boleto.convenio, boleto.titulo, state="made", replaces=boleto, because="expired")
    said = text_of(browser.get(address))
    assert "O boleto anterior não serve mais: não o use. O novo está sendo registrado no banco" in said
    assert "Hoje, pague por Pix, nesta página: o valor dele é sempre o de hoje." in said

    # Told to the bank, for what is owed tomorrow: it appears tomorrow.
    models.Boleto.objects.filter(id=again.id).update(state="sent", due_on=ON + timedelta(days=1), cents=871_24)
    assert "O boleto novo aparece aqui em 25/11/2026, quando o banco já o recebe." in text_of(browser.get(address))


def test_dropped_by_the_bank_with_none_in_its_place_the_page_says_so_and_offers_pix(browser):
    boleto, address = billed(state="ended")
    models.Titulo.objects.update(linha_digitavel="")
    assert "não vale mais" not in text_of(browser.get(address))  # the bank never heard of it: nobody was shown it
    builders.make_remessa_item(boleto, kind="entry", remessa=builders.make_remessa(boleto.convenio))
    dropped = "O boleto desta conta não vale mais: o banco não o recebe."
    said = text_of(browser.get(address))
    assert (dropped in said, "Hoje, pague por Pix" in said) == (True, False)  # it has no Pix to offer
    models.Credor.objects.update(pix_key="financeiro@exemplo.test", city="Sao Paulo")
    said = text_of(browser.get(address))
    assert f"{dropped} Hoje, pague por Pix, nesta página: o valor dele é sempre o de hoje." in said
    assert "Pagar com Pix" in said
    assert browser.get(f"{address}/boleto/{boleto.id}.pdf").status_code == 404
    # The credor's own system gave the título another line: that one is shown, and nothing is said of ours.
    models.Titulo.objects.update(linha_digitavel="00190000090123456789012345678901200000000000000")
    assert dropped not in text_of(browser.get(address))


def test_on_its_last_day_it_is_still_shown(browser):
    boleto, address = billed(pay_until=ON)

    assert codes.format_line(boleto.linha_digitavel) in browser.get(address).content.decode()


def test_after_a_part_was_paid_the_old_boleto_is_not_shown(browser):
    boleto, address = billed()
    models.Imputacao.objects.create(
        payment=builders.make_payment(boleto.titulo.devedor, amount_cents=10_000), titulo=boleto.titulo,
        credor_id=boleto.credor_id, paid_on=ON, juros_cents=396, multa_cents=1_700, principal_cents=7_904,
        principal_left_cents=77_096, juros_from_on=ON, juros_open_cents=0, multa_open_cents=0, multa_charged=True,
    )  # fmt: skip
    page = text_of(browser.get(address))

    assert "O valor desta conta mudou depois do boleto." in page
    assert codes.format_line(boleto.linha_digitavel) not in page


def test_its_paper_opens_by_the_link_and_no_other_one_does(browser):
    boleto, address = billed()
    other, _ = billed()
    paper = browser.get(f"{address}/boleto/{boleto.id}.pdf")

    assert paper.status_code == 200
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.headers["Cache-Control"] == "no-store"
    assert paper.content.startswith(b"%PDF-")
    for address_of in (
        f"{address}/boleto/{other.id}.pdf",
        f"{address}/boleto/999999.pdf",
        f"/p/nada/boleto/{boleto.id}.pdf",
    ):
        assert browser.get(address_of).status_code == 404


def test_the_paper_of_a_paid_titulo_or_a_closed_credor_does_not_open(browser):
    boleto, address = billed()
    models.Titulo.objects.filter(id=boleto.titulo_id).update(closed_on=ON, closed_reason="paid")
    paid = browser.get(f"{address}/boleto/{boleto.id}.pdf").status_code
    models.Titulo.objects.filter(id=boleto.titulo_id).update(closed_on=None, closed_reason="")
    models.Credor.objects.filter(id=boleto.credor_id).update(closed_at=NOW, stopped_at=NOW)

    assert paid == 404
    assert browser.get(f"{address}/boleto/{boleto.id}.pdf").status_code == 404


@pytest.mark.parametrize("given", [{"state": "made"}, {"pay_until": ON - timedelta(days=1)}, {"policy": {}}])
def test_where_the_boleto_serves_no_more_the_credor_s_pix_does(browser, given):
    boleto, address = billed(**given)
    models.Credor.objects.update(pix_key="financeiro@exemplo.test", city="Sao Paulo")
    page = text_of(browser.get(address))

    assert "Pagar com Pix" in page
    assert browser.get(f"{address}/boleto/{boleto.id}.pdf").status_code == 404


def test_a_message_carries_no_line_that_the_bank_would_refuse(browser):
    boleto, _ = billed()
    scope = Scope({boleto.credor_id: "operator"})

    def lines(on: date) -> list[str]:
        titulos = balances.by_ids(scope, [boleto.titulo_id])
        return [titulo.linha_digitavel for titulo in boleto_today.with_lines_of_today(scope, titulos, on)]

    assert lines(UNTIL) == [boleto.linha_digitavel]
    assert lines(UNTIL + timedelta(days=1)) == [""]


def test_due_on_a_day_without_banks_it_is_taken_on_the_next_also_where_none_is_taken_late(browser):
    saturday = date(2026, 11, 21)
    boleto, _ = billed(due_on=saturday, pay_until=saturday)
    models.Titulo.objects.update(due_on=saturday)
    (titulo,) = balances.by_ids(Scope({boleto.credor_id: "operator"}), [boleto.titulo_id])
    seen = live_boletos.seen_of(models.Boleto.objects.get(id=boleto.id))
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert card_of(seen, titulo, monday, has_pix=False).pdf_id == boleto.id
    assert card_of(seen, titulo, tuesday, has_pix=False).note.startswith("O banco recebeu este boleto até 23/11/2026")
