"""A policy of the law or of an index: saved only with its months, then owed, paid, proven and told. Invented rates."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Refused
from adimple.domain.indices import months
from adimple.store import models
from adimple.store.reads import balances, ledger_replay
from adimple.store.scope import Scope
from adimple.usecases import dispatch_action
from adimple.usecases.import_index_rates import ImportIndexRates, import_index_rates
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.save_encargos_policy import SaveEncargosPolicy, save_encargos_policy
from tests import builders
from tests.worker.day import machine, make_due, state_of

pytestmark = pytest.mark.django_db
PERCENT = 10_000_000
DUE_ON, LAST = date(2026, 8, 31), date(2026, 10, 31)
BY_LAW = EncargosPolicy(multa_ppb=2 * PERCENT, juros_by="law")


@pytest.fixture
def titulo():
    return builders.make_titulo(builders.make_devedor(builders.make_credor()), due_on=DUE_ON, principal_cents=100_000)


@pytest.fixture
def ctx(titulo):
    return builders.context_in(titulo.credor, "owner")


def import_flat(ctx, *codes, since=date(2026, 1, 1)):
    for code in codes:
        rates = dict.fromkeys(months.between(since, date(2026, 11, 1)), PERCENT)
        import_index_rates(ctx, ImportIndexRates(code, rates, "exemplo.csv"))


def save(ctx, titulo, policy=BY_LAW):
    return save_encargos_policy(ctx, titulo.credor_id, SaveEncargosPolicy("B2C", date(2020, 1, 1), policy))


def owed(titulo, on=LAST):
    (found,) = balances.by_ids(Scope({titulo.credor_id: "owner"}), [titulo.id])
    return found.owed(on)


def test_without_its_months_a_policy_of_the_law_is_refused_and_nothing_is_written(ctx, titulo):
    before = models.EncargosPolicy.objects.filter(juros_by="law").count()
    with pytest.raises(Refused, match="IPCA de 08/2026 a 10/2026; Taxa legal de 09/2026 a 11/2026"):
        save(ctx, titulo)
    import_flat(ctx, "taxa_legal")
    with pytest.raises(Refused, match=r"nenhum valor: IPCA de 08/2026 a 10/2026\. Rode adimple indices fetch"):
        save(ctx, titulo)
    assert models.EncargosPolicy.objects.filter(juros_by="law").count() == before == 0
    assert not models.Event.objects.filter(name="encargos_policy.saved").exists()


def test_the_oldest_titulo_says_which_months_are_needed(ctx, titulo):
    builders.make_titulo(titulo.devedor, due_on=date(2025, 12, 10))
    import_flat(ctx, "taxa_legal", "ipca")
    with pytest.raises(Refused, match="IPCA de 12/2025; Taxa legal de 12/2025"):
        save(ctx, titulo)


def test_a_later_version_needs_only_the_months_of_what_it_will_govern(ctx, titulo):
    builders.make_titulo(titulo.devedor, due_on=date(2019, 5, 10))
    import_flat(ctx, "taxa_legal", "ipca", since=date(2026, 8, 1))
    command = SaveEncargosPolicy("B2C", date(2026, 8, 1), BY_LAW)
    assert save_encargos_policy(ctx, titulo.credor_id, command) == ()


def test_a_policy_of_the_law_is_owed_with_the_table(ctx, titulo):
    # IPCA of August and September, 20,10; juros October and September whole, 1.020,10 × 2% = 20,402; multa 20,00.
    import_flat(ctx, "taxa_legal", "ipca", since=date(2020, 1, 1))
    assert save(ctx, titulo) == ()
    figures = owed(titulo)
    assert (figures.correcao_cents, figures.juros_cents, figures.multa_cents) == (2_010, 2_040, 2_000)


def test_an_index_of_the_contract_is_saved_with_its_warning(ctx, titulo):
    import_flat(ctx, "igpm", since=date(2020, 1, 1))
    (warning,) = save(ctx, titulo, EncargosPolicy(juros_ppb_month=PERCENT, correction_index="igpm"))
    assert warning.rule == "CHG-CORR"
    # IGP-M 20,10; juros 1.020,10 × 1% ÷ 30 × 61 = 20,742
    figures = owed(titulo)
    assert (figures.correcao_cents, figures.juros_cents) == (2_010, 2_074)


def test_a_payment_under_the_law_is_proven_by_the_ledger(ctx, titulo):
    import_flat(ctx, "taxa_legal", "ipca", since=date(2020, 1, 1))
    save(ctx, titulo)
    for day, cents in ((date(2026, 9, 30), 30_000), (LAST, 10_000)):
        register_payment(
            ctx,
            RegisterPayment(devedor_id=titulo.devedor_id, cents=cents, paid_on=day, external_key=f"t:{day}"),
        )
    assert models.Imputacao.objects.filter(titulo=titulo).count() == 2
    assert ledger_replay.wrong_amounts().count == 0
    # A cent moved from juros to multa is found.
    row = models.Imputacao.objects.filter(titulo=titulo, is_current=True)
    row.update(juros_cents=row.get().juros_cents - 1, multa_cents=row.get().multa_cents + 1)
    assert ledger_replay.wrong_amounts().count == 1


def test_the_database_refuses_a_rate_beside_the_law(titulo):
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.make_policy(titulo.credor, kind="B2C", effective_on=date(2026, 1, 1), juros_by="law")


def test_a_message_whose_month_is_missing_is_not_sent_and_says_why(ctx):
    action = make_due()
    models.EncargosPolicy.objects.filter(credor=action.credor).update(juros_by="law", juros_ppb_month=0)
    batch = dispatch_action.claim(machine())
    assert (batch.failed, batch.to_send) == (1, ())
    assert state_of(action) == "failed"
    action.refresh_from_db()
    assert "Falta Taxa legal de 11/2026" in action.note
