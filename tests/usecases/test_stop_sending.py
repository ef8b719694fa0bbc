"""The stop button and the way back."""

from datetime import timedelta

import pytest

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.usecases import stop_sending
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_an_operator_stops_a_credor_at_once():
    credor = builders.make_released_credor()

    stop_sending.stop_sending(builders.context_in(credor, "operator"), credor.id)

    credor.refresh_from_db()
    assert credor.stopped_at == NOW
    assert models.Event.objects.get().name == "sending.stopped"


def test_stopping_twice_keeps_the_first_hour_and_tells_it_once():
    credor = builders.make_released_credor()
    stop_sending.stop_sending(builders.context_in(credor, "operator"), credor.id)

    stop_sending.stop_sending(builders.context_in(credor, "operator", now=NOW + timedelta(hours=1)), credor.id)

    credor.refresh_from_db()
    assert credor.stopped_at == NOW
    assert models.Event.objects.count() == 1


def test_in_ensaio_there_is_nothing_to_stop():
    credor = builders.make_credor()

    with pytest.raises(Refused):
        stop_sending.stop_sending(builders.context_in(credor, "operator"), credor.id)

    assert models.Event.objects.count() == 0


def test_an_auditor_may_not_stop():
    credor = builders.make_released_credor()

    with pytest.raises(Refused) as refused:
        stop_sending.stop_sending(builders.context_in(credor, "auditor"), credor.id)

    assert refused.value.code == "access.role"
    credor.refresh_from_db()
    assert credor.stopped_at is None


def test_a_foreign_credor_is_not_found():
    foreign = builders.make_released_credor()

    with pytest.raises(NotFound):
        stop_sending.stop_sending(builders.context_in(builders.make_released_credor(), "operator"), foreign.id)


def test_everything_stops_only_what_sends_and_what_one_may_operate():
    account = builders.make_account()
    mine, audited, ensaio = builders.make_released_credor(), builders.make_released_credor(), builders.make_credor()
    foreign = builders.make_released_credor()
    for credor, role in ((mine, "manager"), (audited, "auditor"), (ensaio, "owner")):
        builders.make_membership(account, credor, role)

    assert stop_sending.stop_everything(builders.context_of(account)) == 1

    stopped = models.Credor.objects.filter(stopped_at__isnull=False)
    assert list(stopped.values_list("id", flat=True)) == [mine.id]
    assert foreign.id != mine.id


def test_a_manager_resumes_and_an_operator_may_not():
    credor = builders.make_released_credor(stopped_at=NOW)

    with pytest.raises(Refused):
        stop_sending.resume_sending(builders.context_in(credor, "operator"), credor.id)
    stop_sending.resume_sending(builders.context_in(credor), credor.id)

    credor.refresh_from_db()
    assert credor.stopped_at is None
    assert models.Event.objects.get().name == "sending.resumed"
