"""Somebody more logs in over a credor."""

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases.add_member import AddMember, add_member
from tests import builders

pytestmark = pytest.mark.django_db

OTAVIO = AddMember(email="Otavio@Exemplo.test", name="Otávio Exemplo", password="tres palavras juntas", role="operator")


@pytest.fixture
def owned():
    """An owner's context, and the credor."""
    owner, credor = builders.make_account(), builders.make_credor()
    builders.make_membership(owner, credor)
    return builders.context_of(owner), credor


def roles(credor) -> list[tuple[str, str]]:
    return list(credor.membership_set.order_by("id").values_list("account__email", "role"))[1:]


def test_a_new_member_can_log_in_and_has_the_role(owned):
    ctx, credor = owned
    account = add_member(ctx, credor.id, OTAVIO)
    assert account.check_password("tres palavras juntas")
    assert roles(credor) == [("otavio@exemplo.test", "operator")]
    told = models.Event.objects.get(name="member.added")
    assert (told.credor, told.actor, told.payload["role"]) == (credor, ctx.actor.name, "operator")


def test_the_same_member_again_changes_only_the_role(owned):
    ctx, credor = owned
    account = add_member(ctx, credor.id, OTAVIO)
    again = AddMember(email=OTAVIO.email, name="Outro Nome", password="outras palavras aqui", role="auditor")
    assert add_member(ctx, credor.id, again) == account
    account.refresh_from_db()
    assert (account.name, account.check_password("tres palavras juntas")) == ("Otávio Exemplo", True)
    assert roles(credor) == [("otavio@exemplo.test", "auditor")]


def test_an_owner_does_not_lose_the_role_here(owned):
    ctx, credor = owned
    with pytest.raises(Refused, match="dono não muda"):
        add_member(ctx, credor.id, AddMember(email=ctx.actor.name, name="", password="", role="auditor"))
    assert credor.membership_set.get().role == "owner"


def test_only_an_owner_adds_and_nobody_adds_over_a_credor_that_is_not_theirs(owned):
    ctx, credor = owned
    manager = builders.make_account()
    builders.make_membership(manager, credor, "manager")
    with pytest.raises(Refused):
        add_member(builders.context_of(manager), credor.id, OTAVIO)
    with pytest.raises(NotFound):
        add_member(ctx, builders.make_credor().id, OTAVIO)
    assert models.Account.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "otavio"}, "email"),
        ({"name": " "}, "name"),
        ({"password": "123"}, "password"),
        ({"role": "rei"}, "role"),
    ],
)
def test_what_is_not_well_typed_is_said_by_field(owned, change, field):
    ctx, credor = owned
    typed = {"email": OTAVIO.email, "name": OTAVIO.name, "password": OTAVIO.password, "role": OTAVIO.role}
    with pytest.raises(Invalid) as invalid:
        add_member(ctx, credor.id, AddMember(**typed | change))
    assert invalid.value.field == field
    assert models.Account.objects.count() == 1
