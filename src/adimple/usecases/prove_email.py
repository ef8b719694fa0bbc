"""Somebody used a link that only the account's e-mail received: from now on the account is who reads that e-mail.

Before the first such link nobody knows who made the account: an owner who asked somebody in sees the link of the
invite, and could have entered by it. So the first one puts an end to what was set up before: sessions and second step.
"""

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.usecases import second_factor
from adimple.usecases.context import Context


@transaction.atomic
def prove_email(ctx: Context, account: models.Account) -> None:
    """The first time ends every session and the second step; after it, nothing."""
    if account.email_proven_at is not None:
        return
    account.email_proven_at = ctx.now
    account.save(update_fields=["email_proven_at"])
    models.Device.objects.filter(account=account, ended_at__isnull=True).update(ended_at=ctx.now)
    journal.record(ctx, events.EmailProven(account.id, second_factor.forget(account)))
