"""Writing a plan beside somebody who wrote first: theirs stays, what is still new goes in."""

from datetime import UTC, datetime, timedelta

import pytest

from adimple.cycle import work
from adimple.cycle.apply import Part, apply
from adimple.cycle.plan import plan
from adimple.cycle.snapshot import load
from adimple.store import frames, models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON
DUE_2 = ON - timedelta(days=2)


def context() -> Context:
    return Context(Actor("noite"), access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))


def planned(credor):
    with frames.arrow_reader() as reader:
        snapshot = load(reader, frames.Where((credor.id,)), ON)
    return snapshot, plan(snapshot, work.earliest(context().now, ON))


def reachable(credor):
    devedor = builders.make_devedor(credor)
    builders.make_contact(devedor)
    return devedor


def test_an_action_sent_by_hand_meanwhile_stays_and_the_others_are_written():
    credor = builders.make_released_credor(daily_ceiling=100)
    taken, free = reachable(credor), reachable(credor)
    titulo = builders.make_titulo(taken, due_on=DUE_2)
    other = builders.make_titulo(free, due_on=DUE_2)
    snapshot, made = planned(credor)
    by_hand = builders.make_action(taken, state="sent")
    counts = apply(context(), snapshot.credores, made, Part(1))
    assert [(row.actions, row.items) for row in counts] == [(1, 1)]
    assert models.Action.objects.get(devedor=taken) == by_hand
    assert list(models.ActionItem.objects.values_list("titulo_id", flat=True)) == [other.id]
    assert titulo.id != other.id


def test_a_step_written_meanwhile_is_not_written_again_and_leaves_no_empty_action():
    credor = builders.make_released_credor(daily_ceiling=100)
    taken, free = reachable(credor), reachable(credor)
    titulo = builders.make_titulo(taken, due_on=DUE_2)
    builders.make_titulo(free, due_on=DUE_2)
    snapshot, made = planned(credor)
    yesterday = builders.make_action(taken, on=ON - timedelta(days=1), state="sent")
    models.ActionItem.objects.create(
        action=yesterday, credor=credor, devedor=taken, titulo=titulo, on=yesterday.on, due_on=DUE_2,
        step_code="vencido_d2", regua_version=1,
    )  # fmt: skip
    apply(context(), snapshot.credores, made, Part(1))
    assert models.Action.objects.filter(devedor=taken, on=ON).count() == 0
    assert models.Action.objects.filter(devedor=free, on=ON).count() == 1
    assert models.ActionItem.objects.filter(titulo=titulo).count() == 1


def test_a_refusal_written_meanwhile_is_not_written_twice():
    credor = builders.make_released_credor(daily_ceiling=100)
    mute = builders.make_devedor(credor)
    titulo = builders.make_titulo(mute, due_on=DUE_2)
    builders.make_titulo(reachable(credor), due_on=DUE_2)
    snapshot, made = planned(credor)
    models.ActionItem.objects.create(
        credor=credor, devedor=mute, titulo=titulo, on=ON, due_on=DUE_2, step_code="vencido_d2", regua_version=1,
        blocked_by="POL-SEM-CONTATO",
    )  # fmt: skip
    counts = apply(context(), snapshot.credores, made, Part(1))
    assert [(row.actions, row.items, row.refused) for row in counts] == [(1, 1, 0)]
    assert models.ActionItem.objects.filter(titulo=titulo).count() == 1
