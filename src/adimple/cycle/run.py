"""The night of one day: load, plan, apply, shard by shard. Running it twice, or twice at once, plans nothing twice."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import polars as pl
from django.db import connection

from adimple.cycle import shards
from adimple.cycle.apply import CredorCounts, apply
from adimple.cycle.plan import Plan, outlook, plan
from adimple.cycle.snapshot import Snapshot, load, terms
from adimple.domain.conduct import reasons
from adimple.store import frames
from adimple.store.reads import night
from adimple.usecases.context import SAO_PAULO, Context

_NIGHT_LOCK = 0x61646D70  # any number, ours


def run_night(
    ctx: Context, on: date, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[CredorCounts]:
    """Plans `on` for every credor of the scope that is out of ensaio and not stopped. `progress(done, total)`.

    While a shard is planned and written here, the next one is read in another thread.
    """
    credor_ids = tuple(sorted(set(night.sendable_credor_ids()) & set(ctx.scope.credor_ids)))
    totals: dict[int, CredorCounts] = {}
    with _one_at_a_time():
        parts = shards.bounds(credor_ids, night.open_titulos(credor_ids))
        already = frames.RequestReader().read(frames.actions_count(frames.Where(credor_ids), frames.day_number(on)))
        progress(0, len(parts))
        for number, snapshot in enumerate(_read_ahead(parts, on), start=1):
            room_taken = _plus(already, totals.values())
            for counts in write_shard(ctx, replace(snapshot, actions_count=room_taken)):
                totals[counts.credor_id] = _add(totals.get(counts.credor_id), counts)
            progress(number, len(parts))
    return list(totals.values())


def write_shard(ctx: Context, snapshot: Snapshot) -> list[CredorCounts]:
    return apply(ctx, snapshot, plan(snapshot, earliest(ctx, snapshot.on)))


def _read_ahead(parts: list[frames.Where], on: date) -> Iterator[Snapshot]:
    """The snapshot of each shard; the next one is being read while the caller works on this one."""
    credores, uri = terms(parts[0].credor_ids, on), frames.uri()

    def read(where: frames.Where) -> Snapshot:
        with frames.arrow_reader(uri) as reader:
            return load(reader, where, on, credores)

    with ThreadPoolExecutor(1, "night-read") as thread:
        following = [thread.submit(read, parts[0])]
        for where in (*parts[1:], None):
            snapshot = following.pop().result()
            if where is not None:
                following.append(thread.submit(read, where))
            yield snapshot
            del snapshot


def _plus(already: pl.DataFrame, totals: Iterable[CredorCounts]) -> pl.DataFrame:
    """What each credor had on the day before the night, and what the shards before this one wrote."""
    written = [(counts.credor_id, counts.actions) for counts in totals]
    return pl.concat([already, pl.DataFrame(written, schema=already.schema, orient="row")]).group_by("credor_id").sum()


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
