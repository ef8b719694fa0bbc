"""The e-mails of our own: asked without telling who exists, sent once, by a server that is there."""

import re
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.usecases import account_mail, password_links, second_step
from adimple.usecases.context import Actor
from adimple.worker import mails
from tests import builders
from tests.builders import NOW
from tests.worker.day import arrived, machine, mail

__all__ = ["mail"]

pytestmark = pytest.mark.django_db

NEW = "quatro palavras bem juntas"


@pytest.fixture
def ana():
    return builders.make_account(email="ana@exemplo.test", name="Ana Exemplo")


def at(**later):
    return replace(machine(NOW + timedelta(**later)), actor=Actor("e-mails"))


def ask(email: str = "ana@exemplo.test", **later) -> None:
    account_mail.ask_password(replace(at(**later), actor=Actor("anônimo")), email)


def told() -> list[tuple]:
    rows = models.Event.objects.order_by("id").values_list("name", "payload__how", "actor")
    return list(rows)


def test_the_link_arrives_opens_once_and_the_second_step_stays(ana, mail):
    models.Account.objects.update(email_proven_at=NOW)
    builders.make_second_factor(ana)
    builders.make_device(ana)
    ask(" Ana@Exemplo.test ")

    assert account_mail.send_next(at()) is True
    assert account_mail.send_next(at()) is False

    [message] = arrived(mail, "ana@exemplo.test")
    assert message.header("Subject") == "Crie outra senha no Adimple"
    assert "até 24/11/2026 às 11h00" in message.text
    token = re.search(r"https://cobranca\.example/senha/(\S+)", message.text)[1]
    password_links.use_link(at(), token, NEW, NEW)
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert second_step.find_account(ana.id) == ana
    assert models.Device.objects.get().ended_at == NOW
    with pytest.raises(NotFound):
        password_links.open_link(at(), token)
    assert told() == [
        ("password.mail_asked", None, "anônimo"),
        ("password.mail_ended", "sent", "e-mails"),
        ("password.changed", None, "link"),
    ]


def test_the_link_lives_an_hour(ana, mail):
    ask()
    account_mail.send_next(at())
    token = re.search(r"/senha/(\S+)", arrived(mail)[0].text)[1]

    assert password_links.open_link(at(minutes=60), token) == ana
    with pytest.raises(NotFound):
        password_links.open_link(at(minutes=61), token)


def test_no_table_keeps_the_link(ana, mail):
    ask()
    account_mail.send_next(at())
    token = re.search(r"/senha/(\S+)", arrived(mail)[0].text)[1]

    row = models.AccountMail.objects.values().get()
    assert token not in str(row)
    assert "ana@exemplo.test" not in str(row)


def test_an_unknown_or_closed_address_costs_the_same_questions_and_sends_nothing(ana, mail):
    builders.make_account(email="ida@exemplo.test", is_active=False)
    asked = []
    for email in ("ana@exemplo.test", "eva@exemplo.test", "ida@exemplo.test"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        asked.append([re.sub(r"'[^']*'|\d+|NULL|\"s\w+\"", "?", one["sql"]) for one in queries])
    assert asked[0] == asked[1] == asked[2]

    while account_mail.send_next(at()):
        pass

    assert [message.header("To").rpartition("<")[2] for message in arrived(mail)] == ["ana@exemplo.test>"]
    assert sorted(models.AccountMail.objects.values_list("state", flat=True)) == ["dropped", "dropped", "sent"]


def test_an_address_gets_three_an_hour(ana, mail):
    for minutes in (0, 1, 2, 3, 59):
        ask(minutes=minutes)
    while account_mail.send_next(at(minutes=59)):
        pass
    assert len(arrived(mail)) == 3

    ask(minutes=64)  # the first is more than an hour ago; those turned away counted too
    assert models.AccountMail.objects.order_by("id").last().state == "waiting"


def test_what_is_no_e_mail_is_told(ana):
    with pytest.raises(Invalid):
        ask("ana@")
    assert not models.AccountMail.objects.exists()


def test_a_server_that_answers_later_is_tried_again_and_one_that_refuses_is_not(mail):
    slow = builders.make_account(email="ocupado@exemplo.test")
    never = builders.make_account(email="recusa@exemplo.test")
    for account in (slow, never):
        ask(account.email)
    account_mail.send_next(at())
    account_mail.send_next(at())

    states = dict(models.AccountMail.objects.values_list("account__email", "state"))
    assert states == {slow.email: "waiting", never.email: "failed"}
    assert account_mail.send_next(at(seconds=29)) is False
    assert account_mail.send_next(at(seconds=30)) is True  # 15 s × 2
    assert told()[-1][:2] == ("password.mail_ended", "failed")


def test_a_server_that_hangs_up_without_an_answer_is_not_asked_again(mail):
    ask(builders.make_account(email="cai@exemplo.test").email)
    account_mail.send_next(at())

    assert account_mail.send_next(at(minutes=30)) is False
    assert len(arrived(mail)) == 1
    assert told()[-1][:2] == ("password.mail_ended", "uncertain")


def test_a_mail_that_waited_too_long_does_not_leave(ana, mail):
    ask()

    account_mail.send_next(at(minutes=60))

    assert arrived(mail) == []
    assert told()[-1][:2] == ("password.mail_ended", "late")


def test_one_whose_sender_died_is_never_sent_again_blindly(ana, mail):
    ask()
    models.AccountMail.objects.update(state="sending", next_try_at=NOW + timedelta(minutes=5))

    account_mail.clear(at(minutes=4))
    assert told() == []
    account_mail.clear(at(minutes=5))

    assert account_mail.send_next(at(minutes=6)) is False
    assert arrived(mail) == []
    assert told() == [("password.mail_ended", "uncertain", "e-mails")]


def test_old_mails_leave_the_table(ana, mail):
    ask()
    account_mail.send_next(at())
    account_mail.clear(at(days=7))
    assert models.AccountMail.objects.count() == 1

    account_mail.clear(at(days=7, seconds=1))

    assert not models.AccountMail.objects.exists()


def server_of_ours(mail) -> tuple[SmtpSettings, str]:
    return SmtpSettings("127.0.0.1", mail.smtp_port, "none"), "contas@exemplo.test"


def test_it_never_leaves_by_the_server_of_a_credor_where_a_manager_would_read_it(ana, mail, settings):
    credor = builders.make_credor()
    builders.make_membership(ana, credor, "owner")
    builders.make_smtp(credor, host="127.0.0.1", port=mail.smtp_port, security="none", tested_at=NOW)
    settings.HAS_SANDBOX = False
    ask()

    account_mail.send_next(at())

    assert arrived(mail) == []
    assert told()[-1][:2] == ("password.mail_ended", "no_server")


def test_in_production_it_leaves_by_the_server_of_the_installation(ana, mail, settings):
    settings.HAS_SANDBOX, settings.ACCOUNT_MAIL = False, server_of_ours(mail)
    ask()

    account_mail.send_next(at())

    [message] = arrived(mail)
    assert message.header("From") == '"Adimple" <contas@exemplo.test>'
    assert told()[-1][:2] == ("password.mail_ended", "sent")


def test_a_local_installation_with_a_server_of_its_own_leaves_the_test_inbox_alone(ana, mail, settings):
    settings.ACCOUNT_MAIL, settings.SANDBOX_SMTP_PORT = server_of_ours(mail), 1
    ask()

    account_mail.send_next(at())

    assert len(arrived(mail)) == 1


def test_who_asks_for_a_password_in_the_name_of_a_guest_uses_up_none_of_the_invites(mail):
    owner, credor = builders.make_account(), builders.make_credor()
    builders.make_membership(owner, credor)
    invite = builders.make_invite(credor, owner, email="ana@exemplo.test")
    for _ in range(5):
        ask("ana@exemplo.test")

    assert [account_mail.ask_invite(at(), invite) for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_is_asked_while_it_runs(ana, mail, monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(mails, "_context", lambda: at())
    with mails.sending(stop):
        ask()
        deadline = time.monotonic() + 10
        while not arrived(mail) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert len(arrived(mail)) == 1
