"""What Auditoria finds: of whom, of when, of what; and who sees what is of no credor."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.reads import audit
from adimple.store.reads.audit import AuditFilter
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_credor()


def event(name="sending.stopped", credor=None, at=NOW, actor="dona@exemplo.test", **given) -> int:
    payload = given.pop("payload", {"credor_id": credor.id} if credor else {})
    row = {"credor": credor, "name": name, "payload": payload, "actor": actor, "at": at}
    return models.Event.objects.create(**row | given).id


def found(scope, **wanted) -> list[int]:
    return [row.id for row in audit.list_events(scope, AuditFilter(**wanted)).rows]


def owner_of(*credores, role="owner") -> Scope:
    return Scope({credor.id: role for credor in credores})


def test_the_newest_comes_first_of_all_the_credores_together(credor):
    other = builders.make_credor()
    old = event(credor=credor, at=NOW - timedelta(hours=2))
    middle = event(credor=other, at=NOW - timedelta(hours=1))
    new = event(credor=credor)

    assert found(owner_of(credor, other)) == [new, middle, old]
    assert found(owner_of(credor)) == [new, old]


def test_a_period_holds_both_its_days_in_sao_paulo(credor):
    """24/11 begins at 03h00 UTC and ends at 03h00 UTC of the 25th."""
    hours = [datetime(2026, 11, day, hour, 59, 59, tzinfo=UTC) for day, hour in ((24, 2), (24, 3), (25, 2), (25, 3))]
    before, first, last, after = (event(credor=credor, at=at) for at in hours)
    day = date(2026, 11, 24)

    assert found(owner_of(credor), since=day, until=day) == [last, first]
    assert found(owner_of(credor), since=day) == [after, last, first]
    assert found(owner_of(credor), until=day) == [last, first, before]


def test_a_kind_has_its_events_and_no_other(credor):
    stopped, payment = event(credor=credor), event("payment.undone", credor)

    assert found(owner_of(credor), kind="credor") == [stopped]
    assert found(owner_of(credor), kind="pagamentos") == [payment]
    assert found(owner_of(credor), kind="pagamentos", actor="dona@exemplo.test") == [payment]


def test_who_did_it_has_what_they_did_and_no_more(credor):
    hers, ours = event(credor=credor), event(credor=credor, actor="noite")

    assert found(owner_of(credor), actor="noite") == [ours]
    assert found(owner_of(credor), actor="dona@exemplo.test") == [hers]
    assert audit.list_actors(owner_of(credor)) == ["dona@exemplo.test", "noite"]


@pytest.mark.parametrize("text", ["ana ex", "529.982.247-25", "CE-77"])
def test_a_devedor_is_found_by_name_document_or_titulo(credor, text):
    devedor = builders.make_devedor(credor, name="Ana Exemplo", document="52998224725")
    builders.make_titulo(devedor, number="CE-77")
    theirs = event("hold.lifted", credor, devedor=devedor)
    event("hold.lifted", credor, devedor=builders.make_devedor(credor, name="Bruno Exemplo"))
    event(credor=credor)

    assert found(owner_of(credor), text=text) == [theirs]


def test_more_devedores_than_one_can_read_are_refused_not_cut(credor, monkeypatch):
    monkeypatch.setattr(audit, "MOST_DEVEDORES", 1)
    for _ in range(2):
        builders.make_devedor(credor, name="Ana Exemplo")

    with pytest.raises(Invalid, match="Escreva mais do nome"):
        audit.list_events(owner_of(credor), AuditFilter(text="ana"))


def test_an_event_is_found_by_its_number_and_by_the_hash_it_carries(credor):
    sha256 = "ab" * 32
    one = event("titulos.imported", credor, payload={"credor_id": credor.id, "sha256": sha256})
    event(credor=credor)

    assert found(owner_of(credor), code=f"{one}") == [one]
    assert found(owner_of(credor), code=sha256.upper()) == [one]
    assert found(owner_of(builders.make_credor()), code=sha256) == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "tudo"}, "tipo"),
        ({"code": "abc"}, "codigo"),
        ({"code": "9" * 19}, "codigo"),
        ({"since": date(2026, 11, 2), "until": date(2026, 11, 1)}, "ate"),
    ],
)
def test_a_filter_that_makes_no_sense_is_complained_of(wanted, field):
    with pytest.raises(Invalid) as raised:
        AuditFilter(**wanted)
    assert raised.value.field == field


def test_the_pages_go_through_all_once_even_at_one_instant(credor):
    ids = [event(credor=credor, at=NOW - timedelta(minutes=number // 3)) for number in range(7)]
    seen, cursor = [], ""
    while cursor is not None:
        page = audit.list_events(owner_of(credor), AuditFilter(), cursor, size=2)
        seen, cursor = seen + [row.id for row in page.rows], page.next_cursor

    assert sorted(seen) == ids
    assert seen == [ids[place] for place in (2, 1, 0, 5, 4, 3, 6)]


# --- of no credor ---


def test_a_sign_in_is_seen_by_who_looks_after_the_member_s_credor(credor):
    account, stranger = builders.make_account(), builders.make_account()
    builders.make_membership(account, credor, "operator")
    entered = event("login.succeeded", payload={"account_id": account.id})
    event("login.succeeded", payload={"account_id": stranger.id})

    assert found(owner_of(credor, role="auditor")) == [entered]
    assert audit.get_event(owner_of(credor, role="auditor"), entered).whose == account.email


def test_the_installation_and_unknown_addresses_are_the_owners(credor):
    unknown = event("login.failed", payload={"account_id": None, "why": "password"})
    backup = event("backup.failed", payload={"on": "2026-11-24", "cause": "folder"})

    assert found(owner_of(credor)) == [backup, unknown]
    assert found(owner_of(credor, role="manager")) == []
    assert found(Scope({})) == []
    with pytest.raises(NotFound):
        audit.get_event(owner_of(credor, role="manager"), backup)


def test_of_one_devedor_nothing_of_no_credor_is_told(credor):
    builders.make_devedor(credor, name="Ana Exemplo")
    event("backup.failed", payload={"on": "2026-11-24", "cause": "folder"})

    assert found(owner_of(credor), text="ana") == []
