"""What the machine may not decide alone."""

from datetime import timedelta

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases.decide_action import decide_action
from adimple.worker.dispatch import Senders, dispatch_due
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import arrived, later, machine, mail, make_due, names

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["mail"]


@pytest.fixture
def manager():
    return builders.make_account(email="gestor@exemplo.test")


def broken(manager, state, **given):
    action = make_due(state=state, attempts=1, **given)
    builders.make_dispatch(action, status="uncertain" if state == "uncertain" else "temporary", provider_id="<x@y>")
    builders.make_membership(manager, action.credor, "manager")
    return action


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_again_sends_once_more_today_with_every_rule_asked(mail, manager, state):
    action = broken(manager, state)
    decide_action(builders.context_of(manager), action.id, "again")
    senders = Senders()
    assert dispatch_due(machine(), senders).sent == 1
    senders.close()
    assert len(arrived(mail)) == 1
    assert names(action.devedor_id) == ["action.decided", "action.sent"]


def test_again_is_still_refused_when_a_rule_says_so(mail, manager):
    action = broken(manager, "failed")
    builders.make_hold(action.devedor)
    decide_action(builders.context_of(manager), action.id, "again")
    assert dispatch_due(machine(), Senders()).refused == 1


def test_again_of_an_older_day_gives_the_step_back_to_the_night(manager):
    action = broken(manager, "uncertain", on=ON - timedelta(days=2))
    assert decide_action(builders.context_of(manager), action.id, "again").state == "expired"
    assert models.ActionItem.objects.get().expired_on == ON


def test_sent_closes_an_uncertain_one_and_says_who_decided(manager):
    action = broken(manager, "uncertain")
    assert decide_action(builders.context_of(manager), action.id, "sent").state == "sent"
    proof = models.Dispatch.objects.get()
    assert (proof.status, proof.provider_id, proof.settled_at) == ("accepted", "<x@y>", NOW)
    assert models.Receipt.objects.get().phrase == "Decidido por gestor@exemplo.test: dar como entregue."


def test_only_what_failed_or_is_uncertain_is_decided(manager):
    sent = broken(manager, "sent")
    with pytest.raises(Refused):
        decide_action(builders.context_of(manager), sent.id, "again")
    failed = make_due(builders.make_devedor(sent.credor), state="failed")
    with pytest.raises(Refused):
        decide_action(builders.context_of(manager), failed.id, "sent")
    with pytest.raises(Invalid):
        decide_action(builders.context_of(manager), failed.id, "outra")


def test_an_operator_does_not_decide_and_a_stranger_finds_nothing(manager):
    action = broken(manager, "failed")
    operator = builders.make_account()
    builders.make_membership(operator, action.credor, "operator")
    with pytest.raises(Refused):
        decide_action(builders.context_of(operator), action.id, "again")
    with pytest.raises(NotFound):
        decide_action(builders.context_of(builders.make_account()), action.id, "again")
    action.refresh_from_db()
    assert action.state == "failed"
    _ = later
