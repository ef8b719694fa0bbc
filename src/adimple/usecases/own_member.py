"""Whom an owner may let back in: somebody whose every credor is the owner's too, and never oneself."""

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.usecases.context import Context


def own_member(ctx: Context, credor_id: int, account_id: int, *, code: str, own: str, elsewhere: str) -> models.Account:
    """The account. What opens it opens all its credores: those of others are not the actor's to open.

    `own` is said of the actor's own account, `elsewhere` (with `{email}`) where it would give more than the actor has.
    Raises NotFound, and Refused with `code.own` or `code.elsewhere`.
    """
    ctx.require(credor_id, "owner")
    account = models.Account.objects.filter(id=account_id, membership__credor_id=credor_id, is_active=True).first()
    if account is None:
        raise NotFound
    if account.id == ctx.actor.account_id:
        raise Refused(f"{code}.own", own)
    credor_ids = models.Membership.objects.filter(account=account).values_list("credor_id", flat=True)
    if any(ctx.scope.role_over(one) != "owner" for one in credor_ids):
        raise Refused(f"{code}.elsewhere", elsewhere.format(email=account.email))
    return account
