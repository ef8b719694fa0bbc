"""«Esta cobrança é verdadeira?»: who has a code learns who receives by it, and nothing of who owes."""

import pytest
from django.test import Client

from adimple.domain.pix import building
from adimple.store import models
from adimple.usecases import links, paper_codes
from adimple.web import middleware, throttle
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db
# Of the 341, due on 10/12/2026, R$ 850,00: its check digits are right, its campo livre is nobody's.
LINE = "34191090088123456789900123456782116560000085000"


@pytest.fixture
def browser(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    settings.DATA_DIR = tmp_path
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo", pix_key="financeiro@exemplo.test", city="Sao Paulo")


def code_of(key: str, cents: int = 85_000) -> str:
    return building.br_code(key=key, payee="Colegio Exemplo", city="Sao Paulo", cents=cents)


def code_of_location(location: str) -> str:
    return building.dynamic_br_code(location=location, payee="Colegio Exemplo", city="Sao Paulo")


def ask(browser, text: str, status: int = 200) -> str:
    response = browser.post("/verdade/", {"codigo": text})
    assert response.status_code == status
    return text_of(response)


def test_a_line_says_who_receives_and_not_who_owes(browser, credor):
    devedor = builders.make_devedor(credor, name="Ana Segredo")
    builders.make_titulo(devedor, linha_digitavel=LINE, principal_cents=85_000)
    page = ask(browser, LINE)

    assert "Sim. Quem recebe é Colégio Exemplo" in page
    assert "11.222.333/0001-81" in page
    assert "não há mais nada a pagar" not in page
    assert "Ana" not in page
    assert "850" not in page.replace(LINE, "")


def test_of_what_was_paid_it_says_not_to_pay_again(browser, credor):
    builders.make_titulo(builders.make_devedor(credor), linha_digitavel=LINE, closed_on=ON, closed_reason="paid")

    page = ask(browser, LINE)
    assert "Mas não há mais nada a pagar por este código" in page
    assert "não pague de novo" in page


def test_a_pix_of_a_titulo_and_one_to_the_credor_s_key_are_known(browser, credor):
    of_titulo = code_of("outra@exemplo.test")
    builders.make_titulo(builders.make_devedor(credor), pix_copia_e_cola=of_titulo)

    assert "Quem recebe é Colégio Exemplo" in ask(browser, of_titulo)
    assert "Quem recebe é Colégio Exemplo" in ask(browser, code_of("financeiro@exemplo.test", 12_345))


def test_a_pix_made_at_a_psp_is_known_by_the_charge_it_leads_to(browser, credor):
    location = "pix.exemplo.test/qr/v2/1ae9a9969964f922"
    titulo = builders.make_titulo(builders.make_devedor(credor))
    charge = psps.make_charge(psps.make_row(credor), titulo, location=location)
    code = code_of_location(location)
    charge.state = "paid"
    active = ask(browser, code)
    charge.save()

    assert "Quem recebe é Colégio Exemplo" in active
    assert "não há mais nada a pagar" not in active
    assert "não há mais nada a pagar" in ask(browser, code)
    assert "Não conhecemos" in ask(browser, code_of_location("outro.test/qr/1"))


@pytest.mark.parametrize("how", ["address", "path"])
def test_the_address_of_a_message_is_known_by_its_signature(browser, credor, how):
    action = builders.make_action(builders.make_devedor(credor))
    token = links.token_of(credor.id, action.id, ON)

    given = {"address": links.url_of(token, ""), "path": f"/p/{token}"}[how]
    assert "Quem recebe é Colégio Exemplo" in ask(browser, given)
    assert "Não conhecemos este código." in ask(browser, f"/p/{token[:-1]}x")


def test_a_true_token_on_another_host_is_not_ours(browser, credor, settings):
    settings.BASE_URL = "https://cobranca.exemplo.test"
    token = links.token_of(credor.id, builders.make_action(builders.make_devedor(credor)).id, ON)
    ours = ("https://cobranca.exemplo.test", "https://COBRANCA.exemplo.test", "cobranca.exemplo.test")
    false = (
        "https://roubo.test", "http://cobranca.exemplo.test", "https://cobranca.exemplo.test@roubo.test", "roubo.test",
        "https://cobranca.exemplo.test.roubo.test", "//roubo.test",
    )  # fmt: skip

    for host in ours:
        assert "Sim. Quem recebe é Colégio Exemplo" in ask(browser, f"{host}/p/{token}"), host
    for host in false:
        assert "Não conhecemos este código." in ask(browser, f"{host}/p/{token}"), host


def test_the_line_of_a_boleto_that_another_replaced_is_still_known(browser, credor):
    titulo = builders.make_titulo(builders.make_devedor(credor))
    boleto = builders.make_boleto(builders.make_convenio(credor), titulo, state="registered")
    live = ask(browser, boleto.linha_digitavel)
    models.Boleto.objects.update(state="ended")

    assert "Sim. Quem recebe é Colégio Exemplo" in live
    assert "não há mais nada a pagar" not in live
    assert "não há mais nada a pagar" in ask(browser, boleto.linha_digitavel)


def test_what_is_longer_than_any_form_is_not_read(browser):
    assert browser.post("/verdade/", {"codigo": "1" * 70_000}).status_code == 413


def test_a_recibo_s_code_says_whether_the_paper_still_holds(browser, credor):
    payment = builders.make_payment(builders.make_devedor(credor, name="Ana Segredo"), amount_cents=870_96)
    code = paper_codes.code_of("RCB", payment.id)
    holds = ask(browser, code)
    models.Payment.objects.update(undone_at=NOW, undone_reason="engano")
    over = ask(browser, f" {code.lower()} ")

    assert "Sim. Este documento é de Colégio Exemplo" in holds
    assert "Recibo de R$ 870,96" in holds
    assert "de um recibo ou quitação, o valor e o dia que já estão no papel" in holds
    assert "Ana" not in holds
    assert "Este documento não vale mais." in over
    assert "Não conhecemos este código." in ask(browser, code.replace("RCB", "QTC"))


@pytest.mark.parametrize("text", [LINE, code_of("ladrao@exemplo.test"), "https://exemplo.test/p/abc.def"])
def test_what_is_of_nobody_here_is_said_without_accusing_anybody(browser, credor, text):
    page = ask(browser, text)

    assert "Não conhecemos este código. Não pague ainda." in page
    assert "Sim." not in page


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "Cole aqui a linha digitável do boleto, o Pix copia e cola ou o endereço que recebeu."),
        (LINE[:-1] + "1", ". Confira os números e digite de novo."),
        ("836200000005667800481000180975657313001589636081", "um boleto: começa com 8. Não a lemos. Conferir"),
        (LINE[:40], "A linha digitável tem 47 números"),
        (code_of("financeiro@exemplo.test")[:-1] + "0", "O código verificador (CRC) é"),
        ("me ligue", "Não reconhecemos este código."),
        ("9" * 1_001, "O texto é longo demais."),
        ("\u0661" * 47, "Não reconhecemos este código."),
    ],
)
def test_what_was_mistyped_is_told_with_what_to_do(browser, credor, text, phrase):
    assert phrase in ask(browser, text, 422)


def test_opening_it_asks_and_nothing_typed_is_written_down(browser, credor):
    opened = browser.get("/verdade/?codigo=123")
    ask(browser, LINE)

    assert "Esta cobrança é verdadeira?" in text_of(opened)
    assert "123" not in text_of(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    assert "script-src" not in opened.headers["Content-Security-Policy"]
    assert not models.Event.objects.exists()


def test_who_asks_too_often_waits(browser, credor, monkeypatch):
    monkeypatch.setattr(throttle, "PER_MINUTE", 2)
    monkeypatch.setattr(throttle.is_over, "__defaults__", (2,))
    answers = [browser.post("/verdade/", {"codigo": LINE}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
