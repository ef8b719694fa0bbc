"""What the night knows: the open portfolio as columns, and each credor's régua and limits, as of one day."""

import itertools
from dataclasses import dataclass
from datetime import date

import polars as pl

from adimple.domain import limits
from adimple.domain.regua.regua import Regua
from adimple.store import frames
from adimple.store.frames import Where
from adimple.store.reads import night

NEW_DAYS = 7  # the daily ceiling doubles each week
HIGHEST_CEILING = 10_000_000


@dataclass(frozen=True, slots=True)
class CredorTerms:
    """What of a credor the plan needs. `regua` None: no version in force yet."""

    credor_id: int
    slug: str
    regua: Regua | None
    is_agency: bool
    records_calls: bool
    is_identified: bool
    oldest_days_late: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    on: date
    credores: tuple[CredorTerms, ...]
    titulos: pl.DataFrame
    devedores: pl.DataFrame
    consents: pl.DataFrame
    holds: pl.DataFrame
    contacts_made: pl.DataFrame
    done: pl.DataFrame
    actions_today: pl.DataFrame
    actions_count: pl.DataFrame


def load(
    reader,
    where: Where,
    on: date,
    credores: tuple[CredorTerms, ...] | None = None,
    actions_count: pl.DataFrame | None = None,
) -> Snapshot:
    """The snapshot of `where` as of `on`. `reader` answers `frames.Question`s; the others, where already known."""
    credores = terms(where.credor_ids, on) if credores is None else credores
    reguas = [credor.regua for credor in credores if credor.regua and credor.regua.steps]
    first_due, last_due, since = reach(reguas, on)
    if actions_count is None:
        actions_count = reader.read(frames.actions_count(where, frames.day_number(on)))
    return Snapshot(
        on=on,
        credores=credores,
        titulos=reader.read(frames.titulos(where, first_due, last_due)),
        devedores=reader.read(frames.devedores(where)),
        consents=reader.read(frames.consents(where)),
        holds=reader.read(frames.holds(where, frames.day_number(on))),
        contacts_made=reader.read(frames.contacts_made(where, frames.day_number(on))),
        done=reader.read(frames.items_done(where, since)),
        actions_today=reader.read(frames.actions_today(where, frames.day_number(on))),
        actions_count=actions_count,
    )


def terms(credor_ids: tuple[int, ...], on: date) -> tuple[CredorTerms, ...]:
    return tuple(
        CredorTerms(
            credor_id=row.id,
            slug=row.slug,
            regua=row.regua,
            is_agency=row.is_agency,
            records_calls=row.records_calls,
            is_identified=bool(row.name and row.document and row.address),
            oldest_days_late=row.oldest_days_late,
            ceiling=ceiling_on(row.daily_ceiling, row.released_on, on),
        )
        for row in night.credores(credor_ids, on)
    )


def ceiling_on(first: int, released_on: date | None, on: date) -> int:
    """How many actions a credor may have on a day: `first`, doubled each whole week since it was released."""
    weeks = max((on - released_on).days // NEW_DAYS, 0) if released_on else 0
    return min(first * 2 ** min(weeks, 30), HIGHEST_CEILING)


def reach(reguas: list[Regua], on: date) -> tuple[int, int, int]:
    """(first due day, last due day, oldest day an item of a step still plannable may have), as day numbers."""
    today = frames.day_number(on)
    if not reguas:
        return today + 1, today, today
    days = [step.day for regua in reguas for step in regua.steps]
    gaps = [
        later - earlier
        for regua in reguas
        for profile in {step.profile for step in regua.steps}
        for earlier, later in itertools.pairwise(sorted(step.day for step in regua.steps if step.profile == profile))
    ]
    longest = max([*gaps, limits.LAST_STEP_PLANNABLE_DAYS])
    first_due = today - max(days) - limits.LAST_STEP_PLANNABLE_DAYS
    since = today - longest
    if any(regua.version > 1 and frames.day_number(regua.effective_on) > first_due for regua in reguas):
        # A new version may have moved a step that already happened: look back to the first it could be.
        since = first_due + limits.MIN_STEP_DAY
    return first_due, today - min(days), since
