"""Somebody more logs in over a credor, in a role: account made or found by e-mail."""

from dataclasses import dataclass

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

from adimple.domain import cadastro, events, limits
from adimple.domain.errors import Invalid, Refused
from adimple.store import journal, models
from adimple.usecases.context import ROLES, Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember:
    """`name` and `password` serve a new account; of one that exists they change nothing."""

    email: str
    name: str
    password: str
    role: str


@transaction.atomic
def add_member(ctx: Context, credor_id: int, command: AddMember) -> models.Account:
    """The account, now in that role. Raises Invalid; Refused for an owner, whose role is not changed here."""
    ctx.require(credor_id, "owner")
    if command.role not in ROLES:
        raise Invalid("role", "Escolha o papel na lista.")
    reading = cadastro.read_email(command.email)
    if not reading.valid or reading.normalised is None:
        raise Invalid("email", reading.phrase or "Confira o e-mail.")
    account = models.Account.objects.filter(email=reading.normalised).first()
    account = account or _account(ctx, command, reading.normalised)
    former = models.Membership.objects.select_for_update().filter(account=account, credor_id=credor_id).first()
    if former is None:
        models.Membership.objects.create(account=account, credor_id=credor_id, role=command.role, since=ctx.now)
        journal.record(ctx, events.MemberAdded(credor_id, account.id, command.role))
    elif former.role != command.role:
        _change_role(ctx, former, command.role)
    return account


def _change_role(ctx: Context, former: models.Membership, role: str) -> None:
    if former.role == "owner":
        raise Refused("member.owner", "Esta pessoa é dona deste credor, e o papel de dono não muda por aqui.")
    former.role = role
    former.save(update_fields=["role"])
    journal.record(ctx, events.MemberRoleChanged(former.credor_id, former.account_id, role))


def _account(ctx: Context, command: AddMember, email: str) -> models.Account:
    name = " ".join(command.name.split())
    if not name or len(name) > limits.MAX_NAME_CHARS:
        raise Invalid("name", f"Escreva um nome com até {limits.MAX_NAME_CHARS} letras.")
    account = models.Account(email=email, name=name, created_at=ctx.now)
    try:
        password_validation.validate_password(command.password, account)
    except ValidationError as error:
        raise Invalid("password", " ".join(error.messages)) from error
    account.set_password(command.password)
    account.save(force_insert=True)
    return account
