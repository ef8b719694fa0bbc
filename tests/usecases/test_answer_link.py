"""What a devedor answers holds the régua: the next night proves it."""

from datetime import timedelta

import pytest

from adimple.cycle import run
from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.reads import tasks
from adimple.usecases import answer_link, ask_tasks, dispatch_action, links, place_hold
from adimple.usecases.answer_link import Answer, answer, take_back
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import add_item, later, machine, make_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told():
    """Somebody told yesterday of one título, ten days late; its step of fifteen days falls in four days."""
    devedor = builders.make_devedor(builders.make_released_credor())
    action = make_due(devedor, titulos=0, state="sent", on=ON - timedelta(days=1), due_at=NOW - timedelta(days=1))
    titulo = builders.make_titulo(devedor, due_on=ON - timedelta(days=11))
    add_item(action, titulo, on=ON - timedelta(days=1))
    builders.make_dispatch(action, amounts={str(titulo.id): {}}, started_at=NOW - timedelta(days=1))
    return action


def token_of(action: models.Action) -> str:
    return links.token_of(action.credor_id, action.id, action.on)


def planned(days: int) -> list[tuple[str, str]]:
    """(step, channel) that the night plans in so many days."""
    ctx = later(days=days)
    run.run_night(ctx, ctx.on)
    rows = models.Action.objects.filter(on=ctx.on).order_by("id")
    return list(rows.values_list("step_code", "channel"))


def test_without_an_answer_the_next_step_is_planned(told):
    assert planned(4) == [("vencido_d15", "email")]


@pytest.mark.parametrize("kind", ["ja_paguei", "contestacao", "human"])
def test_an_answer_holds_the_next_step_and_taking_it_back_frees_it(told, kind):
    answer(machine(), token_of(told), Answer(kind=kind))
    assert planned(4) == []
    take_back(later(days=4), token_of(told), kind)
    assert planned(5) == [("vencido_d15", "email")]


def test_ja_paguei_holds_for_seven_days_and_then_the_regua_goes_on(told):
    answer(machine(), token_of(told), Answer(kind="ja_paguei"))
    assert planned(7) == []
    assert planned(8) == [("vencido_d15", "email")]


def test_nao_quero_email_leaves_by_the_next_channel(told):
    builders.make_contact(told.devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    answer(machine(), token_of(told), Answer(kind="opt_out"))
    assert planned(4) == [("vencido_d15", "sms")]


def test_an_answer_about_one_titulo_does_not_silence_another(told):
    other = builders.make_titulo(told.devedor, due_on=ON - timedelta(days=11))
    answer(machine(), token_of(told), Answer(kind="contestacao"))
    assert planned(4) == [("vencido_d15", "email")]
    items = models.ActionItem.objects.filter(on=later(days=4).on, blocked_by=None)
    assert list(items.values_list("titulo_id", flat=True)) == [other.id]


def test_an_answer_stops_what_is_planned_for_the_same_day(told):
    due = make_due(told.devedor, titulos=0)
    add_item(due, models.Titulo.objects.get(), step_code="vencido_d5")
    answer(machine(), token_of(told), Answer(kind="ja_paguei"))
    assert dispatch_action.claim(machine()).refused == 1


def test_a_bounce_leaves_by_the_next_channel_on_the_next_night(told):
    builders.make_contact(told.devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    models.Contact.objects.filter(kind="email").update(wrong_at=NOW, wrong_reason="bounce")
    models.ActionItem.objects.update(expired_on=ON - timedelta(days=1))  # as the bounce leaves it
    assert planned(0) == [("vencido_d10", "sms")]


def test_whoever_asks_to_talk_is_called_and_without_a_phone_is_written_to(told):
    answer(machine(), token_of(told), Answer(kind="human"))
    (task,) = models.Task.objects.all()
    assert (task.channel, task.contact.kind) == ("email", "email")
    assert "escreva ao e-mail" in task.script
    (asked,) = ask_tasks.ask_tasks(machine(), [tasks.get_task(machine().scope, task.id)])
    assert (asked.reason, asked.row.address) == (None, task.contact.value)

    take_back(machine(), token_of(told), "human")
    phone = builders.make_contact(told.devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    answer(machine(), token_of(told), Answer(kind="human"))
    called = models.Task.objects.get(outcome="")
    assert (called.channel, called.contact_id) == ("phone", phone.id)
    assert "Ligue" in called.script


def test_the_link_reaches_its_own_credor_and_action_only(told):
    other = make_due(builders.make_devedor(builders.make_released_credor()))
    with pytest.raises(NotFound):
        answer(machine(), links.token_of(other.credor_id, told.id, ON), Answer(kind="human"))
    with pytest.raises(NotFound):
        answer(machine(), token_of(told) + "x", Answer(kind="human"))
    assert not models.Hold.objects.exists()


def test_the_machines_clock_is_not_asked(told):
    answer_link.open_link(later(days=88), token_of(told))
    with pytest.raises(NotFound):
        answer_link.open_link(later(days=91), token_of(told))


def test_an_unknown_answer_is_refused(told):
    with pytest.raises(Invalid):
        answer(machine(), token_of(told), Answer(kind="outra"))
    with pytest.raises(Invalid):
        take_back(machine(), token_of(told), "outra")


def test_an_answer_of_a_task_has_no_dispatch():
    action = make_due(channel="phone", state="task")
    answer(machine(), token_of(action), Answer(kind="ja_paguei"))
    assert models.Event.objects.get(name="link.answered").payload["dispatch_id"] is None
    answer(machine(), token_of(action), Answer(kind="opt_out"))
    assert models.Consent.objects.get().channel == "phone"


def test_staff_ending_the_hold_ends_what_the_page_says(told):
    answer(machine(), token_of(told), Answer(kind="contestacao"))
    assert [row.kind for row in answer_link.open_link(machine(), token_of(told)).answers] == ["contestacao"]
    place_hold.lift_hold(machine(), models.Hold.objects.get().id, "respondida")
    assert answer_link.open_link(machine(), token_of(told)).answers == ()


def test_a_day_in_the_future_and_an_amount_of_zero_are_refused(told):
    for given in (Answer(kind="ja_paguei", paid_on=ON + timedelta(days=1)), Answer(kind="ja_paguei", cents=0)):
        with pytest.raises(Invalid):
            answer(machine(), token_of(told), given)
    assert not models.Hold.objects.exists()


def test_what_is_added_about_a_payment_is_kept_and_journalled_once(told):
    answer(machine(), token_of(told), Answer(kind="ja_paguei"))
    for _ in range(2):
        answer(machine(), token_of(told), Answer(kind="ja_paguei", paid_on=ON, cents=10_000))
    (hold,) = models.Hold.objects.all()
    (event,) = models.Event.objects.filter(name="hold.detailed")
    assert hold.reason == "Diz que pagou em 24/11/2026, R$ 100,00."
    assert (event.payload["hold_id"], event.payload["on"], event.payload["cents"]) == (hold.id, "2026-11-24", 10_000)
