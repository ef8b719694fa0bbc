"""Invites: by an owner, for a time, once; and they end with who made them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models
from adimple.usecases import account_mail, api_keys, change_member, invites, password_links
from tests import builders
from tests.builders import NOW
from tests.worker.day import arrived, machine, mail

__all__ = ["mail"]

pytestmark = pytest.mark.django_db

OTAVIO = invites.MakeInvite(email=" Otavio@Exemplo.test", name="Otávio Exemplo", role="operator")
NEW = invites.Acceptance(
    name="Otávio Exemplo", password="quatro palavras bem juntas", again="quatro palavras bem juntas"
)


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo")


@pytest.fixture
def ctx(credor):
    owner = builders.make_account(email="dona@exemplo.test", name="Dona Exemplo")
    builders.make_membership(owner, credor)
    return builders.context_of(owner)


def token_of(invite) -> str:
    return invites.url_of(invite).rpartition("/")[2]


def names() -> list[str]:
    return list(models.Event.objects.order_by("id").values_list("name", flat=True))


def test_it_is_sent_and_its_link_opens(ctx, credor, mail):
    invite = invites.make(ctx, credor.id, OTAVIO)
    assert account_mail.ask_invite(ctx, invite) is True
    account_mail.send_next(machine())

    [message] = arrived(mail, "otavio@exemplo.test")
    assert "Dona Exemplo convidou você a entrar no Adimple como operador de Colégio Exemplo." in message.text
    assert "até 01/12/2026 às 10h00" in message.text
    token = re.search(r"https://cobranca\.example/convite/(\S+)", message.text)[1]
    account = invites.accept(machine(), token, NEW)
    assert account.email == "otavio@exemplo.test"
    assert models.Membership.objects.get(account=account).role == "operator"
    assert names() == ["invite.made", "invite.mail_ended", "invite.accepted", "member.added"]


def test_it_ends_after_seven_days(ctx, credor):
    invite = invites.make(ctx, credor.id, OTAVIO)

    assert invites.open_link(machine(NOW + timedelta(days=7)), token_of(invite))[0] == invite
    with pytest.raises(NotFound):
        invites.open_link(machine(NOW + timedelta(days=7, seconds=1)), token_of(invite))


def test_made_again_the_former_link_opens_nothing_and_its_mail_does_not_leave(ctx, credor, mail):
    invite = invites.make(ctx, credor.id, OTAVIO)
    account_mail.ask_invite(ctx, invite)
    former = token_of(invite)
    again = invites.make_again(builders.context_of(models.Account.objects.get(), NOW + timedelta(hours=1)), invite.id)

    with pytest.raises(NotFound):
        invites.open_link(machine(), former)
    assert invites.open_link(machine(), token_of(again))[0] == invite
    account_mail.send_next(machine())
    assert arrived(mail) == []


def test_a_second_invite_takes_the_place_of_the_first(ctx, credor):
    first = invites.make(ctx, credor.id, OTAVIO)

    invites.make(ctx, credor.id, OTAVIO)

    assert models.Invite.objects.filter(revoked_at__isnull=True).count() == 1
    with pytest.raises(NotFound):
        invites.open_link(machine(), token_of(first))
    assert names() == ["invite.made", "invite.revoked", "invite.made"]


def test_a_revoked_one_opens_nothing(ctx, credor):
    invite = invites.make(ctx, credor.id, OTAVIO)
    invites.revoke(ctx, invite.id)

    with pytest.raises(NotFound):
        invites.accept(machine(), token_of(invite), NEW)
    with pytest.raises(NotFound):
        invites.make_again(ctx, invite.id)
    assert not models.Account.objects.filter(email="otavio@exemplo.test").exists()


def test_it_ends_when_its_maker_is_no_longer_an_owner(ctx, credor):
    other = builders.make_account()
    builders.make_membership(other, credor)
    invite = invites.make(ctx, credor.id, OTAVIO)

    change_member.give_role(builders.context_of(other), credor.id, ctx.actor.account_id, "manager")

    with pytest.raises(NotFound):
        invites.open_link(machine(), token_of(invite))
    assert names()[-2:] == ["invite.revoked", "member.role_changed"]


def test_it_opens_nothing_once_its_maker_is_out_by_whatever_way(ctx, credor):
    invite = invites.make(ctx, credor.id, OTAVIO)
    models.Account.objects.filter(id=ctx.actor.account_id).update(is_active=False)

    with pytest.raises(NotFound):
        invites.open_link(machine(), token_of(invite))


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_only_an_owner_invites_revokes_and_makes_again(ctx, credor, role):
    member = builders.make_account()
    builders.make_membership(member, credor, role)
    invite = invites.make(ctx, credor.id, OTAVIO)
    theirs = builders.context_of(member)

    for act in (
        lambda: invites.make(theirs, credor.id, OTAVIO),
        lambda: invites.make_again(theirs, invite.id),
        lambda: invites.revoke(theirs, invite.id),
    ):
        with pytest.raises(Refused, match="isto pede dono"):
            act()
    stranger = builders.make_account()
    builders.make_membership(stranger, builders.make_credor())
    with pytest.raises(NotFound):
        invites.revoke(builders.context_of(stranger), invite.id)
    assert names() == ["invite.made"]


def test_who_is_of_the_team_is_not_invited(ctx, credor):
    with pytest.raises(Invalid, match="já é da equipe"):
        invites.make(ctx, credor.id, invites.MakeInvite(email="dona@exemplo.test", name="Dona", role="auditor"))


def test_every_wrong_field_is_told(ctx, credor):
    with pytest.raises(Invalid) as wrong:
        invites.make(ctx, credor.id, invites.MakeInvite(email="x", name=" ", role="rei"))

    assert [one.field for one in wrong.value.every] == ["email", "name", "role"]
    assert names() == []


def test_of_an_account_that_exists_nobody_else_accepts_not_even_with_the_link(ctx, credor):
    builders.make_account(email="otavio@exemplo.test")
    invite = invites.make(ctx, credor.id, OTAVIO)
    stranger = builders.context_of(builders.make_account())

    for who in (machine(), ctx, stranger):
        with pytest.raises(Refused, match=r"Entre com otavio@exemplo\.test para aceitar"):
            invites.accept(who, token_of(invite), NEW)

    assert models.Membership.objects.count() == 1
    assert names() == ["invite.made"]


def test_the_account_itself_accepts_once_it_is_in_and_its_password_stays(ctx, credor):
    otavio = builders.make_account(email="otavio@exemplo.test")
    invite = invites.make(ctx, credor.id, OTAVIO)

    assert invites.accept(builders.context_of(otavio), token_of(invite), NEW) == otavio

    otavio.refresh_from_db()
    assert otavio.check_password("tres palavras juntas")
    assert models.Membership.objects.get(account=otavio).role == "operator"
    assert models.Event.objects.get(name="invite.accepted").actor == "otavio@exemplo.test"


def test_who_is_in_makes_no_account_for_somebody_else(ctx, credor):
    invite = invites.make(ctx, credor.id, OTAVIO)

    with pytest.raises(Refused, match=r"Este convite é de otavio@exemplo\.test"):
        invites.accept(ctx, token_of(invite), NEW)

    assert not models.Account.objects.filter(email="otavio@exemplo.test").exists()


def test_who_made_the_account_before_its_person_keeps_nothing_of_it(ctx, credor):
    """The owner of another credor took the link of his own invite, and made the account in the person's name."""
    otavio = builders.make_account(email="otavio@exemplo.test")
    elsewhere = builders.make_credor()
    builders.make_membership(otavio, elsewhere)
    wanted = api_keys.MakeKey(name="ERP Exemplo", scopes=["titulos.ler"], days=90)
    key = api_keys.make_key(builders.context_of(otavio), elsewhere.id, wanted)
    builders.make_device(otavio)
    invite = invites.make(ctx, credor.id, OTAVIO)

    link = password_links.url_until(otavio, NOW + timedelta(hours=1)).rpartition("/")[2]
    password_links.use_link(machine(), link, NEW.password, NEW.again)
    invites.accept(builders.context_of(otavio), token_of(invite), invites.Acceptance())

    otavio.refresh_from_db()
    assert not otavio.check_password("tres palavras juntas")
    assert models.Device.objects.get().ended_at == NOW
    opened = api_keys.open_key(key.secret, NOW)
    assert opened.ctx.scope.roles == {elsewhere.id: "auditor"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_gets_in(ctx, credor):
    invite = invites.make(ctx, credor.id, OTAVIO)

    def accept(_: int) -> str:
        try:
            invites.accept(machine(), token_of(invite), NEW)
        except NotFound:
            return "late"
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(accept, range(4)))

    assert outcomes == ["in", "late", "late", "late"]
    assert models.Account.objects.filter(email="otavio@exemplo.test").count() == 1
