"""Whose turn it is today: one contact a person across credores, and no more a credor than its daily ceiling."""

import polars as pl

from adimple.cycle.snapshot import Snapshot
from adimple.domain.conduct import reasons


def share_the_day(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Puts off the devedores whose turn is another day, with the reason.

    Of a person's credores the one with the earlier due date goes first; where it has no room left under its ceiling,
    the next one does, so that one credor's ceiling silences no other.
    """
    leads = frame.filter((pl.col("outcome") == "plan") & pl.col("is_lead"))
    free = leads.join(snapshot.actions_today, on="person_key", how="anti")
    rooms = _rooms(snapshot)
    over = free.clear()
    while True:
        first = _first_of_each_person(free.join(over, on="devedor_id", how="anti"))
        more = _over_the_ceiling(first, rooms)
        if more.is_empty():
            break
        over = pl.concat([over, more])
    later = leads.join(first, on="devedor_id", how="anti").join(over, on="devedor_id", how="anti")
    return _put_off(_put_off(frame, over, reasons.CEILING), later, reasons.ONE_A_DAY)


def _first_of_each_person(leads: pl.DataFrame) -> pl.DataFrame:
    return leads.sort("due_on", "credor_id", "devedor_id").unique("person_key", keep="first", maintain_order=True)


def _over_the_ceiling(leads: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """The leads past each credor's room: preventive first (days below zero), then fewest days late."""
    ranked = leads.sort("day", "devedor_id").with_columns(place=pl.int_range(pl.len()).over("credor_id"))
    return ranked.join(rooms, on="credor_id").filter(pl.col("place") >= pl.col("room")).select(leads.columns)


def _rooms(snapshot: Snapshot) -> pl.DataFrame:
    """`credor_id`, `room`: how many actions the credor may still have on the day."""
    ceilings = {credor.credor_id: credor.ceiling for credor in snapshot.credores}
    return (
        pl.DataFrame(
            {"credor_id": list(ceilings), "ceiling": list(ceilings.values())},
            schema={"credor_id": pl.Int64, "ceiling": pl.Int64},
        )
        .join(snapshot.actions_count, on="credor_id", how="left")
        .select("credor_id", room=pl.col("ceiling") - pl.col("already").fill_null(0))
    )


def _put_off(frame: pl.DataFrame, devedores: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Those devedores' planned rows wait for another day, for `reason`."""
    waits = (pl.col("outcome") == "plan") & pl.col("devedor_id").is_in(devedores["devedor_id"].implode())
    return frame.with_columns(
        outcome=pl.when(waits).then(pl.lit("wait")).otherwise("outcome"),
        reason=pl.when(waits).then(pl.lit(reason)).otherwise("reason"),
    )
