"""The whole demonstration: files on disk, credores, and every day up to today's noon or so."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from adimple.cli.demo import portfolio as portfolios
from adimple.cli.demo import sheets as writing
from adimple.cli.demo import staging
from adimple.cli.demo.living import END, NIGHT, OPENING, Living, at
from adimple.cli.demo.portfolio import Portfolio
from adimple.sandbox.mailbox import Mailbox
from adimple.store.reads import access
from adimple.usecases.context import SAO_PAULO, Actor, Context

# Today is lived up to now, so that some of it is done and some to be done; before this hour too little of it is, and
# the days end with yesterday's.
_LIVED_FROM, _LIVED_UNTIL = time(11), time(15)

type Progress = Callable[[int, int], None]


def build(
    now: datetime,
    folder: Path,
    mailbox: Mailbox,
    *,
    days: int,
    titulos: int,
    progress: Progress = lambda done, total: None,
) -> Portfolio:
    """Lives `days` days that end today, or yesterday while the day is young: nothing is dated after `now`.

    The database has no credor yet; `mailbox` receives.
    """
    local = now.astimezone(SAO_PAULO)
    is_young = local.time() < _LIVED_FROM
    portfolio = portfolios.make_portfolio(end=local.date() - timedelta(days=is_young), days=days, titulos=titulos)
    sheets = writing.write_sheets(portfolio)
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        (folder / sheet.name).write_bytes(sheet.content)
    ids = _open(portfolio)
    living = Living(portfolio, sheets, ids, mailbox)
    for number in range(days):
        progress(number, days)
        on = portfolio.start + timedelta(days=number)
        living.day(on, END if is_young or on < portfolio.end else min(_minute(local), _LIVED_UNTIL))
    if is_young and local.time() >= NIGHT:
        living.night(local.date())
    progress(days, days)
    return portfolio


def _open(portfolio: Portfolio) -> dict[str, int]:
    opening = Context(Actor(staging.OWNER), access.no_scope(), at(portfolio.start, OPENING))
    ids = staging.open_credores(opening)
    staging.set_terms(Context(opening.actor, access.whole_scope(), opening.now), ids)
    return ids


def _minute(local: datetime) -> time:
    return local.time().replace(second=0, microsecond=0)
