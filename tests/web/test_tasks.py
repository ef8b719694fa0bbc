"""Tarefas: whom to call now, what the rules say, and outcomes of one click."""

from datetime import timedelta

import pytest

from adimple.store import models
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of
from tests.worker.day import add_item, make_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    """A call to make about R$ 850,00, 14 days late, at 10h of a Tuesday in São Paulo."""
    devedor = builders.make_devedor(builders.make_released_credor(), name="Ana Exemplo")
    action = make_due(devedor, channel="phone", state="task", step_code="ligacao_d20")
    return builders.make_task(devedor, action=action, contact=action.contact, script="Falo com Ana Exemplo?")


def test_a_task_shows_whom_to_call_what_is_owed_and_the_script(enter, task):
    client = enter(task.credor, role="operator")
    assert "10h00 (11) 99999-0001 Ligação 870,96 pode agora Falou Não atendeu" in text_of(client.get("/tarefas/"))
    page = text_of(client.get(f"/tarefas/{task.id}/"))
    assert "R$ 870,96 1 título" in page
    assert "Falo com Ana Exemplo?" in page


def test_an_auditor_sees_the_number_masked_and_no_buttons(enter, task):
    page = text_of(enter(task.credor, role="auditor").get("/tarefas/"))
    assert "(11) *****-0001" in page
    assert "99999-0001" not in page
    assert "Não atendeu" not in page


def test_outside_the_window_the_number_is_not_there(enter, task, monkeypatch):
    from adimple.web import middleware

    staff = enter(task.credor, role="operator")
    monkeypatch.setattr(middleware, "now", lambda: NOW + timedelta(hours=12))  # 22h
    page = text_of(staff.get("/tarefas/"))
    assert "espera o horário" in page
    assert "99999-0001" not in page
    assert "Permitido a partir de 25/11/2026 às 08:00" in page


@pytest.mark.parametrize(
    ("happens", "phrase"),
    [
        (lambda task: builders.make_hold(task.devedor, kind="contestacao"), "não reconhece esta dívida"),
        (lambda task: builders.make_consent(task.devedor, channel="phone"), "pediu para não ser procurado"),
        (lambda task: models.Titulo.objects.update(closed_on=ON, closed_reason="paid"), "foram pagos ou baixados"),
        (lambda task: builders.make_dispatch(task.action), "Limite de contatos com esta pessoa"),
    ],
    ids=["contestação", "opt-out", "paid", "already reached today"],
)
def test_what_changed_since_the_plan_is_said_and_the_number_goes(enter, task, happens, phrase):
    happens(task)
    page = text_of(enter(task.credor, role="operator").get("/tarefas/"))
    assert phrase in page
    assert "99999-0001" not in page


def test_who_asked_to_talk_is_called_in_spite_of_the_pause_they_asked_for(enter):
    devedor = builders.make_devedor(builders.make_released_credor())
    phone = builders.make_contact(devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    builders.make_titulo(devedor)
    builders.make_hold(devedor, kind="human", source="link")
    builders.make_task(devedor, contact=phone)
    page = text_of(enter(devedor.credor, role="operator").get("/tarefas/"))
    assert "pode agora" in page
    assert "(11) 99999-0001" in page


def test_one_click_records_an_outcome_and_it_moves_to_the_done(enter, task):
    staff = enter(task.credor, role="operator")
    page = text_of(staff.post(f"/tarefas/{task.id}/resultado/", {"outcome": "no_answer"}, follow=True))
    assert "Anotado: ninguém atendeu." in page
    assert "Nenhuma tarefa aberta" in page
    assert "não atendeu" in text_of(staff.get("/tarefas/?aba=feitas"))


def test_a_promise_that_cannot_be_comes_back_with_what_was_typed(enter, task):
    staff = enter(task.credor, role="operator")
    typed = {"outcome": "promised", "promised_on": "2026-11-20", "cents": "400,00"}
    answer = staff.post(f"/tarefas/{task.id}/resultado/", typed)
    assert answer.status_code == 422
    assert "Escolha o dia prometido, de hoje até 23/01/2027." in text_of(answer)
    assert 'value="400,00"' in answer.content.decode()
    typed["promised_on"] = "2026-11-30"
    assert staff.post(f"/tarefas/{task.id}/resultado/", typed).status_code == 302
    assert models.Promise.objects.get().amount_cents == 400_00


def test_a_task_already_done_is_refused_kindly(enter, task):
    staff = enter(task.credor, role="operator")
    staff.post(f"/tarefas/{task.id}/resultado/", {"outcome": "talked"})
    assert staff.post(f"/tarefas/{task.id}/resultado/", {"outcome": "talked"}).status_code == 409
    assert "Tarefa encerrada: falou." in text_of(staff.get(f"/tarefas/{task.id}/"))


def test_open_tasks_come_by_hour_and_filters_narrow_them(enter, task):
    other = builders.make_devedor(task.credor, name="Beto Exemplo", cep="01310100")
    builders.make_task(other, channel="letter", due_at=NOW - timedelta(hours=1))
    staff = enter(task.credor, role="operator")
    page = text_of(staff.get("/tarefas/"))
    assert page.index("Beto Exemplo") < page.index("Ana Exemplo")
    assert "CEP 01310-100" in page
    assert "Ana Exemplo" not in text_of(staff.get("/tarefas/?canal=letter"))
    assert "Beto Exemplo" not in text_of(staff.get("/tarefas/?q=ana"))


def test_a_number_another_credor_found_wrong_is_not_offered_and_nobody_is_named(enter, task):
    twin = builders.make_devedor(
        builders.make_credor(name="Outro Credor"), document=task.devedor.document, name="Ana Exemplo"
    )
    builders.make_contact(twin, kind="phone", value=task.contact.value, wrong_at=NOW)
    page = text_of(enter(task.credor, role="operator").get(f"/tarefas/{task.id}/"))
    assert "99999-0001" not in page
    assert "Este endereço ou número é de outra pessoa." in page
    assert "Outro Credor" not in page


@pytest.mark.parametrize(
    ("word", "said"), [(None, "WhatsApp exige que o devedor tenha aceitado o canal"), (True, "pode agora")]
)
def test_a_whatsapp_task_is_offered_only_to_who_said_yes(enter, word, said):
    devedor = builders.make_devedor(builders.make_released_credor())
    action = make_due(devedor, channel="whatsapp", state="task")
    task = builders.make_task(devedor, action=action, contact=action.contact, channel="whatsapp")
    if word is not None:
        builders.make_consent(devedor, channel="whatsapp", granted=word)
    page = text_of(enter(devedor.credor, role="operator").get(f"/tarefas/{task.id}/"))
    assert said in page
    assert ("99999-0001" in page) is bool(word)


def named(credor, name, **given):
    """A task about R$ 850,00 with a phone of its own."""
    devedor = builders.make_devedor(credor, name=name)
    builders.make_titulo(devedor)
    contact = builders.make_contact(devedor, kind="phone", value=f"+55119{devedor.id:08d}", phone_kind="mobile")
    given.setdefault("action", builders.make_action(devedor, channel="phone", state="task", contact=contact))
    if given["action"]:
        add_item(given["action"], devedor.titulo_set.get())
    return builders.make_task(devedor, contact=contact, **given)


def test_who_asked_to_talk_comes_first_and_what_may_not_be_done_last(enter):
    credor = builders.make_released_credor()
    stopped = named(credor, "Carla Exemplo", due_at=NOW - timedelta(hours=3))
    builders.make_hold(stopped.devedor, kind="contestacao")
    named(credor, "Bruno Exemplo", due_at=NOW - timedelta(hours=2))
    named(credor, "Ana Exemplo", action=None, due_at=NOW)
    page = text_of(enter(credor, role="operator").get("/tarefas/"))
    assert sorted(("Ana", "Bruno", "Carla"), key=lambda name: page.index(f"{name} Exemplo")) == [
        "Ana",
        "Bruno",
        "Carla",
    ]
    assert "Ana Exemplo Pediu para falar" in page
    assert "não reconhece esta dívida" in page


def test_twenty_a_page_and_the_rest_follows(enter):
    credor = builders.make_released_credor()
    for number in range(21):
        named(credor, f"Pessoa {number:02d}", due_at=NOW + timedelta(seconds=number), action=None if number == 20 else
              builders.make_action(builders.make_devedor(credor), channel="phone", state="task"))  # fmt: skip
    client = enter(credor, role="operator")
    first = client.get("/tarefas/")
    [link] = [part.split('"')[0] for part in first.content.decode().split('href="') if part.startswith("?cursor=")]
    second = client.get("/tarefas/" + link.replace("&amp;", "&"))
    assert first.content.decode().count('class="name"') == 20
    assert text_of(first).index("Pessoa 20") < text_of(first).index("Pessoa 00")
    assert second.content.decode().count('class="name"') == 1
    assert "Pessoa 19" in text_of(second)


def test_after_an_outcome_the_list_is_as_it_was(enter, task):
    client = enter(task.credor, role="operator")
    fields = {"outcome": "talked", "back": "canal=phone&q=ana&aba=feitas&next=https://mal.example"}
    response = client.post(f"/tarefas/{task.id}/resultado/", fields)
    assert response.url == "/tarefas/?q=ana&canal=phone"
