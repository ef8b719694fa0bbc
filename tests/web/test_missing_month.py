"""A month of an index is missing: every list and page opens, says so, and shows no amount in its place."""

import pytest
from django.test import Client

from adimple.domain.indices import months
from adimple.store import models
from adimple.usecases import links
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of
from tests.worker.day import make_due

pytestmark = pytest.mark.django_db

PERCENT = 10_000_000
WHY = "valor de hoje indisponível: falta o índice de 11/2026"


@pytest.fixture
def action():
    """An action that left, over a título 14 days late of a credor that leaves juros to the law; no month is there."""
    found = make_due(state="sent")
    models.EncargosPolicy.objects.filter(credor=found.credor).update(juros_by="law", juros_ppb_month=0)
    item = models.ActionItem.objects.get(action=found)
    builders.make_dispatch(found, amounts={str(item.titulo_id): {}})
    return found


@pytest.fixture
def beside(action):
    """Another credor's título, whose amount is known: 850,00 + 17,00 + 3,96."""
    return builders.make_titulo(builders.make_devedor(builders.make_released_credor(slug="outro")))


@pytest.mark.parametrize("page", ["titulos", "devedores", "acoes"])
def test_a_list_shows_the_others_and_says_which_month_is_missing(enter, action, beside, page):
    client = enter(action.credor, beside.credor)
    told = text_of(client.get(f"/{page}/"))
    assert WHY in told
    assert ("870,96" in told) is (page != "acoes")


def test_the_record_of_a_devedor_opens_without_a_total(enter, action):
    told = text_of(enter(action.credor).get(f"/devedores/{action.devedor_id}/"))
    assert f"Total vencido {WHY}" in told
    assert "850,00" in told  # the principal is a fact
    assert "867" not in told  # the multa alone would be half a sum


def test_why_opens_and_names_the_month(enter, action):
    response = enter(action.credor).get(f"/devedores/{action.devedor_id}/por-que/")
    assert response.status_code == 200
    assert "deve um valor indisponível: falta o índice de 11/2026" in text_of(response)


def test_the_form_of_a_payment_opens_and_its_refusal_says_where_to_look_and_no_command(enter, action):
    client = enter(action.credor)
    form = client.get(f"/pagamentos/novo/?devedor={action.devedor_id}")
    assert WHY in text_of(form)
    typed = {"devedor": action.devedor_id, "chave": "a", "valor": "100,00", "data": "24/11/2026"}
    response = client.post("/pagamentos/novo/", typed)
    assert response.status_code == 409
    assert "Falta Taxa legal de 11/2026" in text_of(response)
    assert "está em Configurações, Multa e juros: peça a quem cuida da máquina" in text_of(response)
    assert "adimple indices" not in text_of(response)
    assert models.Payment.objects.count() == 0


def test_a_task_to_call_opens(enter, action):
    models.ActionItem.objects.filter(action=action).update(blocked_by=None)
    task = models.Task.objects.create(
        credor_id=action.credor_id,
        devedor_id=action.devedor_id,
        person_key=action.person_key,
        channel="phone",
        script="Ligue.",
        due_at=NOW,
        created_at=NOW,
    )
    client = enter(action.credor)
    assert WHY in text_of(client.get("/tarefas/"))
    assert WHY in text_of(client.get(f"/tarefas/{task.id}/"))


# --- the devedor's page ---


@pytest.fixture
def browser(now, action):
    return Client(), links.token_of(action.credor_id, action.id, ON)


def test_the_page_of_the_devedor_opens_kindly_and_makes_no_amount_up(browser, action):
    client, token = browser
    response = client.get(f"/p/{token}")
    told = text_of(response)
    assert response.status_code == 200
    assert f"{action.credor.name} confirma o valor com você" in told
    assert f"{action.credor.name} vai confirmar o valor de hoje." in told
    assert "R$" not in told
    assert "adimple" not in told.lower()
    for word in ("Já paguei", "Não reconheço", "Quero falar com alguém", "Não quero e-mail"):
        assert word in told


@pytest.mark.parametrize("kind", ["ja_paguei", "contestacao", "human", "opt_out"])
def test_each_of_the_four_answers_is_taken(browser, kind):
    client, token = browser
    response = client.post(f"/p/{token}/responder", {"answer": kind}, follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == f"/p/{token}/resposta/{kind}"


def test_no_pix_is_drawn_for_a_part_of_what_is_owed(browser, action):
    models.Credor.objects.filter(id=action.credor_id).update(pix_key="financeiro@exemplo.test")
    client, token = browser
    assert "Pagar com Pix" not in text_of(client.get(f"/p/{token}"))


def test_with_the_months_the_page_says_the_amount_again(browser, action):
    models.IndexRate.objects.bulk_create(
        models.IndexRate(index=code, month=month, rate_ppb=PERCENT, source="exemplo.csv", imported_at=NOW)
        for code in ("taxa_legal", "ipca")
        for month in months.between(ON.replace(month=1), ON)
    )
    client, token = browser
    # No IPCA of a whole month yet; juros 850,00 × 1% × 14/30 = 3,966; multa 17,00: 870,96.
    assert "R$ 870,96" in text_of(client.get(f"/p/{token}"))
