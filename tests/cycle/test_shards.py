"""A person is in one shard, whatever its credores and whoever brought it; a shard holds about as much as asked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.cycle import run, shards
from adimple.store import frames, models
from adimple.store.reads import access
from adimple.store.reads.night import PERSONS_A_BLOCK, open_titulos
from adimple.store.writes.night import join_split_persons
from adimple.usecases import import_titulos as importing
from adimple.usecases.context import Actor, Context
from tests import builders
from tests.usecases.sheets import row, sheet

ON = builders.ON
BLOCKS = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 50)), max_size=60).map(
    lambda drawn: sorted(dict(drawn).items())
)


@given(BLOCKS)
def test_the_ranges_are_all_numbers_once_and_no_larger_than_asked_by_more_than_a_block(blocks):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "TITULOS_A_SHARD", 60)
        parts = shards.bounds((1,), blocks)
    edges = [part.first_person for part in parts]
    assert [part.end_person for part in parts] == [*edges[1:], frames.PERSONS_END]
    assert edges[0] == 0
    held = [sum(count for first, count in blocks if part.first_person <= first < part.end_person) for part in parts]
    assert sum(held) == sum(count for _, count in blocks)
    assert max(held) <= 60 + 50


def test_a_portfolio_is_divided_where_its_titulos_are():
    # Hand-worked: 8 títulos, at most 3 a shard, hence 3 shards of 8/3: cut where 2 and 5 were passed.
    blocks = [(512, 1), (1024, 1), (90_112, 3), (90_624, 1), (91_136, 2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "TITULOS_A_SHARD", 3)
        parts = shards.bounds((7,), blocks)
    assert [(part.first_person, part.end_person) for part in parts] == [
        (0, 90_112), (90_112, 90_624), (90_624, frames.PERSONS_END),
    ]  # fmt: skip


def test_without_titulos_there_is_one_range_of_all():
    assert shards.bounds((1,), []) == [frames.Where((1,))]


def bring(credor, *rows):
    account = builders.make_account()
    builders.make_membership(account, credor, "manager")
    command = importing.ImportFile(credor_id=credor.id, name="titulos.csv", content=sheet(*rows))
    importing.import_titulos(builders.context_of(account), command)


def numbers(credor):
    return list(models.Devedor.objects.filter(credor=credor).order_by("id").values_list("person_number", flat=True))


@pytest.mark.django_db
def test_a_person_has_at_every_credor_the_number_of_its_first_devedor():
    first, second = builders.make_credor(), builders.make_credor()
    bring(first, row("CE-1"), row("CE-2", nome="Bruno Exemplo", cpf="111.444.777-35", email="bruno@exemplo.test"))
    bring(second, row("CE-9", nome="Bruno Exemplo", cpf="111.444.777-35", email="bruno@exemplo.test"))
    ids = list(models.Devedor.objects.filter(credor=first).order_by("id").values_list("id", flat=True))
    assert (numbers(first), numbers(second)) == (ids, ids[1:])


@pytest.mark.django_db
def test_a_cpf_that_arrives_later_brings_the_number_of_its_person():
    first, second = builders.make_credor(), builders.make_credor()
    bring(first, row("CE-1"))
    bring(second, row("CE-9", cpf=""))
    assert numbers(second) == [models.Devedor.objects.get(credor=second).id]
    bring(second, row("CE-9"))
    assert numbers(second) == numbers(first)


@pytest.mark.django_db
def test_open_titulos_are_counted_by_neighbours_and_credor():
    first, second = builders.make_credor(), builders.make_credor()
    for credor, number, count in ((first, 5, 2), (second, 5, 1), (first, PERSONS_A_BLOCK - 1, 1), (first, 5_000, 3)):
        devedor = builders.make_devedor(credor, person_number=number)
        for _ in range(count):
            builders.make_titulo(devedor)
    builders.make_titulo(builders.make_devedor(second, person_number=7), closed_on=ON, closed_reason="paid")
    assert open_titulos((first.id, second.id)) == [(0, first.id, 3), (0, second.id, 1), (4_608, first.id, 3)]
    assert open_titulos((second.id,)) == [(0, second.id, 1)]


@pytest.mark.django_db(transaction=True)
def test_a_person_that_two_imports_brought_at_once_is_asked_once(monkeypatch):
    for number in (1_000, 9_000_000):  # each saw no other: two numbers, far apart
        credor = builders.make_released_credor(daily_ceiling=1000, oldest_days_late=90)
        devedor = builders.make_devedor(credor, document="52998224725", person_number=number)
        builders.make_contact(devedor)
        builders.make_titulo(devedor, due_on=ON)
        builders.make_titulo(builders.make_devedor(credor, person_number=number + 5_000), due_on=ON)
    monkeypatch.setattr(shards, "TITULOS_A_SHARD", 1)
    ctx = Context(Actor("noite"), access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC))
    run.run_night(ctx, ON)
    assert models.Action.objects.count() == 1
    person = models.Devedor.objects.filter(document="52998224725")
    assert set(person.values_list("person_number", flat=True)) == {1_000}
    assert join_split_persons() == 0
