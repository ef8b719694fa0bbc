"""Conciliação and Retornos as a person meets them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from adimple.store import models
from adimple.usecases import ask_retorno
from adimple.usecases.register_payment import RegisterPayment, register_payment
from tests import builders
from tests.files.test_ofx import file as ofx_file
from tests.files.test_ofx import row
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_credor(), name="Ana Exemplo", document="52998224725")


@pytest.fixture
def titulo(devedor):
    return builders.make_titulo(devedor)


@pytest.fixture
def waiting(devedor):
    return money_in.make_incoming(money_in.make_raw(devedor.credor), 869_83)


def test_what_waits_is_listed_with_why_and_found_by_value_and_words(enter, devedor, waiting):
    money_in.make_incoming(money_in.make_raw(devedor.credor), 100, payer_name="", reference="TED 77")
    client = enter(devedor.credor)
    assert "Esperam 2, R$ 870,83." in text_of(client.get("/recebimentos/"))
    for query, seen, hidden in (("valor=1,00", "TED 77", "Ana"), ("q=ana+ex", "Ana Exemplo", "TED 77")):
        page = text_of(client.get(f"/recebimentos/?{query}"))
        assert seen in page
        assert hidden not in page.partition("Pago em")[2]


def test_a_receipt_suggests_the_titulo_that_owed_exactly_that_and_says_what_it_extinguishes(enter, devedor, waiting):
    # Due 10/11, paid 20/11: 850,00 + multa 17,00 + juros 2,83 = 869,83.
    builders.make_titulo(devedor, number="CE-1")
    other = builders.make_devedor(devedor.credor, name="Bruno Exemplo")
    builders.make_titulo(other, number="CE-2", principal_cents=860_00)
    page = text_of(enter(devedor.credor).get(f"/recebimentos/{waiting.id}/"))
    assert "Devia exatamente R$ 869,83 em 20/11/2026. O nome inteiro está no texto do banco" in page
    assert "CE-1: R$ 869,83, quitado." in page


def test_a_receipt_of_a_paid_boleto_says_whose_it_is_and_leads_to_no_one_else(enter, devedor, waiting):
    """Somebody else owes the same cents: they are offered, and not as the thing to do."""
    paid = builders.make_boleto(
        builders.make_convenio(devedor.credor), builders.make_paid_titulo(devedor), state="paid"
    )
    builders.make_titulo(builders.make_devedor(devedor.credor, name="Bruno Exemplo"))
    client, address = enter(devedor.credor), f"/recebimentos/{waiting.id}/"
    main_act = 'class="btn btn-primary" aria-label="Conciliar com'
    assert main_act in client.get(address).content.decode()

    models.Incoming.objects.update(boleto=paid)
    seen = client.get(address)
    assert f"Boleto {paid.printed_number} , de Ana Exemplo , já pago" in text_of(seen)
    assert main_act not in seen.content.decode()
    assert 'class="btn" aria-label="Conciliar com' in seen.content.decode()


def test_a_name_in_the_text_of_a_statement_finds_who_owed_another_value(enter, devedor):
    """A statement has no payer, only a text: the name stands in it, and the cents are those of another day."""
    told = money_in.make_incoming(
        money_in.make_raw(devedor.credor), 871_00, source="ofx", payer_name="", payer_document="",
        reference="PIX RECEBIDO: ANA EXEMPLO, 20/11",
    )  # fmt: skip
    builders.make_titulo(devedor, number="CE-1", principal_cents=2_000_00)
    builders.make_titulo(builders.make_devedor(devedor.credor, name="Bruno Exemplo"), principal_cents=2_000_00)
    page = text_of(enter(devedor.credor).get(f"/recebimentos/{told.id}/"))
    assert "O nome inteiro está no texto do banco" in page
    assert "CE-1" in page
    assert "Bruno Exemplo" not in page


def test_one_click_matches_and_a_manager_undoes_it(enter, devedor, waiting):
    titulo = builders.make_titulo(devedor)
    client = enter(devedor.credor, role="manager")
    done = client.post(f"/recebimentos/{waiting.id}/conciliar/", {"devedor": devedor.id, "titulo": titulo.id})
    payment = models.Payment.objects.get()
    assert (done.status_code, done.url) == (302, f"/pagamentos/{payment.id}/")
    assert (payment.amount_cents, payment.paid_on, payment.source) == (869_83, PAID_ON, "pix")
    assert "Pix, ver o recebimento" in text_of(client.get(done.url))
    again = client.post(f"/recebimentos/{waiting.id}/conciliar/", {"devedor": devedor.id})
    assert again.status_code == 409
    client.post(f"/recebimentos/{waiting.id}/desfazer/", {"motivo": "era de outra pessoa"})
    waiting.refresh_from_db()
    titulo.refresh_from_db()
    assert (waiting.state, waiting.why, titulo.closed_on) == (
        "waiting", "O pagamento foi desfeito: era de outra pessoa", None,
    )  # fmt: skip
    client.post(f"/recebimentos/{waiting.id}/conciliar/", {"devedor": devedor.id, "titulo": titulo.id})
    assert models.Payment.objects.filter(undone_at=None).count() == 1


def test_another_devedor_is_searched_and_the_page_says_what_it_would_extinguish(enter, devedor, waiting):
    # 869,83 to the título due 10/11 (869,83); the one due 01/12 takes nothing.
    builders.make_titulo(devedor, description="Mensalidade")
    builders.make_titulo(devedor, due_on=date(2026, 12, 1), description="Material")
    client = enter(devedor.credor)
    assert f"/recebimentos/{waiting.id}/conciliar/?devedor={devedor.id}" in (
        client.get(f"/recebimentos/{waiting.id}/?q=ana").content.decode()
    )
    page = text_of(client.get(f"/recebimentos/{waiting.id}/conciliar/?devedor={devedor.id}"))
    assert "Mensalidade Era o de vencimento mais antigo" in page
    assert "2,83 17,00 850,00 0,00" in page


def test_a_devedor_of_another_credor_is_not_found(enter, devedor, waiting):
    foreign = builders.make_devedor(builders.make_credor())
    client = enter(devedor.credor, foreign.credor)
    assert client.get(f"/recebimentos/{waiting.id}/conciliar/?devedor={foreign.id}").status_code == 404
    assert client.post(f"/recebimentos/{waiting.id}/conciliar/", {"devedor": foreign.id}).status_code == 404
    assert not models.Payment.objects.exists()


def test_set_aside_asks_why_and_comes_back(enter, devedor, waiting):
    client = enter(devedor.credor)
    assert client.post(f"/recebimentos/{waiting.id}/de-lado/", {"motivo": " "}).status_code == 422
    client.post(f"/recebimentos/{waiting.id}/de-lado/", {"motivo": "Aporte de sócio"})
    assert "Aporte de sócio" in text_of(client.get("/recebimentos/?situacao=set_aside"))
    client.post(f"/recebimentos/{waiting.id}/volta/")
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_same_money_by_another_road_is_pointed_at(enter, devedor, waiting):
    twin = money_in.make_incoming(money_in.make_raw(devedor.credor, source="ofx"), 869_83, source="ofx")
    page = text_of(enter(devedor.credor).get(f"/recebimentos/{twin.id}/"))
    assert "Pode ser o mesmo dinheiro: um Pix do mesmo valor, de 20/11/2026" in page


def test_a_retorno_is_sent_seen_and_sent_again(enter, devedor):
    convenio = money_in.make_convenio(devedor.credor)
    boleto = money_in.make_boleto(convenio, builders.make_titulo(devedor))
    client = enter(devedor.credor)
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON), ("ZZ", "9", 1_00, 1_00, PAID_ON))

    def send():
        return client.post("/recebimentos/retornos/", {"file": SimpleUploadedFile("CB1.RET", content)}, follow=True)

    page = text_of(send())
    assert "Pagamentos novos: 1; conciliados: 1; a conferir: 0." in page
    assert "Olhei" in page
    assert "Olhei todas" not in page  # one line: its own button is enough
    retorno = models.Retorno.objects.get()
    client.post(f"/recebimentos/retornos/{retorno.id}/olhei/")
    assert "conciliado" in text_of(client.get(f"/recebimentos/retornos/{retorno.id}/"))
    assert "já foi recebido em 24/11/2026" in text_of(send())


def test_a_retorno_that_contradicts_itself_is_released_by_hand(enter, devedor):
    convenio = money_in.make_convenio(devedor.credor)
    boleto = money_in.make_boleto(convenio, builders.make_titulo(devedor))
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON)).replace(b"\r\n9201341", b"\r\n9201237")
    client = enter(devedor.credor)
    sent = {"file": SimpleUploadedFile("CB1.RET", content)}
    assert "nada entrou no razão" in text_of(client.post("/recebimentos/retornos/", sent, follow=True))
    retorno = models.Retorno.objects.get()
    assert not models.Payment.objects.exists()
    page = text_of(client.post(f"/recebimentos/retornos/{retorno.id}/liberar/", follow=True))
    assert "Retorno liberado. Pagamentos novos: 1; conciliados: 1" in page


def test_what_is_no_retorno_says_why_beside_the_field(enter, devedor):
    page = enter(devedor.credor).post("/recebimentos/retornos/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert page.status_code == 422
    assert "Este arquivo é um PDF." in text_of(page)


def test_a_statement_is_sent_and_its_credits_wait(enter, devedor):
    models.BankAccount.objects.create(
        credor=devedor.credor, bank_code="341", agencia="0810", conta="536780", label="Itaú", created_at=builders.NOW
    )
    sent = {"file": SimpleUploadedFile("extrato.ofx", ofx_file(row(), row("-5,00", "DEBIT", fitid="A2")).encode())}
    client = enter(devedor.credor)
    page = text_of(client.post("/recebimentos/extrato/", sent))
    assert "Créditos: 1, R$ 10,50. Novos: 1. Já tinham entrado: 0. Débitos deixados de fora: 1." in page
    assert "PIX Ana Exemplo" in text_of(client.get("/recebimentos/?origem=ofx"))


def test_a_payment_of_the_same_cents_is_said_to_be_the_same_money(enter, devedor, waiting):
    """Of two of that value, the one of who paid alone is shown."""
    other = builders.make_payment(builders.make_devedor(devedor.credor), amount_cents=869_83, paid_on=PAID_ON)
    payment = builders.make_payment(devedor, amount_cents=869_83, paid_on=PAID_ON)
    models.Devedor.objects.filter(id=devedor.id).update(name_key="ana exemplo")
    client = enter(devedor.credor)
    page = text_of(client.get(f"/recebimentos/{waiting.id}/"))
    assert f"Pagamento nº {payment.id}" in page
    assert f"Pagamento nº {other.id}" not in page
    assert client.post(f"/recebimentos/{waiting.id}/mesmo/", {"pagamento": "x"}).status_code == 422
    client.post(f"/recebimentos/{waiting.id}/mesmo/", {"pagamento": str(payment.id)})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.same_payment_id) == ("set_aside", payment.id)
    assert f"Ver o pagamento nº {payment.id}" in text_of(client.get(f"/recebimentos/{waiting.id}/"))


def make_reversal(devedor, cents):
    raw = money_in.make_raw(devedor.credor, source="retorno")
    return models.Reversal.objects.create(
        credor=devedor.credor, source="retorno", source_key="D1", of_key="1/0009/", raw_payload=raw, cents=cents,
        on=PAID_ON, received_at=builders.NOW,
    )  # fmt: skip


def test_a_reversal_that_fits_nothing_undoes_the_payment_that_is_chosen(enter, devedor, titulo):
    account = builders.make_account()
    builders.make_membership(account, devedor.credor)
    ctx = builders.context_of(account)
    command = RegisterPayment(devedor_id=devedor.id, cents=400_00, paid_on=PAID_ON, external_key="form:1")
    payment_id = register_payment(ctx, command).payment_id
    reversal, client = make_reversal(devedor, 400_00), enter(devedor.credor)
    assert f"/recebimentos/estornos/{reversal.id}/" in client.get("/recebimentos/").content.decode()
    assert f"Nº {payment_id}, de " in text_of(client.get(f"/recebimentos/estornos/{reversal.id}/"))
    assert client.post(f"/recebimentos/estornos/{reversal.id}/de/", {"pagamento": "0"}).status_code == 422
    page = client.post(f"/recebimentos/estornos/{reversal.id}/de/", {"pagamento": f"nº {payment_id}"}, follow=True)
    assert "Devolvidos R$ 400,00: o pagamento foi desfeito nessa parte." in text_of(page)
    assert models.Payment.objects.get().undone_at is not None
    own = money_in.make_incoming(reversal.raw_payload, 400_00, source_key="E9")
    models.Reversal.objects.update(met=own)
    link = f'<a href="/recebimentos/{own.id}/">ver esse recebimento</a>'
    assert link in client.get(f"/recebimentos/estornos/{reversal.id}/").content.decode()


def test_a_reversal_seen_to_elsewhere_asks_how(enter, devedor):
    reversal, client = make_reversal(devedor, 1_00), enter(devedor.credor)
    assert client.post(f"/recebimentos/estornos/{reversal.id}/fim/", {"motivo": ""}).status_code == 422
    page = client.post(f"/recebimentos/estornos/{reversal.id}/fim/", {"motivo": "tarifa estornada"}, follow=True)
    assert "tarifa estornada" in text_of(page)
    assert "Devoluções à espera" not in text_of(client.get("/recebimentos/"))


def test_who_types_what_the_bank_told_is_asked_whether_it_is_other_money(enter, devedor, titulo):
    bank = builders.make_payment(devedor, amount_cents=100_00, paid_on=PAID_ON, source="pix", chosen=[titulo.id])
    builders.make_imputacao(bank, titulo, principal_left_cents=750_00)
    client = enter(devedor.credor)
    typed = {"devedor": devedor.id, "titulo": titulo.id, "valor": "100,00", "data": "20/11/2026", "chave": "1"}
    asked = client.post("/pagamentos/novo/", typed)
    assert asked.status_code == 409
    assert "É outro dinheiro: registre também" in text_of(asked)
    assert client.post("/pagamentos/novo/", typed | {"outro": "1"}).status_code == 302
    assert models.Payment.objects.count() == 2


def test_a_large_retorno_shows_how_far_the_worker_is(enter, devedor, monkeypatch):
    monkeypatch.setattr(ask_retorno, "AT_ONCE_BYTES", 100)
    boleto = money_in.make_boleto(money_in.make_convenio(devedor.credor), builders.make_titulo(devedor))
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))
    client = enter(devedor.credor)
    sent = {"file": SimpleUploadedFile("CB1.RET", content)}
    page = client.post("/recebimentos/retornos/", sent, follow=True)
    assert "É o próximo." in text_of(page)
    assert "CB1.RET na fila" in text_of(client.get("/recebimentos/retornos/"))
    models.Job.objects.update(state="failed", phrase="O trabalho parou por um defeito nosso.")
    address = page.redirect_chain[-1][0]
    assert "O trabalho parou por um defeito nosso." in text_of(client.get(address))
    models.Job.objects.all().delete()
    assert "O trabalhador o lê em um minuto." in text_of(client.get(address))


def test_who_matches_what_was_typed_is_asked_whether_it_is_other_money(enter, devedor, titulo, waiting):
    typed = builders.make_payment(devedor, amount_cents=869_83, paid_on=PAID_ON, source="form", chosen=[titulo.id])
    builders.make_imputacao(typed, titulo, principal_left_cents=100_00)
    client, sent = enter(devedor.credor), {"devedor": devedor.id, "titulo": titulo.id}
    asked = client.post(f"/recebimentos/{waiting.id}/conciliar/", sent)
    assert asked.status_code == 409
    assert "É outro dinheiro: concilie também" in text_of(asked)
    assert client.post(f"/recebimentos/{waiting.id}/conciliar/", sent | {"outro": "1"}).status_code == 302


def test_a_payment_far_away_is_said_to_be_the_same_only_when_asked_again(enter, devedor, waiting):
    old = builders.make_payment(devedor, amount_cents=869_83, paid_on=date(2026, 1, 5))
    client, sent = enter(devedor.credor), {"pagamento": str(old.id)}
    asked = client.post(f"/recebimentos/{waiting.id}/mesmo/", sent)
    assert asked.status_code == 409
    assert f"É o pagamento nº {old.id}, apesar do dia" in text_of(asked)
    assert client.post(f"/recebimentos/{waiting.id}/mesmo/", sent | {"outro_dia": "1"}).status_code == 302


def test_what_counted_once_has_a_list_of_its_own(enter, devedor):
    payment = builders.make_payment(devedor, amount_cents=10_00, paid_on=PAID_ON)
    raw = money_in.make_raw(devedor.credor)
    money_in.make_incoming(raw, 10_00, state="set_aside", same_payment=payment, why="É o pagamento nº 1")
    money_in.make_incoming(raw, 20_00, state="set_aside", why="Aporte de sócio")
    client = enter(devedor.credor)
    page = text_of(client.get("/recebimentos/?situacao=contados"))
    assert "É o pagamento nº 1" in page
    assert "Aporte de sócio" not in page
    assert "Aporte de sócio" in text_of(client.get("/recebimentos/?situacao=set_aside"))
