"""How the demonstration's people behave: always the same way, by their nature."""

from datetime import date, timedelta

import pytest

from adimple.cli.demo import natures, portfolio
from adimple.cli.demo.natures import DIFICULDADE, LEMBRETE, NAO_PAGA, NEGOCIADOR, OCASIONAL
from adimple.cli.demo.people import Crowd

DUE = date(2026, 11, 10)
END = date(2026, 11, 24)
KEYS = [f"colegio-exemplo/CE-{number:05d}/1" for number in range(2_000)]


def paid_by(nature: str, day: date) -> int:
    """How many of two thousand títulos of such people are paid in full by a day, nobody having asked."""
    planned = (natures.intents(nature, key, DUE) for key in KEYS)
    return sum(bool(intents) and intents[-1].on <= day for intents in planned)


def test_the_same_words_get_the_same_chance():
    assert natures.draw(1_000_000, "a", 1) == natures.draw(1_000_000, "a", 1)
    assert natures.draw(1_000_000, "a", 1) != natures.draw(1_000_000, "a", 2)


def test_who_is_seldom_late_pays_more_by_the_due_date_than_who_forgets_and_who_cannot():
    on_time = {nature: paid_by(nature, DUE) for nature in natures.SHARES}
    # 82 %, 30 %, 15 %, 10 % and 2 % of 2.000, give or take the hash
    assert 1_600 < on_time[OCASIONAL] < 1_680
    assert 560 < on_time[LEMBRETE] < 640
    assert on_time[LEMBRETE] > on_time[NEGOCIADOR] > on_time[DIFICULDADE] > on_time[NAO_PAGA]


def test_nearly_all_of_who_does_not_pay_still_owe_after_three_months():
    assert paid_by(NAO_PAGA, DUE + timedelta(days=90)) < 250
    assert paid_by(OCASIONAL, DUE + timedelta(days=90)) == 2_000


def test_who_is_in_difficulty_pays_in_two_halves():
    late = [found for key in KEYS if len(found := natures.intents(DIFICULDADE, key, DUE)) == 2]
    assert late
    assert all(first.is_half and not rest.is_half and first.on < rest.on for first, rest in late)


@pytest.fixture
def crowd():
    small = portfolio.make_portfolio(end=END, days=30, titulos=600)
    found = Crowd()
    for export in small.exports:
        found.receive(export)
    return small, found


def test_each_titulo_is_paid_in_full_at_most_once(crowd):
    small, found = crowd
    paid = []
    for number in range(120):
        on = small.start + timedelta(days=number)
        paid += [owed.key for owed, is_half in found.payments(on) if not is_half]
        for titulo in small.titulos[:200]:
            found.read_message(titulo.person.number, titulo.credor.slug, on)
    assert len(paid) == len(set(paid))
    assert len(paid) > 400


def test_messages_bring_money_sooner(crowd):
    small, reminded = crowd
    alone = Crowd()
    for export in small.exports:
        alone.receive(export)
    counted = {"reminded": 0, "alone": 0}
    for number in range(40):
        on = small.start + timedelta(days=number)
        counted["reminded"] += len(reminded.payments(on))
        counted["alone"] += len(alone.payments(on))
        for titulo in small.titulos:
            if abs((on - titulo.due_on).days) in (0, 5):
                reminded.read_message(titulo.person.number, titulo.credor.slug, on)
    assert counted["reminded"] > counted["alone"]


def test_a_promise_is_for_a_day_of_the_next_ten(crowd):
    small, found = crowd
    calls = [found.answer_call(titulo.person.number, titulo.credor.slug, END) for titulo in small.titulos]
    promised = [call.pays_on for call in calls if call.outcome == "promised"]
    assert promised
    assert all(END + timedelta(days=3) <= day <= END + timedelta(days=8) for day in promised)
    assert {call.outcome for call in calls} == {"talked", "no_answer", "wrong_number", "promised", "refused"}
