"""A new password: only by who knows the current one, or by whoever owns the machine."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.change_password import ChangePassword, change_password, set_password
from adimple.usecases.context import Actor, Context
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

OLD, NEW = "tres palavras juntas", "quatro palavras bem juntas"


def typed(current=OLD, password=NEW, again=None) -> ChangePassword:
    return ChangePassword(current=current, password=password, again=password if again is None else again)


def wrong_fields(error) -> list[tuple[str, str]]:
    return [(one.field, one.phrase) for one in error.value.every]


def test_who_knows_the_current_password_writes_a_new_one_and_the_journal_tells():
    account = builders.make_account()

    change_password(builders.context_of(account), typed())

    account.refresh_from_db()
    assert (account.check_password(NEW), account.check_password(OLD)) == (True, False)
    told = models.Event.objects.get()
    assert (told.name, told.credor_id, told.actor, told.payload) == (
        "password.changed", None, account.email, {"account_id": account.id},
    )  # fmt: skip


def test_every_wrong_field_is_told_and_nothing_changes():
    account = builders.make_account()

    with pytest.raises(Invalid) as error:
        change_password(builders.context_of(account), typed("errada de todo", "curta", "outra"))

    assert wrong_fields(error) == [
        ("current", "Esta não é a sua senha de hoje. Confira se a tecla de maiúsculas está ligada."),
        ("password", "A senha tem 5 caracteres e precisa de ao menos 10. Três palavras juntas servem bem."),
        ("again", "As duas senhas são diferentes. Escreva a mesma nas duas."),
    ]
    account.refresh_from_db()
    assert account.check_password(OLD)
    assert not models.Event.objects.exists()


def test_the_same_password_is_not_a_new_one():
    with pytest.raises(Invalid, match="igual à de hoje"):
        change_password(builders.context_of(builders.make_account()), typed(password=OLD))


def test_who_is_not_logged_in_changes_nothing():
    with pytest.raises(NotFound):
        change_password(Context(Actor("anônimo"), access.no_scope(), NOW), typed())


def test_the_machine_s_owner_sets_a_password_and_ends_the_wait_for_wrong_ones():
    account = builders.make_account(email="ana@exemplo.test")
    request = RequestFactory().post("/entrar/", {"username": account.email})
    for _ in range(8):
        authenticate(request, username=account.email, password="errada de todo")
    assert authenticate(RequestFactory().post("/entrar/"), username=account.email, password=OLD) is None

    ctx = Context(Actor("linha de comando"), access.whole_scope(), NOW + timedelta(minutes=1))
    set_password(ctx, " Ana@Exemplo.test ", NEW)

    assert authenticate(RequestFactory().post("/entrar/"), username=account.email, password=NEW) == account
    assert models.Event.objects.get().actor == "linha de comando"


@pytest.mark.parametrize(("email", "password", "field"), [("eva@exemplo.test", NEW, "email"), ("a", NEW, "email")])
def test_an_unknown_address_is_said(email, password, field):
    with pytest.raises(Invalid) as error:
        set_password(Context(Actor("linha de comando"), access.whole_scope(), NOW), email, password)
    assert error.value.field == field
