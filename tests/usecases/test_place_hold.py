"""A hold starts now, is one, and ends only with a reason."""

from datetime import timedelta

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases.place_hold import PlaceHold, lift_hold, place_hold
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor, "operator")


def test_a_hold_starts_today_and_is_told(ctx, devedor):
    hold = place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="hardship", reason="  perdeu\no emprego "))

    assert (hold.starts_on, hold.until, hold.reason, hold.source) == (ON, None, "perdeu o emprego", "console")
    event = models.Event.objects.get()
    assert (event.name, event.devedor_id) == ("hold.placed", devedor.id)
    assert "emprego" not in str(event.payload)


def test_the_same_hold_twice_is_one(ctx, devedor):
    first = place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="ja_paguei", source="link"))

    again = place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="ja_paguei", source="link"))

    assert again.id == first.id
    assert (models.Hold.objects.count(), models.Event.objects.count()) == (1, 1)


def test_the_same_hold_with_another_end_only_moves_it(ctx, devedor):
    place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="contestacao", until=ON + timedelta(days=5)))

    place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="contestacao", until=ON + timedelta(days=9)))

    assert models.Hold.objects.get().until == ON + timedelta(days=9)


def test_a_hold_that_ended_does_not_stand_for_a_new_one(ctx, devedor):
    builders.make_hold(devedor, kind="contestacao", starts_on=ON - timedelta(days=9), until=ON - timedelta(days=1))

    place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="contestacao"))

    assert models.Hold.objects.count() == 2


def test_a_hold_of_one_titulo_leaves_the_others(ctx, devedor):
    titulo = builders.make_titulo(devedor)

    hold = place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="contestacao", titulo_id=titulo.id))

    assert hold.titulo_id == titulo.id


def test_a_titulo_of_somebody_else_is_not_found(ctx, devedor):
    other = builders.make_titulo(builders.make_devedor(devedor.credor))

    with pytest.raises(NotFound):
        place_hold(ctx, PlaceHold(devedor_id=devedor.id, kind="contestacao", titulo_id=other.id))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", {"kind": "preguica"}),
        ("until", {"kind": "hardship", "until": ON - timedelta(days=1)}),
        ("reason", {"kind": "pause"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(ctx, devedor, field, given):
    with pytest.raises(Invalid) as invalid:
        place_hold(ctx, PlaceHold(devedor_id=devedor.id, **given))

    assert invalid.value.field == field
    assert models.Hold.objects.count() == 0


def test_an_auditor_places_nothing(devedor):
    with pytest.raises(Refused):
        place_hold(builders.context_in(devedor.credor, "auditor"), PlaceHold(devedor_id=devedor.id, kind="hardship"))

    assert models.Hold.objects.count() == 0


def test_a_foreign_devedor_is_not_found(ctx, devedor):
    foreign = builders.make_devedor(builders.make_credor())

    with pytest.raises(NotFound):
        place_hold(ctx, PlaceHold(devedor_id=foreign.id, kind="hardship"))


def test_a_hold_is_lifted_once_with_its_reason(ctx, devedor):
    hold = builders.make_hold(devedor)

    lift_hold(ctx, hold.id, "comprovante conferido")
    lift_hold(ctx, hold.id, "de novo")

    hold.refresh_from_db()
    assert (hold.lifted_at, hold.lifted_reason) == (NOW, "comprovante conferido")
    assert models.Event.objects.get().name == "hold.lifted"


def test_a_hold_is_not_lifted_without_a_reason(ctx, devedor):
    hold = builders.make_hold(devedor)

    with pytest.raises(Invalid):
        lift_hold(ctx, hold.id, "  ")

    hold.refresh_from_db()
    assert hold.lifted_at is None
