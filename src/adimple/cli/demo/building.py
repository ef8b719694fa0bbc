"""The whole demonstration: files on disk, credores, and every day up to today's noon or so."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from adimple.cli.demo import portfolio as portfolios
from adimple.cli.demo import sheets as writing
from adimple.cli.demo import staging
from adimple.cli.demo.living import END, OPENING, Living, at
from adimple.cli.demo.portfolio import Portfolio
from adimple.sandbox.mailbox import Mailbox
from adimple.store.reads import access
from adimple.usecases.context import SAO_PAULO, Actor, Context

# Today is lived up to now, within these hours: some of it is always done and some always to be done.
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
    """Lives `days` days that end on the civil day of `now`. The database has no credor yet; `mailbox` receives."""
    local = now.astimezone(SAO_PAULO)
    portfolio = portfolios.make_portfolio(end=local.date(), days=days, titulos=titulos)
    sheets = writing.write_sheets(portfolio)
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        (folder / sheet.name).write_bytes(sheet.content)
    ids = _open(portfolio)
    living = Living(portfolio, sheets, ids, mailbox)
    for number in range(days):
        progress(number, days)
        on = portfolio.start + timedelta(days=number)
        living.day(on, END if on < portfolio.end else _lived_until(local.time()))
    progress(days, days)
    return portfolio


def _open(portfolio: Portfolio) -> dict[str, int]:
    opening = Context(Actor(staging.OWNER), access.no_scope(), at(portfolio.start, OPENING))
    ids = staging.open_credores(opening)
    staging.set_terms(Context(opening.actor, access.whole_scope(), opening.now), ids)
    return ids


def _lived_until(hour: time) -> time:
    return min(max(hour.replace(second=0, microsecond=0), _LIVED_FROM), _LIVED_UNTIL)
