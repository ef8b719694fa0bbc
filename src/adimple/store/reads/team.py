"""Who enters: every person of the credores of a scope, with their roles; and who was asked to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class RoleRow:
    """`is_mine`: whether the reader owns that credor, and may change it."""

    credor_id: int
    slug: str
    credor_name: str
    role: str
    since: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`in_two_steps` is told to owners only: None for the others; and so `two_steps_since` and `email_proven_at`."""

    account_id: int
    name: str
    email: str
    last_login: datetime | None
    roles: tuple[RoleRow, ...]
    in_two_steps: bool | None
    two_steps_since: datetime | None
    email_proven_at: datetime | None

    @property
    def is_mine(self) -> bool:
        return any(role.is_mine for role in self.roles)


@dataclass(frozen=True, slots=True)
class InviteRow:
    id: int
    name: str
    email: str
    role: str
    credor_name: str
    made_by: str
    made_at: datetime
    valid_until: datetime
    mail: str  # how its last e-mail is: "" when none was asked, else the state of `AccountMail`


def list_team(scope: Scope) -> list[PersonRow]:
    """By name."""
    return _people(scope, models.Account.objects.filter(is_active=True))


def get_person(scope: Scope, account_id: int) -> PersonRow:
    """Raises NotFound."""
    found = _people(scope, models.Account.objects.filter(id=account_id, is_active=True))
    if not found:
        raise NotFound
    return found[0]


def list_invites(scope: Scope) -> list[InviteRow]:
    """That wait for an answer, newest first; only of credores that the reader owns."""
    rows = models.Invite.objects.filter(
        credor_id__in=_owned(scope), accepted_at__isnull=True, revoked_at__isnull=True
    ).select_related("credor", "made_by")
    mails = models.AccountMail.objects.filter(invite__in=[row.id for row in rows]).order_by("id")
    states = dict(mails.values_list("invite_id", "state"))
    return [
        InviteRow(
            row.id, row.name, row.email, row.role, row.credor.name, row.made_by.name, row.made_at, row.valid_until,
            states.get(row.id, ""),
        )
        for row in rows.order_by("-id")
    ]  # fmt: skip


def _people(scope: Scope, accounts) -> list[PersonRow]:
    roles = defaultdict(list)
    members = models.Membership.objects.filter(credor_id__in=scope.credor_ids, account__in=accounts)
    for row in members.select_related("credor").order_by("credor__name", "credor_id"):
        is_mine = scope.role_over(row.credor_id) == "owner"
        role = RoleRow(row.credor_id, row.credor.slug, row.credor.name, row.role, row.since, is_mine)
        roles[row.account_id].append(role)
    on = models.SecondFactor.objects.filter(account_id__in=list(roles), confirmed_at__isnull=False)
    since = dict(on.values_list("account_id", "confirmed_at"))
    rows = models.Account.objects.filter(id__in=list(roles)).order_by("name", "id")
    return [_person(row, tuple(roles[row.id]), since.get(row.id)) for row in rows]


def _person(row: models.Account, roles: tuple[RoleRow, ...], since: datetime | None) -> PersonRow:
    if not any(role.is_mine for role in roles):
        return PersonRow(row.id, row.name, row.email, row.last_login, roles, None, None, None)
    told = since is not None, since, row.email_proven_at
    return PersonRow(row.id, row.name, row.email, row.last_login, roles, *told)


def _owned(scope: Scope) -> list[int]:
    return [credor_id for credor_id in scope.credor_ids if scope.role_over(credor_id) == "owner"]
