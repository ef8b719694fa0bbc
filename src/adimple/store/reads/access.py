"""Scopes: which credores an account may see, and the scope of our own machinery."""

from adimple.store import models
from adimple.store.scope import Scope


def no_scope() -> Scope:
    return Scope({})


def scope_of(account_id: int) -> Scope:
    """From the memberships of an active account."""
    rows = models.Membership.objects.filter(account_id=account_id, account__is_active=True)
    return Scope(dict(rows.values_list("credor_id", "role")))


def whole_scope() -> Scope:
    """Every credor as owner: the night, the dispatcher and the command line of this machine."""
    return Scope(dict.fromkeys(models.Credor.objects.values_list("id", flat=True), "owner"))


def credor_scope(slug: str) -> Scope:
    """One credor as owner, by its slug; empty when there is none. For the command line."""
    return Scope(dict.fromkeys(models.Credor.objects.filter(slug=slug).values_list("id", flat=True), "owner"))
