"""A devedor's history: every kind of fact once, newest first, across pages."""

from datetime import timedelta

import pytest
from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.store.reads import timeline
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedor():
    return builders.make_devedor(builders.make_released_credor())


@pytest.fixture
def scope(devedor):
    return Scope({devedor.credor_id: "auditor"})


def sources(scope, devedor) -> list[str]:
    return [row.source for row in timeline.timeline(scope, devedor.id).rows]


def record(devedor, *happened):
    account = builders.make_account()
    with transaction.atomic():
        journal.record(builders.context_of(account, NOW), *happened)


def test_every_kind_of_fact_is_told(devedor, scope):
    titulo = builders.make_titulo(devedor, created_at=NOW - timedelta(days=9))
    builders.make_payment(devedor, registered_at=NOW - timedelta(days=8))
    models.TituloVersion.objects.create(
        titulo=titulo, credor_id=devedor.credor_id, version=1, replaced_at=NOW - timedelta(days=7), fields={}
    )
    builders.make_hold(devedor, placed_at=NOW - timedelta(days=6))
    builders.make_task(devedor, created_at=NOW - timedelta(days=5))
    builders.make_dispatch(builders.make_action(devedor), started_at=NOW - timedelta(days=4))
    builders.make_refused_item(titulo, on=ON - timedelta(days=3))
    record(devedor, events.OptedOut(devedor.credor_id, devedor.id, "email"))

    assert sources(scope, devedor) == [
        "event", "refusal", "dispatch", "task", "hold", "version", "payment", "arrival",
    ]  # fmt: skip


def test_a_fact_with_a_table_of_its_own_is_not_told_twice(devedor, scope):
    payment = builders.make_payment(devedor)
    record(devedor, events.PaymentRegistered(devedor.credor_id, devedor.id, payment.id, 100_00, ON))

    assert sources(scope, devedor) == ["payment"]


def test_a_promise_is_told_by_its_event_and_not_by_the_hold_it_places(devedor, scope):
    promise = builders.make_promise(devedor)
    record(devedor, events.PromiseMade(devedor.credor_id, devedor.id, promise.id, promise.promised_on, 100_00))

    assert sources(scope, devedor) == ["event"]


def test_titulos_that_came_together_are_one_line(devedor, scope):
    for cents in (100_00, 250_00):
        builders.make_titulo(devedor, principal_cents=cents)

    [row] = timeline.timeline(scope, devedor.id).rows

    assert (row.told["titulos"], row.told["principal_cents"]) == (2, 350_00)


def test_refusals_of_one_rule_on_one_day_are_one_line(devedor, scope):
    for _ in range(3):
        builders.make_refused_item(builders.make_titulo(devedor, created_at=NOW - timedelta(days=9)))

    refusal = timeline.timeline(scope, devedor.id).rows[0]

    assert (refusal.source, refusal.told["items"]) == ("refusal", 3)


def test_pages_follow_each_other_without_loss_nor_repetition(devedor, scope):
    for _ in range(timeline.SIZE + 5):  # all at the same instant
        builders.make_payment(devedor)

    first = timeline.timeline(scope, devedor.id)
    second = timeline.timeline(scope, devedor.id, first.next_cursor)

    ids = [row.id for row in (*first.rows, *second.rows)]
    assert len(ids) == len(set(ids)) == timeline.SIZE + 5
    assert second.next_cursor is None
