"""The night of one day, shard by shard. Running it twice, or twice at once, plans nothing twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from adimple.cycle import shards, turns, work
from adimple.cycle.apply import CredorCounts, begin_night
from adimple.cycle.executors import Executor, local
from adimple.cycle.executors.program import own_program
from adimple.cycle.plan import Plan, outlook
from adimple.cycle.shards import Night, Shard
from adimple.cycle.snapshot import Snapshot, terms
from adimple.domain.conduct import reasons
from adimple.store import frames, night_locks
from adimple.store.reads import night as reads
from adimple.usecases.context import SAO_PAULO, Context

Progress = Callable[[int, int], None]


def run_night(
    ctx: Context, on: date, progress: Progress = lambda done, total: None, executor: Executor | None = None
) -> list[CredorCounts]:
    """Plans `on` for every credor of the scope that is out of ensaio and not stopped. `progress(done, total)`.

    `executor`: where the shards are worked; two threads of this process without one. The outcome is the same.
    """
    at_work = executor or local.Local()
    credor_ids = tuple(sorted(set(reads.sendable_credor_ids()) & set(ctx.scope.credor_ids)))
    if not credor_ids:
        return []
    totals: dict[int, CredorCounts] = {}
    with night_locks.hold_night() as holder:
        night = Night(begin_night(), on, ctx.now, ctx.actor.name, holder, own_program())
        parts = _shards(night, credor_ids, at_work)
        progress(0, len(parts))
        for number, (_, counts) in enumerate(at_work.results(shards.RUN, parts), start=1):
            for one in counts:
                totals[one.credor_id] = _add(totals.get(one.credor_id), one)
            progress(number, len(parts))
    return [totals[credor_id] for credor_id in sorted(totals)]


def dry_run(ctx: Context, on: date) -> Iterator[tuple[Snapshot, Plan]]:
    """What `run_night` would plan and what is blocked, shard by shard, for every credor of the scope, those in ensaio
    included. What is still blocked is told again, also when a night has already written it.
    """
    night = Night(0, on, ctx.now, ctx.actor.name, 0, own_program())
    for shard in _shards(night, tuple(sorted(ctx.scope.credor_ids)), local.Local()):
        snapshot = work.read(shard)
        yield snapshot, outlook(snapshot, work.earliest(ctx.now, on))


def _shards(night: Night, credor_ids: tuple[int, ...], at_work: Executor) -> list[Shard]:
    """The parts of the night, each with its share of what the ceilings leave."""
    blocks: dict[int, int] = {}
    count: dict[int, int] = {}
    for first, credor_id, titulos in reads.open_titulos(credor_ids):
        blocks[first] = blocks.get(first, 0) + titulos
        count[credor_id] = count.get(credor_id, 0) + titulos
    rooms = _rooms(credor_ids, night.on)
    share = tuple(rooms.items())
    parts = [Shard(night, where, share) for where in shards.bounds(credor_ids, list(blocks.items()))]
    limited = _limited(rooms, count)
    if len(parts) == 1 or not limited:
        return parts
    asked = [replace(part, limited=limited) for part in parts]
    admitted = turns.admitted(at_work.results(shards.FIRST_CHOICES, asked), rooms)
    return [replace(part, rooms=_rooms_of_part(number, rooms, limited, admitted)) for number, part in enumerate(parts)]


def _limited(rooms: dict[int, int], open_titulos: dict[int, int]) -> tuple[int, ...]:
    """The credores whose room may run out: a devedor has one action a day, however many its títulos."""
    # Half, so that what comes in while the night runs does not matter.
    many = [credor_id for credor_id, room in rooms.items() if open_titulos.get(credor_id, 0) > room // 2]
    devedores = reads.devedores(tuple(many))
    return tuple(credor_id for credor_id in many if devedores[credor_id] > rooms[credor_id] // 2)


def _rooms_of_part(
    number: int, rooms: dict[int, int], limited: tuple[int, ...], admitted: dict[tuple[int, int], int]
) -> tuple[tuple[int, int], ...]:
    """As much room under the ceilings as the part's persons have in the outcome over all parts."""
    return tuple((one, admitted.get((number, one), 0) if one in limited else rooms[one]) for one in rooms)


def _rooms(credor_ids: tuple[int, ...], on: date) -> dict[int, int]:
    """By credor, how many actions it may still have on the day."""
    counted = frames.RequestReader().read(frames.actions_count(frames.Where(credor_ids), frames.day_number(on)))
    already = dict(counted.iter_rows())
    return {one.credor_id: one.ceiling - already.get(one.credor_id, 0) for one in terms(credor_ids, on)}


def _add(former: CredorCounts | None, counts: CredorCounts) -> CredorCounts:
    if former is None:
        return counts
    return replace(
        counts,
        actions=former.actions + counts.actions,
        items=former.items + counts.items,
        refused=former.refused + counts.refused,
        waiting=former.waiting + counts.waiting,
    )


def lines(plan: Plan) -> Iterator[dict]:
    """One dictionary per título that stands on a step: devedor, titulo, step, channel, due_at, blocked_by.

    What is only past the daily ceiling is not told: it may be most of a portfolio.
    """
    leads = plan.actions.select("devedor_id", lead_channel="channel", lead_due_at="due_at")
    told = plan.items.filter(pl.col("reason").ne_missing(reasons.CEILING)).join(leads, on="devedor_id", how="left")
    for row in told.sort("devedor_id", "titulo_id").iter_rows(named=True):
        is_planned = row["outcome"] == "plan"
        yield {
            "devedor": row["devedor_id"],
            "titulo": row["titulo_id"],
            "step": row["step_code"],
            "channel": row["lead_channel"] if is_planned else None,
            "due_at": row["lead_due_at"].astimezone(SAO_PAULO).isoformat() if is_planned else None,
            "blocked_by": None if is_planned else row["reason"],
        }


def summary(plan: Plan) -> list[dict]:
    """Counts per credor: credor_id, actions, items, refused, waiting."""
    outcome = pl.col("outcome")
    counted = plan.items.group_by("credor_id").agg(
        actions=((outcome == "plan") & pl.col("is_lead")).sum(),
        items=(outcome == "plan").sum(),
        refused=(outcome == "refuse").sum(),
        waiting=(outcome == "wait").sum(),
    )
    return counted.sort("credor_id").to_dicts()
