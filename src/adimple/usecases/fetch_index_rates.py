"""The indices in use are asked of the Banco Central; what does not come is written down, and nothing waits for it."""

from datetime import date

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, Unreadable
from adimple.domain.indices import Index, index_of, months
from adimple.domain.phrases import INDEX_FAILURES
from adimple.files import bcb
from adimple.store import journal
from adimple.store.reads import index_needs
from adimple.usecases.context import Context
from adimple.usecases.import_index_rates import ImportIndexRates, import_index_rates

REVISED_MONTHS = 2  # asked again: the Banco Central corrects the latest
UNREADABLE = "bcb.resposta"


def fetch_index_rates(ctx: Context, api: str) -> dict[str, str]:
    """By index in use, "" or why it did not come (a code of `phrases.INDEX_FAILURES`). No transaction spans the net."""
    return {code: _fetch(ctx, index_of(code), since, api) for code, since in _wanted(ctx)}


def _wanted(ctx: Context) -> list[tuple[str, date]]:
    """Each index in use, from the first month that is missing, or the latest that may have been revised."""
    lately = months.month_of(ctx.on)
    for _ in range(REVISED_MONTHS):
        lately = months.before(lately)
    first = dict.fromkeys(sorted(code for code, _ in index_needs.needed(ctx.scope, ctx.on)), lately)
    for need in index_needs.missing(ctx.scope, ctx.on):
        first[need.index.code] = min(lately, need.months[0])
    return list(first.items())


def _fetch(ctx: Context, index: Index, since: date, api: str) -> str:
    try:
        series = bcb.fetch_series(index, since, ctx.on, api)
        if series.rejections:
            return _failed(ctx, index, UNREADABLE)
        rates_ppb = {point.month: point.rate_ppb for point in series.points}
        import_index_rates(ctx, ImportIndexRates(index.code, rates_ppb, api))
    except Unreadable as error:
        return _failed(ctx, index, error.code if error.code in INDEX_FAILURES else UNREADABLE)
    except Invalid:
        return _failed(ctx, index, UNREADABLE)
    return ""


@transaction.atomic
def _failed(ctx: Context, index: Index, failure: str) -> str:
    journal.record(ctx, events.IndexFetchFailed(index.code, failure))
    return failure
