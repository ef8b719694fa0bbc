"""One devedor's page, and the forms on it, from the outside."""

from datetime import timedelta

import pytest
from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    return builders.make_devedor(
        builders.make_credor(name="Colégio Exemplo"), name="Ana Exemplo", document="52998224725"
    )


def test_what_is_owed_is_shown_with_its_arithmetic_and_its_sum(enter, devedor):
    builders.make_titulo(devedor, description="Mensalidade", due_on=ON - timedelta(days=14))
    builders.make_titulo(devedor, description="Material", due_on=ON + timedelta(days=5), principal_cents=100_00)

    page = text_of(enter(devedor.credor, role="auditor").get(f"/devedores/{devedor.id}/"))

    assert "Multa: 850,00 × 2% = 17,00. Juros: 850,00 × 1% ÷ 30 × 14 dias = 3,96." in page
    assert "Total vencido 850,00 17,00 3,96 870,96" in page
    assert "Com o que ainda vai vencer: R$ 970,96" in page


def test_a_closed_titulo_owes_nothing_and_is_still_there(enter, devedor):
    builders.make_paid_titulo(devedor, description="Matrícula")

    page = text_of(enter(devedor.credor).get(f"/devedores/{devedor.id}/"))

    assert "Nada em aberto" in page
    assert "1 título fechado" in page


def test_the_whole_cpf_is_never_on_the_page(enter, devedor):
    page = enter(devedor.credor).get(f"/devedores/{devedor.id}/").content.decode()

    assert "52998224725" not in page
    assert "529.982.247-25" not in page


def test_the_history_tells_each_fact_in_words(enter, devedor):
    titulo = builders.make_titulo(devedor, created_at=NOW - timedelta(days=9))
    models.TituloVersion.objects.create(
        titulo=titulo, credor_id=devedor.credor_id, version=1, replaced_at=NOW,
        fields={"due_on": "2026-10-10", "principal_cents": 800_00, "description": ""},
    )  # fmt: skip
    builders.make_payment(devedor, amount_cents=150_00, note="Pix da mãe")
    builders.make_payment(devedor, amount_cents=9_00, undone_at=NOW)
    builders.make_hold(devedor, kind="ja_paguei", source="link", reason="paguei ontem")
    builders.make_task(devedor, outcome="promised", outcome_at=NOW, outcome_by="caio@exemplo.test", note="dia 28")
    builders.make_dispatch(builders.make_action(devedor), subject="Aviso")
    builders.make_refused_item(titulo)

    page = text_of(enter(devedor.credor).get(f"/devedores/{devedor.id}/"))

    for former in ("o vencimento era 10/10/2026.", "o principal era R$ 800,00.", "a descrição estava em branco."):
        assert f"Antes, {former}" in page
    assert "Pagamento de R$ 150,00 Pago em 24/11/2026, registrado pela equipe. “Pix da mãe”" in page
    assert "Pagamento de R$ 9,00, depois desfeito" in page
    assert "Pausa: diz que já pagou Até alguém encerrar, em todos os títulos, pelo link da mensagem." in page
    assert "Ligação: prometeu pagar “dia 28” Por caio@exemplo.test" in page
    assert "E-mail enviado «Aviso», para d***@exemplo.test. Régua v1." in page
    assert "Recusado por regra: Não há contato válido para nenhum canal deste passo 1 título" in page


def test_a_pause_is_placed_from_the_page_and_shown_on_it(enter, devedor):
    titulo = builders.make_titulo(devedor, description="Mensalidade")
    fields = {"kind": "contestacao", "titulo": str(titulo.id), "until": "10/12/2026", "reason": "não reconhece"}

    response = enter(devedor.credor, role="operator").post(f"/devedores/{devedor.id}/pausa/", fields, follow=True)

    page = text_of(response)
    assert "Pausa registrada." in page
    assert "Só Mensalidade. Desde 24/11/2026, até 10/12/2026." in page


def test_a_pause_without_reason_keeps_what_was_typed(enter, devedor):
    response = enter(devedor.credor).post(f"/devedores/{devedor.id}/pausa/", {"kind": "pause", "until": "10/12/2026"})

    assert response.status_code == 422
    assert "Falta corrigir 1 campo." in text_of(response)
    assert 'value="10/12/2026"' in response.content.decode()
    assert models.Hold.objects.count() == 0


def test_a_day_that_is_no_day_is_said_beside_its_field(enter, devedor):
    response = enter(devedor.credor).post(
        f"/devedores/{devedor.id}/pausa/", {"kind": "hardship", "until": "31/02/2026"}
    )

    assert response.status_code == 422
    assert 'id="until-e"' in response.content.decode()


def test_an_auditor_who_tries_is_refused_in_words(enter, devedor):
    client = enter(devedor.credor, role="auditor")

    response = client.post(f"/devedores/{devedor.id}/pausa/", {"kind": "hardship"})

    assert response.status_code == 409
    assert "Seu papel é auditor; isto pede operador." in text_of(response)
    assert models.Hold.objects.count() == 0


def test_a_pause_ends_with_its_reason(enter, devedor):
    hold = builders.make_hold(devedor)
    client = enter(devedor.credor)

    without = client.post(f"/devedores/{devedor.id}/pausa/{hold.id}/fim/", {"reason": ""})
    done = client.post(f"/devedores/{devedor.id}/pausa/{hold.id}/fim/", {"reason": "pagou"}, follow=True)

    assert without.status_code == 422
    assert "Pausa encerrada." in text_of(done)
    hold.refresh_from_db()
    assert hold.lifted_reason == "pagou"


def test_a_contact_is_added_and_a_wrong_one_is_set_aside(enter, devedor):
    client = enter(devedor.credor)
    client.post(f"/devedores/{devedor.id}/contato/", {"kind": "phone", "value": "(11) 91234-5678"})
    contact = models.Contact.objects.get()

    page = text_of(client.post(f"/devedores/{devedor.id}/contato/{contact.id}/errado/", follow=True))

    assert "(11) 91234-5678 Celular, fora de uso desde 24/11/2026 errado" in page


def test_a_contact_that_cannot_be_is_kept_as_typed(enter, devedor):
    response = enter(devedor.credor).post(f"/devedores/{devedor.id}/contato/", {"kind": "phone", "value": "912"})

    assert response.status_code == 422
    assert 'value="912"' in response.content.decode()


def test_a_channel_refused_is_shown_as_refused(enter, devedor):
    client = enter(devedor.credor)

    response = client.post(f"/devedores/{devedor.id}/canal/", {"channel": "whatsapp", "granted": "0"}, follow=True)

    assert "WhatsApp Disse em 24/11/2026 não quer Registrar aceite" in text_of(response)


def test_a_yes_to_whatsapp_is_written_with_how_it_was_said_and_can_be_taken_back(enter, devedor):
    client = enter(devedor.credor, role="operator")
    assert "WhatsApp sem aceite Registrar aceite" in text_of(client.get(f"/devedores/{devedor.id}/"))

    without = client.post(f"/devedores/{devedor.id}/whatsapp/", {"how": ""})
    done = text_of(client.post(f"/devedores/{devedor.id}/whatsapp/", {"how": "call"}, follow=True))
    back = client.post(f"/devedores/{devedor.id}/canal/", {"channel": "whatsapp", "granted": "0"}, follow=True)

    assert without.status_code == 422
    assert "Diga como a pessoa aceitou" in text_of(without)
    assert "WhatsApp Disse em 24/11/2026, numa ligação aceita Não quer mais" in done
    assert "Aceitou WhatsApp numa ligação Por pessoa" in done
    assert "Pediu para não receber mais por este canal: WhatsApp" in text_of(back)


def test_the_button_of_a_wrong_phone_is_named_as_people_write_phones(enter, devedor):
    builders.make_contact(devedor, kind="phone", value="+5511912345678")

    assert "Não é desta pessoa : telefone (11) 91234-5678" in text_of(
        enter(devedor.credor).get(f"/devedores/{devedor.id}/")
    )


@pytest.mark.parametrize(
    ("promised_on", "paid", "state"),
    [(3, 0, "Nada recebido em curso"), (0, 100_00, "R$ 100,00 cumprida"), (-1, 0, "Nada recebido não cumprida")],
)
def test_a_promise_is_shown_with_what_came_of_it(enter, devedor, promised_on, paid, state):
    builders.make_titulo(devedor, created_at=NOW - timedelta(days=9))
    day = ON + timedelta(days=promised_on)
    hold = builders.make_hold(devedor, kind="promise", starts_on=ON - timedelta(days=5), until=day, source="promise")
    models.Promise.objects.create(
        credor=devedor.credor, devedor=devedor, promised_on=day, amount_cents=100_00,
        made_at=NOW - timedelta(days=5), source="call", hold=hold,
    )  # fmt: skip
    if paid:
        builders.make_payment(devedor, amount_cents=paid)

    page = text_of(enter(devedor.credor).get(f"/devedores/{devedor.id}/"))

    assert f"R$ 100,00 até {day:%d/%m/%Y}" in page
    assert state in page


def test_the_history_says_what_was_found_of_a_promise(enter, devedor):
    promise = builders.make_promise(devedor)
    promises = events.PromiseBroken(devedor.credor_id, devedor.id, promise.id, promise.promised_on)
    with transaction.atomic():
        journal.record(builders.context_of(builders.make_account()), promises)

    page = text_of(enter(devedor.credor).get(f"/devedores/{devedor.id}/"))

    assert "O pagamento prometido para 27/11/2026 não chegou na data" in page


def test_the_record_is_put_right_on_its_page_by_who_manages_the_credor(enter, devedor):
    contact = builders.make_contact(devedor, kind="phone", value="+5511900000001")
    client = enter(devedor.credor, role="manager")
    shown = client.get(f"/devedores/{devedor.id}/cadastro/").content.decode()
    fields = {"name": "Ana Modelo", "document": "111.444.777-35", "uf": "SP", f"contact-{contact.id}": "1190000"}

    wrong = client.post(f"/devedores/{devedor.id}/cadastro/", fields)
    done = client.post(
        f"/devedores/{devedor.id}/cadastro/", fields | {f"contact-{contact.id}": "(11) 90000-0002"}, follow=True
    )

    assert 'value="(11) 90000-0001"' in shown
    assert wrong.status_code == 422
    assert 'value="Ana Modelo"' in wrong.content.decode()
    page = text_of(done)
    assert "Cadastro gravado." in page
    assert "Cadastro alterado: nome, CPF ou CNPJ" in page
    assert "***.444.777-**" in page


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_who_does_not_manage_is_not_offered_the_record_to_change(enter, devedor, role):
    client = enter(devedor.credor, role=role)

    assert "Corrigir" not in text_of(client.get(f"/devedores/{devedor.id}/"))
    assert client.get(f"/devedores/{devedor.id}/cadastro/").status_code == 409


def test_what_changes_something_takes_a_post(enter, devedor):
    contact = builders.make_contact(devedor)
    client = enter(devedor.credor)

    assert client.get(f"/devedores/{devedor.id}/contato/{contact.id}/errado/").status_code == 405
    assert client.get(f"/devedores/{devedor.id}/canal/").status_code == 405
