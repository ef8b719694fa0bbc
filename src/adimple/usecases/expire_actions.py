"""The end of a day: what nobody sent or did expires, and its steps may be planned again."""

import hashlib
from collections import Counter
from datetime import date
from itertools import groupby

from django.db import transaction

from adimple.domain import events
from adimple.store import journal
from adimple.store.writes import actions, tasks
from adimple.usecases.context import Context


@transaction.atomic
def expire_day(ctx: Context, on: date, note: str | None = None) -> int:
    """Expires every action of `on` or before that is planned, or whose task is open; how many. Twice is free.

    `note`: why, where it is not that their day ended.
    """
    expired = actions.expire(ctx.scope.credor_ids, on, note)
    for (credor_id, day), rows in groupby(expired, key=lambda row: row[:2]):
        ids = [action_id for *_, action_id in rows]
        tasks.expire(ids, ctx.now)
        items = Counter(actions.release_items(ids, day))
        digest = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
        journal.record(ctx, events.ActionsExpired(credor_id, day, len(ids), items[credor_id], digest))
    return len(expired)
