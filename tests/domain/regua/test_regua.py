from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import limits
from adimple.domain.regua import regua as module
from adimple.domain.regua.regua import Regua, ReguaStep, compile_regua, day_label, in_force, step_due, step_for


def step(day, *, profile="pf", code=None, minimum_cents=0):
    return ReguaStep(
        code=code or f"passo_{day + 60}",
        profile=profile,
        day=day,
        kind="aviso_atraso",
        channels=("email",),
        template="pf_aviso_5",
        produces="message",
        minimum_cents=minimum_cents,
    )


def regua_of(*steps, version=1, effective_on=date(2026, 1, 1)):
    return Regua("teste", "Régua de teste", version, effective_on, steps)


FIVE_ZERO_TEN = regua_of(step(-5, code="antes"), step(0, code="no_dia"), step(10, code="depois"))

days = st.integers(limits.MIN_STEP_DAY - 5, limits.MAX_STEP_DAY + 40)


@st.composite
def reguas(draw):
    steps = []
    for profile in ("pf", "pj"):
        step_days = draw(st.sets(st.integers(limits.MIN_STEP_DAY, limits.MAX_STEP_DAY), min_size=1, max_size=12))
        minimums = draw(st.lists(st.integers(0, 100_000), min_size=len(step_days), max_size=len(step_days)))
        steps += [
            step(day, profile=profile, minimum_cents=minimum)
            for day, minimum in zip(sorted(step_days), minimums, strict=True)
        ]
    return regua_of(*steps)


def code_on(day):
    due = step_due(FIVE_ZERO_TEN, "pf", day)
    return due and due.code


def test_nothing_is_due_before_the_first_step():
    assert code_on(-6) is None
    assert code_on(-5) == "antes"


def test_a_step_stays_plannable_until_the_next_one_falls_due():
    assert [code_on(day) for day in (-1, 0, 9, 10)] == ["antes", "no_dia", "no_dia", "depois"]


def test_the_last_step_stays_plannable_for_ten_days_its_own_included():
    # D+10, D+11, … D+19 are ten days.
    assert code_on(19) == "depois"
    assert code_on(20) is None


def test_a_profile_without_steps_is_never_due():
    assert step_due(FIVE_ZERO_TEN, "pj", 10) is None


def test_nothing_is_due_when_nothing_is_open():
    assert step_for(FIVE_ZERO_TEN, "pf", days_since_due=10, open_principal_cents=0) is None
    assert step_for(FIVE_ZERO_TEN, "pf", days_since_due=10, open_principal_cents=1).code == "depois"


def test_a_step_sits_out_below_its_minimum_and_no_other_takes_its_place():
    regua = regua_of(step(5, code="aviso"), step(20, code="ligacao", minimum_cents=30_00))
    assert step_for(regua, "pf", days_since_due=20, open_principal_cents=30_00).code == "ligacao"
    assert step_for(regua, "pf", days_since_due=20, open_principal_cents=29_99) is None


@given(reguas(), days, st.integers(1, 200_000), st.data())
def test_a_part_payment_never_makes_the_next_step_harsher(regua, day, open_cents, data):
    left_cents = data.draw(st.integers(0, open_cents))
    before = step_for(regua, "pf", days_since_due=day, open_principal_cents=open_cents)
    after = step_for(regua, "pf", days_since_due=day, open_principal_cents=left_cents)
    assert after is None or after == before


@given(reguas(), st.sets(days, max_size=30))
def test_a_skipped_night_catches_up_with_at_most_the_one_step_now_due(regua, nights_that_ran):
    sent = []
    for night in sorted(nights_that_ran):
        due = step_due(regua, "pf", night)
        if due is not None and due not in sent:
            assert due.day <= night
            assert not any(other.profile == "pf" and due.day < other.day <= night for other in regua.steps)
            sent.append(due)
    # Never back to a milder step after a harsher one, and never two of one night.
    assert [due.day for due in sent] == sorted({due.day for due in sent})


@given(reguas(), days, st.randoms())
def test_the_order_in_which_steps_are_written_never_matters(regua, day, random):
    shuffled = list(regua.steps)
    random.shuffle(shuffled)
    assert step_due(regua_of(*shuffled), "pf", day) == step_due(regua, "pf", day)


@given(reguas(), st.lists(days, min_size=1, max_size=40))
def test_the_table_of_the_night_says_what_step_due_says(regua, some_days):
    profiles = ("pj", "pf", "sem_passos")
    table = compile_regua(regua, profiles)
    for position, profile in enumerate(profiles):
        for day in some_days:
            column = min(max(day - table.first_day, 0), table.width - 1)
            cell = table.cells[position * table.width + column]
            assert (table.steps[cell] if cell >= 0 else None) == step_due(regua, profile, day)


def test_the_table_is_dense_with_an_empty_column_at_each_end():
    table = compile_regua(regua_of(step(-1), step(1)), ["pf"])
    # Days −2 | −1 0 | 1 2 3 4 5 6 7 8 9 10 | 11: the last step lasts ten days.
    assert table.first_day == -2
    assert table.cells == [-1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1]
    assert table.width == 14


def test_the_version_in_force_is_the_latest_that_has_begun():
    first = regua_of(step(0), version=1, effective_on=date(2026, 1, 1))
    second = regua_of(step(0), version=2, effective_on=date(2026, 11, 3))
    versions = [second, first]
    assert in_force(versions, date(2025, 12, 31)) is None
    assert in_force(versions, date(2026, 11, 2)) is first
    assert in_force(versions, date(2026, 11, 3)) is second


def test_of_two_versions_of_one_day_the_higher_is_in_force():
    versions = [regua_of(step(0), version=3), regua_of(step(0), version=2)]
    assert in_force(versions, date(2026, 1, 1)).version == 3


def test_profiles_come_in_the_order_of_the_regua():
    assert module.profiles(regua_of(step(0, profile="pj"), step(1), step(2, profile="pj"))) == ("pj", "pf")


def test_a_day_reads_as_people_say_it():
    assert [day_label(day) for day in (-5, 0, 10)] == ["D−5", "D0", "D+10"]
