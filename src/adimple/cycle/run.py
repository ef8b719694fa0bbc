"""The night of one day: load, plan, apply, shard by shard. Running it twice, or twice at once, plans nothing twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import polars as pl
from django.db import connection

from adimple.cycle import shards
from adimple.cycle.apply import CredorCounts, apply
from adimple.cycle.plan import Plan, outlook, plan
from adimple.cycle.snapshot import Snapshot, load
from adimple.domain.conduct import reasons
from adimple.store import frames
from adimple.store.reads import night
from adimple.usecases.context import SAO_PAULO, Context

_NIGHT_LOCK = 0x61646D70  # any number, ours


def run_night(
    ctx: Context, on: date, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[CredorCounts]:
    """Plans `on` for every credor of the scope that is out of ensaio and not stopped. `progress(done, total)`."""
    credor_ids = tuple(sorted(set(night.sendable_credor_ids()) & set(ctx.scope.credor_ids)))
    totals: dict[int, CredorCounts] = {}
    parts = shards.bounds(credor_ids, night.open_titulos(credor_ids))
    for done, where in enumerate(parts):
        progress(done, len(parts))
        for counts in run_shard(ctx, where, on):
            totals[counts.credor_id] = _add(totals.get(counts.credor_id), counts)
    progress(len(parts), len(parts))
    return list(totals.values())


def run_shard(ctx: Context, where: frames.Where, on: date) -> list[CredorCounts]:
    with _one_at_a_time(), frames.arrow_reader() as reader:
        snapshot = load(reader, where, on)
        return apply(ctx, snapshot, plan(snapshot, earliest(ctx, on)))


def dry_run(ctx: Context, on: date) -> Iterator[tuple[Snapshot, Plan]]:
    """What `run_night` would plan and what is blocked, shard by shard, for every credor of the scope, those in ensaio
    included. What is still blocked is told again, also when a night has already written it.
    """
    credor_ids = tuple(ctx.scope.credor_ids)
    planned: list[pl.DataFrame] = []
    for where in shards.bounds(credor_ids, night.open_titulos(credor_ids)):
        with frames.arrow_reader() as reader:
            snapshot = load(reader, where, on)
        # What the shards before would have written takes its place under the ceilings.
        counts = pl.concat([snapshot.actions_count, *planned]).group_by("credor_id").sum()
        would_be = outlook(replace(snapshot, actions_count=counts), earliest(ctx, on))
        planned.append(would_be.actions.group_by("credor_id").agg(already=pl.len().cast(pl.Int64)))
        yield snapshot, would_be


def earliest(ctx: Context, on: date) -> datetime:
    """The first moment an action of `on` may have: now when `on` is today, else the day's first."""
    return ctx.now if on == ctx.on else datetime(on.year, on.month, on.day, tzinfo=SAO_PAULO)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A session lock, taken before the snapshot: a second night waits, then reads what the first one wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_NIGHT_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_NIGHT_LOCK])


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
