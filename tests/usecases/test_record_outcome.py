"""What came of a call, and what it changes."""

from datetime import date, timedelta

import pytest

from adimple.cycle import run
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases.record_outcome import RecordOutcome, record_outcome
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import later, make_due, names

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller():
    return builders.make_account(email="operador@exemplo.test")


@pytest.fixture
def task(caller):
    """A call to make about one título of R$ 850,00, 14 days late."""
    action = make_due(channel="phone", state="task", step_code="ligacao_d20")
    builders.make_membership(caller, action.credor, "operator")
    return builders.make_task(action.devedor, action=action, contact=action.contact)


def record(caller, task, outcome, **given):
    return record_outcome(builders.context_of(caller), RecordOutcome(task_id=task.id, outcome=outcome, **given))


@pytest.mark.parametrize("outcome", ["talked", "no_answer", "refused"])
def test_an_outcome_closes_the_task_and_its_action(caller, task, outcome):
    record(caller, task, outcome, note="  ligou\ntarde ")
    task.refresh_from_db()
    assert (task.outcome, task.outcome_at, task.outcome_by) == (outcome, NOW, "operador@exemplo.test")
    assert task.note == "ligou tarde"
    assert models.Action.objects.get(id=task.action_id).state == "done"
    assert names(task.devedor_id) == ["task.done"]
    assert not models.Hold.objects.exists()


def test_a_wrong_number_is_never_dialled_again_and_the_step_is_free(caller, task):
    record(caller, task, "wrong_number")
    assert models.Contact.objects.get(id=task.contact_id).wrong_reason == "wrong_number"
    assert models.ActionItem.objects.get().expired_on == ON
    assert names(task.devedor_id) == ["contact.marked_wrong", "task.done"]


def test_a_promise_without_an_amount_is_of_what_is_due_and_not_of_what_is_to_come(caller, task):
    builders.make_titulo(task.devedor, due_on=ON + timedelta(days=2))
    record(caller, task, "promised", promised_on=date(2026, 11, 28))
    assert models.Promise.objects.get().amount_cents == 872_10


def test_a_promise_holds_until_its_day_and_takes_what_is_owed_then(caller, task):
    record(caller, task, "promised", promised_on=date(2026, 11, 28))
    promise = models.Promise.objects.get()
    # 850,00 × 2% = 17,00; 850,00 × 1% ÷ 30 × 18 dias = 5,10; 872,10.
    assert (promise.promised_on, promise.amount_cents) == (date(2026, 11, 28), 872_10)
    assert (promise.hold.kind, promise.hold.starts_on, promise.hold.until) == ("promise", ON, date(2026, 11, 28))
    assert names(task.devedor_id) == ["hold.placed", "promise.made", "task.done"]


def test_the_regua_waits_for_the_promised_day_and_goes_on_after_it(caller, task):
    builders.make_contact(task.devedor)
    record(caller, task, "promised", promised_on=ON + timedelta(days=4))
    for days, expected in ((4, []), (5, ["vencido_d15"])):
        ctx = later(days=days)
        run.run_night(ctx, ctx.on)
        assert list(models.Action.objects.filter(on=ctx.on).values_list("step_code", flat=True)) == expected


def test_a_promise_of_part_is_kept_as_said(caller, task):
    record(caller, task, "promised", promised_on=ON, cents=400_00)
    assert models.Promise.objects.get().amount_cents == 400_00


@pytest.mark.parametrize(
    "given",
    [
        {"promised_on": None},
        {"promised_on": ON - timedelta(days=1)},
        {"promised_on": ON + timedelta(days=61)},
        {"promised_on": ON, "cents": 0},
        {"promised_on": ON, "cents": 870_97},
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_nothing_happens(caller, task, given):
    with pytest.raises(Invalid):
        record(caller, task, "promised", **given)
    task.refresh_from_db()
    assert task.outcome == ""
    assert not models.Hold.objects.exists()
    assert not models.Event.objects.exists()


def test_a_second_outcome_is_refused(caller, task):
    record(caller, task, "talked")
    with pytest.raises(Refused) as refused:
        record(caller, task, "refused")
    assert refused.value.code == "task.done"


def test_an_auditor_and_a_stranger_record_nothing(task):
    auditor, stranger = builders.make_account(), builders.make_account()
    builders.make_membership(auditor, task.credor, "auditor")
    with pytest.raises(Refused):
        record(auditor, task, "talked")
    with pytest.raises(NotFound):
        record(stranger, task, "talked")
    task.refresh_from_db()
    assert task.outcome == ""


@pytest.fixture
def asked(caller):
    """Who answered «Quero falar com alguém»: a hold and a task of their own."""
    credor = builders.make_released_credor()
    builders.make_membership(caller, credor, "operator")
    devedor = builders.make_devedor(credor)
    builders.make_hold(devedor, kind="human", source="link")
    phone = builders.make_contact(devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    builders.make_titulo(devedor)
    return builders.make_task(devedor, contact=phone)


@pytest.mark.parametrize("outcome", ["talked", "refused"])
def test_talking_to_who_asked_ends_their_pause(caller, asked, outcome):
    record(caller, asked, outcome)
    assert models.Hold.objects.get().lifted_at == NOW


def test_a_promise_replaces_the_pause_of_who_asked(caller, asked):
    record(caller, asked, "promised", promised_on=ON)
    assert list(models.Hold.objects.filter(lifted_at=None).values_list("kind", flat=True)) == ["promise"]


def test_who_asked_is_called_again_the_next_day_until_somebody_answers(caller, asked):
    record(caller, asked, "no_answer")
    again = models.Task.objects.exclude(id=asked.id).get()
    assert (again.due_at, again.outcome, again.contact_id) == (NOW + timedelta(days=1), "", asked.contact_id)
    assert models.Hold.objects.get().lifted_at is None
    record(caller, again, "wrong_number")
    assert models.Task.objects.order_by("-id").first().contact_id is None
