"""The first link that only an e-mail received ends what was set up before it; the next ones end no second step."""

import re
from datetime import timedelta

import pytest

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.usecases import account_mail, invites, password_links, second_step
from tests import builders
from tests.builders import NOW
from tests.worker.day import arrived, machine, mail

__all__ = ["mail"]

pytestmark = pytest.mark.django_db

NEW, OTHER = "quatro palavras bem juntas", "cinco palavras ainda mais juntas"
WANTED = invites.MakeInvite(email="otavio@exemplo.test", name="Otávio Exemplo", role="operator")
TYPED = invites.Acceptance(name="Otávio Exemplo", password=NEW, again=NEW)


@pytest.fixture
def ana():
    return builders.make_account(email="ana@exemplo.test")


@pytest.fixture
def team():
    credor, owner = builders.make_credor(), builders.make_account()
    builders.make_membership(owner, credor)
    return builders.context_of(owner), credor


def mailed_to(address: str, mail) -> str:
    """The token of the newest mail of our own to an address."""
    while account_mail.send_next(machine()):
        pass
    return re.search(r"https://cobranca\.example/(?:senha|convite)/(\S+)", arrived(mail, address)[0].text)[1]


def proofs() -> list[dict]:
    rows = models.Event.objects.filter(name="email.proven").order_by("id")
    return list(rows.values_list("payload", flat=True))


def test_the_first_mailed_link_ends_a_second_step_set_by_a_stranger_and_the_next_ends_none(ana, mail):
    builders.make_second_factor(ana)
    models.RecoveryCode.objects.create(account=ana, sha256="0" * 64)
    builders.make_device(ana)
    account_mail.ask_password(machine(), ana.email)

    password_links.use_link(machine(), mailed_to(ana.email, mail), NEW, NEW)

    ana.refresh_from_db()
    assert (ana.email_proven_at, second_step.find_account(ana.id)) == (NOW, None)
    assert not models.RecoveryCode.objects.exists()
    assert models.Device.objects.get().ended_at == NOW
    assert proofs() == [{"account_id": ana.id, "reset": True}]

    builders.make_second_factor(ana)  # by its own person, this time
    account_mail.ask_password(machine(), ana.email)
    password_links.use_link(machine(), mailed_to(ana.email, mail), OTHER, OTHER)
    assert second_step.find_account(ana.id) == ana
    assert len(proofs()) == 1


def test_a_link_that_an_owner_hands_over_proves_nothing(team):
    ctx, credor = team
    operator = builders.make_account()
    builders.make_membership(operator, credor, "operator")
    builders.make_second_factor(operator)
    token = password_links.make_link(ctx, credor.id, operator.id).url.rpartition("/")[2]

    password_links.use_link(machine(), token, NEW, NEW)

    operator.refresh_from_db()
    assert (operator.email_proven_at, second_step.find_account(operator.id)) == (None, operator)
    assert proofs() == []


def test_nobody_makes_a_mailed_link_of_one_that_was_handed_over(ana):
    token = password_links.url_until(ana, NOW + timedelta(hours=1)).rpartition("/")[2]
    body, _, signature = token.rpartition(".")
    for forged in (f"{body}-m.{signature}", f"{token}-m"):
        with pytest.raises(NotFound):
            password_links.open_link(machine(), forged)


def test_an_account_made_by_the_mail_of_an_invite_is_proven_and_one_made_by_hand_is_not(team, mail):
    ctx, credor = team
    invite = invites.make(ctx, credor.id, WANTED)
    assert account_mail.ask_invite(ctx, invite) is True
    assert invites.accept(machine(), mailed_to(WANTED.email, mail), TYPED).email_proven_at == NOW

    by_hand = invites.make(ctx, credor.id, invites.MakeInvite(email="eva@exemplo.test", name="Eva", role="operator"))
    token = invites.url_of(by_hand).rpartition("/")[2]
    assert invites.accept(machine(), token, TYPED).email_proven_at is None
