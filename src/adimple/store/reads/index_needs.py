"""Which months of the indices the open títulos of a scope need on a day, by the policies in force; which are missing.

The oldest overdue título under each version says it: what a later one needs is part of that.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from adimple.domain import encargos, events
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.indices import NO_INDICES
from adimple.domain.indices.needs import Need, needs_of
from adimple.store import models
from adimple.store.reads import balances, index_rates
from adimple.store.scope import Scope


def needed(scope: Scope, on: date) -> frozenset[tuple[str, date]]:
    """(index, month) of every month that the value of some open título rests on; none where no policy uses an index."""
    found: set[tuple[str, date]] = set()
    for policy, oldest_on in _in_use(scope, on):
        found |= encargos.lacking_months(replace(policy, indices=NO_INDICES), due_on=oldest_on, on=on)
    return frozenset(found)


def missing(scope: Scope, on: date) -> tuple[Need, ...]:
    """Of those, what the table lacks."""
    months = needed(scope, on)
    if not months:
        return ()
    there = index_rates.table().rates_ppb
    return needs_of((code, month) for code, month in months if month not in there.get(code, {}))


def failed_fetch(code: str) -> tuple[datetime, str] | None:
    """When the last attempt to bring an index failed, and why; None when it came, or was never asked."""
    tried = models.Event.objects.filter(
        name__in=[events.IndexRatesImported.name, events.IndexFetchFailed.name], payload__index=code
    )
    last = tried.order_by("-id").first()
    if last is None or last.name == events.IndexRatesImported.name:
        return None
    return last.at, last.payload["failure"]


def _in_use(scope: Scope, on: date) -> Iterator[tuple[EncargosPolicy, date]]:
    """Each version that needs the indices, with the oldest due date it governs among what is overdue."""
    for (credor_id, kind), versions in balances.policies(scope.credor_ids).items():
        ends = [effective_on for effective_on, _ in versions[1:]] + [on]
        starts = [date.min, *ends[:-1]]  # what fell due before the first version is under it
        for start, end, (_, policy) in zip(starts, ends, versions, strict=True):
            if policy.needs_indices and (oldest_on := _oldest(credor_id, kind, start, min(end, on))):
                yield policy, oldest_on


def _oldest(credor_id: int, kind: str, start: date, end: date) -> date | None:
    """The first due date from `start` to the day before `end` of what is open."""
    rows = models.Titulo.objects.filter(credor_id=credor_id, closed_on__isnull=True, devedor__kind=kind)
    return rows.filter(due_on__gte=start, due_on__lt=end).order_by("due_on").values_list("due_on", flat=True).first()
