"""The months of an index enter once, are revised in the open, and are read as a table."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from adimple.domain.errors import Invalid, Refused
from adimple.store import models
from adimple.store.reads import index_rates
from adimple.usecases.import_index_rates import ImportIndexRates, import_index_rates
from tests import builders

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2025, 1, 1), date(2025, 2, 1)
THIS_MONTH = builders.ON.replace(day=1)


@pytest.fixture
def ctx():
    account = builders.make_account()
    builders.make_membership(account, builders.make_credor())
    return builders.context_of(account)


def enter(ctx, rates_ppb, index="ipca"):
    return import_index_rates(ctx, ImportIndexRates(index, rates_ppb, "exemplo.csv"))


def test_months_enter_once_with_source_and_date(ctx):
    first = enter(ctx, {JANUARY: 5_000_000, FEBRUARY: -1_000_000})
    again = enter(ctx, {JANUARY: 5_000_000, FEBRUARY: -1_000_000})
    assert (first.added, first.unchanged, first.changed) == (2, 0, ())
    assert (again.added, again.unchanged, again.changed) == (0, 2, ())
    row = index_rates.list_rates("ipca")[0]
    assert (row.month, row.rate_ppb, row.source, row.imported_at) == (FEBRUARY, -1_000_000, "exemplo.csv", ctx.now)
    assert models.IndexRate.objects.count() == 2


def test_a_revised_month_is_written_over_and_told(ctx):
    enter(ctx, {JANUARY: 5_000_000})
    imported = enter(ctx, {JANUARY: 5_100_000, FEBRUARY: 0})
    assert (imported.added, imported.unchanged) == (1, 0)
    assert imported.changed == ((JANUARY, 5_000_000, 5_100_000),)
    assert index_rates.table().rate_ppb("ipca", JANUARY) == 5_100_000


def test_every_import_is_in_the_journal(ctx):
    enter(ctx, {JANUARY: 5_000_000})
    payload = models.Event.objects.get(name="index_rates.imported").payload
    assert {name: payload[name] for name in ("index", "added", "revised", "unchanged")} == {
        "index": "ipca",
        "added": 1,
        "revised": 0,
        "unchanged": 0,
    }


def test_a_month_that_is_not_over_waits_unless_it_begins_known(ctx):
    assert enter(ctx, {THIS_MONTH: 5_000_000}, "selic").unfinished == (THIS_MONTH,)
    assert enter(ctx, {THIS_MONTH: 5_000_000}, "taxa_legal").added == 1
    assert models.IndexRate.objects.filter(index="selic").count() == 0


@pytest.mark.parametrize(
    ("index", "rates_ppb"),
    [
        ("cdi", {JANUARY: 1}),
        ("ipca", {}),
        ("ipca", {date(2025, 1, 2): 1}),
        ("ipca", {JANUARY: 1_000_000_001}),
        ("ipca", {date(2027, 1, 1): 1}),
    ],
)
def test_what_cannot_be_a_month_of_an_index_changes_nothing(ctx, index, rates_ppb):
    with pytest.raises(Invalid):
        enter(ctx, rates_ppb, index)
    assert models.IndexRate.objects.count() == models.Event.objects.filter(name="index_rates.imported").count() == 0


def test_the_database_itself_refuses_a_month_twice_or_half_a_month(ctx):
    enter(ctx, {JANUARY: 1})
    for month in (JANUARY, date(2025, 3, 15)):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.IndexRate.objects.create(
                index="ipca", month=month, rate_ppb=1, source="exemplo", imported_at=ctx.now
            )


def test_a_month_that_is_not_in_the_table_is_refused(ctx):
    enter(ctx, {JANUARY: 1})
    with pytest.raises(Refused, match="Falta IPCA de 02/2025"):
        index_rates.table().rate_ppb("ipca", FEBRUARY)
