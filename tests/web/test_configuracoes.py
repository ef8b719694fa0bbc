"""Configurações from the outside: forms that keep what was typed, refusals with their article, the release."""

import re
from datetime import date, timedelta

import pytest

from adimple.domain.indices import months
from adimple.sandbox.inbox import start_sandbox
from adimple.store import models, upkeep
from adimple.usecases import foresee_reissues
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.banking import devedor_of, titulo_of
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio", name="Colégio Exemplo")


def test_with_one_credor_the_page_opens_on_it_and_with_many_one_chooses(enter, credor):
    assert enter(credor).get("/configuracoes/").url == "/configuracoes/colegio/"
    assert enter(credor, builders.make_released_credor(name="Academia")).get("/configuracoes/").url == "/credores/"


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


BY_LAW = POLICY | {"juros_by": "law", "juros_ppb_month": "0", "correction_index": ""}
ENCARGOS = "/configuracoes/colegio/encargos/"


def put_months(*codes):
    models.IndexRate.objects.bulk_create(
        models.IndexRate(index=code, month=month, rate_ppb=10_000_000, source="exemplo.csv", imported_at=NOW)
        for code in codes
        for month in months.between(date(2026, 8, 1), ON)
    )


def newest(credor, kind="B2C"):
    return models.EncargosPolicy.objects.filter(credor=credor, kind=kind).latest("effective_on")


def test_juros_may_be_left_to_the_law_and_the_form_keeps_them_so(enter, credor):
    put_months("taxa_legal", "ipca")
    client = enter(credor)
    client.post(ENCARGOS, BY_LAW | {"effective_on": "01/10/2026"})
    assert (newest(credor).juros_by, newest(credor).juros_ppb_month) == ("law", 0)

    shown = client.get(ENCARGOS)
    assert "multa 2%, juros da lei" in text_of(shown)
    client.post(ENCARGOS, shown.context["form"].values | {"effective_on": "01/11/2026", "multa_ppb": "1%"})

    assert (newest(credor).juros_by, newest(credor).multa_ppb) == ("law", 10_000_000)


@pytest.fixture
def typed(credor):
    """A policy by which the one boleto of the credor is made again."""
    models.EncargosPolicy.objects.update(juros_basis="daily_cents_down", created_at=NOW - timedelta(days=90))
    upkeep.note(upkeep.REISSUES, upkeep.Chore(ON, NOW, True, ""))
    terms = {"multa_ppb": 20_000_000, "juros_ppb_month": 10_000_000, "juros_basis": "daily_cents_down"}
    given = {"policy": terms, "state": "registered", "created_at": NOW - timedelta(days=5)}
    builders.make_boleto(builders.make_convenio(credor), titulo_of(devedor_of(credor)), **given)
    start = newest(credor).effective_on.strftime("%d/%m/%Y")
    return POLICY | {"effective_on": start, "multa_ppb": "1", "juros_basis": "daily_cents_down", "discount_ppb": ""}


def test_boletos_that_a_policy_makes_again_are_counted_before_it_is_saved(enter, credor, typed):
    client = enter(credor)
    asked = client.post(ENCARGOS, typed)
    assert "1 boleto que vale será reemitido a partir de 25/11/2026 02h00" in text_of(asked)
    assert ("Gravar e reemitir 1 boleto" in text_of(asked), newest(credor).multa_ppb) == (True, 20_000_000)
    saved = client.post(ENCARGOS, typed | {"visto": asked.context["seen"]}, follow=True)
    assert "Às 2h de 25/11/2026, é reemitido 1 boleto." in text_of(saved)
    assert newest(credor).multa_ppb == 10_000_000


@pytest.mark.parametrize(
    ("most", "warned", "button", "told"),
    [
        (1, "Ao menos 1 boleto que vale será reemitido a partir de", "Gravar e reemitir ao menos 1 boleto",
         "Às 2h de 25/11/2026, é reemitido ao menos 1 boleto."),
        (0, "São boletos demais para olhar um a um agora: alguns podem ser reemitidos a partir", "Gravar mesmo assim",
         "Às 2h de 25/11/2026, podem ser reemitidos boletos: eram demais para olhar um a um."),
    ],
)  # fmt: skip
def test_where_not_all_boletos_were_looked_at_it_says_so_before_and_after(
    enter, credor, typed, monkeypatch, most, warned, button, told
):
    monkeypatch.setattr(foresee_reissues, "MOST", most)
    monkeypatch.setattr(foresee_reissues, "_AT_ONCE", 1)
    client = enter(credor)
    asked = client.post(ENCARGOS, typed)
    assert (warned in text_of(asked), button in text_of(asked), newest(credor).multa_ppb) == (True, True, 20_000_000)
    saved = client.post(ENCARGOS, typed | {"visto": asked.context["seen"]}, follow=True)
    assert told in text_of(saved)


def test_what_the_form_does_not_ask_stays_as_it_was(enter, credor):
    models.EncargosPolicy.objects.filter(credor=credor, kind="B2C").update(multa_base="corrected")
    enter(credor).post(ENCARGOS, POLICY)
    assert newest(credor).effective_on == date(2026, 12, 1)
    assert newest(credor).multa_base == "corrected"


def test_the_form_may_start_from_the_policy_of_firms(enter, credor):
    models.EncargosPolicy.objects.filter(credor=credor, kind="B2B").update(multa_ppb=50_000_000)
    values = enter(credor).get(ENCARGOS, {"para": "B2B"}).context["form"].values
    assert (values["kind"], values["multa_ppb"]) == ("B2B", "5%")


def test_an_index_warns_before_it_is_saved_and_is_saved_by_who_saw_it(enter, credor):
    put_months("igpm")
    client, typed = enter(credor), POLICY | {"correction_index": "igpm"}

    warned = client.post(ENCARGOS, typed)
    assert "Correção por IGP-M só com cláusula no contrato" in text_of(warned)
    assert "Nada foi gravado ainda." in text_of(warned)
    assert "Gravar mesmo assim" in text_of(warned)
    assert not models.Event.objects.exists()

    saved = client.post(ENCARGOS, typed | {"visto": warned.context["seen"]}, follow=True)
    assert "Correção por IGP-M." in text_of(saved)
    assert newest(credor).correction_index == "igpm"


def test_trying_shows_the_sum_and_writes_nothing(enter, credor):
    # 1.000,00 due 25/09/2026, sixty days: multa 2% = 20,00; juros 2% ÷ 30 × 60 = 40,00.
    typed = POLICY | {"kind": "B2B", "juros_ppb_month": "2", "acao": "conferir"}
    page = text_of(enter(credor).post(ENCARGOS, typed))
    assert "R$ 1.000,00 vencidos há 60 dias seriam hoje R$ 1.060,00." in page
    assert models.EncargosPolicy.objects.filter(credor=credor).count() == 2


def test_the_page_opens_with_the_sum_of_the_policy_there_is(enter, credor):
    # Multa 20,00; juros 1.000,00 × 1% ÷ 30 × 60 = 20,00.
    assert "R$ 1.000,00 vencidos há 60 dias seriam hoje R$ 1.040,00." in text_of(enter(credor).get(ENCARGOS))


def test_the_sum_of_the_law_uses_the_table(enter, credor):
    # 25/09 to 24/11/2026: IPCA of September and October, 1.000,00 × 1,01² − 1.000,00 = 20,10. Taxa legal 5 of 30 days
    # of September, October whole, 24 of 30 of November: 1% × (5/30 + 1 + 24/30) = 1,9666%; × 1.020,10 = 20,06. 20,00.
    put_months("taxa_legal", "ipca")
    page = text_of(enter(credor).post(ENCARGOS, BY_LAW | {"acao": "conferir"}))
    assert "seriam hoje R$ 1.060,16." in page


def test_without_the_months_the_law_is_refused_with_the_commands_and_no_amount_is_shown(enter, credor):
    builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 9, 10))
    response = enter(credor).post(ENCARGOS, BY_LAW | {"effective_on": "01/09/2026"})
    page = text_of(response)
    assert response.status_code == 409
    assert "IPCA de 09/2026 a 10/2026; Taxa legal de 09/2026 a 11/2026" in page
    assert "adimple indices fetch --index ipca --since 09/2026" in page
    assert "Não dá para dizer quanto R$ 1.000,00 vencidos há 60 dias seriam hoje." in page
    assert newest(credor).juros_by == "contract"
    assert page.count("IPCA de 09/2026 a 10/2026") == 1

    tried = text_of(enter(credor).post(ENCARGOS, BY_LAW | {"effective_on": "01/09/2026", "acao": "conferir"}))
    assert "Para gravar esta política faltam meses de índices." in tried
    assert "adimple indices fetch --index taxa_legal --since 09/2026" in tried


def test_a_rate_beside_the_law_is_an_input_error_and_a_blank_one_is_none(enter, credor):
    response = enter(credor).post(ENCARGOS, BY_LAW | {"juros_ppb_month": "1"})
    assert errors_of(response) == ["juros_ppb_month"]
    put_months("taxa_legal", "ipca")
    enter(credor).post(ENCARGOS, BY_LAW | {"juros_ppb_month": ""})
    assert newest(credor).juros_by == "law"


def test_the_first_page_tells_which_months_to_bring(enter, credor):
    builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 9, 10))
    client = enter(credor)
    assert "Faltam meses de índices" not in text_of(client.get("/"))
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_by="law", juros_ppb_month=0)
    page = text_of(client.get("/"))
    assert "IPCA de 09/2026 a 10/2026; Taxa legal de 09/2026 a 11/2026." in page
    assert "adimple indices fetch --index taxa_legal --since 09/2026" in page


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
