"""What the night plans follows from the facts of the day alone: not from their order, nor from the nights before."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adimple.cycle import run
from adimple.domain.regua import regua as reguas
from adimple.domain.regua import shipped
from adimple.store import models
from adimple.store.reads import access, night
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def context(on: date) -> Context:
    return Context(Actor("noite"), access.whole_scope(), datetime(on.year, on.month, on.day, 5, tzinfo=UTC))


def told(on: date = ON) -> set[tuple[int, str, str | None]]:
    """(título, step, blocked by) of the day."""
    lines = [line for _, plan in run.dry_run(context(on), on) for line in run.lines(plan)]
    return {(line["titulo"], line["step"], line["blocked_by"]) for line in lines}


@pytest.fixture
def credor():
    return builders.make_released_credor(daily_ceiling=1000, oldest_days_late=365)


@pytest.fixture
def devedor(credor):
    devedor = builders.make_devedor(credor)
    builders.make_contact(devedor)
    return devedor


def pay(titulo: models.Titulo, cents: int) -> None:
    """A part payment, as the ledger keeps it."""
    builders.make_payment(titulo.devedor, amount_cents=cents)
    models.Imputacao.objects.filter(titulo=titulo).update(is_current=False)
    models.Imputacao.objects.create(
        payment=models.Payment.objects.latest("id"), titulo=titulo, credor_id=titulo.credor_id, paid_on=ON,
        juros_cents=0, multa_cents=0, principal_cents=cents, principal_left_cents=titulo.principal_cents - cents,
        juros_from_on=ON, juros_open_cents=0, multa_open_cents=0, multa_charged=True,
    )  # fmt: skip


def with_minimum(credor: models.Credor, step_code: str, minimum_cents: int) -> None:
    document = shipped.document(effective_on=ON)
    steps = [
        step | {"minimum_cents": minimum_cents} if step["code"] == step_code else step for step in document["steps"]
    ]
    models.Regua.objects.create(
        credor=credor, version=2, effective_on=ON, document=document | {"version": 2, "steps": steps},
        author="dona@exemplo.test", created_at=builders.NOW,
    )  # fmt: skip


def test_a_hold_rules_its_last_day_too_and_then_the_step_still_due_is_caught_up(devedor):
    titulo = builders.make_titulo(devedor, due_on=ON - timedelta(days=2))
    builders.make_hold(devedor, until=ON)
    assert told() == {(titulo.id, "vencido_d2", "POL-PAUSA")}
    assert told(ON + timedelta(days=1)) == {(titulo.id, "vencido_d2", None)}


def test_a_consent_given_back_is_no_opt_out(devedor):
    titulo = builders.make_titulo(devedor, due_on=ON - timedelta(days=2))
    builders.make_consent(devedor, granted=True)
    assert told() == {(titulo.id, "vencido_d2", None)}


def test_a_titulo_below_the_minimum_of_its_step_sits_out_and_the_others_go(credor, devedor):
    with_minimum(credor, "vencido_d10", 500_00)
    small = builders.make_titulo(devedor, due_on=ON - timedelta(days=10))
    exact = builders.make_titulo(devedor, due_on=ON - timedelta(days=10))
    pay(small, 350_01)  # 499,99 left of 850,00
    pay(exact, 350_00)
    assert told() == {(exact.id, "vencido_d10", None)}


@FEW
@given(days=st.integers(-6, 70), cents=st.integers(1, 850_00), minimum=st.sampled_from([0, 400_00]))
def test_a_part_payment_takes_a_step_away_or_leaves_it_but_chooses_no_other(days, cents, minimum):
    credor = builders.make_released_credor(daily_ceiling=1000, oldest_days_late=365)
    with_minimum(credor, "vencido_d10", minimum)
    person = builders.make_devedor(credor)
    builders.make_contact(person)
    titulo = builders.make_titulo(person, due_on=ON - timedelta(days=days))
    before = {line for line in told() if line[0] == titulo.id}
    pay(titulo, cents)
    after = {line for line in told() if line[0] == titulo.id}
    assert after <= before
    if cents == titulo.principal_cents:
        assert after == set()


def test_the_order_of_events_changes_nothing(credor):
    outcomes = []
    for order in itertools.permutations(range(3)):
        person = builders.make_devedor(credor)
        builders.make_contact(person)
        late, later = (builders.make_titulo(person, due_on=ON - timedelta(days=days)) for days in (2, 10))
        events = (
            lambda late=late: pay(late, 100_00),
            lambda person=person, later=later: builders.make_hold(person, titulo=later, kind="contestacao"),
            lambda person=person: builders.make_consent(person, channel="whatsapp"),
        )
        for number in order:
            events[number]()
        mine = {late.id: "late", later.id: "later"}
        outcomes.append({(mine[line[0]], *line[1:]) for line in told() if line[0] in mine})
    assert outcomes == [{("late", "vencido_d2", None), ("later", "vencido_d10", "POL-CONTESTACAO")}] * 6


@FEW
@given(skipped=st.sets(st.integers(-6, 40), max_size=40))
def test_whatever_nights_are_skipped_each_one_plans_only_the_step_of_its_day(skipped):
    models.Credor.objects.update(stopped_at=builders.NOW)
    credor = builders.make_released_credor(daily_ceiling=1000, oldest_days_late=365)
    person = builders.make_devedor(credor)
    builders.make_contact(person)
    titulo = builders.make_titulo(person, due_on=ON)
    regua = night.credores((credor.id,), ON)[0].regua
    due_steps = []
    for day in range(-6, 41, 3):
        if day in skipped:
            continue
        run.run_night(context(ON + timedelta(days=day)), ON + timedelta(days=day))
        step = reguas.step_due(regua, "pf", day)
        if step and "email" in step.channels and step.code not in due_steps:
            due_steps.append(step.code)
    items = models.ActionItem.objects.filter(titulo=titulo, blocked_by=None).order_by("on")
    assert list(items.values_list("step_code", flat=True)) == due_steps
    assert all(item.step_code == reguas.step_due(regua, "pf", (item.on - ON).days).code for item in items)
