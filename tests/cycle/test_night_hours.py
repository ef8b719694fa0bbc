"""At whatever hour the night runs, for whatever day, nobody is due a contact outside the devedor's lawful hours."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adimple.cycle import run
from adimple.domain import calendar
from adimple.domain.conduct import windows
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON  # Tuesday 24/11/2026
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
CALL_STEP_DAY = 20  # ligacao_d20 of the shipped régua: a call


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=SAO_PAULO)


def night(on: date, now: datetime):
    return run.run_night(Context(Actor("noite"), access.whole_scope(), now), on)


@pytest.fixture
def credor():
    return builders.make_released_credor(daily_ceiling=1000, oldest_days_late=90, records_calls=True)


def due_a_call(credor, on: date = ON, **given) -> models.Devedor:
    devedor = builders.make_devedor(credor, **given)
    builders.make_contact(devedor, kind="phone", value="+5511990000001", phone_kind="mobile")
    builders.make_titulo(devedor, due_on=on - timedelta(days=CALL_STEP_DAY))
    return devedor


def due_an_email(credor, **given) -> models.Devedor:
    devedor = builders.make_devedor(credor, **given)
    builders.make_contact(devedor)
    builders.make_titulo(devedor, due_on=ON - timedelta(days=2))
    return devedor


def counts(rows) -> list[tuple[int, int, int]]:
    return [(row.actions, row.refused, row.waiting) for row in rows]


def test_ten_minutes_before_the_window_closes_the_call_falls_in_them(credor):
    for _ in range(20):
        due_a_call(credor)
    night(ON, at(ON, 19, 50))
    due = models.Action.objects.values_list("due_at", flat=True)
    assert len(due) == 20
    assert all(at(ON, 19, 50) <= due_at < at(ON, 20) for due_at in due)


def test_after_the_window_closed_the_call_waits_for_tomorrow(credor):
    due_a_call(credor)
    assert counts(night(ON, at(ON, 20))) == [(0, 0, 1)]
    tomorrow = ON + timedelta(days=1)
    assert counts(night(tomorrow, at(tomorrow, 2))) == [(1, 0, 0)]


def test_after_hours_an_email_goes_at_once_for_no_law_makes_it_wait(credor):
    due_an_email(credor)
    night(ON, at(ON, 22, 30))
    assert models.Action.objects.get().due_at == at(ON, 22, 30)


def test_an_agency_writes_to_mato_grosso_in_business_hours_only():
    agency = builders.make_released_credor(daily_ceiling=1000, is_agency=True)
    due_an_email(agency, uf="MT")
    # 8h to 18h in Cuiabá is 9h to 19h in São Paulo.
    assert counts(night(ON, at(ON, 19))) == [(0, 0, 1)]
    assert counts(night(ON, at(ON, 18, 30))) == [(1, 0, 0)]
    assert at(ON, 18, 30) <= models.Action.objects.get().due_at < at(ON, 19)


def test_the_clock_of_fernando_de_noronha_is_an_hour_ahead_of_recifes(credor):
    recife, _ = (due_a_call(credor, uf="PE", cep=cep) for cep in ("50030000", "53990000"))
    # 19h in São Paulo and Recife, 20h there: closed.
    assert counts(night(ON, at(ON, 19))) == [(1, 0, 1)]
    assert models.Action.objects.get().devedor_id == recife.id


def test_a_day_already_past_keeps_its_own_hours(credor):
    due_an_email(credor)
    night(ON, at(ON + timedelta(days=3), 15))
    assert at(ON, 8) <= models.Action.objects.get().due_at < at(ON, 18)


@pytest.mark.parametrize("on", [date(1990, 1, 1), date(2100, 12, 31)])
def test_the_ends_of_the_calendar_plan_nothing_and_break_nothing(credor, on):
    due_an_email(credor)
    assert counts(night(on, at(ON, 2))) == [(0, 0, 0)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    uf=st.sampled_from([*calendar.UFS, ""]),
    kind=st.sampled_from(["B2C", "B2B"]),
    is_agency=st.booleans(),
    minute=st.integers(0, 24 * 60 - 1),
    day=st.integers(0, 60),
)
def test_whoever_is_due_is_due_in_the_window_and_after_now(uf, kind, is_agency, minute, day):
    models.ActionItem.objects.all().delete()
    models.Action.objects.all().delete()
    models.Credor.objects.update(stopped_at=builders.NOW)
    credor = builders.make_released_credor(daily_ceiling=1000, records_calls=True, is_agency=is_agency)
    on = date(2026, 11, 24) + timedelta(days=day)
    now = at(on, 0) + timedelta(minutes=minute)
    person = due_a_call(credor, on, uf=uf, kind=kind, cep="53990000" if uf == "PE" else "")
    night(on, now)
    action = models.Action.objects.filter(devedor=person).first()
    zone = calendar.zone_of(uf or None, cep=person.cep)
    span = windows.open_window(on, uf or None, "phone", kind, is_agency, zone=zone)
    may_still = span is not None and now < span[1]
    assert (action is not None and action.channel == "phone") is may_still
    if may_still:
        assert max(now, span[0]) <= action.due_at < span[1]
        assert windows.next_open(action.due_at, uf or None, "phone", kind, is_agency, zone=zone) == action.due_at
