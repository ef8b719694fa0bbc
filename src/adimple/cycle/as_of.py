"""The snapshot of one devedor on any day: as it was at the end of a past one, as it is, as it will be if nothing
else happens.
"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from adimple.cycle.snapshot import Snapshot, load
from adimple.store import frames
from adimple.store.reads import balances, past
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.explained import DevedorFacts
from adimple.usecases.context import SAO_PAULO, Context

PAST, TODAY, FUTURE = "past", "today", "future"
_NOBODY = pl.DataFrame(schema={"credor_id": pl.Int64, "already": pl.Int64})


@dataclass(frozen=True, slots=True)
class Portrait:
    """`moment`: past, today or future. `titulos`: those open on the day, or paid on it."""

    moment: str
    snapshot: Snapshot
    titulos: list[TituloSaldo]
    holds: list[tuple[int | None, str]]


def portrait(ctx: Context, devedor: DevedorFacts, on: date) -> Portrait:
    where = frames.Where((devedor.credor_id,), devedor_id=devedor.id)
    snapshot = load(frames.RequestReader(), where, on, actions_count=_NOBODY)
    if on < ctx.on:
        return _past(ctx, devedor, snapshot)
    titulos = balances.of_devedor(ctx.scope, devedor.id)
    return Portrait(TODAY if on == ctx.on else FUTURE, snapshot, titulos, _rows(snapshot.holds))


def with_count(snapshot: Snapshot) -> Snapshot:
    """With how many actions its credores have on the day, which a portrait leaves out: a large count for one person."""
    where = frames.Where(tuple(credor.credor_id for credor in snapshot.credores))
    question = frames.actions_count(where, frames.day_number(snapshot.on))
    return replace(snapshot, actions_count=frames.RequestReader().read(question))


def _past(ctx: Context, devedor: DevedorFacts, now: Snapshot) -> Portrait:
    """The day as its own night would have seen it, with what became known by its end."""
    on, scope = now.on, ctx.scope
    end = past.end_of(on, SAO_PAULO)
    titulos = past.saldos(scope, devedor.id, on, end)
    holds = past.holds(scope, devedor.id, on, end)
    then = replace(
        now,
        titulos=_titulos(titulos, now.titulos.schema),
        devedores=_contacts(now.devedores, past.reached(scope, devedor.id, end)),
        consents=_frame([(devedor.id, *word) for word in past.consents(scope, devedor.id, end).items()], now.consents),
        holds=_frame([(devedor.id, *hold) for hold in holds], now.holds),
        contacts_made=_before_the_day(now.contacts_made),
        done=_done(past.steps_done(scope, [titulo.id for titulo in titulos], on), now.done),
        actions_today=now.actions_today.filter(pl.col("devedor_id") != devedor.id),
    )
    return Portrait(PAST, then, titulos, holds)


def _titulos(titulos: list[TituloSaldo], schema: pl.Schema) -> pl.DataFrame:
    rows = [
        (one.id, one.devedor_id, frames.day_number(one.due_on), one.saldo.principal_cents)
        for one in titulos
        if one.saldo.principal_cents
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _contacts(devedores: pl.DataFrame, reached: past.Reached) -> pl.DataFrame:
    ids = {name: getattr(reached, name) for name in ("email_id", "mobile_id", "phone_id")}
    return devedores.with_columns(pl.lit(value, dtype=pl.Int64).alias(name) for name, value in ids.items())


def _before_the_day(made: pl.DataFrame) -> pl.DataFrame:
    """What the day itself brought is told as what happened, not as a reason against it."""
    none = pl.lit(0, dtype=pl.Int32)
    week = pl.col("contacts_this_week") - pl.col("contacts_today")
    return made.with_columns(attempts_today=none, contacts_today=none, contacts_this_week=week)


def _done(steps: list[past.StepDone], like: pl.DataFrame) -> pl.DataFrame:
    rows = [(one.titulo_id, frames.day_number(one.due_on), one.step_code, one.blocked_by) for one in steps]
    return _frame(rows, like)


def _frame(rows: list[tuple], like: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=like.schema, orient="row")


def _rows(holds: pl.DataFrame) -> list[tuple[int | None, str]]:
    return [(titulo_id, kind) for _, titulo_id, kind in holds.iter_rows()]
