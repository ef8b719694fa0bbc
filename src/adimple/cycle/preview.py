"""What the night would plan for one credor, without writing: the pages of a credor in ensaio, and tomorrow's."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from adimple.cycle.plan import Plan, plan
from adimple.cycle.snapshot import load
from adimple.cycle.work import earliest
from adimple.domain.conduct.reasons import Reason, reason_of
from adimple.domain.errors import NotFound
from adimple.store import frames
from adimple.store.reads import explained

SHOWN = 200


@dataclass(frozen=True, slots=True)
class PreviewAction:
    devedor_id: int
    devedor_name: str
    titulos: int
    step_code: str
    days_since_due: int
    channel: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PreviewCount:
    """How many títulos of a step, or of a reason."""

    code: str
    titulos: int
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """`actions` are the first SHOWN by hour; the counts cover all."""

    on: date
    action_count: int
    titulo_count: int
    actions: tuple[PreviewAction, ...]
    by_step: tuple[PreviewCount, ...]
    refused: tuple[PreviewCount, ...]
    waiting: tuple[PreviewCount, ...]


def preview(ctx, credor_id: int, on: date) -> Preview:
    """What would be planned for `credor_id` on `on`, were it out of ensaio. Raises NotFound outside the scope."""
    if ctx.scope.role_over(credor_id) is None:
        raise NotFound
    with frames.arrow_reader() as reader:
        snapshot = load(reader, frames.Where((credor_id,)), on)
    planned = plan(snapshot, earliest(ctx.now, on))
    return Preview(
        on=on,
        action_count=planned.actions.height,
        titulo_count=planned.planned.height,
        actions=_actions(ctx, planned),
        by_step=_counts(planned.planned, "step_code"),
        refused=_counts(planned.refused, "reason"),
        waiting=_counts(planned.waiting, "reason"),
    )


def _actions(ctx, planned: Plan) -> tuple[PreviewAction, ...]:
    sizes = planned.planned.group_by("devedor_id").len("titulos")
    first = planned.actions.sort("due_at", "devedor_id").head(SHOWN).join(sizes, on="devedor_id")
    rows = first.sort("due_at", "devedor_id").to_dicts()
    names = explained.devedor_names(ctx.scope, [row["devedor_id"] for row in rows])
    return tuple(
        PreviewAction(
            devedor_id=row["devedor_id"],
            devedor_name=names[row["devedor_id"]],
            titulos=row["titulos"],
            step_code=row["step_code"],
            days_since_due=row["day"],
            channel=row["channel"],
            due_at=row["due_at"],
        )
        for row in rows
    )


def _counts(items: pl.DataFrame, column: str) -> tuple[PreviewCount, ...]:
    counted = items.group_by(column).len("titulos").sort("titulos", column, descending=[True, False])
    is_reason = column == "reason"
    return tuple(
        PreviewCount(row[column], row["titulos"], reason_of(row[column]) if is_reason else None)
        for row in counted.to_dicts()
    )
