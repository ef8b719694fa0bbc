"""Por quê?, as a person reads it: today, a day that was, a day to come."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    """R$ 850,00 two days late, known for a month, without contacts."""
    devedor = builders.make_devedor(builders.make_released_credor(released_on=ON - timedelta(days=20)))
    builders.make_titulo(devedor, due_on=ON - timedelta(days=2), created_at=NOW - timedelta(days=30))
    return devedor


def why(client, devedor, day=None):
    return client.get(f"/devedores/{devedor.id}/por-que/", {"dia": f"{day:%d/%m/%Y}"} if day else {})


def test_today_names_the_step_as_the_painel_does_and_each_channel_by_itself(enter, devedor):
    page = text_of(why(enter(devedor.credor), devedor))
    assert "D+2 · Aviso de atraso" in page
    assert "vencido_d2" not in page
    assert page.count("Não há contato válido para nenhum canal deste passo.") == 1
    assert page.count("Não há contato válido para este canal.") == 3
    assert "Conta o que valia" not in page


def test_a_past_day_says_what_was_written_and_what_it_rests_on(enter, devedor):
    action = builders.make_action(devedor, on=ON - timedelta(days=1), step_code="vencido_d2", state="expired")
    titulo = devedor.titulo_set.get()
    builders.make_item(action, titulo, expired_on=ON - timedelta(days=1), step_code="vencido_d2")
    page = text_of(why(enter(devedor.credor), devedor, ON - timedelta(days=1)))
    assert "Conta o que valia no fim deste dia" in page
    assert "Entrou no plano deste dia, que terminou sem o envio por e-mail." in page
    assert "devia R$" in page


def test_a_day_to_come_says_what_it_assumes(enter, devedor):
    builders.make_contact(devedor)
    page = text_of(why(enter(devedor.credor), devedor, ON + timedelta(days=3)))
    assert "Supõe que até lá nada mais aconteça" in page
    assert "Sairia por e-mail" in page


def test_a_day_that_is_none_keeps_what_was_typed(enter, devedor):
    response = enter(devedor.credor).get(f"/devedores/{devedor.id}/por-que/", {"dia": "31/02/2026"})
    assert response.status_code == 422
    assert 'value="31/02/2026"' in response.content.decode()
