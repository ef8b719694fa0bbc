"""Who enters the credores of a scope, and what of it only an owner is told."""

import pytest

from adimple.domain.errors import NotFound
from adimple.store.reads import team
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_somebody_whose_account_was_closed_is_not_of_the_team():
    credor = builders.make_credor()
    builders.make_membership(builders.make_account(name="Fica"), credor)
    gone = builders.make_account(name="Saiu", is_active=False)
    builders.make_membership(gone, credor, "operator")

    assert [row.name for row in team.list_team(Scope({credor.id: "auditor"}))] == ["Fica"]
    with pytest.raises(NotFound):
        team.get_person(Scope({credor.id: "owner"}), gone.id)


def test_the_second_step_of_a_person_is_told_to_who_owns_one_of_their_credores():
    mine, other = builders.make_credor(), builders.make_credor()
    here, there = builders.make_account(name="Aqui"), builders.make_account(name="La")
    builders.make_membership(here, mine, "operator")
    builders.make_membership(there, other, "operator")
    for account in (here, there):
        builders.make_second_factor(account)

    rows = team.list_team(Scope({mine.id: "owner", other.id: "manager"}))

    assert [(row.name, row.in_two_steps, row.is_mine) for row in rows] == [("Aqui", True, True), ("La", None, False)]


def test_a_second_step_begun_and_not_confirmed_is_off():
    credor, account = builders.make_credor(), builders.make_account()
    builders.make_membership(account, credor)
    builders.make_second_factor(account, confirmed_at=None)

    assert team.get_person(Scope({credor.id: "owner"}), account.id).in_two_steps is False


def test_the_invites_that_wait_are_told_to_owners_with_their_last_mail():
    mine, other = builders.make_credor(), builders.make_credor()
    owner = builders.make_account()
    waits = builders.make_invite(mine, owner)
    builders.make_invite(mine, owner, accepted_at=NOW)
    builders.make_invite(mine, owner, revoked_at=NOW)
    builders.make_invite(other, owner)
    for state in ("failed", "sent"):
        builders.make_account_mail(invite=waits, state=state)

    rows = team.list_invites(Scope({mine.id: "owner", other.id: "manager"}))

    assert [(row.id, row.mail) for row in rows] == [(waits.id, "sent")]
