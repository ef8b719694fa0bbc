"""Who entered, who tried, whose password changed: the last of it, for those who look after a credor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adimple.store import models
from adimple.store.scope import Scope

NAMES = (
    "email.proven",
    "login.succeeded",
    "login.failed",
    "password.changed",
    "password.mail_asked",
    "password.mail_ended",
    "recovery_code.used",
    "recovery_codes.made",
    "second_factor.off",
    "second_factor.on",
)
OWN = (*NAMES, "second_factor.reset")
SIZE = 20


@dataclass(frozen=True, slots=True)
class SignInRow:
    """`whose`: the member's name; `actor`: who did it, which is not always the member."""

    at: datetime
    whose: str
    name: str
    payload: dict[str, Any]
    actor: str


def list_own(account_id: int | None) -> list[SignInRow]:
    """Of the person's own account, newest first; `second_factor.reset` by who owns the machine too."""
    told = models.Event.objects.filter(credor__isnull=True, name__in=OWN, payload__account_id=account_id)
    return [SignInRow(row.at, "", row.name, row.payload, row.actor) for row in told.order_by("credor_id", "-id")[:SIZE]]


def list_sign_ins(scope: Scope) -> list[SignInRow]:
    """Of the members of any credor in scope, newest first. A login is of an account: its event names no credor."""
    members = models.Membership.objects.filter(credor_id__in=scope.credor_ids)
    names = dict(members.values_list("account_id", "account__name"))
    told = models.Event.objects.filter(credor__isnull=True, name__in=NAMES, payload__account_id__in=list(names))
    return [
        SignInRow(row.at, names[row.payload["account_id"]], row.name, row.payload, row.actor)
        for row in told.order_by("credor_id", "-id")[:SIZE]  # as event_credor_idx has them
    ]
