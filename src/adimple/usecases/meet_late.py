"""Receipts told after a person had said what their reversal is: that they went back stands, and nothing counts twice.

Of a reversal that a person put on a payment of another road, this is that money, told by its own. Of one that a person
ended, this is what it takes back, unless it counts already as a payment: then the person is asked again.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from adimple.domain import calendar, events, money
from adimple.domain.errors import Refused
from adimple.domain.incoming import SECOND_HAND, Received, is_of, told_by
from adimple.store import journal, models
from adimple.store.reads.told_before import perhaps_told
from adimple.store.writes import incoming as writes
from adimple.store.writes import reversals
from adimple.usecases.context import Context
from adimple.usecases.reverse_receipt import pay_the_rest, reverse_receipt
from adimple.usecases.undo_payment import undo


def meet_late(ctx: Context, credor_id: int, source: str, told: Sequence[Received]) -> None:
    """`told`: just taken in, all of `source`. Inside the caller's transaction, with the ledger held or shared."""
    late = _Late(told)
    moved: set[int] = set()
    for reversal in _said_by_people(credor_id, source):
        meant = None if reversal.id in moved else late.of(reversal)
        if meant is None:
            continue
        row = models.Incoming.objects.select_for_update().get(
            credor_id=credor_id, source=source, source_key=meant.source_key
        )
        if reversal.incoming is None:
            _meet_ended(ctx, reversal, row)
        elif row.state != "set_aside":  # else it counts once with another payment, which stands
            moved.update(_meet_chosen(ctx, reversal, reversal.incoming, row))


def _said_by_people(credor_id: int, source: str) -> list[models.Reversal]:
    """Ended, or put on a receipt of another road, that met none yet."""
    rows = models.Reversal.objects.filter(credor_id=credor_id, source=source).exclude(settled_by="")
    rows = rows.filter(Q(incoming__isnull=False) | Q(ended_at__isnull=False), met=None).exclude(incoming__source=source)
    return list(rows.select_related("incoming").order_by("id"))


class _Late:
    """Each is met by one reversal whose key begins its own; of a whole key, by all of it."""

    def __init__(self, told: Sequence[Received]) -> None:
        self._by_key = {one.source_key: one for one in told}
        self._by_cents: dict[int, list[Received]] = defaultdict(list)
        for one in told:
            self._by_cents[one.cents].append(one)

    def of(self, reversal: models.Reversal) -> Received | None:
        """Of a boleto, one of that very value or of that of the payment chosen, and not paid after it."""
        if not reversal.of_key.endswith("/"):
            one = self._by_key.get(reversal.of_key)
            return one if one is not None and one.cents >= reversal.cents else None
        for cents in (reversal.cents, reversal.incoming.cents if reversal.incoming else 0):
            for one in self._by_cents.get(cents, ()):
                if is_of(reversal.of_key, one.source_key) and one.paid_on <= reversal.on:
                    self._by_cents[cents].remove(one)
                    return one
        return None


def _meet_ended(ctx: Context, reversal: models.Reversal, row: models.Incoming) -> None:
    ended = models.Reversal.objects.select_for_update().filter(id=reversal.id, incoming=None, ended_at__isnull=False)
    if not list(ended):  # it met another at this very moment
        return
    same = perhaps_told(ctx.scope, row.id) if row.state == "waiting" else None
    if row.state != "set_aside" and same is None:
        try:
            with transaction.atomic():
                reverse_receipt(ctx, reversal, row)
        except Refused as refused:
            reversals.reopen(reversal.id, refused.phrase, "")
        return
    payment = f"pode ser o nº {same.payment_id}" if same is not None else f"é o nº {row.same_payment_id}"
    why = (
        f"{reversal.settled_by} a deu por resolvida: «{reversal.why}». Depois o pagamento veio "
        f"{told_by(row.source)}: {payment}, que ainda conta. Diga se é ele que ela desfaz."
    )
    reversals.reopen(reversal.id, why, reversal.settled_by)
    journal.record(ctx, events.ReversalReopened(reversal.credor_id, reversal.id, reversal.cents))


def _meet_chosen(ctx: Context, reversal: models.Reversal, other: models.Incoming, row: models.Incoming) -> list[int]:
    """`other`: the receipt that a person said. The reversals that are now of `row`."""
    theirs = list(models.Reversal.objects.select_for_update().filter(incoming=other).order_by("id"))
    if not any(one.id == reversal.id and one.met_id is None for one in theirs):  # it met another at this very moment
        return []
    ours = [one for one in theirs if one.settled_by and one.source == row.source and is_of(one.of_key, row.source_key)]
    if other.cents == row.cents and ours == theirs and all(one.met_id in (None, row.id) for one in theirs):
        _move(ctx, other, theirs, row)
        return [one.id for one in theirs]
    reversals.meet(reversal.id, row.id)
    is_part = reversal.cents == row.cents
    said = "que já contava num pagamento maior: não paga de novo" if is_part else "e os valores não dizem de quanto"
    back = f"a devolução de {money.format_brl(reversal.cents)}, de {calendar.format_date(reversal.on)}"
    why = f"Uma pessoa disse que {back}, é deste dinheiro, {said}."
    paid = models.Payment.objects.filter(id=row.payment_id, undone_at=None).first()
    if paid is not None:
        undo(ctx, paid, why)
        row.refresh_from_db()
    if is_part:
        writes.set_state(row, "set_aside", why, ctx.now, ctx.actor.name)
        journal.record(ctx, events.IncomingSetAside(row.credor_id, row.id, row.cents))
    else:
        writes.explain(row.credor_id, [(row.id, why)])
    return []


def _move(ctx: Context, other: models.Incoming, theirs: Sequence[models.Reversal], row: models.Incoming) -> None:
    """Both are the same money: from now on it is told by its own road, with all that went back of it."""
    on = calendar.format_date(max(one.on for one in theirs))
    why = f"O mesmo dinheiro veio {told_by(row.source)}, já devolvido em {on}."
    rest = models.Payment.objects.filter(id=other.payment_id, undone_at=None).first()
    if rest is not None:
        undo(ctx, rest, why)
    for one in theirs:
        writes.let_go(one, why, ctx.now, ctx.actor.name)
        one.refresh_from_db()
    if rest is None or other.source not in SECOND_HAND:
        journal.record(ctx, events.IncomingSetAside(row.credor_id, other.id, other.cents))
    row.refresh_from_db()
    for one in theirs:
        reverse_receipt(ctx, one, row)
        row.refresh_from_db()
    if rest is not None and row.state == "waiting":
        pay_the_rest(ctx, row, rest, row.cents - row.returned_cents, why)
