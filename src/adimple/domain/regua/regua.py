"""The régua: which step a título stands on, from the days since its due date and its devedor's profile only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adimple.domain import limits


@dataclass(frozen=True, slots=True)
class ReguaStep:
    """One step of one profile. `code` names it in every version; `day` counts from the due date (negative = before).

    `channels` are in order of preference. A título whose open principal is below `minimum_cents` sits this step out.
    """

    code: str
    profile: str
    day: int
    kind: str
    channels: tuple[str, ...]
    template: str
    produces: str
    minimum_cents: int = 0


@dataclass(frozen=True, slots=True)
class Regua:
    """One version of a credor's régua, in force from `effective_on` until the next version's."""

    code: str
    name: str
    version: int
    effective_on: date
    steps: tuple[ReguaStep, ...]


@dataclass(frozen=True, slots=True)
class ReguaTable:
    """A régua made dense for the night: `cells[profile * width + day - first_day]` is an index of `steps`, or -1.

    Profiles are positions in `profiles`. The first and the last column of every profile are -1, so a day may simply be
    clipped to `first_day` and `first_day + width - 1`.
    """

    profiles: tuple[str, ...]
    steps: tuple[ReguaStep, ...]
    first_day: int
    width: int
    cells: list[int]


def step_due(regua: Regua, profile: str, days_since_due: int) -> ReguaStep | None:
    """The step that may be planned on this day: the latest begun, until the next begins.

    The last step of a profile stays plannable for `limits.LAST_STEP_PLANNABLE_DAYS` days, its own day included. There
    is never more than one, so a skipped night catches up with one step, not with all it missed.
    """
    begun = [step for step in regua.steps if step.profile == profile and step.day <= days_since_due]
    if not begun:
        return None
    latest = max(begun, key=lambda step: step.day)
    has_next = any(step.profile == profile and step.day > days_since_due for step in regua.steps)
    if has_next or days_since_due < latest.day + limits.LAST_STEP_PLANNABLE_DAYS:
        return latest
    return None


def step_for(regua: Regua, profile: str, *, days_since_due: int, open_principal_cents: int) -> ReguaStep | None:
    """The step due for one título, with its conditions: something is open, and not less than the step's minimum.

    What was paid can only take a step away; it never chooses another one.
    """
    step = step_due(regua, profile, days_since_due)
    if step is None or open_principal_cents <= 0 or open_principal_cents < step.minimum_cents:
        return None
    return step


def in_force(versions: Iterable[Regua], on: date) -> Regua | None:
    """The version in force on a day: the latest effective; of two with one date, the higher version."""
    begun = [regua for regua in versions if regua.effective_on <= on]
    return max(begun, key=lambda regua: (regua.effective_on, regua.version), default=None)


def compile_regua(regua: Regua, profiles: Sequence[str]) -> ReguaTable:
    """The dense table of `regua` for these profiles, in this order; a profile the régua does not have is all -1."""
    days = [step.day for step in regua.steps]
    first_day = min(days) - 1
    end = max(days) + limits.LAST_STEP_PLANNABLE_DAYS
    positions = {step: position for position, step in enumerate(regua.steps)}
    alone = {
        profile: replace(regua, steps=tuple(step for step in regua.steps if step.profile == profile))
        for profile in profiles
    }
    cells = [
        -1 if (step := step_due(alone[profile], profile, day)) is None else positions[step]
        for profile in profiles
        for day in range(first_day, end + 1)
    ]
    return ReguaTable(tuple(profiles), regua.steps, first_day, end - first_day + 1, cells)


def profiles(regua: Regua) -> tuple[str, ...]:
    """The profiles that have steps, in the order of the régua."""
    return tuple(dict.fromkeys(step.profile for step in regua.steps))


def day_label(day: int) -> str:
    """A step's day as people say it: D−5, D0, D+10."""
    if day < 0:
        return f"D−{-day}"
    return f"D+{day}" if day else "D0"
