"""`adimple doctor` and the indices: a missing month is told with its command, and stops no other check."""

from datetime import date

import pytest

from adimple.cli.checks import indices, ledger
from adimple.domain.indices import months
from adimple.store import models
from adimple.usecases.register_payment import RegisterPayment, register_payment
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db
PERCENT = 10_000_000


@pytest.fixture
def titulo():
    credor = builders.make_credor()
    models.EncargosPolicy.objects.filter(credor=credor).update(juros_by="law", juros_ppb_month=0)
    return builders.make_titulo(builders.make_devedor(credor), due_on=date(2026, 9, 10), principal_cents=100_000)


def put_months():
    models.IndexRate.objects.bulk_create(
        models.IndexRate(index=code, month=month, rate_ppb=PERCENT, source="exemplo.csv", imported_at=NOW)
        for code in ("taxa_legal", "ipca")
        for month in months.between(date(2026, 8, 1), ON)
    )


def amounts():
    (found,) = [result for check in ledger.CHECKS if (result := check()).code == "ledger.amounts"]
    return found


def pay(titulo):
    account = builders.make_account()
    builders.make_membership(account, titulo.credor)
    paid = RegisterPayment(devedor_id=titulo.devedor_id, cents=30_000, paid_on=date(2026, 10, 13), external_key="t")
    register_payment(builders.context_of(account), paid)


def test_missing_months_are_told_with_the_command_to_run(titulo):
    found = indices.months(NOW)
    assert (found.state, found.count, found.examples) == ("problem", 5, ("ipca", "taxa_legal"))
    assert "IPCA de 09/2026 a 10/2026; Taxa legal de 09/2026 a 11/2026." in found.phrase
    assert "adimple indices fetch --index ipca --since 09/2026" in found.fix


def test_with_its_months_all_is_well(titulo):
    put_months()
    assert (indices.months(NOW).state, indices.months(NOW).phrase) == (
        "ok",
        "Os índices das políticas em vigor têm todos os meses.",
    )


def test_where_no_policy_uses_an_index_nothing_is_asked(titulo):
    models.EncargosPolicy.objects.update(juros_by="contract", juros_ppb_month=PERCENT)
    assert indices.months(NOW).phrase == "Nenhum título vencido depende de índice."


def test_a_ledger_whose_months_went_away_is_not_proven_and_says_which(titulo):
    put_months()
    pay(titulo)
    assert amounts().state == "ok"
    models.IndexRate.objects.filter(index="taxa_legal", month=date(2026, 10, 1)).delete()
    found = amounts()
    assert (found.state, found.count, found.examples) == ("problem", 1, (str(titulo.id),))
    assert "cujo saldo não se pode conferir" in found.phrase
    assert "Falta Taxa legal de 10/2026" in found.fix


def test_a_later_policy_without_its_months_does_not_cast_doubt_on_what_was_laid_before(titulo):
    models.EncargosPolicy.objects.update(juros_by="contract", juros_ppb_month=PERCENT)
    pay(titulo)
    builders.make_policy(
        titulo.credor, kind="B2C", effective_on=date(2026, 9, 1), juros_ppb_month=PERCENT, correction_index="igpm"
    )
    assert amounts().state == "ok"
