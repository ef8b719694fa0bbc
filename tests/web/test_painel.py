"""The first page: figures by hand, the plan of the day, the teaching of an empty installation."""

from datetime import date, timedelta

import pytest

from adimple.store import models
from adimple.store.reads.painel import DueRow
from adimple.web.console import painel
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of


def test_ageing_counts_days_as_the_law_does():
    # Monday 23/11/2026: what fell due on Saturday 21 is in time; on Thursday 19, four days late.
    monday = date(2026, 11, 23)
    found = painel.ageing([DueRow(date(2026, 11, 19), 2, 300_00), DueRow(date(2026, 11, 21), 1, 100_00)], monday)

    assert [(band.bucket.code, band.titulos, band.principal_cents) for band in found.bands[:2]] == [
        ("a_vencer", 1, 100_00),
        ("de_1_a_30", 2, 300_00),
    ]
    # 300 of 400
    assert (found.overdue_cents, found.overdue_titulos, found.overdue_ppb) == (300_00, 2, 750_000_000)


def test_parts_are_rounded_to_a_tenth_of_a_percent():
    # 1/3 = 33,333…% → 33,3%; 2/3 → 66,7%
    found = painel.ageing([DueRow(ON, 1, 1), DueRow(ON - timedelta(days=10), 1, 2)], ON)

    assert [band.part_ppb for band in found.bands[:2]] == [333_000_000, 667_000_000]


def test_of_nothing_every_part_is_zero():
    assert painel.ageing([], ON).overdue_ppb == 0


@pytest.mark.django_db
def test_the_figures_of_the_first_page(enter):
    devedor = builders.make_devedor(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=ON - timedelta(days=14), principal_cents=850_00)
    builders.make_titulo(devedor, due_on=ON + timedelta(days=7), principal_cents=100_00)
    builders.make_titulo(devedor, due_on=ON + timedelta(days=30), principal_cents=40_00)
    builders.make_titulo(devedor, due_on=ON + timedelta(days=31), principal_cents=5_00)
    builders.make_payment(devedor, amount_cents=70_00)

    page = text_of(enter(devedor.credor).get("/"))

    assert "Em aberto R$ 995,00 4 títulos" in page
    assert "Vencido R$ 850,00 85,4% do aberto, 1 título" in page  # 850 ÷ 995
    assert "Vence em 7 dias R$ 100,00 1 título, até 01/12" in page
    assert "Vence em 30 dias R$ 140,00 2 títulos, até 24/12" in page
    assert "Recebido em 30 dias R$ 70,00" in page


@pytest.mark.django_db
def test_the_plan_of_the_day_is_shown_by_step_with_states_and_refusals(enter):
    devedor = builders.make_devedor(builders.make_released_credor())
    titulo = builders.make_titulo(devedor)
    builders.make_action(devedor, state="sent")
    builders.make_action(builders.make_devedor(devedor.credor))
    builders.make_refused_item(titulo)

    page = text_of(enter(devedor.credor).get("/"))

    assert "D+10 · Aviso de atraso E-mail 1 planejada 1 enviada 2" in page
    assert "Não há contato válido para nenhum canal deste passo. Política da casa 1" in page


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "word"), [(10, "ativo"), (600, "sem sinal")])
def test_a_worker_that_went_silent_is_said_to_be_so(enter, seconds, word):
    models.Heartbeat.objects.create(process="noite", beat_at=NOW - timedelta(seconds=seconds), said="dormindo")
    credor = builders.make_credor()
    builders.make_titulo(builders.make_devedor(credor))

    assert f"{word} noite dormindo. Último sinal" in text_of(enter(credor).get("/"))


@pytest.mark.django_db
def test_an_empty_installation_is_taught_what_to_do_first(enter):
    page = text_of(enter(builders.make_credor()).get("/"))

    assert "Primeiros passos Nada é enviado a ninguém antes do último" in page
    assert "Importe os títulos" in page
    assert "Títulos por atraso" not in page


@pytest.mark.django_db
def test_a_choice_of_credor_narrows_every_figure(enter):
    school, gym = builders.make_credor(slug="escola"), builders.make_credor(slug="academia")
    builders.make_titulo(builders.make_devedor(school), principal_cents=100_00)
    builders.make_titulo(builders.make_devedor(gym), principal_cents=7_00)
    client = enter(school, gym)

    assert "Em aberto R$ 107,00" in text_of(client.get("/"))
    assert "Em aberto R$ 7,00" in text_of(client.get("/?credor=academia"))


@pytest.mark.django_db(transaction=True)
def test_in_ensaio_the_preview_says_what_would_leave_and_writes_nothing(enter):
    credor = builders.make_credor(name="Colégio Exemplo")
    reached, silent = builders.make_devedor(credor), builders.make_devedor(credor)
    builders.make_contact(reached)
    for devedor in (reached, silent):
        builders.make_titulo(devedor, due_on=ON - timedelta(days=10))

    page = text_of(enter(credor).get("/previa/"))

    assert "Colégio Exemplo: 1 mensagem ou tarefa sairia hoje, sobre 1 título" in page
    assert "D+10 · Aviso de atraso 1" in page
    assert "Não há contato válido" in page
    assert models.Action.objects.count() == models.ActionItem.objects.count() == 0
