"""Whose turn it is today: one contact a person across credores, and no more a credor than its daily ceiling.

Each person asks its credores in turn, each credor keeps the best its room allows; who is refused asks the next one.
Whatever the order of the asking, and however the persons are divided, the outcome is the same one.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from adimple.cycle.snapshot import Snapshot
from adimple.domain.conduct import reasons

ASKING = ("person_key", "credor_id", "turn")  # of one lead: who asks whom, and its place in the order of that credor
GATHERED = 500_000  # leads that may be kept beside those that no ceiling refuses
_PERSONS = 2**32  # more than a shard has
_DEVEDORES = 2**40  # more than there are
_ASKS = pl.col("person_key") != pl.col("person_key").shift(1, fill_value=-1)  # the first lead of its person


def share_the_day(frame: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Puts off the devedores whose turn is another day, with the reason.

    Of a person's credores the one with the earlier due date goes first; where it has no room left under its ceiling,
    the next one does, so that one credor's ceiling silences no other.
    """
    leads = _leads(frame)
    left, over = settle(_free(leads, snapshot), rooms_of(snapshot))
    later = leads.join(left.filter(_ASKS), on="turn", how="anti").join(over, on="turn", how="anti")
    return _put_off(_put_off(frame, over, reasons.CEILING), later, reasons.ONE_A_DAY)


def contested(frame: pl.DataFrame, snapshot: Snapshot, limited: Sequence[int]) -> pl.DataFrame:
    """The leads (ASKING) that the ceilings of `limited` may refuse beside other shards. Persons are numbered from 0.

    Whom a credor refuses among few it refuses among many; whom no ceiling touches takes nobody's place.
    """
    left, _ = settle(_free(_leads(frame), snapshot), rooms_of(snapshot))
    asking = left.filter(_ASKS & pl.col("credor_id").is_in(limited)).select("person_key")
    still = left.join(asking, on="person_key", how="semi", maintain_order="left")
    return still.select(pl.col("person_key").rle_id().cast(pl.Int64), "credor_id", "turn")


def admitted(answers: Iterable[tuple[int, pl.DataFrame]], rooms: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """(shard, credor) → how many of its persons have their turn. `answers`: shard, what is contested in it.

    Keeps GATHERED leads, or twice those that no ceiling refuses: not all that were ever asked.
    """
    kept, count, enough = [], 0, GATHERED
    for number, leads in answers:
        kept.append(leads.with_columns(pl.col("person_key") + number * _PERSONS))
        count += leads.height
        if count > enough:
            kept = [settle(pl.concat(kept), rooms)[0]]
            count = kept[0].height
            enough = max(2 * count, GATHERED)
    left, _ = settle(pl.concat(kept), rooms)
    shard = (pl.col("person_key") // _PERSONS).cast(pl.Int32)
    counted = left.select(shard.filter(_ASKS), pl.col("credor_id").filter(_ASKS)).group_by(pl.all()).len()
    return {(number, credor_id): has_turn for number, credor_id, has_turn in counted.iter_rows()}


def settle(leads: pl.DataFrame, rooms: Mapping[int, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the leads that are left, of which each person's first has its turn, those refused by a ceiling).

    `leads`: ASKING, person by person, each in the order of its asking. `rooms`: as of `rooms_of`.
    """
    over = [leads.clear()]
    while True:
        ends = _ends(leads.filter(_ASKS), rooms)
        if not ends:
            return leads, pl.concat(over)
        end = pl.col("credor_id").replace_strict(ends, default=None, return_dtype=pl.Int64)
        is_refused = (_ASKS & (pl.col("turn") >= end)).fill_null(False)
        over.append(leads.filter(is_refused))
        leads = leads.filter(~is_refused)


def rooms_of(snapshot: Snapshot) -> dict[int, int]:
    """By credor, how many actions it may still have on the day."""
    already = dict(snapshot.actions_count.iter_rows())
    return {one.credor_id: one.ceiling - already.get(one.credor_id, 0) for one in snapshot.credores}


def _leads(frame: pl.DataFrame) -> pl.DataFrame:
    """ASKING, in the order `settle` asks for. A credor takes preventive first (days below zero), then fewest late."""
    leads = frame.filter((pl.col("outcome") == "plan") & pl.col("is_lead"))
    ordered = leads.sort("person_key", "due_on", "credor_id", "devedor_id")
    turn = pl.col("day").cast(pl.Int64) * _DEVEDORES + pl.col("devedor_id")
    return ordered.select("person_key", "credor_id", turn=turn)


def _free(leads: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    return leads.join(snapshot.actions_today, on="person_key", how="anti", maintain_order="left")


def _ends(leads: pl.DataFrame, rooms: Mapping[int, int]) -> dict[int, int]:
    """By credor whom more ask than it has room for, the first turn it refuses."""
    asked = leads.select(pl.col("credor_id").filter(_ASKS)).group_by("credor_id").len()
    full = [credor_id for credor_id, count in asked.iter_rows() if count > rooms[credor_id]]
    return {credor_id: _turns_of(leads, credor_id).sort()[max(rooms[credor_id], 0)] for credor_id in full}


def _turns_of(leads: pl.DataFrame, credor_id: int) -> pl.Series:
    # One column at a time: ten million títulos are millions of leads, and half a GiB is for all.
    return leads.select(pl.col("turn").filter(_ASKS & (pl.col("credor_id") == credor_id))).to_series()


def _put_off(frame: pl.DataFrame, leads: pl.DataFrame, reason: str) -> pl.DataFrame:
    """The planned rows of those leads' devedores wait for another day, for `reason`."""
    devedores = leads.select(pl.col("turn") % _DEVEDORES).to_series()
    waits = (pl.col("outcome") == "plan") & pl.col("devedor_id").is_in(devedores.implode())
    return frame.with_columns(
        outcome=pl.when(waits).then(pl.lit("wait")).otherwise("outcome"),
        reason=pl.when(waits).then(pl.lit(reason)).otherwise("reason"),
    )
