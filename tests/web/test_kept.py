"""A dear figure is counted once for many; a cheap one each time; none is told as of an hour it was not counted at."""

import threading
from datetime import timedelta

import pytest

from adimple.web import kept
from tests.builders import NOW

LATER = NOW + timedelta(seconds=1)


class Question:
    """Answers 1, 2, 3 …, and says when a thread has asked it."""

    def __init__(self) -> None:
        self.asked = 0
        self.renewed = threading.Event()

    def __call__(self) -> int:
        self.asked += 1
        if self.asked > 1:
            self.renewed.set()
        return self.asked


@pytest.fixture
def clock(monkeypatch):
    """A machine clock that a test moves; everything is dear."""
    kept.forget()
    hands = [1_000.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: hands[0])
    monkeypatch.setattr(kept, "WORTH_SECONDS", 0)
    yield hands
    kept.forget()


def test_a_dear_figure_is_counted_once_and_told_with_its_hour(clock):
    ask = Question()
    first, again = kept.figure("k", ask, NOW), kept.figure("k", ask, LATER)

    assert (first.value, first.at, first.is_old) == (1, NOW, False)
    assert (again.value, again.at, again.is_old) == (1, NOW, True)


def test_a_cheap_figure_is_counted_each_time(clock, monkeypatch):
    monkeypatch.setattr(kept, "WORTH_SECONDS", 0.04)
    ask = Question()

    assert [kept.figure("k", ask, NOW).value for _ in range(3)] == [1, 2, 3]


def test_figures_of_other_credores_are_not_shared(clock):
    ask = Question()

    assert kept.figure(("painel", 1), ask, NOW).value == 1
    assert kept.figure(("painel", 1, 2), ask, NOW).value == 2


def test_after_some_seconds_it_is_shown_once_more_and_counted_anew_by_a_thread(clock, db):
    ask = Question()
    kept.figure("k", ask, NOW)
    clock[0] += kept.FRESH_SECONDS

    assert kept.figure("k", ask, LATER).value == 1
    assert ask.renewed.wait(5)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon and thread.name.endswith("(_renew)"):
            thread.join(5)
    assert (kept.figure("k", ask, LATER).value, kept.figure("k", ask, LATER).at) == (2, LATER)
    assert ask.asked == 2


def test_nothing_older_than_a_minute_is_shown(clock):
    ask = Question()
    kept.figure("k", ask, NOW)
    clock[0] += kept.MOST_SECONDS

    assert (kept.figure("k", ask, LATER).value, kept.figure("k", ask, LATER).at) == (2, LATER)


def test_what_is_of_a_state_is_kept_until_another_state_replaces_it(clock):
    ask = Question()

    assert [kept.of_state("k", 1, ask) for _ in range(2)] == [1, 1]
    clock[0] += 10 * kept.MOST_SECONDS
    assert kept.of_state("k", 1, ask) == 1
    assert [kept.of_state("k", 2, ask) for _ in range(2)] == [2, 2]
    assert kept.of_state("k", 1, ask) == 3


def test_while_the_state_is_changing_nothing_is_kept_nor_shown(clock):
    ask = Question()

    assert kept.of_state("k", 1, ask) == 1
    assert [kept.of_state("k", None, ask) for _ in range(2)] == [2, 3]
    assert kept.of_state("k", 1, ask) == 1


def test_of_many_states_the_oldest_are_let_go(clock):
    ask = Question()
    for number in range(kept.MOST_STATES + 1):
        kept.of_state(number, 1, ask)

    assert kept.of_state(kept.MOST_STATES, 1, ask) == kept.MOST_STATES + 1
    assert kept.of_state(0, 1, ask) == kept.MOST_STATES + 2
