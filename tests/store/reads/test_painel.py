"""The figures of the first page, worked by hand over few rows."""

from datetime import date, timedelta

import pytest

from adimple.store import models
from adimple.store.reads import painel
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW, ON
from tests.usecases import money_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_credor())


@pytest.fixture
def scope(devedor):
    return Scope({devedor.credor_id: "auditor"})


def test_open_principal_is_gathered_by_due_date_less_what_was_paid(devedor, scope):
    builders.make_titulo(devedor, due_on=date(2026, 11, 10), principal_cents=100_00)
    part_paid = builders.make_titulo(devedor, due_on=date(2026, 11, 10), principal_cents=200_00)
    builders.make_imputacao(builders.make_payment(devedor), part_paid, principal_left_cents=150_00)
    builders.make_titulo(devedor, due_on=date(2026, 12, 1), principal_cents=70_00)
    builders.make_paid_titulo(devedor, due_on=date(2026, 12, 1))

    assert painel.open_by_due(scope) == [
        painel.DueRow(date(2026, 11, 10), 2, 250_00),
        painel.DueRow(date(2026, 12, 1), 1, 70_00),
    ]


def test_a_payment_undone_was_not_received(devedor, scope):
    builders.make_payment(devedor, amount_cents=100_00, paid_on=ON)
    builders.make_payment(devedor, amount_cents=40_00, paid_on=ON - timedelta(days=30))
    builders.make_payment(devedor, amount_cents=999_00, undone_at=NOW)

    assert painel.received_cents(scope, ON - timedelta(days=29), ON) == 100_00


def test_a_promise_whose_hold_was_lifted_is_not_expected(devedor, scope):
    builders.make_promise(devedor, amount_cents=80_00)
    lifted = builders.make_promise(devedor, amount_cents=50_00)
    models.Hold.objects.filter(id=lifted.hold_id).update(lifted_at=NOW)

    assert painel.promised(scope, ON, 30) == painel.Promised(1, 80_00)


def test_refusals_of_the_night_and_of_the_minute_are_counted_together(devedor, scope):
    builders.make_refused_item(builders.make_titulo(devedor))
    builders.make_action(devedor, state="refused", blocked_by="POL-SEM-CONTATO")
    builders.make_refused_item(builders.make_titulo(devedor), on=ON - timedelta(days=1))

    assert painel.refused_on(scope, ON) == [painel.RefusedRow("POL-SEM-CONTATO", 2)]


def test_todays_actions_are_counted_by_step_channel_and_state(devedor, scope):
    builders.make_action(devedor, step_code="lembrete_d5")
    other = builders.make_devedor(devedor.credor)
    builders.make_action(other, step_code="lembrete_d5", state="sent")
    builders.make_action(other, step_code="lembrete_d5", on=ON - timedelta(days=1))

    rows = [(row.step_code, row.channel, row.state, row.actions) for row in painel.planned_on(scope, ON)]

    assert rows == [("lembrete_d5", "email", "planned", 1), ("lembrete_d5", "email", "sent", 1)]


def test_a_step_s_kind_and_day_come_from_the_newest_regua_that_has_it(devedor, scope):
    first = models.Regua.objects.get(credor_id=devedor.credor_id)
    moved = [step | {"day": -7} if step["code"] == "lembrete_d5" else step for step in first.document["steps"]]
    models.Regua.objects.create(
        credor_id=devedor.credor_id, version=2, effective_on=ON, document=first.document | {"steps": moved},
        author="x", created_at=NOW,
    )  # fmt: skip

    assert painel.step_days(scope)[devedor.credor_id, "lembrete_d5"] == ("lembrete", -7)


def test_an_open_task_counts_and_a_done_one_does_not(devedor, scope):
    builders.make_task(devedor)
    builders.make_task(devedor, outcome="talked", outcome_at=NOW)

    assert painel.rail_counts(scope, ON) == {"acoes": 0, "tarefas": 1, "recebimentos": 0}


def test_a_receipt_that_waits_counts_and_one_set_aside_does_not(devedor, scope):
    raw = money_in.make_raw(devedor.credor)
    money_in.make_incoming(raw)
    money_in.make_incoming(raw, state="set_aside")

    assert painel.rail_counts(scope, ON)["recebimentos"] == 1


def test_nothing_is_done_in_an_installation_without_credores():
    assert painel.first_steps(Scope({})) == painel.FirstSteps(False, False, False, False, False)
