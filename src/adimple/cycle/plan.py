"""The night's plan: a tuple of pure stages, each `(frame, snapshot) -> frame`, over one row per título.

Every row leaves with an `outcome`: `plan` (goes in an action), `refuse` (a rule; written once, with `reason`) or `wait`
(nothing is written; tomorrow's plan sees it again). One row a devedor, `is_lead`, carries the channel and the hour.
"""

import functools
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from adimple.cycle import contact, turns
from adimple.cycle.facts import facts_of_titulos, rule_of
from adimple.cycle.snapshot import CredorTerms, Snapshot
from adimple.domain.regua import regua as reguas
from adimple.store import frames

PLAN, REFUSE, WAIT = "plan", "refuse", "wait"


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows of ITEM_COLUMNS; `items` holds all three outcomes."""

    on: date
    items: pl.DataFrame

    @property
    def actions(self) -> pl.DataFrame:
        return self.items.filter((pl.col("outcome") == PLAN) & pl.col("is_lead"))

    @property
    def planned(self) -> pl.DataFrame:
        return self.items.filter(pl.col("outcome") == PLAN)

    @property
    def refused(self) -> pl.DataFrame:
        return self.items.filter(pl.col("outcome") == REFUSE)

    @property
    def waiting(self) -> pl.DataFrame:
        return self.items.filter(pl.col("outcome") == WAIT)


ITEM_COLUMNS = (
    "credor_id", "devedor_id", "person_key", "titulo_id", "due_on", "day", "regua_version", "step_code", "template",
    "kind_of_step", "outcome", "reason", "is_lead", "channel", "contact_id", "due_at",
)  # fmt: skip


def plan(snapshot: Snapshot, not_before: datetime) -> Plan:
    """What would be done on `snapshot.on`. Nothing is due before `not_before` (an aware instant)."""
    frame = drop_refused_before(whole(snapshot, not_before), snapshot)
    return Plan(snapshot.on, frame.select(ITEM_COLUMNS))


def outlook(snapshot: Snapshot, not_before: datetime) -> Plan:
    """As `plan`, with the refusals that were already written too: what a dry run tells, however often."""
    return Plan(snapshot.on, whole(snapshot, not_before).select(ITEM_COLUMNS))


def whole(snapshot: Snapshot, not_before: datetime) -> pl.DataFrame:
    """Every stage, every column: what `explain` reads too."""
    return taking_turns(candidates(snapshot, not_before), snapshot)


def taking_turns(candidates: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Of what could be done, what is done on the day, and at what hour."""
    return contact.schedule(turns.share_the_day(candidates, snapshot))


def candidates(snapshot: Snapshot, not_before: datetime) -> pl.DataFrame:
    """What could be done on the day, before anybody's turn is reckoned."""
    frame = place_on_regua(age(snapshot.titulos, snapshot), snapshot)
    frame = gate(drop_done(frame, snapshot), snapshot)
    return contact.choose_channel(frame, snapshot, not_before)


def age(titulos: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Adds `day`, days since the due date (negative before it), and who owes."""
    today = frames.day_number(snapshot.on)
    return titulos.with_columns(day=today - pl.col("due_on")).join(snapshot.devedores, on="devedor_id")


def place_on_regua(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Keeps títulos that stand on a step today, with its columns. Gathers from one dense table for all credores."""
    table, steps = _compile(snapshot.credores)
    placed = frame.join(table, on=["credor_id", "profile"]).with_columns(
        step=pl.col("cells").list.get(
            (pl.col("day") - pl.col("first_day")).clip(0, pl.col("width") - 1), null_on_oob=True
        )
    )
    return (
        placed.drop("cells", "first_day", "width")
        .filter((pl.col("step") >= 0) & (pl.col("day") <= pl.col("oldest_days_late")))
        .join(steps, on="step")
        .filter((pl.col("open_cents") > 0) & (pl.col("open_cents") >= pl.col("minimum_cents")))
    )


def drop_done(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Without the steps that already happened in the life of this due date."""
    done = snapshot.done.filter(pl.col("blocked_by").is_null())
    return frame.join(done, on=["titulo_id", "due_on", "step_code"], how="anti")


def gate(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Whether each título may be spoken of at all, whatever the channel: holds, death, prescrição, identification."""
    return rule_of(facts_of_titulos(frame, snapshot), snapshot)


def drop_refused_before(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """A refusal is written once; the same one again says nothing new."""
    written = snapshot.done.filter(pl.col("blocked_by").is_not_null()).rename({"blocked_by": "reason"})
    refused = frame.filter(pl.col("outcome") == REFUSE)
    fresh = refused.join(written, on=["titulo_id", "due_on", "step_code", "reason"], how="anti")
    return pl.concat([frame.filter(pl.col("outcome") != REFUSE), fresh], how="vertical")


@functools.lru_cache(maxsize=8)  # «por quê?» places one devedor twice, and the next page another of the same credor
def _compile(credores: tuple[CredorTerms, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(credor, profile → its row of steps by day; step → its columns). Steps are numbered across credores."""
    rows: list[tuple] = []
    steps: list[tuple] = []
    for credor in credores:
        if credor.regua is None or not credor.regua.steps:
            continue
        table = reguas.compile_regua(credor.regua, reguas.profiles(credor.regua))
        for position, profile in enumerate(table.profiles):
            cells = table.cells[position * table.width : (position + 1) * table.width]
            numbered = [cell + len(steps) if cell >= 0 else -1 for cell in cells]
            late = credor.oldest_days_late
            rows.append((credor.credor_id, profile, late, credor.regua.version, table.first_day, table.width, numbered))
        first = len(steps)
        for number, step in enumerate(table.steps, start=first):
            columns = (step.code, step.kind, step.template, step.minimum_cents, step.produces, list(step.channels))
            steps.append((number, *columns))
    return pl.DataFrame(rows, schema=_TABLE, orient="row"), pl.DataFrame(steps, schema=_STEPS, orient="row")


_TABLE = pl.Schema(
    {
        "credor_id": pl.Int64(), "profile": pl.String(), "oldest_days_late": pl.Int32(), "regua_version": pl.Int32(),
        "first_day": pl.Int32(), "width": pl.Int32(), "cells": pl.List(pl.Int32()),
    }
)  # fmt: skip
_STEPS = pl.Schema(
    {
        "step": pl.Int32(), "step_code": pl.String(), "kind_of_step": pl.String(), "template": pl.String(),
        "minimum_cents": pl.Int64(), "produces": pl.String(), "channels": pl.List(pl.String()),
    }
)  # fmt: skip
