"""A link to write a new password: once, for a day, and never for more than its maker already has."""

from datetime import timedelta

import pytest

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import ROLES, Actor, Context
from adimple.usecases.password_links import make_link, open_link, use_link
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

NEW = "quatro palavras bem juntas"


@pytest.fixture
def team():
    """An owner's context, their credor, and an operator of it."""
    credor, owner, operator = builders.make_credor(), builders.make_account(), builders.make_account()
    builders.make_membership(owner, credor)
    builders.make_membership(operator, credor, "operator")
    return builders.context_of(owner), credor, operator


def visitor(after: timedelta = timedelta()) -> Context:
    return Context(Actor("anônimo"), access.no_scope(), NOW + after)


def token_of(team) -> str:
    ctx, credor, operator = team
    return make_link(ctx, credor.id, operator.id).url.rpartition("/")[2]


def test_the_link_sets_the_password_once_and_the_journal_tells_both_acts(team):
    ctx, credor, operator = team
    token = token_of(team)

    use_link(visitor(), token, NEW, NEW)

    operator.refresh_from_db()
    assert operator.check_password(NEW)
    with pytest.raises(NotFound):
        use_link(visitor(), token, "cinco palavras ainda mais juntas", "cinco palavras ainda mais juntas")
    told = list(models.Event.objects.order_by("id").values_list("name", "credor_id", "actor", "payload__account_id"))
    assert told == [
        ("password.link_made", credor.id, ctx.actor.name, operator.id),
        ("password.changed", None, "link", operator.id),
    ]


def test_the_link_dies_when_the_person_joins_a_credor_that_its_maker_may_not_own(team):
    _, _, operator = team
    token = token_of(team)
    assert open_link(visitor(), token) == operator

    builders.make_membership(operator, builders.make_credor(), "operator")

    with pytest.raises(NotFound):
        use_link(visitor(), token, NEW, NEW)


def test_the_link_lives_a_day_and_dies_when_the_person_enters(team):
    _, _, operator = team
    token = token_of(team)

    assert open_link(visitor(timedelta(hours=24)), token) == operator
    with pytest.raises(NotFound):
        open_link(visitor(timedelta(hours=24, minutes=1)), token)
    models.Account.objects.filter(id=operator.id).update(last_login=NOW)
    with pytest.raises(NotFound):
        open_link(visitor(), token)


def test_a_link_that_was_changed_or_is_of_a_closed_account_is_worth_nothing(team):
    _, _, operator = team
    token = token_of(team)
    for bad in ("x", "1-2-3", token[:-1] + ("A" if token[-1] != "A" else "B"), "1" + token, "é.~"):
        with pytest.raises(NotFound):
            open_link(visitor(), bad)
    models.Account.objects.filter(id=operator.id).update(is_active=False)
    with pytest.raises(NotFound):
        open_link(visitor(), token)


def test_a_weak_password_is_told_and_the_link_still_serves(team):
    token = token_of(team)
    with pytest.raises(Invalid) as error:
        use_link(visitor(), token, "curta", "outra")
    assert [one.field for one in error.value.every] == ["password", "again"]
    use_link(visitor(), token, NEW, NEW)


@pytest.mark.parametrize("role", ROLES[1:])
def test_only_an_owner_makes_a_link(team, role):
    _, credor, operator = team
    other = builders.make_account()
    builders.make_membership(other, credor, role)
    with pytest.raises(Refused, match="isto pede dono"):
        make_link(builders.context_of(other), credor.id, operator.id)


def test_nobody_makes_a_link_for_a_stranger_or_over_another_s_credor(team):
    ctx, credor, operator = team
    with pytest.raises(NotFound):
        make_link(ctx, credor.id, builders.make_account().id)
    with pytest.raises(NotFound):
        make_link(ctx, builders.make_credor().id, operator.id)


def test_a_link_never_opens_a_credor_that_its_maker_does_not_own(team):
    ctx, credor, operator = team
    builders.make_membership(operator, builders.make_credor(), "auditor")
    with pytest.raises(Refused, match="credores que não são seus"):
        make_link(ctx, credor.id, operator.id)
    assert not models.Event.objects.exists()


def test_one_s_own_password_is_not_set_by_a_link(team):
    ctx, credor, _ = team
    with pytest.raises(Refused, match="Minha conta"):
        make_link(ctx, credor.id, ctx.actor.account_id)
