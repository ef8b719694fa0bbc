"""The PSP is asked what it received: what its calls lost is taken in, and a difference is an alarm."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from adimple.domain import events
from adimple.domain.incoming import PIX
from adimple.domain.pix_received import Received
from adimple.gateways.gateway import Fault
from adimple.store import journal, models
from adimple.store.scope import Scope
from adimple.store.writes import incoming as writes
from adimple.usecases import psp_reach, sample_pix, save_psp_account, take_pix
from adimple.usecases.context import Context
from adimple.usecases.receive_raw import receive_raw

EVERY = timedelta(minutes=10)
OVERLAP = timedelta(hours=2)  # what a PSP lists late, or its clock tells differently
FIRST = timedelta(days=7)  # looked back the first time
LONGEST = timedelta(days=30)  # asked for in one go
GRACE = timedelta(minutes=15)  # in which a call may still come


@dataclass(frozen=True, slots=True)
class Compared:
    """`untold`: what no call had told of in its time, now taken in. `unknown`: taken here, and not at the PSP."""

    received: int = 0
    untold: int = 0
    untold_cents: int = 0
    unknown: int = 0
    waits: str = ""  # why nothing was compared


def accounts_due(ctx: Context) -> list[int]:
    """Open accounts, and those closed not long ago, not compared for a while."""
    rows = models.PspAccount.objects.filter(
        credor_id__in=ctx.scope.credor_ids, credor__closed_at=None
    ).order_by("id")  # fmt: skip
    live = [row for row in rows if row.closed_at is None or ctx.now - row.closed_at < LONGEST]
    return [row.id for row in live if row.asked_until is None or ctx.now - row.asked_until >= EVERY]


def reconcile_pix(ctx: Context, psp_account_id: int) -> Compared:
    """Compares since the last time, with some overlap. A PSP that fails is asked again next time, from the same day."""
    account = models.PspAccount.objects.get(id=psp_account_id, credor_id__in=ctx.scope.credor_ids)
    ours = replace(ctx, scope=Scope({account.credor_id: "operator"}))
    since = (account.asked_until or max(account.created_at, ctx.now - FIRST)) - OVERLAP
    until = min(ctx.now, since + LONGEST)
    with psp_reach.open_psp(account) as psp:
        # A clock behind ours lists late, one ahead dates tomorrow: a little more is asked, nothing counts twice.
        told = psp.list_pix(since, until + OVERLAP)
    if isinstance(told, Fault):
        return Compared(waits=told.phrase)
    return _take(ours, account, told, since, until)


@transaction.atomic
def _take(ctx: Context, account: models.PspAccount, told: list[Received], since: datetime, until: datetime) -> Compared:
    mine = [one for one in told if not one.key or one.key == account.pix_key]
    taken_at = _key_taken_at(account)
    mine = [one for one in mine if taken_at is None or one.at < taken_at]
    mine = [one for one in mine if not sample_pix.is_one(account.credor_id, one.txid)]
    new = _changed(account.credor_id, mine)
    untold = [one for one in new[0] if one.at < ctx.now - GRACE]
    if new[0] or new[1]:
        content = json.dumps([_plain(one) for one in (*new[0], *new[1])], ensure_ascii=False).encode()
        raw = receive_raw(ctx, account.credor_id, PIX, content, f"consulta {account.id}", role="operator")
        take_pix.take(ctx, account.credor_id, raw.id, [*new[0], *new[1]])
        writes.end_raw(raw.id, ctx.now)
    unknown = _unknown(account, {one.end_to_end_id for one in told}, since + OVERLAP, until - GRACE)
    models.PspAccount.objects.filter(id=account.id).update(asked_until=until)
    cents = sum(one.cents for one in untold)
    if untold or unknown:
        journal.record(ctx, events.PixDiverged(account.credor_id, account.id, len(untold), cents, unknown))
    return Compared(len(mine), len(untold), cents, unknown)


def _key_taken_at(account: models.PspAccount) -> datetime | None:
    """Since when another credor receives by the key of an account that ended; None while nobody does."""
    if account.closed_at is None:
        return None
    return save_psp_account.others_by_key(account.credor_id, account.pix_key).aggregate(at=Min("created_at"))["at"]


def _changed(credor_id: int, told: list[Received]) -> tuple[list[Received], list[Received]]:
    """Those nobody knew, and those known of which more was given back since."""
    known = models.Incoming.objects.filter(
        credor_id=credor_id, source=PIX, source_key__in=[one.end_to_end_id for one in told]
    )
    returned = dict(known.values_list("source_key", "returned_cents"))
    new = [one for one in told if one.end_to_end_id not in returned]
    given = [one for one in told if one.refunded_cents > returned.get(one.end_to_end_id, one.refunded_cents)]
    return new, given


def _unknown(account: models.PspAccount, at_psp: set[str], since: datetime, until: datetime) -> int:
    """Of what was taken in from this account's calls in between, how many the PSP does not list."""
    rows = models.Incoming.objects.filter(
        credor_id=account.credor_id, source=PIX, raw_payload__name=f"psp-{account.id}",
        received_at__gte=since, received_at__lt=until, paid_on__gte=since.date(),
    )  # fmt: skip
    return sum(key not in at_psp for key in rows.values_list("source_key", flat=True))


def _plain(one: Received) -> dict:
    return asdict(one) | {"at": one.at.isoformat()}
