"""An owner asks somebody to join a credor: by a link that serves once, sent by e-mail where a server would take it.

The token names the invite and the mark it has now, signed: made again, the former link opens nothing. What an invite
gives is what its maker may still give: it ends with the maker's own role. The link makes a new account; one that exists
accepts by itself, logged in: whoever else holds the link, its maker included, does nothing in its name.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import journal, models
from adimple.usecases import fields, passwords
from adimple.usecases.context import ROLES, Actor, Context
from adimple.usecases.fields import Fields

DAYS = 7
_PURPOSE = "adimple.invite"
_BY_MAIL = "m"  # in the token: it went by e-mail and nobody here saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeInvite:
    """As typed."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """As typed; of an account that exists nothing is asked."""

    name: str = ""
    password: str = ""
    again: str = ""


@transaction.atomic
def make(ctx: Context, credor_id: int, command: MakeInvite) -> models.Invite:
    """The invite, in place of one that waits for the same person. Raises Invalid, NotFound, Refused."""
    ctx.require(credor_id, "owner")
    assert ctx.actor.account_id is not None, "an invite is somebody's"
    read = Fields()
    email = read.read(_newcomer, "email", command.email, credor_id)
    name = read.read(fields.name, "name", command.name)
    role = read.read(check_role, "role", command.role)
    read.check()
    models.Credor.objects.select_for_update(no_key=True).get(id=credor_id)  # two owners at once: one invite
    for former in _waiting().filter(credor_id=credor_id, email=email):
        _revoke(ctx, former)
    invite = models.Invite.objects.create(
        credor_id=credor_id, email=email, name=name, role=role, mark=_mark(), made_by_id=ctx.actor.account_id,
        made_at=ctx.now, valid_until=ctx.now + timedelta(days=DAYS),
    )  # fmt: skip
    journal.record(ctx, events.InviteMade(credor_id, invite.id, role))
    return invite


@transaction.atomic
def make_again(ctx: Context, invite_id: int) -> models.Invite:
    """Another link for the same invite, now of the actor's; the former is worth nothing. Raises NotFound, Refused."""
    invite = _of(ctx, invite_id)
    assert ctx.actor.account_id is not None
    invite.mark, invite.valid_until = _mark(), ctx.now + timedelta(days=DAYS)
    invite.made_by_id = ctx.actor.account_id
    invite.save(update_fields=["mark", "valid_until", "made_by_id"])
    journal.record(ctx, events.InviteMadeAgain(invite.credor_id, invite.id))
    return invite


@transaction.atomic
def revoke(ctx: Context, invite_id: int) -> models.Invite:
    """Raises NotFound, Refused."""
    invite = _of(ctx, invite_id)
    _revoke(ctx, invite)
    return invite


def revoke_of(ctx: Context, credor_id: int, account_id: int) -> None:
    """Those that somebody who is no longer an owner of the credor made."""
    for invite in _waiting().filter(credor_id=credor_id, made_by_id=account_id):
        _revoke(ctx, invite)


def open_link(ctx: Context, token: str) -> tuple[models.Invite, models.Account | None]:
    """The invite, and the account that accepts it if there is one. Raises NotFound, alike, for what opens nothing."""
    try:
        number, mark, *_ = _signer().unsign(token).split("-")
        invite_id = signing.b62_decode(number)
    except (signing.BadSignature, ValueError) as error:
        raise NotFound from error
    invite = models.Invite.objects.select_related("credor", "made_by").filter(id=invite_id, mark=mark).first()
    if invite is None or not is_open(invite) or ctx.now > invite.valid_until:
        raise NotFound
    account = models.Account.objects.filter(email=invite.email).first()
    if account is not None and not account.is_active:
        raise NotFound
    return invite, account


@transaction.atomic
def accept(ctx: Context, token: str, typed: Acceptance) -> models.Account:
    """The account, made or the actor's own, now of the credor. Raises NotFound, Refused, Invalid (all fields)."""
    invite, account = open_link(ctx, token)
    models.Credor.objects.select_for_update(no_key=True).get(id=invite.credor_id)
    invite, account = open_link(ctx, token)  # asked again under the lock: two at once, and the second finds it used
    check_actor(ctx, invite, account)
    if account is None:
        account = _new_account(ctx, invite, typed, proven_at=ctx.now if _went_by_mail(token) else None)
    ctx = replace(ctx, actor=Actor(account.email, account.id))
    _, is_new = models.Membership.objects.get_or_create(
        account=account, credor_id=invite.credor_id, defaults={"role": invite.role, "since": ctx.now}
    )
    models.Invite.objects.filter(id=invite.id).update(accepted_at=ctx.now)
    journal.record(ctx, events.InviteAccepted(invite.credor_id, invite.id, account.id))
    if is_new:
        journal.record(ctx, events.MemberAdded(invite.credor_id, account.id, invite.role))
    return account


def check_actor(ctx: Context, invite: models.Invite, account: models.Account | None) -> None:
    """Raises Refused for who cannot accept it: anybody but its account, or who is in as somebody else."""
    if ctx.actor.account_id == (account.id if account else None):
        return
    if ctx.actor.account_id is None:
        raise Refused("invite.enter", f"Entre com {invite.email} para aceitar este convite.")
    way = f"Entre com {invite.email} para aceitar" if account else "Saia para aceitar"
    raise Refused("invite.other", f"Este convite é de {invite.email}, e você está com {ctx.actor.name}. {way}.")


def is_open(invite: models.Invite) -> bool:
    """Neither accepted nor revoked, by an owner who still is one."""
    if invite.accepted_at or invite.revoked_at:
        return False
    return models.Membership.objects.filter(
        account_id=invite.made_by_id, account__is_active=True, credor_id=invite.credor_id, role="owner"
    ).exists()


def url_of(invite: models.Invite, *, by_mail: bool = False) -> str:
    """`by_mail`: as only the person's e-mail receives it; its maker sees another one."""
    parts = [signing.b62_encode(invite.id), invite.mark, *([_BY_MAIL] if by_mail else [])]
    return f"{settings.BASE_URL}/convite/{_signer().sign('-'.join(parts))}"


def _went_by_mail(token: str) -> bool:
    """Of a token that opens."""
    return _signer().unsign(token).split("-")[2:] == [_BY_MAIL]


def check_role(field: str, role: str) -> str:
    if role not in ROLES:
        raise Invalid(field, "Escolha o papel na lista.")
    return role


def _newcomer(field: str, typed: str, credor_id: int) -> str:
    email = fields.email(field, typed)
    if models.Membership.objects.filter(credor_id=credor_id, account__email=email).exists():
        raise Invalid(field, "Esta pessoa já é da equipe deste credor. Para mudar o papel, abra a página dela.")
    return email


def _new_account(
    ctx: Context, invite: models.Invite, typed: Acceptance, *, proven_at: datetime | None
) -> models.Account:
    account = models.Account(email=invite.email, created_at=ctx.now, email_proven_at=proven_at)
    read = Fields()
    account.name = read.read(fields.name, "name", typed.name) or ""
    read.read(passwords.check, "password", typed.password, account)
    read.read(passwords.check_again, "again", typed.password, typed.again)
    read.check()
    account.set_password(typed.password)
    account.save(force_insert=True)
    return account


def _of(ctx: Context, invite_id: int) -> models.Invite:
    """A waiting invite of a credor of the actor's, locked."""
    invite = _waiting().select_for_update(of=("self",)).filter(id=invite_id).first()
    if invite is None or ctx.scope.role_over(invite.credor_id) is None:
        raise NotFound
    ctx.require(invite.credor_id, "owner")
    return invite


def _waiting():
    return models.Invite.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True).order_by("id")


def _revoke(ctx: Context, invite: models.Invite) -> None:
    invite.revoked_at = ctx.now
    invite.save(update_fields=["revoked_at"])
    journal.record(ctx, events.InviteRevoked(invite.credor_id, invite.id))


def _mark() -> str:
    return secrets.token_hex(16)


def _signer() -> signing.Signer:
    return signing.Signer(salt=_PURPOSE, sep=".")
