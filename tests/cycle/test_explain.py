"""Why: what is told of one devedor agrees with what the night plans, writes and refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adimple.cycle import explain as explaining
from adimple.cycle import preview, run
from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.reads import access
from adimple.store.scope import Scope
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON
DUE_2 = ON - timedelta(days=2)


def context(scope: Scope | None = None) -> Context:
    return Context(Actor("cli"), scope or access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))


def reachable(credor, **given):
    devedor = builders.make_devedor(credor, **given)
    builders.make_contact(devedor)
    return devedor


def test_before_the_night_it_tells_what_the_night_then_plans():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    told = explaining.explain(context(), devedor.id, ON)
    run.run_night(context(), ON)
    action = models.Action.objects.get()
    assert (told.channel, told.due_at) == (action.channel, action.due_at)
    assert [(row.step.code, row.outcome) for row in told.titulos] == [("vencido_d2", "plan")]


def test_after_the_night_the_step_is_done_and_the_action_is_named():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    run.run_night(context(), ON)
    told = explaining.explain(context(), devedor.id, ON)
    assert told.channel is None
    assert (told.planned.channel, told.planned.state) == ("email", "planned")
    assert [(row.outcome, row.next_step.code) for row in told.titulos] == [("done", "vencido_d5")]
    assert told.titulos[0].next_step_on == DUE_2 + timedelta(days=5)


def test_what_is_owed_comes_with_its_arithmetic():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=date(2026, 11, 10), principal_cents=850_00)
    told = explaining.explain(context(), devedor.id, ON)
    # 850,00 × 2 % = 17,00; 850,00 × 1 % ÷ 30 × 14 = 3,9666 → 3,96 (down: never above the cap); 870,96.
    assert told.total_cents == 870_96
    assert told.titulos[0].arithmetic == (
        "Multa: 850,00 × 2% = 17,00.",
        "Juros: 850,00 × 1% ÷ 30 × 14 dias = 3,96.",
        "Total: 850,00 + 17,00 + 3,96 = 870,96.",
    )


def test_a_refusal_names_the_rule_and_what_would_lift_it():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    builders.make_hold(devedor, kind="death")
    told = explaining.explain(context(), devedor.id, ON)
    row = told.titulos[0]
    assert (row.outcome, row.reason.code) == ("refuse", "CON-DEAD")
    assert row.reason.cites
    assert row.reason.lifts


def test_every_channel_of_the_step_is_told_with_its_own_reason():
    devedor = builders.make_devedor(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    told = explaining.explain(context(), devedor.id, ON)
    assert [(tried.channel, tried.reason.code) for tried in told.channels] == [
        ("email", "POL-SEM-CONTATO"),
        ("whatsapp", "POL-SEM-CONTATO"),
        ("sms", "POL-SEM-CONTATO"),
    ]


def test_a_devedor_outside_the_scope_is_not_found():
    devedor = reachable(builders.make_released_credor())
    other = builders.make_credor()
    with pytest.raises(NotFound):
        explaining.explain(context(Scope({other.id: "owner"})), devedor.id, ON)
    with pytest.raises(NotFound):
        preview.preview(context(Scope({other.id: "owner"})), devedor.credor_id, ON)


def test_in_ensaio_the_preview_counts_what_the_night_would_plan_and_nothing_is_written():
    credor = builders.make_credor()
    first, mute = reachable(credor), builders.make_devedor(credor)
    builders.make_titulo(first, due_on=DUE_2)
    builders.make_titulo(first, due_on=ON)
    builders.make_titulo(mute, due_on=DUE_2)
    shown = preview.preview(context(), credor.id, ON)
    assert (shown.action_count, shown.titulo_count) == (1, 2)
    assert [(row.devedor_id, row.titulos, row.channel) for row in shown.actions] == [(first.id, 2, "email")]
    assert [(row.code, row.titulos) for row in shown.by_step] == [("vence_hoje", 1), ("vencido_d2", 1)]
    assert [(row.code, row.titulos) for row in shown.refused] == [("POL-SEM-CONTATO", 1)]
    assert models.ActionItem.objects.count() == 0


def test_a_day_already_planned_is_told_the_same_on_another_day():
    devedor = reachable(builders.make_released_credor())
    builders.make_titulo(devedor, due_on=DUE_2)
    run.run_night(context(), ON)
    told = explaining.explain(context(), devedor.id, ON + timedelta(days=1))
    assert [(row.outcome, row.written.on) for row in told.titulos] == [("done", ON)]
    assert told.planned is None
