"""The months of an index enter the installation's table, with where they came from and when."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid
from adimple.domain.indices import index_of, months
from adimple.domain.indices.table import MAX_MONTH_PPB
from adimple.store import journal, models
from adimple.usecases.context import Context

MAX_SOURCE_CHARS = 200


@dataclass(frozen=True, slots=True)
class ImportIndexRates:
    """`rates_ppb`: month (its first day) → ppb. `source`: a file's name or an address."""

    index: str
    rates_ppb: Mapping[date, int]
    source: str


@dataclass(frozen=True, slots=True)
class ImportedRates:
    """`changed`: months whose figure the Banco Central revised, with the former one; `unfinished` were left out."""

    added: int
    unchanged: int
    changed: tuple[tuple[date, int, int], ...]
    unfinished: tuple[date, ...]


@transaction.atomic
def import_index_rates(ctx: Context, command: ImportIndexRates) -> ImportedRates:
    """What entered. The same months twice change nothing; a revised one is written over, and told. Raises Invalid.

    A month that is not over has no whole figure yet, unless its index is known as it begins: it is left out.
    """
    index = index_of(command.index)
    _check(ctx, command.rates_ppb)
    today = months.month_of(ctx.on)
    unfinished = tuple(month for month in sorted(command.rates_ppb) if month == today and not index.begins_known)
    code, given = index.code, {month: ppb for month, ppb in command.rates_ppb.items() if month not in unfinished}
    known = dict(models.IndexRate.objects.filter(index=code).values_list("month", "rate_ppb"))
    new = [month for month in given if month not in known]
    revised = [month for month in given if month in known and known[month] != given[month]]
    changed = tuple((month, known[month], given[month]) for month in sorted(revised))
    models.IndexRate.objects.bulk_create(
        [_row(ctx, command, month) for month in (*new, *revised)],
        update_conflicts=True,
        unique_fields=["index", "month"],
        update_fields=["rate_ppb", "source", "imported_at"],
    )
    imported = ImportedRates(len(new), len(given) - len(new) - len(changed), changed, unfinished)
    journal.record(
        ctx,
        events.IndexRatesImported(code, imported.added, len(changed), imported.unchanged, sha256=_sha256(given)),
    )
    return imported


def _check(ctx: Context, given: Mapping[date, int]) -> None:
    if not given:
        raise Invalid("indice", "Não há nenhum mês para importar.")
    for month, rate_ppb in given.items():
        if month.day != 1 or abs(rate_ppb) > MAX_MONTH_PPB:
            raise Invalid("indice", f"{months.format_month(month)}: a taxa de um mês vai de −100% a 100%.")
        if month > ctx.on:
            raise Invalid("indice", f"{months.format_month(month)} ainda não chegou. Confira o arquivo.")


def _row(ctx: Context, command: ImportIndexRates, month: date) -> models.IndexRate:
    return models.IndexRate(
        index=command.index,
        month=month,
        rate_ppb=command.rates_ppb[month],
        source=command.source[:MAX_SOURCE_CHARS],
        imported_at=ctx.now,
    )


def _sha256(given: Mapping[date, int]) -> str:
    rows = "\n".join(f"{month.isoformat()} {given[month]}" for month in sorted(given))
    return hashlib.sha256(rows.encode()).hexdigest()
