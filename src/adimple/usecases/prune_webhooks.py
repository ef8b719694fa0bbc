"""What was delivered is forgotten after a month, with its tries and the tests as old; what was not, stays.

It writes no event: what an address was told is no fact of the journal, and the events themselves stay.
"""

from datetime import timedelta

from django.db import transaction

from adimple.store import webhooks
from adimple.usecases.context import Context

KEPT = timedelta(days=30)
BATCH = 2_000


@transaction.atomic
def prune_webhooks(ctx: Context) -> int:
    """One batch, the oldest first; how many deliveries and tests went, 0 when nothing is that old."""
    return webhooks.prune(ctx.now - KEPT, BATCH)
