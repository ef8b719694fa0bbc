"""Money that its source took back: the payment it became is undone, whole or for that part of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from adimple.domain import calendar, incoming
from adimple.domain.errors import Refused
from adimple.domain.incoming import Received, Returned, is_of
from adimple.store import models
from adimple.store.reads.told_before import perhaps_told
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases.context import Context
from adimple.usecases.meet_late import meet_late
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.reverse_receipt import reverse_receipt

_UNDO_FIRST = ("waiting", "set_aside", "matched", "told_again", "reversed")


@transaction.atomic
def take_back(ctx: Context, credor_id: int, returned: Sequence[Returned]) -> int:
    """How many found what they take back; the others wait for it. Told twice, once. Raises NotFound and Refused."""
    require_open(ctx, credor_id, "operator")
    # Alone: what it takes back may be coming in at this moment, and one of the two must see the other.
    locks.hold_ledger(credor_id)
    refuse_closed(credor_id)
    new = writes.add_reversals(credor_id, ctx.now, returned)
    ids = {one.id for one in new}
    stuck = [one for one in _waiting(credor_id).exclude(why="").order_by("id") if one.id not in ids and _is_stuck(one)]
    return _settle(ctx, [*stuck, *new])


def settle_waiting(ctx: Context, credor_id: int, source: str, received: Iterable[Received]) -> None:
    """Of receipts just taken in, those whose reversal came before them; and what could not be undone before.

    What a person is asked about waits for the person, while that may be the payment asked about.
    """
    told = list(received)
    meet_late(ctx, credor_id, source, told)
    if not (left := list(_waiting(credor_id).filter(source=source).order_by("id"))):
        return
    keys = [one.source_key for one in told]
    _settle(ctx, [one for one in left if _is_stuck(one) or any(is_of(one.of_key, key) for key in keys)])


def go_on(ctx: Context, credor_id: int, source: str) -> None:
    """A person answered what a reversal may have waited for."""
    _settle(ctx, _waiting(credor_id).filter(source=source).exclude(why="").order_by("id"))


def _waiting(credor_id: int) -> QuerySet[models.Reversal]:
    """For what they take back. One that a person ended, and that asks for a look again, waits for a person."""
    told = models.Incoming.objects.filter(same_payment=OuterRef("perhaps"), source=OuterRef("source"))
    waiting = models.Reversal.objects.filter(credor_id=credor_id, incoming=None, ended_at=None, settled_by="")
    return waiting.select_related("perhaps").annotate(is_told=Exists(told))


def _is_stuck(reversal: Any) -> bool:
    """Of `_waiting`. It could not be done; or the payment that a person was asked about was undone, or is another's."""
    perhaps = reversal.perhaps
    return bool(reversal.why) and (perhaps is None or perhaps.undone_at is not None or reversal.is_told)


def _settle(ctx: Context, reversals: Iterable[models.Reversal]) -> int:
    """Each by itself: one that cannot be undone waits with its why, and holds up no other."""
    settled = 0
    for one in reversals:
        try:
            with transaction.atomic():
                row = taken_back(one)
                if row is not None and not _asks(ctx, one, row):
                    reverse_receipt(ctx, one, row)
                    settled += 1
        except Refused as refused:
            writes.explain_reversal(one, refused.phrase)
    return settled


def _asks(ctx: Context, reversal: models.Reversal, row: models.Incoming) -> bool:
    """Whether a person is asked first: it waits, and may be a payment that counts. What the credor itself gave back,
    by its own choice, is asked of nobody.
    """
    if (
        row.state != "waiting"
        or models.PixRefund.objects.filter(incoming=row, refund_id=reversal.source_key.rpartition("/")[2]).exists()
    ):
        return False
    same = perhaps_told(ctx.scope, row.id)
    if same is None:
        return False
    writes.explain_reversal(reversal, incoming.perhaps_gone(same.payment_id, same.source), same.payment_id)
    perhaps = incoming.perhaps_same(same.payment_id, same.source)
    why = f"Foi devolvido em {calendar.format_date(reversal.on)}. {perhaps} Se não for, ponha-o de lado."
    if row.why != why:
        writes.explain(row.credor_id, [(row.id, why)])
    return True


def taken_back(reversal: models.Reversal) -> models.Incoming | None:
    """The receipt meant, locked; None while nobody can tell which.

    Of one boleto, one of that very value and not paid after it; of equal ones that which paid nothing, else the newest.
    """
    rows = models.Incoming.objects.select_for_update().filter(credor_id=reversal.credor_id, source=reversal.source)
    if reversal.of_key.endswith("/"):
        rows = rows.filter(source_key__startswith=reversal.of_key, paid_on__lte=reversal.on)
        equal = list(rows.filter(cents=reversal.cents, returned_cents=0).order_by("-paid_on", "-id"))
        return min(equal, key=_turn, default=None)
    row = rows.filter(source_key=reversal.of_key).first()
    return row if row is not None and row.cents - row.returned_cents >= reversal.cents else None


def _turn(row: models.Incoming) -> int:
    """One that only told another again comes after that other."""
    return _UNDO_FIRST.index("told_again" if row.state == "set_aside" and row.same_payment_id else row.state)
