"""A new password for an account: by the person, who knows the current one, or by whoever owns the machine."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.usecases import fields, passwords
from adimple.usecases.context import Context
from adimple.usecases.fields import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """As typed. `device_id`: where it was typed, which stays in."""

    current: str
    password: str
    again: str
    device_id: int | None = None


@transaction.atomic
def change_password(ctx: Context, command: ChangePassword) -> models.Account:
    """The actor's account, with its new password. Raises Invalid with every field that is wrong."""
    account = models.Account.objects.select_for_update().filter(id=ctx.actor.account_id, is_active=True).first()
    if account is None:
        raise NotFound
    read = Fields()
    read.read(known, "current", command.current, account)
    read.read(_new, "password", command, account)
    read.read(passwords.check_again, "again", command.password, command.again)
    read.check()
    passwords.keep(ctx, account, command.password, command.device_id)
    return account


@transaction.atomic
def set_password(ctx: Context, email: str, password: str) -> models.Account:
    """The account of that e-mail, with its new password: for the command line of this machine. Raises Invalid."""
    account = find_account(email)
    passwords.keep(ctx, account, passwords.check("password", password, account))
    return account


def find_account(email: str) -> models.Account:
    """By its e-mail. Raises Invalid, which says so, when nobody enters with it."""
    account = models.Account.objects.filter(email=fields.email("email", email)).first()
    if account is None:
        raise Invalid("email", "Ninguém entra com este e-mail. Confira-o em Equipe.")
    return account


def known(field: str, password: str, account: models.Account) -> None:
    """Raises Invalid when the password is not the account's."""
    if not account.check_password(password):
        raise Invalid(field, "Esta não é a sua senha de hoje. Confira se a tecla de maiúsculas está ligada.")


def _new(field: str, command: ChangePassword, account: models.Account) -> None:
    if command.password and command.password == command.current:
        raise Invalid(field, "A nova senha é igual à de hoje. Escolha outra.")
    passwords.check(field, command.password, account)
