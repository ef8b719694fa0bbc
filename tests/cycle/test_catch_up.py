"""After nights there were not, Por quê? says which day the step is of, why it is late and what is never sent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adimple.cycle import catch_up, run
from adimple.cycle import explain as explaining
from adimple.cycle.catch_up import Begun, Nights
from adimple.domain.regua import document, shipped
from adimple.domain.regua.regua import step_due
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

DUE = date(2026, 11, 10)
LONG_AGO = date(2026, 1, 2)
BEGUN = Begun(LONG_AGO, LONG_AGO)


def told(on: date, *, without: tuple[date, date] | None = None, begun: Begun = BEGUN, done=frozenset()):
    """Of a título due on the 10th, with a night on every day but those between the two of `without`."""
    regua = document.read_regua(shipped.document(effective_on=LONG_AGO))
    had = {LONG_AGO + timedelta(days=number) for number in range(400)}
    if without:
        had = {one for one in had if not without[0] <= one <= without[1]}
    step = step_due(regua, "pf", (on - DUE).days)
    return catch_up.notes(regua, step, due_on=DUE, on=on, begun=begun, nights=Nights(frozenset(had), on), done=done)


def test_a_step_on_its_own_day_after_a_night_every_day_has_nothing_to_explain():
    assert told(date(2026, 11, 20)) == ()


def test_a_step_that_fell_on_a_day_without_a_night_says_from_when_to_when_there_was_none():
    # D+5 is the 15th; the nights of the 14th to the 17th were not.
    (line,) = told(date(2026, 11, 18), without=(date(2026, 11, 14), date(2026, 11, 17)))
    assert line == (
        "O passo D+5 caiu em 15/11/2026 e não houve noite neste dia até 17/11/2026: o Adimple estava desligado, ou os "
        "envios pausados."
    )


def test_what_was_overtaken_without_a_night_is_named_with_its_day_and_is_not_sent():
    # Off from the 9th to the 19th: D0 (10), D+2 (12) and D+5 (15) had no night; on the 20th D+10 is due, on its day.
    (line,) = told(date(2026, 11, 20), without=(date(2026, 11, 9), date(2026, 11, 19)), done={"lembrete_d5"})
    assert line == (
        "Ficaram para trás e não são enviados: D0 em 10/11/2026, D+2 em 12/11/2026, D+5 em 15/11/2026. "
        "Nestes dias não houve noite."
    )


def test_a_step_that_had_one_night_in_its_days_was_not_left_behind_by_the_machine():
    # D+2 could go until the 14th, and there was a night on the 14th.
    assert told(date(2026, 11, 15), without=(date(2026, 11, 12), date(2026, 11, 13))) == ()


def test_a_step_older_than_the_titulo_or_the_release_says_that_and_blames_no_night():
    late = Begun(date(2026, 11, 17), LONG_AGO)
    assert told(date(2026, 11, 18), begun=late) == (
        "O passo D+5 caiu em 15/11/2026, antes de o título chegar aqui, em 17/11/2026.",
    )
    released = Begun(LONG_AGO, date(2026, 11, 16))
    assert told(date(2026, 11, 18), begun=released) == (
        "O passo D+5 caiu em 15/11/2026, antes de os envios serem liberados, em 16/11/2026.",
    )


def test_a_step_that_had_its_night_and_did_not_go_points_to_that_day():
    assert told(date(2026, 11, 17)) == ("O passo D+5 caiu em 15/11/2026 e não saiu então: veja por quê naquele dia.",)


# --- with the tables: three days off ---

ON = builders.ON


def context(on: date) -> Context:
    return Context(Actor("noite"), access.whole_scope(), datetime(on.year, on.month, on.day, 5, tzinfo=UTC))


@pytest.mark.django_db(transaction=True)
def test_after_three_days_off_the_morning_and_the_evening_tell_the_same_catching_up():
    start = ON - timedelta(days=4)  # the 20th; the nights of the 21st, 22nd and 23rd are not
    credor = builders.make_released_credor(released_on=start - timedelta(days=30))
    devedor = builders.make_devedor(credor)
    builders.make_contact(devedor)
    known = builders.NOW - timedelta(days=30)
    builders.make_titulo(devedor, due_on=ON - timedelta(days=3), created_at=known)  # D0 the 21st, D+2 the 23rd
    run.run_night(context(start), start)

    before = explaining.explain(context(ON), devedor.id, ON).titulos[0]
    run.run_night(context(ON), ON)
    after = explaining.explain(context(ON), devedor.id, ON).titulos[0]

    assert (before.outcome, after.outcome) == ("plan", "done")
    assert before.catch_up == after.catch_up
    assert before.catch_up == (
        "O passo D+2 caiu em 23/11/2026 e não houve noite neste dia: o Adimple estava desligado, ou os envios "
        "pausados.",
        "Ficou para trás e não é enviado: D0 em 21/11/2026. Nestes dias não houve noite.",
    )
