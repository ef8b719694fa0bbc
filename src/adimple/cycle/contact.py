"""From títulos to one contact per devedor: which títulos, by which channel, at what hour."""

import math
from datetime import date, datetime

import polars as pl

from adimple import channels
from adimple.cycle.facts import rule_of
from adimple.cycle.snapshot import Snapshot
from adimple.domain import calendar
from adimple.domain.conduct import reasons, windows
from adimple.domain.conduct.facts import CHANNEL_CODES

# What never waits for a window is still sent by day.
COURTESY_HOURS = (8, 18)
# What a channel needs of the devedor → the column that says there is one.
_CONTACT_OF = {"email": "email_id", "phone": "phone_id"}
_TEXTS = ("sms", "whatsapp")  # a landline does not take them
_NEVER_WAITS_SECONDS = 23 * 3600
_SPREAD = 2_654_435_761  # Knuth's multiplicative hash: neighbours by id land far apart in the day


def choose_channel(frame: pl.DataFrame, snapshot: Snapshot, not_before: datetime) -> pl.DataFrame:
    """Adds `is_lead`, `channel`, `contact_id`, `opens_at`, `closes_at`.

    A step none of whose channels exists, is open today and is allowed takes its títulos out, with the reason, and
    silences no other. Among what is left, a devedor's most advanced step leads: its first such channel carries all.
    """
    tried = try_channels(steps_of(frame), snapshot, not_before)
    usable = tried.filter(pl.col("outcome") == "plan").sort(*_PAIR, "ordinal").unique(_PAIR, keep="first")
    unusable = (
        tried.join(usable, on=_PAIR, how="anti")
        .sort(*_PAIR, pl.col("outcome") == "refuse", "ordinal")
        .unique(_PAIR, keep="first")
    )
    verdicts = unusable.select(*_PAIR, failed_outcome="outcome", failed_reason="reason")
    is_free = pl.col("outcome") == "plan"
    judged = frame.join(verdicts, on=_PAIR, how="left").with_columns(
        outcome=pl.when(is_free).then(pl.col("failed_outcome").fill_null("plan")).otherwise("outcome"),
        reason=pl.when(is_free).then("failed_reason").otherwise("reason"),
    )
    leads = _leads(judged.filter(is_free)).select("devedor_id", "step", lead_titulo="titulo_id")
    carried = leads.join(usable.select(*_PAIR, *_CARRIER), on=_PAIR).drop("step")
    is_lead = is_free & (pl.col("titulo_id") == pl.col("lead_titulo")).fill_null(False)
    return judged.join(carried, on="devedor_id", how="left").with_columns(is_lead=is_lead)


def schedule(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `due_at` (UTC), spread over what is left of the window."""
    offset = (pl.col("devedor_id") * _SPREAD % 2**32) % (pl.col("closes_at") - pl.col("opens_at"))
    due_at = pl.from_epoch(pl.col("opens_at") + offset, time_unit="s").dt.replace_time_zone("UTC")
    return frame.with_columns(due_at=due_at)


_PAIR = ["devedor_id", "step"]
_CARRIER = ["channel", "contact_id", "opens_at", "closes_at"]


def steps_of(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per (devedor, step) among the títulos still free to be spoken of."""
    return frame.filter(pl.col("outcome") == "plan").unique(_PAIR, keep="first")


def _leads(free: pl.DataFrame) -> pl.DataFrame:
    ordered = free.sort("devedor_id", "day", "due_on", "titulo_id", descending=[False, True, False, False])
    return ordered.unique("devedor_id", keep="first")


def try_channels(pairs: pl.DataFrame, snapshot: Snapshot, not_before: datetime) -> pl.DataFrame:
    """One row per (devedor, step, channel of the step), with the outcome of each."""
    tried = pairs.with_columns(ordinal=pl.int_ranges(pl.col("channels").list.len())).explode("channels", "ordinal")
    tried = tried.rename({"channels": "channel"}).drop("outcome", "reason")
    contact_id, is_reachable = pl.lit(None, dtype=pl.Int64), pl.col("has_cep")
    for channel in channels.all_channels():
        if column := "mobile_id" if channel.code in _TEXTS else _CONTACT_OF.get(channel.address):
            is_this = pl.col("channel") == channel.code
            contact_id = pl.when(is_this).then(column).otherwise(contact_id)
            is_reachable = pl.when(is_this).then(pl.col(column).is_not_null()).otherwise(is_reachable)
    tried = tried.with_columns(
        contact_id=contact_id,
        is_reachable=is_reachable,
        channel_code=pl.col("channel").replace_strict(CHANNEL_CODES, return_dtype=pl.Int32),
    )
    tried = _with_window(_with_history(tried, snapshot), snapshot, not_before)
    tried = rule_of(tried, snapshot, extra=_CHANNEL_FACTS)
    is_unreachable = pl.col("is_reachable").not_()
    is_closed = pl.col("opens_at").is_null()
    return tried.with_columns(
        outcome=pl.when(is_unreachable).then(pl.lit("refuse"))
        .when(pl.col("outcome") != "plan").then("outcome")
        .when(is_closed).then(pl.lit("wait")).otherwise("outcome"),
        reason=pl.when(is_unreachable).then(pl.lit(reasons.NO_CONTACT))
        .when(pl.col("outcome") != "plan").then("reason")
        .when(is_closed).then(pl.lit(reasons.CLOSED_TODAY)).otherwise("reason"),
    )  # fmt: skip


_HISTORY = ("attempts_today", "contacts_today", "contacts_this_week")
_CHANNEL_FACTS = ("channel_code", "opted_out", "has_whatsapp_opt_in", "discloses_debt", "is_recorded", *_HISTORY)


def _with_history(tried: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    is_opt_in_needed = pl.col("channel") == "whatsapp"
    return (
        tried.join(snapshot.consents, on=["devedor_id", "channel"], how="left")
        .join(snapshot.contacts_made, on="person_key", how="left")
        .with_columns(
            pl.col(_HISTORY).fill_null(0),
            opted_out=pl.col("granted").not_().fill_null(False),
            has_whatsapp_opt_in=pl.col("granted").fill_null(False) | is_opt_in_needed.not_(),
            discloses_debt=True,
        )
    )


def _with_window(tried: pl.DataFrame, snapshot: Snapshot, not_before: datetime) -> pl.DataFrame:
    """Adds `opens_at` and `closes_at` (epoch seconds; null: closed for what is left of the day).

    Asked once per distinct key.
    """
    keys = tried.select("uf", "zone_cep", "channel", "is_b2c", "sender_is_agency").unique()
    rows = [(*key, *_window(snapshot.on, not_before, *key)) for key in keys.iter_rows()]
    schema = pl.Schema({**keys.schema, "opens_at": pl.Int64(), "closes_at": pl.Int64()})
    return tried.join(pl.DataFrame(rows, schema=schema, orient="row"), on=keys.columns, how="left")


def _window(
    on: date, not_before: datetime, uf: str, zone_cep: str, channel: str, is_b2c: bool, is_agency: bool
) -> tuple[int | None, int | None]:
    zone = calendar.zone_of(uf or None, cep=zone_cep)
    span = windows.open_window(on, uf or None, channel, "B2C" if is_b2c else "B2B", is_agency, zone=zone)
    if span is None:
        return None, None
    opens_at, closes_at = (int(at.timestamp()) for at in span)
    earliest = math.ceil(not_before.timestamp())
    if closes_at - opens_at >= _NEVER_WAITS_SECONDS:
        first, last = (int(span[0].replace(hour=hour).timestamp()) for hour in COURTESY_HOURS)
        # After hours it goes at once: no law makes it wait, and whoever runs the night late wants it out.
        opens_at, closes_at = (first, last) if earliest < last else (earliest, earliest + 1)
    opens_at = max(opens_at, earliest)
    return (opens_at, closes_at) if opens_at < closes_at else (None, None)
