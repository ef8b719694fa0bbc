"""Who saves a policy knows how many boletos it makes again, and when; the worker then makes those, and no other."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.encargos import EncargosPolicy
from adimple.store import models, upkeep
from adimple.usecases.foresee_reissues import foresee_reissues
from adimple.usecases.save_encargos_policy import SaveEncargosPolicy, save_encargos_policy
from adimple.worker import reissues
from tests import builders
from tests.builders import NOW, ON
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of
from tests.worker.day import machine

pytestmark = pytest.mark.django_db

POLICY = {"multa_ppb": 20_000_000, "juros_ppb_month": 10_000_000, "juros_basis": "daily_cents_down"}
SAVED = EncargosPolicy(**POLICY)
MISTAKEN = replace(SAVED, multa_ppb=10_000_000)
AT_TWO = NOW.replace(hour=5) + timedelta(days=1)  # 2h in São Paulo, of the next day


@pytest.fixture
def credor():
    credor = credor_that_registers()
    models.EncargosPolicy.objects.update(created_at=NOW - timedelta(days=90))
    upkeep.note(upkeep.REISSUES, upkeep.Chore(ON, NOW, True, ""))
    return credor


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor, "manager")


@pytest.fixture
def boletos(credor):
    """Two that say what is owed; one whose devedor is held, one past its last day, made again whatever is saved."""
    convenio = builders.make_convenio(credor)
    held = devedor_of(credor, identity_key="outra")
    builders.make_hold(held)
    for devedor, due_on, pay_until in (
        (devedor_of(credor), date(2026, 12, 10), date(2027, 1, 9)),
        (devedor_of(credor, identity_key="dois"), date(2026, 11, 20), date(2026, 12, 20)),
        (held, date(2026, 12, 10), date(2027, 1, 9)),
        (devedor_of(credor, identity_key="velho"), date(2026, 10, 10), date(2026, 11, 9)),
    ):
        given = {"policy": POLICY, "state": "registered", "created_at": NOW - timedelta(days=40), "due_on": due_on}
        builders.make_boleto(convenio, titulo_of(devedor, due_on=due_on), pay_until=pay_until, **given)
    models.Convenio.objects.update(last_sequence=900)


def command(policy=MISTAKEN):
    return SaveEncargosPolicy("B2C", models.EncargosPolicy.objects.get(kind="B2C").effective_on, policy)


def look(at):
    reissues.look(machine(at), threading.Event())
    return upkeep.last(upkeep.REISSUES).said.split(".")[0]


def test_the_number_said_is_the_number_made_and_saying_it_writes_nothing(ctx, credor, boletos):
    before = models.EncargosPolicy.objects.get(kind="B2C")
    foreseen = foresee_reissues(ctx, credor.id, command())
    assert (foreseen.boletos, foreseen.at, foreseen.is_more, foreseen.is_now) == (2, AT_TWO, False, False)
    assert models.EncargosPolicy.objects.get(kind="B2C").multa_ppb == before.multa_ppb
    assert (models.Boleto.objects.count(), models.RemessaItem.objects.count()) == (4, 0)

    save_encargos_policy(ctx, credor.id, command())
    assert look(NOW + timedelta(hours=2)) == ""  # not the same day
    assert look(AT_TWO) == "Boletos reemitidos: 3"  # and the one past its last day
    assert models.Boleto.objects.filter(because="terms").count() == 2


def test_put_back_before_two_no_boleto_is_made_again(ctx, credor, boletos):
    save_encargos_policy(ctx, credor.id, command())
    later = replace(ctx, now=NOW + timedelta(hours=3))
    assert foresee_reissues(later, credor.id, command(SAVED)).boletos == 0
    save_encargos_policy(later, credor.id, command(SAVED))
    assert look(AT_TWO) == "Boletos reemitidos: 1"  # past its last day
    assert models.Boleto.objects.get(replaces__isnull=False).because == "expired"


def test_the_same_policy_makes_none_again_and_where_the_day_was_not_done_it_is_now(ctx, credor, boletos):
    assert foresee_reissues(ctx, credor.id, command(SAVED)).boletos == 0
    models.Upkeep.objects.all().delete()
    foreseen = foresee_reissues(ctx, credor.id, command())
    assert (foreseen.boletos, foreseen.at, foreseen.is_now) == (2, NOW, True)


def test_a_convenio_that_makes_none_again_by_itself_counts_none(ctx, credor, boletos):
    models.Convenio.objects.update(reissues=False)
    assert foresee_reissues(ctx, credor.id, command()).boletos == 0
