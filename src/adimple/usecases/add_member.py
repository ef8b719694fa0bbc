"""Somebody more logs in over a credor, in a role: account made or found by e-mail."""

from dataclasses import dataclass

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, Refused
from adimple.store import journal, models
from adimple.usecases import fields, passwords
from adimple.usecases.context import ROLES, Context
from adimple.usecases.fields import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember:
    """`name` and `password` serve a new account; of one that exists they change nothing.

    A new account without a password enters only after a `password_links` link.
    """

    email: str
    name: str
    role: str
    password: str | None = None


@transaction.atomic
def add_member(ctx: Context, credor_id: int, command: AddMember) -> models.Account:
    """The account, now in that role. Raises as `check` does."""
    account = check(ctx, credor_id, command)
    if account.id is None:
        account.set_password(command.password)
        account.save(force_insert=True)
    former = models.Membership.objects.select_for_update().filter(account=account, credor_id=credor_id).first()
    if former is None:
        models.Membership.objects.create(account=account, credor_id=credor_id, role=command.role, since=ctx.now)
        journal.record(ctx, events.MemberAdded(credor_id, account.id, command.role))
    elif former.role != command.role:
        former.role = command.role
        former.save(update_fields=["role"])
        journal.record(ctx, events.MemberRoleChanged(credor_id, account.id, command.role))
    return account


def check(ctx: Context, credor_id: int, command: AddMember) -> models.Account:
    """The account that would get in, found or not yet saved; writes nothing.

    Raises Invalid with every field that is wrong; Refused for an owner, whose role is not changed here.
    """
    ctx.require(credor_id, "owner")
    read = Fields()
    email = read.read(fields.email, "email", command.email)
    known = models.Account.objects.filter(email=email).first() if email else None
    account = known or _account(ctx, read, command, email)
    read.read(_role, "role", command.role)
    read.check()
    former = models.Membership.objects.filter(account=known, credor_id=credor_id).first() if known else None
    if former and former.role == "owner" != command.role:
        raise Refused("member.owner", "Esta pessoa é dona deste credor, e o papel de dono não muda por aqui.")
    return account


def _role(field: str, role: str) -> str:
    if role not in ROLES:
        raise Invalid(field, "Escolha o papel na lista.")
    return role


def _account(ctx: Context, read: Fields, command: AddMember, email: str) -> models.Account:
    """Without its password, not yet saved."""
    account = models.Account(email=email or "", created_at=ctx.now)
    account.name = read.read(fields.name, "name", command.name) or ""
    if command.password is not None:
        read.read(passwords.check, "password", command.password, account)
    return account
