"""A promise is found kept or broken once; what comes later adds a fact and rewrites none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adimple.cycle import run
from adimple.domain import promises
from adimple.store import models
from adimple.store.reads import promises as reads
from adimple.store.writes import promises as writes
from adimple.usecases import place_hold
from adimple.usecases.record_outcome import RecordOutcome, record_outcome
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.settle_promises import settle_promises
from adimple.usecases.undo_payment import undo_payment
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import machine

pytestmark = pytest.mark.django_db(transaction=True)

PROMISED_ON = ON + timedelta(days=3)
NEXT_DAY = PROMISED_ON + timedelta(days=1)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def promise():
    """R$ 100,00 of a título of R$ 850,00, for 27/11/2026."""
    return make_promise()


def make_promise() -> models.Promise:
    devedor = builders.make_devedor(builders.make_released_credor())
    builders.make_titulo(devedor)
    return builders.make_promise(devedor, promised_on=PROMISED_ON)


def at(on: date, hour: int = 12):
    return machine(datetime(on.year, on.month, on.day, hour + 3, tzinfo=UTC))


def pay(promise, cents, paid_on, known_on=None, key="a") -> int:
    command = RegisterPayment(devedor_id=promise.devedor_id, cents=cents, paid_on=paid_on, external_key=key)
    return register_payment(at(known_on or paid_on), command).payment_id


def settle(on: date) -> int:
    return settle_promises(at(on, 20), on - timedelta(days=1))


def found(promise) -> list[str]:
    rows = models.PromiseOutcome.objects.filter(promise=promise).order_by("ordinal")
    return list(rows.values_list("outcome", flat=True))


def told(promise) -> list[str]:
    rows = models.Event.objects.filter(devedor_id=promise.devedor_id, name__startswith="promise.")
    return list(rows.order_by("id").values_list("name", flat=True))


def test_a_promise_is_kept_by_the_payment_that_covers_it_and_told_once(promise):
    pay(promise, 60_00, ON + timedelta(days=1), key="a")
    assert found(promise) == []
    pay(promise, 40_00, PROMISED_ON, key="b")
    assert (found(promise), told(promise)) == (["kept"], ["promise.kept"])
    pay(promise, 5_00, PROMISED_ON, key="c")
    assert (settle(NEXT_DAY), settle(NEXT_DAY), found(promise)) == (1, 0, ["kept"])


def test_a_promise_is_broken_when_its_day_is_over_and_not_before(promise):
    pay(promise, 99_99, PROMISED_ON)
    assert settle(PROMISED_ON) == 0
    assert settle(NEXT_DAY) == 1
    assert (found(promise), told(promise)) == (["broken"], ["promise.broken"])
    event = models.Event.objects.get(name="promise.broken")
    assert (event.payload["promise_id"], event.payload["on"]) == (promise.id, "2026-11-27")


def test_a_payment_of_the_next_day_does_not_keep_it(promise):
    pay(promise, 100_00, NEXT_DAY)
    settle(NEXT_DAY)
    assert found(promise) == ["broken"]


def test_a_payment_of_its_day_told_of_later_turns_a_broken_one_into_kept_and_rewrites_nothing(promise):
    settle(NEXT_DAY)
    pay(promise, 100_00, PROMISED_ON, known_on=NEXT_DAY + timedelta(days=5))
    assert (found(promise), told(promise)) == (["broken", "kept"], ["promise.broken", "promise.kept"])


def test_undoing_the_payment_of_a_settled_promise_breaks_it_after_all(promise):
    payment_id = pay(promise, 100_00, PROMISED_ON)
    settle(NEXT_DAY)
    undo_payment(at(NEXT_DAY), payment_id, "era de outra pessoa")
    assert found(promise) == ["kept", "broken"]


def test_a_payment_undone_before_the_day_is_over_leaves_the_day_to_decide(promise):
    payment_id = pay(promise, 100_00, ON)
    undo_payment(at(ON), payment_id, "era de outra pessoa")
    assert found(promise) == ["kept"]
    settle(NEXT_DAY)
    assert found(promise) == ["kept", "broken"]


def test_paying_everything_keeps_a_promise_of_more_than_that(promise):
    models.Promise.objects.update(amount_cents=900_00)
    # 850,00 × 2% = 17,00; 850,00 × 1% ÷ 30 × 15 = 4,25; 871,25 on 25/11.
    pay(promise, 871_25, ON + timedelta(days=1))
    assert found(promise) == ["kept"]
    assert models.Hold.objects.get().lifted_at is not None


def test_what_was_known_before_the_promise_does_not_keep_it(promise):
    models.Promise.objects.update(made_at=NOW + timedelta(hours=5))
    pay(promise, 100_00, ON)
    settle(NEXT_DAY)
    assert found(promise) == ["broken"]


def test_a_pause_ended_by_hand_leaves_nothing_to_break(promise):
    place_hold.lift_hold(machine(), promise.hold_id, "Anotada por engano.")
    settle(NEXT_DAY)
    assert found(promise) == []


def test_the_night_goes_on_the_day_after_a_promise(promise):
    builders.make_contact(promise.devedor)
    models.Titulo.objects.update(due_on=NEXT_DAY - timedelta(days=10))
    run.run_night(at(PROMISED_ON, 2), PROMISED_ON)
    assert not models.Action.objects.exists()
    run.run_night(at(NEXT_DAY, 2), NEXT_DAY)
    assert models.Action.objects.get().step_code == "vencido_d10"


def test_a_new_promise_after_one_kept_is_another_promise(promise):
    pay(promise, 100_00, ON + timedelta(days=1))
    task = builders.make_task(promise.devedor)
    later = ON + timedelta(days=9)
    record_outcome(
        at(ON + timedelta(days=1), 15),
        RecordOutcome(task_id=task.id, outcome="promised", promised_on=later, cents=200_00),
    )
    assert list(models.Promise.objects.order_by("id").values_list("amount_cents", flat=True)) == [100_00, 200_00]
    settle(later + timedelta(days=1))
    rows = reads.of_devedores(machine().scope, [promise.devedor_id])
    assert [row.found for row in rows] == ["broken", "kept"]


def test_promised_again_before_its_day_what_was_said_last_counts(promise):
    task = builders.make_task(promise.devedor)
    later = PROMISED_ON + timedelta(days=5)
    record_outcome(
        at(ON + timedelta(days=1)), RecordOutcome(task_id=task.id, outcome="promised", promised_on=later, cents=50_00)
    )
    assert settle(NEXT_DAY) == 0
    assert models.Promise.objects.get().promised_on == later


def test_the_same_outcome_cannot_be_told_twice_nor_edited(promise):
    writes.add_outcomes(promise.credor_id, NOW, [(promise.id, 1, "broken")])
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.add_outcomes(promise.credor_id, NOW, [(promise.id, 1, "kept")])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE promise_outcome SET outcome = 'kept'")


payments = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 90_00)), max_size=4)


@FEW
@given(given_payments=payments, data=st.data())
def test_the_order_in_which_facts_are_told_never_matters(given_payments, data):
    """Payments told in any order, with looks of the clock in between: the last word is the one of the facts alone."""
    promise = make_promise()
    told_on = ON + timedelta(days=7)
    happenings = [*enumerate(given_payments), "settle", "settle"]
    for happens in data.draw(st.permutations(happenings)):
        if happens == "settle":
            settle(told_on)
        else:
            number, (day, cents) = happens
            pay(promise, cents, ON + timedelta(days=day), known_on=told_on, key=str(number))
    by_the_day = sum(cents for day, cents in given_payments if day <= 3)
    expected = promises.KEPT if by_the_day >= 100_00 else promises.BROKEN
    outcomes = found(promise)
    assert outcomes[-1] == expected
    assert outcomes in ([expected], ["broken", "kept"])
    assert len(told(promise)) == len(outcomes)


def test_another_credors_promises_are_left_alone(promise):
    stranger = make_promise()
    mine = replace(at(NEXT_DAY, 20), scope=machine().scope.only(promise.credor_id))
    assert settle_promises(mine, PROMISED_ON) == 1
    assert found(stranger) == []
