"""Who goes today and who waits: ceilings, persons of several credores, régua versions, numbers found wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adimple.cycle import run, work
from adimple.domain.regua import shipped
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON
PERSON = "52998224725"


def context(on: date = ON) -> Context:
    return Context(Actor("noite"), access.whole_scope(), datetime(on.year, on.month, on.day, 5, tzinfo=UTC))


def night(on: date = ON):
    return {row.slug: (row.actions, row.refused, row.waiting) for row in run.run_night(context(on), on)}


def credor_with_ceiling(ceiling: int, **given) -> models.Credor:
    return builders.make_released_credor(daily_ceiling=ceiling, oldest_days_late=365, **given)


def owes(credor, days_late: int, **given) -> models.Titulo:
    devedor = builders.make_devedor(credor, **given)
    builders.make_contact(devedor)
    return builders.make_titulo(devedor, due_on=ON - timedelta(days=days_late))


def planned() -> set[tuple[int, str]]:
    return set(models.ActionItem.objects.filter(blocked_by=None).values_list("titulo_id", "step_code"))


def test_the_ceiling_of_one_credor_does_not_silence_another_for_the_same_person():
    full, other = credor_with_ceiling(1), credor_with_ceiling(10)
    owes(full, 2)  # takes the one place
    owes(full, 12, document=PERSON)
    owes(other, 10, document=PERSON)
    assert night() == {full.slug: (1, 0, 1), other.slug: (1, 0, 0)}


def test_who_waits_for_another_credor_takes_no_place_under_a_ceiling():
    first, second = credor_with_ceiling(10), credor_with_ceiling(1)
    owes(first, 12, document=PERSON)
    owes(second, 2, document=PERSON)
    owes(second, 10)
    assert night() == {first.slug: (1, 0, 0), second.slug: (1, 0, 1)}


def test_two_nights_of_a_day_keep_one_ceiling():
    credor = credor_with_ceiling(2)
    for _ in range(5):
        owes(credor, 2)
    assert night() == {credor.slug: (2, 0, 3)}
    assert night() == {credor.slug: (0, 0, 3)}
    assert models.Action.objects.count() == 2


def test_a_dry_run_in_shards_keeps_the_ceiling_too(monkeypatch):
    credor = credor_with_ceiling(3)
    for number in range(20):
        owes(credor, 2, document=f"{number:011d}")
    monkeypatch.setattr("adimple.cycle.shards.TITULOS_A_SHARD", 4)
    plans = [plan for _, plan in run.dry_run(context(), ON)]
    assert len(plans) == 5
    assert sum(plan.actions.height for plan in plans) == 3


def test_a_step_that_a_new_version_moves_does_not_happen_again():
    credor = credor_with_ceiling(10)
    titulo = owes(credor, 2)
    night()
    assert planned() == {(titulo.id, "vencido_d2")}
    steps = [one for one in shipped.document(effective_on=ON)["steps"] if one["profile"] == "pf" and one["day"] <= 20]
    moved = [step | {"day": 30} if step["code"] == "vencido_d2" else step for step in steps]
    later = ON + timedelta(days=28)  # day 30 of the título
    document = shipped.document(effective_on=ON) | {"version": 2, "steps": moved}
    models.Regua.objects.create(
        credor=credor,
        version=2,
        effective_on=ON,
        document=document,
        author="dona@exemplo.test",
        created_at=builders.NOW,
    )
    assert [line for _, plan in run.dry_run(context(later), later) for line in run.lines(plan)] == []
    assert night(later) == {credor.slug: (0, 0, 0)}


def test_an_action_whose_every_item_was_there_before_is_taken_back(monkeypatch):
    """As when somebody sends by hand between the night's reading and its writing."""
    credor = credor_with_ceiling(10)
    theirs, ours = owes(credor, 2), owes(credor, 2)
    load = work.load

    def load_then_send_by_hand(*given):
        snapshot = load(*given)
        action = builders.make_action(theirs.devedor, on=ON - timedelta(days=1), step_code="vencido_d2")
        builders.make_item(action, theirs, step_code="vencido_d2")
        return snapshot

    monkeypatch.setattr(work, "load", load_then_send_by_hand)
    assert night() == {credor.slug: (1, 0, 0)}
    assert list(models.Action.objects.filter(on=ON).values_list("devedor_id", flat=True)) == [ours.devedor_id]
    run_row = models.CycleRun.objects.exclude(counts={}).get()
    assert (run_row.counts["actions"], run_row.counts["items"]) == (1, 1)


def test_two_credores_follow_each_its_own_regua():
    early, late = credor_with_ceiling(10), credor_with_ceiling(10)
    document = shipped.document(effective_on=ON)
    only_late = [step for step in document["steps"] if step["day"] >= 10]
    models.Regua.objects.create(
        credor=late, version=2, effective_on=ON, document=document | {"version": 2, "steps": only_late},
        author="dona@exemplo.test", created_at=builders.NOW,
    )  # fmt: skip
    one, _, other = owes(early, 2), owes(late, 2), owes(late, 10)
    assert night() == {early.slug: (1, 0, 0), late.slug: (1, 0, 0)}
    assert planned() == {(one.id, "vencido_d2"), (other.id, "vencido_d10")}
    assert set(models.ActionItem.objects.values_list("credor_id", "regua_version")) == {(early.id, 1), (late.id, 2)}


def test_a_devedor_whose_profile_no_step_names_is_left_alone():
    credor = credor_with_ceiling(10)
    owes(credor, 2, profile="condominio")
    assert night() == {credor.slug: (0, 0, 0)}


def test_a_number_wrong_for_one_credor_is_not_used_by_another_for_the_same_person():
    here, there = credor_with_ceiling(10), credor_with_ceiling(10)
    titulo = owes(there, 2, document=PERSON)
    value = models.Contact.objects.get(devedor=titulo.devedor).value
    twin = builders.make_devedor(here, document=PERSON)
    builders.make_contact(twin, value=value, wrong_at=builders.NOW, wrong_reason="wrong_number")
    neighbour = owes(there, 2)
    builders.make_contact(neighbour.devedor, value=value)
    assert night() == {here.slug: (0, 0, 0), there.slug: (1, 1, 0)}
    refused = models.ActionItem.objects.exclude(blocked_by=None).get()
    assert (refused.titulo_id, refused.blocked_by) == (titulo.id, "POL-SEM-CONTATO")


def test_people_without_a_cpf_are_never_taken_for_one_another():
    credor = credor_with_ceiling(10)
    for number in range(3):
        owes(credor, 2, document="", name="Ana Exemplo", identity_key=f"sem:{number}", person_key=1000 + number)
    assert night() == {credor.slug: (3, 0, 0)}
