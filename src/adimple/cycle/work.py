"""What is asked of one shard, wherever it is worked: plan and write it, or tell which of it a ceiling may refuse."""

import time
from datetime import date, datetime
from functools import lru_cache

import polars as pl

from adimple.cycle import turns
from adimple.cycle.apply import CredorCounts, Part, apply, told
from adimple.cycle.plan import candidates, plan
from adimple.cycle.shards import Night, Shard
from adimple.cycle.snapshot import CredorTerms, Snapshot, load, terms
from adimple.store import frames, night_locks, night_times
from adimple.store.scope import Scope
from adimple.usecases.context import SAO_PAULO, Actor, Context


def run_shard(shard: Shard) -> list[CredorCounts]:
    """Reads, plans and writes the shard, in one transaction. Done again, by whoever is asked, it only tells.

    Raises NightOver where the night is not held in the database that this process knows.
    """
    night, where = shard.night, shard.where
    part = Part(night.number, where.first_person)
    ctx = Context(Actor(night.actor), Scope(dict.fromkeys(where.credor_ids, "owner")), night.now)
    with night_locks.hold_shard(where.first_person, night.holder):
        if written := told(where.credor_ids, night.on, part):
            return written
        begun_s = time.monotonic()
        snapshot = read(shard)
        read_s = time.monotonic()
        credores, made = snapshot.credores, plan(snapshot, earliest(ctx.now, night.on))
        del snapshot  # what was read weighs as much as what is to be written
        planned_s = time.monotonic()
        counts = apply(ctx, credores, made, part)
        night_times.keep(
            night.number, night.on, read_s=read_s - begun_s, plan_s=planned_s - read_s,
            write_s=time.monotonic() - planned_s,
        )  # fmt: skip
        return counts


def first_choices(shard: Shard) -> pl.DataFrame:
    """The leads of the shard that a ceiling of `shard.limited` may refuse: numbers only, nobody's data."""
    snapshot = read(shard)
    return turns.contested(candidates(snapshot, earliest(shard.night.now, shard.night.on)), snapshot, shard.limited)


def read(shard: Shard) -> Snapshot:
    """The snapshot of the shard; under each ceiling only the room that is this shard's."""
    credores = _terms(shard.night, shard.where.credor_ids)
    rooms = dict(shard.rooms)
    taken = [(one.credor_id, one.ceiling - rooms[one.credor_id]) for one in credores]
    counts = pl.DataFrame(taken, schema={"credor_id": pl.Int64, "already": pl.Int64}, orient="row")
    with frames.arrow_reader() as reader:
        return load(reader, shard.where, shard.night.on, credores, counts)


def earliest(now: datetime, on: date) -> datetime:
    """The first moment an action of `on` may have: now when `on` is today, else the day's first."""
    is_today = on == now.astimezone(SAO_PAULO).date()
    return now if is_today else datetime(on.year, on.month, on.day, tzinfo=SAO_PAULO)


def _terms(night: Night, credor_ids: tuple[int, ...]) -> tuple[CredorTerms, ...]:
    return _terms_of_night(night, credor_ids) if night.holder else terms(credor_ids, night.on)


@lru_cache(maxsize=1)  # the shards of a night that one process works have them in common
def _terms_of_night(night: Night, credor_ids: tuple[int, ...]) -> tuple[CredorTerms, ...]:
    return terms(credor_ids, night.on)


WORKS = {"run_shard": run_shard, "first_choices": first_choices}
