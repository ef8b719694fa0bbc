"""Writes a plan: actions and items by COPY, one run and one event per credor, in the caller's transaction."""

import hashlib
from dataclasses import asdict, dataclass

import polars as pl
from django.db import IntegrityError, transaction

from adimple.cycle.plan import Plan
from adimple.cycle.snapshot import Snapshot
from adimple.domain import events
from adimple.store import journal
from adimple.store.writes import night


@dataclass(frozen=True, slots=True)
class CredorCounts:
    """What one night did for one credor."""

    credor_id: int
    slug: str
    actions: int
    items: int
    refused: int
    waiting: int


def apply(ctx, snapshot: Snapshot, plan: Plan) -> list[CredorCounts]:
    """Inserts the plan and records it. Rows that another writer put first are left as they are."""
    try:
        with transaction.atomic():
            return _write(ctx, snapshot, plan, night.copy_rows)
    except IntegrityError:
        # Somebody sent by hand between our reading and this: keep theirs, insert what is still new.
        with transaction.atomic():
            return _write(ctx, snapshot, plan, night.insert_new_rows)


def _write(ctx, snapshot: Snapshot, plan: Plan, write) -> list[CredorCounts]:
    runs = night.open_runs([credor.credor_id for credor in snapshot.credores], snapshot.on, ctx.now)
    actions = _actions(plan, runs, plan.actions)
    actions = write("action", actions)
    items = write("action_item", _items(plan, actions))
    actions = _without_empty(actions, items)
    return [
        _close(ctx, snapshot.on, credor, runs[credor.credor_id], plan, actions, items) for credor in snapshot.credores
    ]


def _actions(plan: Plan, runs: dict[int, int], leads: pl.DataFrame) -> pl.DataFrame:
    return leads.select(
        pl.Series("id", night.new_action_ids(leads.height), dtype=pl.Int64),
        "credor_id",
        "devedor_id",
        pl.col("credor_id").replace_strict(runs, return_dtype=pl.Int64).alias("cycle_run_id"),
        "contact_id",
        "person_key",
        pl.lit(plan.on).alias("on"),
        "regua_version",
        "step_code",
        "template",
        "channel",
        "due_at",
        pl.lit("planned").alias("state"),
        pl.lit(0, dtype=pl.Int16).alias("attempts"),
        pl.lit("").alias("note"),
    )


def _without_empty(actions: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The actions that carry something; one whose every item another writer put first is taken back."""
    carried = items.select("action_id")
    night.delete_actions(actions.join(carried, left_on="id", right_on="action_id", how="anti")["id"].to_list())
    return actions.join(carried, left_on="id", right_on="action_id", how="semi")


def _items(plan: Plan, actions: pl.DataFrame) -> pl.DataFrame:
    by_devedor = actions.select("devedor_id", action_id="id")
    planned = plan.planned.join(by_devedor, on="devedor_id").with_columns(blocked_by=pl.lit(None, dtype=pl.String))
    refused = plan.refused.with_columns(blocked_by="reason", action_id=pl.lit(None, dtype=pl.Int64))
    columns = [
        "action_id", "credor_id", "devedor_id", "titulo_id", pl.lit(plan.on).alias("on"),
        pl.from_epoch("due_on", time_unit="d").alias("due_on"), "step_code", "regua_version", "blocked_by",
    ]  # fmt: skip
    return pl.concat([planned.select(columns), refused.select(columns)])


def _close(ctx, on, credor, run_id: int, plan: Plan, actions: pl.DataFrame, items: pl.DataFrame) -> CredorCounts:
    mine = pl.col("credor_id") == credor.credor_id
    own_items = items.filter(mine)
    refused = own_items.filter(pl.col("blocked_by").is_not_null()).height
    counts = CredorCounts(
        credor_id=credor.credor_id,
        slug=credor.slug,
        actions=actions.filter(mine).height,
        items=own_items.height - refused,
        refused=refused,
        waiting=plan.waiting.filter(mine).height,
    )
    digest = _digest(own_items)
    night.close_run(run_id, ctx.now, asdict(counts), digest)
    run = events.NightRun(
        credor_id=credor.credor_id,
        run_id=run_id,
        on=on,
        actions=counts.actions,
        items=counts.items,
        refused=counts.refused,
        sha256=digest,
    )
    journal.record(ctx, run)
    return counts


def _digest(items: pl.DataFrame) -> str:
    """SHA-256 of the sorted rows, so that two nights, or two machines, can be compared."""
    keys = items.select("titulo_id", "due_on", "step_code", "blocked_by").sort(pl.all())
    return hashlib.sha256(keys.write_csv(include_header=False).encode()).hexdigest()
