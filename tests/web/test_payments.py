"""Pagamentos: the list, the form, the receipt, the undoing."""

import re
from datetime import date

import pytest

from adimple.store import models
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_credor(), name="Ana Exemplo", document="52998224725")


def key_of(client, devedor):
    """What makes a form, sent twice, one payment."""
    page = client.get("/pagamentos/novo/", {"devedor": devedor.id}).content.decode()
    return re.search(r'name="chave" value="([0-9a-f]{16})"', page)[1]


def send(client, devedor, **given):
    fields = {"devedor": devedor.id, "chave": "0" * 16, "valor": "100,00", "data": "05/11/2026", "nota": ""}
    return client.post("/pagamentos/novo/", fields | given)


def test_who_paid_is_found_by_name_number_or_cpf(enter, devedor):
    builders.make_titulo(devedor, number="CE-77")
    client = enter(devedor.credor, role="operator")
    for text in ("ana ex", "CE-77", "529.982.247-25"):
        assert "Ana Exemplo" in text_of(client.get("/pagamentos/novo/", {"q": text}))
    assert "Ninguém encontrado" in text_of(client.get("/pagamentos/novo/", {"q": "zzz"}))


def test_the_form_shows_what_each_titulo_owes_today(enter, devedor):
    # Due 10/11, today 24/11, 14 days: 850,00 + 17,00 + 3,96 = 870,96.
    builders.make_titulo(devedor, description="Mensalidade")
    page = text_of(enter(devedor.credor).get("/pagamentos/novo/", {"devedor": devedor.id}))
    assert "Mensalidade" in page
    assert "850,00 870,96" in page


def test_a_payment_typed_in_the_form_has_its_receipt(enter, devedor):
    # Paid on 20/11, 10 days late: juros 2,83, multa 17,00, principal 80,17; 769,83 left.
    builders.make_titulo(devedor, description="Mensalidade")
    client = enter(devedor.credor, role="operator")
    response = send(client, devedor, data="20/11/2026", nota="transferência")
    page = text_of(client.get(response.url))
    assert "R$ 100,00 em 20/11/2026" in page
    assert "2,83 17,00 80,17 100,00 faltam R$ 769,83 de principal" in page
    assert "transferência" in page


def test_the_receipt_tells_the_multa_that_is_left_too(enter, devedor):
    # Paid on 20/11, 10 days late: juros 2,83 first, then 7,17 of the 17,00 of multa; 9,83 of it and 850,00 left.
    builders.make_titulo(devedor, description="Mensalidade")
    client = enter(devedor.credor, role="operator")
    page = text_of(client.get(send(client, devedor, data="20/11/2026", valor="10,00").url))
    assert "2,83 7,17 0,00 10,00 faltam R$ 850,00 de principal + R$ 9,83 de multa" in page


def test_a_form_sent_twice_is_one_payment(enter, devedor):
    builders.make_titulo(devedor)
    client = enter(devedor.credor, role="operator")
    key = key_of(client, devedor)
    first, second = send(client, devedor, chave=key), send(client, devedor, chave=key)
    assert first.url == second.url
    assert models.Payment.objects.count() == 1


def test_chosen_titulos_take_the_payment(enter, devedor):
    builders.make_titulo(devedor, due_on=date(2026, 10, 10))
    chosen = builders.make_titulo(devedor)
    client = enter(devedor.credor, role="operator")
    send(client, devedor, titulo=[chosen.id])
    assert models.Imputacao.objects.get().titulo_id == chosen.id


@pytest.mark.parametrize(
    ("field", "typed"), [("valor", "abc"), ("valor", "0,00"), ("data", "ontem"), ("data", "25/11/2026")]
)
def test_what_is_wrong_is_said_under_the_field_and_nothing_typed_is_lost(enter, devedor, field, typed):
    builders.make_titulo(devedor)
    response = send(enter(devedor.credor), devedor, **{field: typed, "nota": "guardar isto"})
    assert response.status_code == 422
    body = response.content.decode()
    assert f'id="{field}-e"' in body
    assert f'value="{typed}"' in body
    assert "guardar isto" in body
    assert not models.Payment.objects.exists()


def test_an_auditor_registers_nothing(enter, devedor):
    builders.make_titulo(devedor)
    response = send(enter(devedor.credor, role="auditor"), devedor)
    assert response.status_code == 409
    assert "Seu papel é auditor" in text_of(response)
    assert not models.Payment.objects.exists()


def test_a_foreign_devedor_is_not_found(enter, devedor):
    client = enter(builders.make_credor())
    assert client.get("/pagamentos/novo/", {"devedor": devedor.id}).status_code == 404
    assert send(client, devedor).status_code == 404


def test_the_list_has_the_newest_day_first_and_undone_ones_marked(enter, devedor):
    builders.make_payment(devedor, paid_on=date(2026, 11, 1), amount_cents=10_00)
    builders.make_payment(devedor, paid_on=date(2026, 11, 9), amount_cents=20_00, undone_at=builders.NOW)
    builders.make_payment(builders.make_devedor(builders.make_credor()), amount_cents=99_99)
    page = text_of(enter(devedor.credor).get("/pagamentos/"))
    assert page.index("09/11/2026") < page.index("01/11/2026")
    assert "desfeito 20,00" in page
    assert "99,99" not in page


def test_undoing_asks_why_on_a_page_of_its_own(enter, devedor):
    titulo = builders.make_titulo(devedor)
    client = enter(devedor.credor, role="manager")
    address = send(client, devedor, valor="850,00").url
    titulo.refresh_from_db()
    assert titulo.closed_on == date(2026, 11, 5)
    assert "volta a ficar em aberto" in text_of(client.get(f"{address}desfazer/"))
    assert client.post(f"{address}desfazer/", {"motivo": ""}).status_code == 422
    assert client.post(f"{address}desfazer/", {"motivo": "lançado duas vezes"}).url == address
    titulo.refresh_from_db()
    assert titulo.closed_on is None
    page = text_of(client.get(address))
    assert "desfeito" in page
    assert "lançado duas vezes" in page


def test_an_operator_is_not_offered_the_undoing_and_is_refused(enter, devedor):
    builders.make_titulo(devedor)
    client = enter(devedor.credor, role="operator")
    address = send(client, devedor).url
    assert f"{address}desfazer/" not in client.get(address).content.decode()
    assert client.post(f"{address}desfazer/", {"motivo": "engano"}).status_code == 409
    assert models.Payment.objects.get().undone_at is None


def test_the_receipt_says_why_this_titulo_first_with_the_article(enter, devedor):
    builders.make_titulo(devedor, number="CE-2", due_on=date(2026, 12, 10), principal_cents=30_00)
    builders.make_titulo(devedor, number="CE-1", due_on=date(2026, 12, 1), principal_cents=50_00)
    client = enter(devedor.credor, role="operator")
    page = text_of(client.get(send(client, devedor, valor="60,00").url))
    assert page.index("CE-1") < page.index("CE-2")
    assert "Por que CE-1 primeiro: Era o de vencimento mais antigo entre os que estavam em aberto" in page
    assert "Veio depois: o pagamento já tinha coberto os de vencimento mais antigo (Código Civil, art. 355)." in page
    assert "primeiro os juros, depois a multa e por fim o principal: a ordem combinada da casa" in page


def test_what_the_devedor_indicated_goes_first_and_the_rest_goes_on(enter, devedor):
    builders.make_titulo(devedor, number="CE-1", due_on=date(2026, 12, 1), principal_cents=50_00)
    chosen = builders.make_titulo(devedor, number="CE-2", due_on=date(2026, 12, 10), principal_cents=30_00)
    client = enter(devedor.credor, role="operator")
    page = text_of(client.get(send(client, devedor, valor="60,00", titulo=str(chosen.id), segue="1").url))
    assert "Por que CE-2 primeiro: O devedor o indicou (Código Civil, art. 352)." in page
    assert not models.Payment.objects.get().leftover_cents


def test_the_order_of_the_law_is_chosen_from_a_day_and_told_in_the_form(enter, devedor):
    builders.make_titulo(devedor)
    client = enter(devedor.credor, role="manager")
    address = f"/configuracoes/{devedor.credor.slug}/pagamentos/"
    assert "Sem versão gravada, vale a da casa." in text_of(client.get(address))
    assert client.post(address, {"order": "law", "effective_on": "31/02/2026"}).status_code == 422
    assert client.post(address, {"order": "nada", "effective_on": "01/11/2026"}).status_code == 422
    assert not models.ImputacaoPolicy.objects.exists()
    client.post(address, {"order": "law", "effective_on": "01/11/2026"})
    assert "Pagamentos a partir de 01/11/2026." in text_of(client.get(address))
    form = text_of(client.get("/pagamentos/novo/", {"devedor": devedor.id}))
    assert "primeiro os juros, depois o principal e por fim a multa" in form
    assert (
        enter(devedor.credor, role="operator")
        .post(address, {"order": "house", "effective_on": "02/11/2026"})
        .status_code
        == 409
    )
