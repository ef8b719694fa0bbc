"""What somebody is over a credor: another role, or nothing more. A credor never loses its last owner."""

from django.db import transaction

from adimple.domain import events
from adimple.domain.errors import NotFound, Refused
from adimple.store import journal, models
from adimple.usecases import invites
from adimple.usecases.context import Context


@transaction.atomic
def give_role(ctx: Context, credor_id: int, account_id: int, role: str) -> models.Account:
    """The account, now in that role: of the credor already, or of another one of the actor's.

    Raises NotFound, Invalid; Refused for the last owner.
    """
    _hold(ctx, credor_id)
    invites.check_role("role", role)
    account = _account_of_mine(ctx, account_id)
    member = models.Membership.objects.filter(account=account, credor_id=credor_id).first()
    if member is None:
        models.Membership.objects.create(account=account, credor_id=credor_id, role=role, since=ctx.now)
        journal.record(ctx, events.MemberAdded(credor_id, account.id, role))
    elif member.role != role:
        if member.role == "owner":
            _keep_an_owner(credor_id, account.id)
            invites.revoke_of(ctx, credor_id, account.id)
        member.role = role
        member.save(update_fields=["role"])
        journal.record(ctx, events.MemberRoleChanged(credor_id, account.id, role))
    return account


@transaction.atomic
def remove(ctx: Context, credor_id: int, account_id: int) -> models.Account:
    """The account, no longer of the credor: its pages and its keys open nothing there from now on.

    Raises NotFound; Refused for the last owner.
    """
    _hold(ctx, credor_id)
    member = models.Membership.objects.select_related("account").filter(account_id=account_id, credor_id=credor_id)
    row = member.first()
    if row is None:
        raise NotFound
    if row.role == "owner":
        _keep_an_owner(credor_id, account_id)
    row.delete()
    keys = models.ApiKey.objects.filter(credor_id=credor_id, account_id=account_id, revoked_at__isnull=True)
    ended = sorted(keys.values_list("id", flat=True))
    keys.update(revoked_at=ctx.now)
    invites.revoke_of(ctx, credor_id, account_id)
    journal.record(
        ctx, events.MemberRemoved(credor_id, account_id), *(events.ApiKeyRevoked(credor_id, key) for key in ended)
    )
    return row.account


def _hold(ctx: Context, credor_id: int) -> None:
    """Of two owners who put each other out at once, the second finds itself the last."""
    ctx.require(credor_id, "owner")
    models.Credor.objects.select_for_update(no_key=True).get(id=credor_id)
    still = models.Membership.objects.filter(credor_id=credor_id, account_id=ctx.actor.account_id)
    if ctx.actor.account_id is not None and not still.filter(role="owner").exists():
        raise NotFound  # put out, or made less, while this waited


def _account_of_mine(ctx: Context, account_id: int) -> models.Account:
    """Somebody of a credor the actor owns. Raises NotFound."""
    mine = [credor_id for credor_id in ctx.scope.credor_ids if ctx.scope.role_over(credor_id) == "owner"]
    account = models.Account.objects.filter(id=account_id, is_active=True, membership__credor_id__in=mine).first()
    if account is None:
        raise NotFound
    return account


def _keep_an_owner(credor_id: int, account_id: int) -> None:
    others = models.Membership.objects.filter(credor_id=credor_id, role="owner", account__is_active=True)
    if not others.exclude(account_id=account_id).exists():
        raise Refused(
            "member.last_owner",
            "Esta pessoa é a única dona deste credor, e um credor não fica sem dono. Faça antes outra pessoa dona.",
        )
