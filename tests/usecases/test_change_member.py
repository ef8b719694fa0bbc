"""Roles change and people leave; a credor keeps an owner, whoever asks at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases import api_keys, change_member
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def member(credor, role: str = "owner"):
    account = builders.make_account()
    builders.make_membership(account, credor, role)
    return account


def roles(credor) -> list[str]:
    return sorted(models.Membership.objects.filter(credor=credor).values_list("role", flat=True))


def test_a_role_changes_and_the_journal_knows(credor):
    owner, caio = member(credor), member(credor, "operator")

    change_member.give_role(builders.context_of(owner), credor.id, caio.id, "manager")

    assert access.scope_of(caio.id).roles == {credor.id: "manager"}
    row = models.Event.objects.get()
    assert (row.name, row.payload["role"], row.credor_id) == ("member.role_changed", "manager", credor.id)


def test_the_same_role_again_is_no_event(credor):
    owner, caio = member(credor), member(credor, "operator")

    change_member.give_role(builders.context_of(owner), credor.id, caio.id, "operator")

    assert not models.Event.objects.exists()


def test_a_person_has_another_role_in_another_credor_of_the_same_owner(credor):
    owner, caio = member(credor), member(credor, "operator")
    gym = builders.make_credor()
    builders.make_membership(owner, gym)

    change_member.give_role(builders.context_of(owner), gym.id, caio.id, "auditor")

    assert access.scope_of(caio.id).roles == {credor.id: "operator", gym.id: "auditor"}


def test_a_stranger_is_not_brought_in_by_number(credor):
    owner, stranger = member(credor), member(builders.make_credor(), "operator")

    with pytest.raises(NotFound):
        change_member.give_role(builders.context_of(owner), credor.id, stranger.id, "operator")
    with pytest.raises(NotFound):
        change_member.remove(builders.context_of(owner), credor.id, stranger.id)


def test_an_unknown_role_is_told(credor):
    owner, caio = member(credor), member(credor, "operator")
    with pytest.raises(Invalid):
        change_member.give_role(builders.context_of(owner), credor.id, caio.id, "rei")


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_who_is_no_owner_changes_nobody(credor, role):
    member(credor)
    theirs, caio = builders.context_of(member(credor, role)), member(credor, "operator")

    with pytest.raises(Refused, match="isto pede dono"):
        change_member.give_role(theirs, credor.id, caio.id, "owner")
    with pytest.raises(Refused, match="isto pede dono"):
        change_member.remove(theirs, credor.id, caio.id)
    assert not models.Event.objects.exists()


def test_who_is_removed_loses_the_pages_and_the_keys_at_once(credor):
    owner, caio = member(credor), member(credor)
    other = builders.make_credor()
    builders.make_membership(caio, other, "auditor")
    wanted = api_keys.MakeKey(name="ERP Exemplo", scopes=["titulos.ler"], days=90)
    key = api_keys.make_key(builders.context_of(caio), credor.id, wanted)

    change_member.remove(builders.context_of(owner), credor.id, caio.id)

    assert access.scope_of(caio.id).roles == {other.id: "auditor"}
    assert api_keys.open_key(key.secret, NOW) is None
    builders.make_membership(caio, credor)  # brought back, the key stays dead
    assert api_keys.open_key(key.secret, NOW) is None
    names = list(models.Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["api_key.made", "member.removed", "api_key.revoked"]


def test_the_last_owner_is_neither_removed_nor_made_less(credor):
    owner = member(credor)
    member(credor, "manager")
    gone = member(credor)
    models.Account.objects.filter(id=gone.id).update(is_active=False)  # does not count: nobody enters with it
    ctx = builders.context_of(owner)

    with pytest.raises(Refused, match="um credor não fica sem dono"):
        change_member.remove(ctx, credor.id, owner.id)
    with pytest.raises(Refused, match="um credor não fica sem dono"):
        change_member.give_role(ctx, credor.id, owner.id, "manager")
    assert roles(credor) == ["manager", "owner", "owner"]


def test_an_owner_leaves_once_there_is_another(credor):
    owner, heir = member(credor), member(credor, "manager")
    ctx = builders.context_of(owner)
    change_member.give_role(ctx, credor.id, heir.id, "owner")

    change_member.remove(ctx, credor.id, owner.id)

    assert roles(credor) == ["owner"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["remove", "less", "oneself"])
def test_however_many_owners_act_at_once_one_stays(credor, way):
    owners = [member(credor) for _ in range(4)]
    ready = Barrier(len(owners))

    def act(number: int) -> None:
        ctx = builders.context_of(owners[number])
        target = owners[number if way == "oneself" else (number + 1) % len(owners)]
        ready.wait(10)
        try:
            if way == "less":
                change_member.give_role(ctx, credor.id, target.id, "auditor")
            else:
                change_member.remove(ctx, credor.id, target.id)
        except (Refused, NotFound):
            pass  # the last one, or put out while it waited
        finally:
            connection.close()

    with ThreadPoolExecutor(len(owners)) as threads:
        list(threads.map(act, range(len(owners))))

    assert roles(credor).count("owner") >= 1
    if way == "oneself":
        assert roles(credor) == ["owner"]
