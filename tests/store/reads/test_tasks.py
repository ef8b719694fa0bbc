"""The lists of tasks: their order over many credores, in pages, and how many there are."""

from datetime import timedelta

import pytest

from adimple.store.reads.tasks import TaskFilter, count_tasks, list_tasks
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def devedores():
    """Of two credores; a third one's tasks are nobody's here."""
    stranger = builders.make_devedor(builders.make_credor())
    builders.make_task(stranger, due_at=NOW)
    builders.make_task(stranger, outcome="talked", outcome_at=NOW)
    return [builders.make_devedor(builders.make_credor(), name=name) for name in ("Ana Exemplo", "Bia Exemplo")]


@pytest.fixture
def scope(devedores):
    return Scope({devedor.credor_id: "auditor" for devedor in devedores})


def paged(scope, **wanted) -> list[int]:
    """The ids, a page of two at a time."""
    ids, cursor = [], ""
    while True:
        page = list_tasks(scope, TaskFilter(**wanted), cursor, size=2)
        ids += [row.id for row in page.rows]
        if page.next_cursor is None:
            return ids
        cursor = page.next_cursor


def add(devedor, minutes: int, *, is_asked: bool = False, **given) -> int:
    action = None if is_asked else builders.make_action(devedor, on=ON + timedelta(days=minutes), state="task")
    return builders.make_task(devedor, action=action, due_at=NOW + timedelta(minutes=minutes), **given).id


def test_of_two_credores_who_asked_to_talk_comes_first_then_the_rest_by_hour(devedores, scope):
    ana, bia = devedores
    third, fifth, fourth = add(ana, 1), add(ana, 3), add(bia, 2)
    second, first = add(ana, 9, is_asked=True), add(bia, 8, is_asked=True)

    assert paged(scope) == [first, second, third, fourth, fifth]
    assert paged(scope, text="bia") == [first, fourth]


def test_of_two_credores_the_last_done_comes_first(devedores, scope):
    ana, bia = devedores
    done = [
        add(devedor, minute, outcome="talked", outcome_at=NOW + timedelta(hours=hour))
        for minute, (devedor, hour) in enumerate([(ana, 1), (bia, 2), (ana, 3), (bia, 3), (ana, 2)])
    ]

    # By hour, down; of one hour, the newest first.
    assert paged(scope, is_done=True) == [done[3], done[2], done[4], done[1], done[0]]
    assert paged(scope) == []


def test_open_and_done_are_counted_for_these_credores_alone(devedores, scope):
    ana, bia = devedores
    add(ana, 1)
    add(bia, 2)
    add(bia, 3, outcome="refused", outcome_at=NOW)

    assert count_tasks(scope) == (2, 1)
