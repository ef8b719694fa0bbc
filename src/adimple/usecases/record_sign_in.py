"""Who entered and who tried, for the journal. An unknown address is not written down: it may be a password slip."""

from dataclasses import replace

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.usecases.context import Actor, Context


@transaction.atomic
def succeeded(ctx: Context, account_id: int) -> None:
    account = models.Account.objects.get(id=account_id)
    journal.record(replace(ctx, actor=Actor(account.email, account.id)), events.LoginSucceeded(account.id))


@transaction.atomic
def failed(ctx: Context, email: str, *, is_blocked: bool) -> None:
    """`is_blocked`: too many wrong passwords, this one included."""
    account = models.Account.objects.filter(email=email.strip().lower()).first()
    is_closed = account is not None and not account.is_active
    why = "blocked" if is_blocked else "closed" if is_closed else "password"
    journal.record(ctx, events.LoginFailed(account.id if account else None, why))
