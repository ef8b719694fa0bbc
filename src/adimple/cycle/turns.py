"""Whose turn it is today: one contact a person across credores, and no more a credor than its daily ceiling.

Each person asks its credores in turn, each credor keeps the best its room allows; who is refused asks the next one.
Whatever the order of the asking, and however the persons are divided, the outcome is the same one.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from adimple.cycle.snapshot import Snapshot
from adimple.domain.conduct import reasons

LEAD = ("person_key", "credor_id", "devedor_id", "due_on", "day")


def share_the_day(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Puts off the devedores whose turn is another day, with the reason.

    Of a person's credores the one with the earlier due date goes first; where it has no room left under its ceiling,
    the next one does, so that one credor's ceiling silences no other.
    """
    leads = _leads(frame)
    first, over = settle(_free(leads, snapshot), rooms_of(snapshot))
    later = leads.join(first, on="devedor_id", how="anti").join(over, on="devedor_id", how="anti")
    return _put_off(_put_off(frame, over, reasons.CEILING), later, reasons.ONE_A_DAY)


def contested(frame: pl.DataFrame, snapshot: Snapshot, limited: Sequence[int]) -> pl.DataFrame:
    """The leads (LEAD) that the ceilings of `limited` may refuse beside other shards. Persons are numbered from 0.

    Whom a credor refuses among few it refuses among many; whom no ceiling touches takes nobody's place.
    """
    free = _free(_leads(frame), snapshot)
    first, over = settle(free, rooms_of(snapshot))
    asking = first.filter(pl.col("credor_id").is_in(limited)).select("person_key")
    still = free.join(over, on="devedor_id", how="anti").join(asking, on="person_key", how="semi")
    return still.with_columns(person_key=pl.col("person_key").rank("dense").cast(pl.Int64) - 1)


def settle(leads: pl.DataFrame, rooms: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the lead each person has today, those refused by a ceiling). `rooms`: of `rooms_of`."""
    over = leads.clear()
    while True:
        first = _first_of_each_person(leads.join(over, on="devedor_id", how="anti"))
        more = _over_the_ceiling(first, rooms)
        if more.is_empty():
            return first, over
        over = pl.concat([over, more])


def rooms_of(snapshot: Snapshot) -> pl.DataFrame:
    """`credor_id`, `room`: how many actions the credor may still have on the day."""
    already = dict(snapshot.actions_count.iter_rows())
    return as_rooms({one.credor_id: one.ceiling - already.get(one.credor_id, 0) for one in snapshot.credores})


def as_rooms(rooms: Mapping[int, int]) -> pl.DataFrame:
    schema = {"credor_id": pl.Int64, "room": pl.Int64}
    return pl.DataFrame({"credor_id": list(rooms), "room": list(rooms.values())}, schema=schema)


def _leads(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter((pl.col("outcome") == "plan") & pl.col("is_lead")).select(LEAD)


def _free(leads: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    return leads.join(snapshot.actions_today, on="person_key", how="anti")


def _first_of_each_person(leads: pl.DataFrame) -> pl.DataFrame:
    return leads.sort("due_on", "credor_id", "devedor_id").unique("person_key", keep="first", maintain_order=True)


def _over_the_ceiling(leads: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """The leads past each credor's room: preventive first (days below zero), then fewest days late."""
    ranked = leads.sort("day", "devedor_id").with_columns(place=pl.int_range(pl.len()).over("credor_id"))
    return ranked.join(rooms, on="credor_id").filter(pl.col("place") >= pl.col("room")).select(leads.columns)


def _put_off(frame: pl.DataFrame, devedores: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Those devedores' planned rows wait for another day, for `reason`."""
    waits = (pl.col("outcome") == "plan") & pl.col("devedor_id").is_in(devedores["devedor_id"].implode())
    return frame.with_columns(
        outcome=pl.when(waits).then(pl.lit("wait")).otherwise("outcome"),
        reason=pl.when(waits).then(pl.lit(reason)).otherwise("reason"),
    )
