"""The PSP is asked what it received: what its calls lost is taken in, and a difference is an alarm."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import Min

from adimple.domain import events
from adimple.domain.incoming import PIX
from adimple.domain.pix_received import Received
from adimple.gateways.gateway import Fault, Psp
from adimple.store import journal, models
from adimple.store.scope import Scope
from adimple.store.writes import incoming as writes
from adimple.usecases import psp_reach, sample_pix, save_psp_account, take_pix
from adimple.usecases.ask_unknown import Answered, Taken, ask_unknown
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.receive_raw import receive_raw

EVERY = timedelta(minutes=10)
OVERLAP = timedelta(hours=2)  # what a PSP lists late, or its clock tells differently
FIRST = timedelta(days=7)  # looked back the first time
LONGEST = timedelta(days=30)  # after an account ended, it is still asked
STEP = timedelta(days=1)  # asked for in one go
AT_ONCE = 1_000  # taken in with one commit
AGAIN = timedelta(days=1)  # for so long one is asked for again, of which the PSP says nothing
GRACE = timedelta(minutes=15)  # in which a call may still come


@dataclass(frozen=True, slots=True)
class Compared:
    """`untold`: what no call had told of in its time, now taken in. `unknown`: taken here, and not at the PSP.

    `unanswered`: what the PSP has not said whether it has. `is_cut`: there was no time for all of a day.
    """

    received: int = 0
    untold: int = 0
    untold_cents: int = 0
    unknown: int = 0
    waits: str = ""  # why nothing, or nothing more, was compared
    is_cut: bool = False
    unanswered: int = 0


def accounts_due(ctx: Context) -> list[int]:
    """Open accounts, and those closed not long ago, not compared for a while."""
    rows = models.PspAccount.objects.filter(
        credor_id__in=ctx.scope.credor_ids, credor__closed_at=None
    ).order_by("id")  # fmt: skip
    live = [row for row in rows if row.closed_at is None or ctx.now - row.closed_at < LONGEST]
    return [row.id for row in live if row.asked_until is None or ctx.now - row.asked_until >= EVERY]


def reconcile_pix(ctx: Context, psp_account_id: int, is_over: Callable[[], bool] = lambda: False) -> Compared:
    """Compares since the last time, with some overlap. A PSP that fails is asked again next time, from the same day.

    A day at a time, each noted by itself; once the time `is_over`, the next look goes on from there.
    """
    account = models.PspAccount.objects.get(id=psp_account_id, credor_id__in=ctx.scope.credor_ids)
    ours = replace(ctx, scope=Scope({account.credor_id: "operator"}))
    all_of_it = Compared()
    with psp_reach.open_psp(account) as psp:
        until = account.asked_until or max(account.created_at, ctx.now - FIRST)
        while True:
            since, until = until - OVERLAP, min(ctx.now, until + STEP)
            # A clock behind ours lists late, one ahead dates tomorrow: a little more is asked, nothing counts twice.
            told = psp.list_pix(since, until + OVERLAP)
            if isinstance(told, Fault):
                return replace(all_of_it, waits=told.phrase)
            some = _take(ours, account, psp, told, since, until, is_over)
            all_of_it = _both(all_of_it, some)
            if some.waits or some.is_cut or until >= ctx.now or is_over():
                return all_of_it


def _take(
    ctx: Context,
    account: models.PspAccount,
    psp: Psp,
    told: list[Received],
    since: datetime,
    until: datetime,
    is_over: Callable[[], bool],
) -> Compared:
    """Some at a time, each lot with what it tells of a difference; the last one with what the PSP says it has not."""
    mine = [one for one in told if not one.key or one.key == account.pix_key]
    taken_at = _key_taken_at(account)
    mine = [one for one in mine if taken_at is None or one.at < taken_at]
    mine = [one for one in mine if not sample_pix.is_one(account.credor_id, one.txid)]
    new, given = _changed(account.credor_id, mine)
    lots = list(batched([*new, *given], AT_ONCE)) or [()]
    new_ids = {one.end_to_end_id for one in new}
    all_of_it = Compared(received=len(mine))
    listed = {one.end_to_end_id for one in told}
    for number, lot in enumerate(lots, 1):
        is_last = number == len(lots)
        asked = Answered()
        if is_last:  # outside of the transaction: the PSP answers when it will
            unlisted = _unlisted(account, listed, since + OVERLAP - GRACE, until - GRACE)
            asked = ask_unknown(psp, unlisted, _again(account, listed, unlisted, ctx.now), since, is_over)
        with transaction.atomic():
            untold = [one for one in lot if one.end_to_end_id in new_ids and one.at < ctx.now - GRACE]
            _take_lot(ctx, account, lot)
            if is_last:
                _note(account, asked, until)
            cents = sum(one.cents for one in untold)
            if untold or asked.unknown:
                told_of = len(untold), cents, asked.unknown
                journal.record(ctx, events.PixDiverged(account.credor_id, account.id, *told_of))
        is_cut, unanswered = not is_last or asked.left_at is not None, len(asked.unanswered)
        all_of_it = _both(all_of_it, Compared(0, len(untold), cents, asked.unknown, "", is_cut, unanswered))
        if not is_last and is_over():
            break
    return all_of_it


def _take_lot(ctx: Context, account: models.PspAccount, lot: Sequence[Received]) -> None:
    if not lot:
        return
    content = json.dumps([_plain(one) for one in lot], ensure_ascii=False).encode()
    raw = receive_raw(ctx, account.credor_id, PIX, content, f"consulta {account.id}", role="operator")
    take_pix.take(ctx, account.credor_id, raw.id, lot)
    writes.end_raw(raw.id, ctx.now)


def _both(one: Compared, other: Compared) -> Compared:
    return Compared(
        one.received + other.received,
        one.untold + other.untold,
        one.untold_cents + other.untold_cents,
        one.unknown + other.unknown,
        other.waits,
        other.is_cut,
        other.unanswered,
    )


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


def _unlisted(account: models.PspAccount, at_psp: set[str], since: datetime, until: datetime) -> list[Taken]:
    """Of what was taken in from this account's calls in between, what the PSP does not list."""
    rows = models.Incoming.objects.filter(
        credor_id=account.credor_id, source=PIX, raw_payload__name=f"psp-{account.id}",
        received_at__gte=since, received_at__lt=until, paid_on__gte=since.astimezone(SAO_PAULO).date(),
    )  # fmt: skip
    taken = rows.order_by("received_at", "id").values_list("source_key", "received_at")
    return [Taken(*one) for one in taken if one[0] not in at_psp]


def _again(account: models.PspAccount, at_psp: set[str], unlisted: Sequence[Taken], now: datetime) -> list[Taken]:
    """What the PSP did not answer about before, for a day: it is asked again, unless it is listed, or asked anyway."""
    besides = at_psp | {one.end_to_end_id for one in unlisted}
    told = [Taken(key, datetime.fromisoformat(at)) for key, at in account.unanswered]
    return [one for one in told if one.end_to_end_id not in besides and now - one.received_at < AGAIN]


def _note(account: models.PspAccount, asked: Answered, until: datetime) -> None:
    """Up to where was compared. What the PSP did not answer about holds up nothing."""
    account.unanswered = [[one.end_to_end_id, one.received_at.isoformat()] for one in asked.unanswered]
    on = until if asked.left_at is None else asked.left_at + GRACE
    models.PspAccount.objects.filter(id=account.id).update(asked_until=on, unanswered=account.unanswered)


def _plain(one: Received) -> dict:
    return asdict(one) | {"at": one.at.isoformat()}
