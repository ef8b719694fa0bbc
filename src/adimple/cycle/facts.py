"""Columns → the facts the conduct rules ask, and the rule that speaks for each row."""

import functools
from datetime import date, timedelta

import polars as pl

from adimple.cycle.snapshot import Snapshot
from adimple.domain.conduct import gate
from adimple.domain.conduct.facts import HOLD_FACTS, UF_CODES, Facts, is_prescribed
from adimple.domain.conduct.verdict import Kind
from adimple.store import frames

TITULO_FACTS = ("is_b2c", "uf_code", "sender_is_agency", "is_prescribed", "days_overdue", *HOLD_FACTS.values())


def facts_of_titulos(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Adds one column per fact of TITULO_FACTS, none null, and `is_credor_identified`."""
    frame = _with_credor_facts(frame, snapshot)
    frame = _with_prescricao(frame, snapshot)
    frame = frame.with_columns(
        uf_code=pl.col("uf").replace_strict(UF_CODES, default=0, return_dtype=pl.Int32),
        days_overdue=pl.col("day").clip(lower_bound=0),
    )
    return _with_holds(frame, snapshot.holds)


def rule_of(frame: pl.DataFrame, snapshot: Snapshot, extra: tuple[str, ...] = ()) -> pl.DataFrame:
    """Adds `outcome` (plan · refuse · wait) and `reason` (a rule's code, or null) by the strongest rule that speaks."""
    columns = (*TITULO_FACTS, "is_credor_identified", *extra)
    index = _blocking(columns, snapshot.on)
    reasons = pl.Series([None, *(rule.code for rule in gate.RULES_BY_RANK)], dtype=pl.String)
    outcomes = pl.Series(["plan", *("wait" if rule.kind == Kind.DELAY else "refuse" for rule in gate.RULES_BY_RANK)])
    spoken = frame.select(at=index.cast(pl.UInt32)).to_series()
    return frame.with_columns(outcome=outcomes.gather(spoken), reason=reasons.gather(spoken))


@functools.lru_cache(maxsize=32)  # the rules of a day are one expression, whoever it is about
def _blocking(columns: tuple[str, ...], on: date) -> pl.Expr:
    return gate.blocking_index(_facts(columns), on)


def _facts(columns: tuple[str, ...]) -> Facts:
    given = {name: pl.col(name) for name in columns if name != "channel_code"}
    channel = pl.col("channel_code") if "channel_code" in columns else 0
    return Facts(channel_code=channel, **given)  # type: ignore[arg-type]


def _with_credor_facts(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    credores = pl.DataFrame(
        [
            (credor.credor_id, credor.is_agency, credor.is_identified, credor.records_calls)
            for credor in snapshot.credores
        ],
        schema={
            "credor_id": pl.Int64,
            "sender_is_agency": pl.Boolean,
            "is_credor_identified": pl.Boolean,
            "is_recorded": pl.Boolean,
        },
        orient="row",
    )
    return frame.join(credores, on="credor_id")


def _with_prescricao(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """A calendar question, asked once per distinct due date."""
    due_days = frame["due_on"].unique()
    claims = [is_prescribed(due_on=frames.EPOCH + timedelta(days=day), on=snapshot.on) for day in due_days]
    table = pl.DataFrame({"due_on": due_days, "is_prescribed": pl.Series(claims, dtype=pl.Boolean)})
    return frame.join(table, on="due_on")


def _with_holds(frame: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """A hold on a título touches it alone; one without a título touches all of the devedor's."""
    of_titulo = _flags(holds.filter(pl.col("titulo_id").is_not_null()), "titulo_id", "_t")
    of_devedor = _flags(holds.filter(pl.col("titulo_id").is_null()), "devedor_id", "_d")
    joined = frame.join(of_titulo, on="titulo_id", how="left").join(of_devedor, on="devedor_id", how="left")
    both = {
        fact: pl.col(f"{kind}_t").fill_null(False) | pl.col(f"{kind}_d").fill_null(False)
        for kind, fact in HOLD_FACTS.items()
    }
    return joined.with_columns(**both).drop([f"{kind}{tail}" for kind in HOLD_FACTS for tail in ("_t", "_d")])


def _flags(holds: pl.DataFrame, key: str, tail: str) -> pl.DataFrame:
    return holds.group_by(key).agg((pl.col("kind") == kind).any().alias(kind + tail) for kind in HOLD_FACTS)
