from adimple.domain import event_kinds
from adimple.domain.events import EVENTS


def test_every_event_is_of_a_kind_that_auditoria_lists():
    families = {event_kinds.family_of(name) for name in EVENTS}

    assert families == set(event_kinds.FAMILIES), "a family in event_kinds.FAMILIES"
    assert set(event_kinds.FAMILIES.values()) == set(event_kinds.KINDS)


def test_the_names_of_a_kind_are_those_of_its_families():
    assert event_kinds.names_of("saidas") == ["sheet.exported"]
    assert event_kinds.names_of("") == []
    assert sorted(name for kind in event_kinds.KINDS for name in event_kinds.names_of(kind)) == sorted(EVENTS)
