"""The months that are missing today: by policy in force, by kind of devedor, by the oldest that is overdue."""

from datetime import date

import pytest

from adimple.domain.indices import months
from adimple.store import models
from adimple.store.reads import index_needs
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db
PERCENT = 10_000_000


@pytest.fixture
def credor():
    """Until 2025 by the contract; from 01/01/2026 the law, for consumers. Today is 24/11/2026."""
    found = builders.make_credor()
    builders.make_policy(found, kind="B2C", effective_on=date(2026, 1, 1), juros_by="law", juros_ppb_month=0)
    return found


def told(credor, on=ON):
    return [need.phrase for need in index_needs.missing(Scope({credor.id: "owner"}), on)]


def test_the_oldest_overdue_under_the_policy_says_the_months(credor):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor, due_on=date(2025, 3, 10))  # under the contract: needs nothing
    builders.make_titulo(devedor, due_on=date(2026, 9, 10))
    builders.make_titulo(devedor, due_on=date(2026, 10, 13))
    assert told(credor) == ["IPCA de 09/2026 a 10/2026", "Taxa legal de 09/2026 a 11/2026"]


def test_what_is_in_time_closed_or_of_a_firm_needs_nothing(credor):
    builders.make_titulo(builders.make_devedor(credor), due_on=ON)
    builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 9, 10), closed_on=ON, closed_reason="baixa")
    builders.make_titulo(builders.make_devedor(credor, kind="B2B"), due_on=date(2026, 9, 10))
    assert told(credor) == []
    assert index_needs.needed(Scope({credor.id: "owner"}), ON) == frozenset()


def test_what_there_is_does_not_lack(credor):
    builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 9, 10))
    models.IndexRate.objects.bulk_create(
        models.IndexRate(index="taxa_legal", month=month, rate_ppb=PERCENT, source="exemplo.csv", imported_at=NOW)
        for month in months.between(date(2026, 9, 1), ON)
    )
    assert told(credor) == ["IPCA de 09/2026 a 10/2026"]
