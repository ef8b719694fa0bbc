"""Contacts added and marked wrong; a channel refused and accepted again."""

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases import mark_contact, set_consent
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor, "operator")


@pytest.mark.parametrize(
    ("kind", "typed", "value", "phone_kind"),
    [
        ("email", " Ana@Exemplo.TEST ", "ana@exemplo.test", ""),
        ("phone", "(11) 91234-5678", "+5511912345678", "mobile"),
        ("phone", "11 3123-4567", "+551131234567", "landline"),
    ],
)
def test_a_contact_is_kept_normalised(ctx, devedor, kind, typed, value, phone_kind):
    contact = mark_contact.add_contact(ctx, devedor.id, kind, typed)

    assert (contact.value, contact.phone_kind, contact.source) == (value, phone_kind, "console")
    assert models.Event.objects.get().name == "contact.added"


@pytest.mark.parametrize(
    ("kind", "typed"), [("email", "ana"), ("phone", "123"), ("phone", "0800 123 4567"), ("fax", "1")]
)
def test_what_is_no_contact_is_refused(ctx, devedor, kind, typed):
    with pytest.raises(Invalid):
        mark_contact.add_contact(ctx, devedor.id, kind, typed)

    assert models.Contact.objects.count() == 0


def test_a_contact_that_is_there_is_not_added_twice(ctx, devedor):
    builders.make_contact(devedor, value="ana@exemplo.test")

    with pytest.raises(Invalid):
        mark_contact.add_contact(ctx, devedor.id, "email", "ana@exemplo.test")


def test_a_wrong_contact_is_never_used_again_until_somebody_adds_it_back(ctx, devedor):
    contact = builders.make_contact(devedor, value="ana@exemplo.test")

    mark_contact.mark_wrong(ctx, contact.id, "not_mine")
    contact.refresh_from_db()
    assert (contact.wrong_at, contact.wrong_reason) == (NOW, "not_mine")

    mark_contact.add_contact(ctx, devedor.id, "email", "ana@exemplo.test")
    contact.refresh_from_db()
    assert (contact.wrong_at, contact.wrong_reason) == (None, "")


def test_marking_wrong_twice_is_told_once(ctx, devedor):
    contact = builders.make_contact(devedor)

    mark_contact.mark_wrong(ctx, contact.id, "not_mine")
    mark_contact.mark_wrong(ctx, contact.id, "not_mine")

    assert models.Event.objects.count() == 1


def test_a_foreign_contact_is_not_found(ctx, devedor):
    foreign = builders.make_contact(builders.make_devedor(builders.make_credor()))

    with pytest.raises(NotFound):
        mark_contact.mark_wrong(ctx, foreign.id, "not_mine")


def test_an_auditor_marks_nothing(devedor):
    contact = builders.make_contact(devedor)

    with pytest.raises(Refused):
        mark_contact.mark_wrong(builders.context_in(devedor.credor, "auditor"), contact.id, "not_mine")


def test_the_last_word_on_a_channel_stands(ctx, devedor):

    set_consent.set_consent(ctx, devedor.id, "email", granted=False)
    set_consent.set_consent(ctx, devedor.id, "email", granted=False)
    set_consent.set_consent(ctx, devedor.id, "email", granted=True)

    assert models.Consent.objects.get().granted is True
    names = list(models.Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["channel.opted_out", "channel.opted_in"]


def test_saying_yes_where_nobody_said_no_is_nothing(ctx, devedor):
    set_consent.set_consent(ctx, devedor.id, "email", granted=True)

    assert models.Consent.objects.count() == models.Event.objects.count() == 0


def test_whatsapp_opens_with_a_yes_that_says_how_and_closes_with_a_no(ctx, devedor):
    with pytest.raises(Invalid, match="Diga como a pessoa aceitou"):
        set_consent.set_consent(ctx, devedor.id, "whatsapp", granted=True)

    set_consent.set_consent(ctx, devedor.id, "whatsapp", granted=True, how="contract")
    set_consent.set_consent(ctx, devedor.id, "whatsapp", granted=True, how="call")
    consent = models.Consent.objects.get()
    assert (consent.granted, consent.source) == (True, "contract")

    set_consent.set_consent(ctx, devedor.id, "whatsapp", granted=False)
    told = models.Event.objects.order_by("id").values_list("name", "payload__how")
    assert list(told) == [("channel.opted_in", "contract"), ("channel.opted_out", None)]


def test_a_channel_that_does_not_exist_is_refused(ctx, devedor):
    with pytest.raises(Invalid):
        set_consent.set_consent(ctx, devedor.id, "pombo", granted=False)
