"""Writes a plan: actions and items by COPY, one run and one event per credor, in the caller's transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl
from django.db import IntegrityError, transaction

from adimple.cycle.plan import Plan
from adimple.cycle.snapshot import CredorTerms
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

    @property
    def is_nothing(self) -> bool:
        return not (self.actions or self.items or self.refused or self.waiting)


@dataclass(frozen=True, slots=True)
class Part:
    """Which shard of which night. The first one leaves a run for every credor, the others where there was something."""

    night: int
    first_person: int = 0


def apply(ctx, credores: Sequence[CredorTerms], plan: Plan, part: Part) -> list[CredorCounts]:
    """Inserts the plan and records it. Rows that another writer put first are left as they are."""
    try:
        with transaction.atomic():
            return _write(ctx, credores, plan, part, night.copy_rows)
    except IntegrityError:
        # Somebody sent by hand between our reading and this: keep theirs, insert what is still new.
        with transaction.atomic():
            return _write(ctx, credores, plan, part, night.insert_new_rows)


def told(credor_ids: Sequence[int], on, part: Part) -> list[CredorCounts]:
    """What this very part of the night wrote, if it has: nothing is done twice because a worker died after its work."""
    return [CredorCounts(**counts) for counts in night.told_runs(credor_ids, on, part.night, part.first_person)]


def begin_night() -> int:
    """A number of its own for a night; then no person is in two shards. Asked under the lock of the night."""
    night.join_split_persons()
    return night.new_ids("cycle_run", 1)[0]


def _write(ctx, credores: Sequence[CredorTerms], plan: Plan, part: Part, write) -> list[CredorCounts]:
    ids = night.new_ids("cycle_run", len(credores))
    runs = {credor.credor_id: run_id for credor, run_id in zip(credores, ids, strict=True)}
    actions = write("action", _actions(plan, runs))
    items = write("action_item", _items(plan, actions))
    actions = _without_empty(actions, items)
    counts = [one for one in _counts(credores, plan, actions, items) if part.first_person == 0 or not one.is_nothing]
    _record(ctx, plan, part, counts, runs, items)
    return counts


def _actions(plan: Plan, runs: dict[int, int]) -> pl.DataFrame:
    leads = plan.actions
    return leads.select(
        pl.Series("id", night.new_ids("action", leads.height), dtype=pl.Int64),
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


def _counts(credores, plan: Plan, actions: pl.DataFrame, items: pl.DataFrame) -> list[CredorCounts]:
    is_refused = pl.col("blocked_by").is_not_null()
    acted, planned, refused, waiting = (
        dict(frame.group_by("credor_id").len().iter_rows())
        for frame in (actions, items.filter(~is_refused), items.filter(is_refused), plan.waiting)
    )
    return [
        CredorCounts(
            credor_id=credor.credor_id,
            slug=credor.slug,
            actions=acted.get(credor.credor_id, 0),
            items=planned.get(credor.credor_id, 0),
            refused=refused.get(credor.credor_id, 0),
            waiting=waiting.get(credor.credor_id, 0),
        )
        for credor in credores
    ]


def _record(ctx, plan: Plan, part: Part, counts: list[CredorCounts], runs: dict[int, int], items: pl.DataFrame) -> None:
    rows = items.partition_by("credor_id", as_dict=True)
    digests = {one.credor_id: _digest(rows.get((one.credor_id,), items.clear())) for one in counts}
    night.write_runs(
        part.night,
        plan.on,
        part.first_person,
        ctx.now,
        {runs[one.credor_id]: (one.credor_id, asdict(one), digests[one.credor_id]) for one in counts},
    )
    journal.record(
        ctx,
        *(
            events.NightRun(
                credor_id=one.credor_id,
                run_id=runs[one.credor_id],
                on=plan.on,
                actions=one.actions,
                items=one.items,
                refused=one.refused,
                sha256=digests[one.credor_id],
            )
            for one in counts
        ),
    )


def _digest(items: pl.DataFrame) -> str:
    """SHA-256 of the sorted rows, so that two nights, or two machines, can be compared."""
    keys = items.select("titulo_id", "due_on", "step_code", "blocked_by").sort(pl.all())
    return hashlib.sha256(keys.write_csv(include_header=False).encode()).hexdigest()
