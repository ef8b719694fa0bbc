"""Why a step goes on a day after its own, and what became of the steps before it: nights there were not.

A night that was skipped catches up with the one step now due (`domain.regua.step_due`); the others are told here, and
never sent.
"""

import itertools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from adimple.domain import calendar
from adimple.domain.regua import regua as reguas
from adimple.domain.regua.regua import Regua, ReguaStep


@dataclass(frozen=True, slots=True)
class Nights:
    """Days on which the credor had a night; those from `taken_for_granted_from` on will have had theirs."""

    had_on: frozenset[date]
    taken_for_granted_from: date

    def was_on(self, on: date) -> bool:
        return on >= self.taken_for_granted_from or on in self.had_on

    def none_from(self, first: date, before: date) -> bool:
        days = (before - first).days
        return days > 0 and not any(self.was_on(first + timedelta(days=day)) for day in range(days))


@dataclass(frozen=True, slots=True)
class Begun:
    """The days from which the título was here and its credor could send."""

    known_on: date
    released_on: date


def notes(
    regua: Regua, step: ReguaStep, *, due_on: date, on: date, begun: Begun, nights: Nights, done: Collection[str]
) -> tuple[str, ...]:
    """Sentences on a título that stands on `step` on the day, and is told something; none when nothing was late.

    `done`: codes of the steps planned or refused before the day.
    """
    fell_on = due_on + timedelta(days=step.day)
    told = []
    if fell_on < on:
        told.append(f"{_fell(step, fell_on)}{_why_late(fell_on, on, begun, nights)}.")
    if left := list(_left_behind(regua, step, due_on, begun, nights, done)):
        behind = ", ".join(f"{reguas.day_label(one.day)} em {calendar.format_date(fell)}" for one, fell in left)
        verb = "Ficou para trás e não é enviado" if len(left) == 1 else "Ficaram para trás e não são enviados"
        told.append(f"{verb}: {behind}. Nestes dias não houve noite.")
    return tuple(told)


def _fell(step: ReguaStep, fell_on: date) -> str:
    return f"O passo {reguas.day_label(step.day)} caiu em {calendar.format_date(fell_on)}"


def _why_late(fell_on: date, on: date, begun: Begun, nights: Nights) -> str:
    if fell_on < begun.known_on:
        return f", antes de o título chegar aqui, em {calendar.format_date(begun.known_on)}"
    if fell_on < begun.released_on:
        return f", antes de os envios serem liberados, em {calendar.format_date(begun.released_on)}"
    if nights.was_on(fell_on):
        return " e não saiu então: veja por quê naquele dia"
    last = fell_on
    while last + timedelta(days=1) < on and not nights.was_on(last + timedelta(days=1)):
        last += timedelta(days=1)
    until = f" até {calendar.format_date(last)}" if last > fell_on else ""
    return f" e não houve noite neste dia{until}: o Adimple estava desligado, ou os envios pausados"


def _left_behind(
    regua: Regua, step: ReguaStep, due_on: date, begun: Begun, nights: Nights, done: Collection[str]
) -> Iterable[tuple[ReguaStep, date]]:
    """Steps that fell due and were overtaken without any night in which they could be planned."""
    former = sorted((one for one in regua.steps if one.profile == step.profile and one.day <= step.day), key=_day)
    for one, following in itertools.pairwise(former):
        fell_on, ended_on = due_on + timedelta(days=one.day), due_on + timedelta(days=following.day)
        could_go = fell_on >= max(begun.known_on, begun.released_on)
        if could_go and one.code not in done and nights.none_from(fell_on, ended_on):
            yield one, fell_on


def _day(step: ReguaStep) -> int:
    return step.day
