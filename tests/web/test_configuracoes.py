"""Configurações from the outside: forms that keep what was typed, refusals with their article, the release."""

import re

import pytest

from adimple.sandbox.inbox import start_sandbox
from adimple.store import models
from tests import builders
from tests.builders import NOW
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio", name="Colégio Exemplo")


def test_with_one_credor_the_page_opens_on_it_and_with_many_one_chooses(enter, credor):
    assert enter(credor).get("/configuracoes/").url == "/configuracoes/colegio/"
    page = text_of(enter(credor, builders.make_released_credor(name="Academia")).get("/configuracoes/"))
    assert "Academia 11.222.333/0001-81 ligado" in page
    assert "Colégio Exemplo 11.222.333/0001-81 ensaio" in page


def test_the_form_of_a_credor_saves_what_it_shows(enter, credor):
    client = enter(credor)
    shown = client.get("/configuracoes/colegio/").context["form"].values

    response = client.post("/configuracoes/colegio/", shown | {"pix_key": "+5511912345678"}, follow=True)

    assert "Dados do credor gravados." in text_of(response)
    assert models.Event.objects.get().payload["changed"] == ["pix_key"]


def test_a_wrong_key_is_said_beside_its_field(enter, credor):
    client = enter(credor)
    shown = client.get("/configuracoes/colegio/").context["form"].values

    response = client.post("/configuracoes/colegio/", shown | {"pix_key": "minha chave"})

    assert response.status_code == 422
    assert 'id="pix_key-e"' in response.content.decode()
    assert 'value="minha chave"' in response.content.decode()


def errors_of(response) -> list[str]:
    """The fields with a message beside them, in the order of the page."""
    return re.findall(r'<div class="err" id="(\w+)-e">', response.content.decode())


def test_every_wrong_field_of_a_credor_is_told_at_once(enter, credor):
    typed = {
        "name": "",
        "document": "123",
        "phone": "12",
        "address": " ",
        "uf": "XX",
        "email": "dona",
        "pix_key": "minha chave",
    }

    response = enter(credor).post("/configuracoes/colegio/", typed)

    assert response.status_code == 422
    assert errors_of(response) == ["name", "document", "phone", "address", "uf", "email", "pix_key"]
    assert 'value="minha chave"' in response.content.decode()
    assert "autofocus" in re.search(r'<input[^>]*id="id-name"[^>]*>', response.content.decode())[0]
    assert models.Event.objects.count() == 0


POLICY = {
    "kind": "B2C",
    "effective_on": "01/12/2026",
    "multa_ppb": "2%",
    "juros_ppb_month": "1",
    "juros_basis": "30",
    "rounding": "down",
    "nonbusiness_due": "original_if_missed",
    "discount_ppb": "5%",
    "discount_days_before": "3",
}


def test_a_policy_is_saved_from_a_day_on(enter, credor):
    response = enter(credor).post("/configuracoes/colegio/encargos/", POLICY, follow=True)

    page = text_of(response)
    assert "Política gravada: vale para vencimentos a partir de 01/12/2026." in page
    assert "Vencimentos a partir de 01/12/2026. Desconto de 5% até 3 dias antes." in page


def test_a_policy_above_the_ceiling_is_refused_with_its_article_and_keeps_what_was_typed(enter, credor):
    response = enter(credor).post("/configuracoes/colegio/encargos/", POLICY | {"multa_ppb": "10%"})

    assert response.status_code == 409
    assert "CDC art. 52 § 1º" in text_of(response)
    assert 'value="10%"' in response.content.decode()
    assert models.EncargosPolicy.objects.filter(effective_on="2026-12-01").count() == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [("multa_ppb", "dois"), ("effective_on", "12/31/2026"), ("discount_days_before", "x"), ("juros_ppb_month", "")],
)
def test_a_policy_that_cannot_be_read_is_an_input_error(enter, credor, field, typed):
    response = enter(credor).post("/configuracoes/colegio/encargos/", POLICY | {field: typed})

    assert response.status_code == 422
    assert f'id="{field}-e"' in response.content.decode()


def test_every_wrong_field_of_a_policy_is_told_at_once_and_so_is_what_the_law_refuses(enter, credor):
    wrong = {"effective_on": "31/02/2027", "juros_ppb_month": "5", "discount_ppb": "120", "discount_days_before": "400"}

    response = enter(credor).post("/configuracoes/colegio/encargos/", POLICY | wrong)

    assert errors_of(response) == ["effective_on", "discount_ppb", "discount_days_before"]
    assert models.EncargosPolicy.objects.filter(credor=credor).count() == 2

    response = enter(credor).post("/configuracoes/colegio/encargos/", POLICY | {"multa_ppb": "3", "effective_on": "x"})

    assert "a multa por atraso é de no máximo 2%" in text_of(response)
    assert errors_of(response) == ["effective_on"]


def test_a_policy_forbidden_twice_is_refused_for_both_reasons(enter, credor):
    response = enter(credor).post(
        "/configuracoes/colegio/encargos/", POLICY | {"multa_ppb": "3", "juros_ppb_month": "5"}
    )

    assert response.status_code == 409
    assert "a multa por atraso é de no máximo 2%" in text_of(response)
    assert "os juros de mora são de no máximo 1% ao mês" in text_of(response)


SMTP = {
    "host": "smtp.exemplo.test",
    "port": "587",
    "security": "starttls",
    "username": "colegio",
    "password": "segredo do servidor",
    "from_email": "cobranca@exemplo.test",
    "from_name": "Colégio Exemplo",
    "per_second": "20",
}


def test_a_server_is_saved_and_its_password_never_comes_back(enter, credor):
    response = enter(credor).post("/configuracoes/colegio/email/", SMTP, follow=True)

    assert "Servidor de e-mail gravado." in text_of(response)
    assert "segredo do servidor" not in response.content.decode()


def test_every_wrong_field_of_a_server_is_told_at_once(enter, credor):
    wrong = {"host": "http://x/", "port": "porta", "from_email": "a@", "from_name": " ", "per_second": "0"}

    response = enter(credor).post("/configuracoes/colegio/email/", SMTP | wrong)

    assert response.status_code == 422
    assert errors_of(response) == ["host", "port", "from_name", "from_email", "per_second"]
    assert 'value="porta"' in response.content.decode()
    assert models.ChannelSetting.objects.count() == 0


def test_a_server_that_does_not_answer_is_said_in_words(enter, credor):
    builders.make_smtp(credor, host="127.0.0.1", port=1, security="none")

    page = text_of(enter(credor).post("/configuracoes/colegio/email/teste/", follow=True))

    assert "127.0.0.1" in page
    assert "Ainda não testado" in page


def test_the_release_page_says_whom_it_touches_and_how_to_undo(enter, credor):
    page = text_of(enter(credor).get("/configuracoes/colegio/envios/"))

    assert "Liberar os envios de Colégio Exemplo?" in page
    assert "Da caixa de testes desta máquina: nada chega a ninguém." in page
    assert "para tudo em um segundo" in page


def test_a_release_sends_the_test_and_lets_go(enter, credor, tmp_path, settings):
    with start_sandbox(tmp_path, smtp_port=0, web_port=0) as sandbox:
        settings.SANDBOX_SMTP_PORT = sandbox.smtp_port
        fields = {"oldest_days_late": "60", "daily_ceiling": "50"}
        response = enter(credor).post("/configuracoes/colegio/envios/", fields, follow=True)

        assert "Envios liberados." in text_of(response)
        assert len(sandbox.mailbox) == 1
    credor.refresh_from_db()
    assert credor.released_at == NOW


def test_a_release_whose_test_fails_is_refused_and_keeps_what_was_typed(enter, credor, settings):
    settings.SANDBOX_SMTP_PORT = 1

    response = enter(credor).post("/configuracoes/colegio/envios/", {"oldest_days_late": "33", "daily_ceiling": "7"})

    assert response.status_code == 409
    assert "O teste não saiu, e nada foi liberado." in text_of(response)
    assert 'value="33"' in response.content.decode()
    credor.refresh_from_db()
    assert credor.released_at is None


def test_both_limits_of_the_release_are_told_at_once(enter, credor):
    response = enter(credor).post("/configuracoes/colegio/envios/", {"oldest_days_late": "x", "daily_ceiling": "0"})

    assert response.status_code == 422
    assert errors_of(response) == ["oldest_days_late", "daily_ceiling"]


def test_a_released_credor_is_stopped_and_resumed_from_its_page(enter):
    credor = builders.make_released_credor(slug="colegio")
    client = enter(credor)

    stopped = text_of(client.post("/configuracoes/colegio/envios/pausa/", follow=True))
    resumed = text_of(client.post("/configuracoes/colegio/envios/retomada/", follow=True))

    assert "Retomar envios" in stopped
    assert "Envios ligados" in resumed
