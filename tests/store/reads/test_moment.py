"""What the moment of contact reads: a number that is wrong for a person is wrong to every credor, as by night."""

import pytest

from adimple.cycle.snapshot import load
from adimple.store import frames
from adimple.store.reads import moment
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db

NUMBER = {"kind": "phone", "value": "+5511999990001", "phone_kind": "mobile"}


@pytest.fixture
def twins():
    """The same person at two credores, each with the same phone."""
    document = "52998224725"
    return [builders.make_devedor(builders.make_released_credor(), document=document) for _ in range(2)]


def scope_of(devedor) -> Scope:
    return Scope({devedor.credor_id: "operator"})


def asked_by_day(contact) -> bool:
    return moment.contacts(scope_of(contact), [contact.id])[contact.id].is_wrong


def asked_by_night(contact) -> bool:
    where = frames.Where((contact.credor_id,), devedor_id=contact.devedor_id)
    return load(frames.RequestReader(), where, ON).devedores["mobile_id"].to_list() == [None]


def test_a_number_found_wrong_by_another_credor_is_wrong_here_by_day_as_by_night(twins):
    theirs, ours = (builders.make_contact(devedor, **NUMBER) for devedor in twins)
    assert (asked_by_day(ours), asked_by_night(ours)) == (False, False)
    theirs.wrong_at = NOW
    theirs.save()
    assert (asked_by_day(ours), asked_by_night(ours)) == (True, True)


def test_the_same_number_wrong_for_somebody_else_is_not_wrong_for_this_person(twins):
    ours = builders.make_contact(twins[0], **NUMBER)
    stranger = builders.make_devedor(twins[1].credor, document="11144477735")
    builders.make_contact(stranger, **NUMBER, wrong_at=NOW)
    assert (asked_by_day(ours), asked_by_night(ours)) == (False, False)


def test_the_phone_to_call_is_the_latest_usable_one_and_a_mobile_before_a_landline(twins):
    theirs, ours = twins
    mobile = builders.make_contact(ours, **NUMBER)
    landline = builders.make_contact(ours, kind="phone", value="+551133330001", phone_kind="landline")
    assert moment.phone_to_call(scope_of(ours), ours.id) == mobile.id
    builders.make_contact(theirs, **NUMBER, wrong_at=NOW)
    assert moment.phone_to_call(scope_of(ours), ours.id) == landline.id
    assert moment.phone_to_call(scope_of(theirs), ours.id) is None
