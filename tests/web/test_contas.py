"""Contas e convênios in the console: what one sees, types and is told."""

import pytest

from adimple.store import models
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

TYPED = {
    "bank_code": "341",
    "label": "Itaú exemplo",
    "layout": "CNAB400",
    "agencia": "1234",
    "conta": "56789",
    "carteira": "109",
    "first_number": "1",
    "first_remessa": "1",
    "days_payable": "30",
}


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio")


def test_the_form_asks_what_the_chosen_bank_asks(enter, credor):
    client = enter(credor)
    choice = text_of(client.get("/configuracoes/colegio/convenios/novo/"))
    assert "Sicredi" in choice
    assert "Safra" in choice
    form = text_of(client.get("/configuracoes/colegio/convenios/novo/?banco=748"))
    assert "Posto" in form
    assert "Byte do nosso número" in form
    assert client.get("/configuracoes/colegio/convenios/novo/?banco=999").status_code == 404


def test_a_convenio_is_registered_tested_and_closed(enter, credor):
    client = enter(credor)
    saved = client.post("/configuracoes/colegio/convenios/novo/", TYPED, follow=True)
    assert "Convênio cadastrado." in text_of(saved)
    row = models.Convenio.objects.get()
    page = f"/configuracoes/colegio/convenios/{row.id}/"
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_basis="daily_cents_down")
    tried = text_of(client.post(f"{page}teste/"))
    assert "Os arquivos de exemplo conferem." in tried
    assert "As regras para empresas e para consumidores cabem neste arquivo, ao centavo." in tried
    assert "Retorno CNAB400 lido: um pagamento de R$ 1.000,00, nosso número 00000001, sem avisos." in tried
    assert "encerrado" in text_of(client.post(f"{page}encerrar/", follow=True))
    assert "aberto" in text_of(client.post(f"{page}reabrir/", follow=True))


def test_what_was_typed_stays_with_what_is_wrong(enter, credor):
    typed = TYPED | {"conta_dv": "9", "label": "Meu nome"}
    answer = enter(credor).post("/configuracoes/colegio/convenios/novo/", typed)
    assert answer.status_code == 422
    assert "Confira os três." in text_of(answer)
    assert 'value="Meu nome"' in answer.content.decode()


def test_what_is_no_number_is_said_at_its_field(enter, credor):
    answer = enter(credor).post("/configuracoes/colegio/convenios/novo/", TYPED | {"days_payable": "trinta"})
    assert answer.status_code == 422
    assert 'aria-describedby="days_payable-e' in answer.content.decode()


def test_an_auditor_sees_and_is_offered_nothing_to_change(enter, credor):
    row = builders.make_convenio(credor, bank_account=builders.make_bank_account(credor))
    client = enter(credor, role="auditor")
    for page in ("contas/", f"convenios/{row.id}/"):
        shown = client.get(f"/configuracoes/colegio/{page}").content.decode()
        assert "Encerrar" not in shown
        assert "Testar" not in shown
    assert client.post(f"/configuracoes/colegio/convenios/{row.id}/teste/").status_code == 409


def test_a_convenio_by_another_credor_s_address_is_not_found(enter, credor):
    other = builders.make_credor(slug="academia")
    row = builders.make_convenio(other)
    assert enter(credor, other).get(f"/configuracoes/colegio/convenios/{row.id}/").status_code == 404


def test_an_account_is_registered_and_closed(enter, credor):
    client = enter(credor)
    typed = {"bank_code": "341", "agencia": "1234", "conta": "56789-0", "label": "Principal"}
    assert "Conta cadastrada." in text_of(client.post("/configuracoes/colegio/contas/nova/", typed, follow=True))
    row = models.BankAccount.objects.get()
    closed = client.post(f"/configuracoes/colegio/contas/{row.id}/encerrar/", follow=True)
    assert "encerrada" in text_of(closed)
