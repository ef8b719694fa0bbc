"""Money that its source took back: the payment it became is undone, whole or for that part of it."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from adimple.domain import calendar, events, money
from adimple.domain.errors import Refused
from adimple.domain.incoming import Received, Returned, payment_key, told_by
from adimple.store import journal, models
from adimple.store.writes import boletos, locks
from adimple.store.writes import incoming as writes
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo

_UNDO_FIRST = ("waiting", "set_aside", "matched", "told_again", "reversed")


@transaction.atomic
def take_back(ctx: Context, credor_id: int, returned: Sequence[Returned]) -> int:
    """How many found what they take back; the others wait for it. Told twice, once. Raises NotFound and Refused."""
    require_open(ctx, credor_id, "operator")
    # Alone: what it takes back may be coming in at this moment, and one of the two must see the other.
    locks.hold_ledger(credor_id)
    refuse_closed(credor_id)
    new = writes.add_reversals(credor_id, ctx.now, returned)
    waiting = models.Reversal.objects.filter(credor_id=credor_id, incoming=None, ended_at=None)
    stuck = waiting.exclude(why="").order_by("id")
    return _settle(ctx, [*stuck, *new])


def settle_waiting(ctx: Context, credor_id: int, source: str, received: Iterable[Received]) -> None:
    """Of receipts just taken in, those whose reversal came before them; and what could not be undone before."""
    told = list(received)
    _let_go(ctx, credor_id, source, told)
    waiting = models.Reversal.objects.filter(credor_id=credor_id, source=source, incoming=None, ended_at=None)
    if not (left := list(waiting.order_by("id"))):
        return
    keys = [one.source_key for one in told]
    _settle(ctx, [one for one in left if one.why or any(_is_of(one.of_key, key) for key in keys)])


def _let_go(ctx: Context, credor_id: int, source: str, told: Sequence[Received]) -> None:
    """A person said of which payment a reversal is, and it was told by another road; now the own road tells of it: that
    is what went back, and the other receipt was the same money.
    """
    chosen = models.Reversal.objects.filter(
        credor_id=credor_id, source=source, incoming__state="reversed", incoming__cents=F("cents"),
        incoming__returned_cents=F("cents"),
    ).exclude(settled_by="").exclude(incoming__source=source)  # fmt: skip
    left = list(told)
    for reversal in chosen.select_related("incoming").order_by("id"):
        meant = next((one for one in left if _is_meant(reversal, one)), None)
        if meant is None:
            continue
        left.remove(meant)
        why = f"O mesmo dinheiro veio {told_by(source)}, já devolvido em {calendar.format_date(reversal.on)}."
        writes.let_go(reversal, why, ctx.now, ctx.actor.name)
        journal.record(ctx, events.IncomingSetAside(credor_id, reversal.incoming_id, reversal.cents))


def _is_meant(reversal: models.Reversal, one: Received) -> bool:
    is_equal = one.cents == reversal.cents and one.paid_on <= reversal.on
    return is_equal and _is_of(reversal.of_key, one.source_key)


def _is_of(of_key: str, source_key: str) -> bool:
    """A whole key, or where it ends in a bar the beginning of one."""
    return source_key.startswith(of_key) if of_key.endswith("/") else source_key == of_key


def _settle(ctx: Context, reversals: Iterable[models.Reversal]) -> int:
    """Each by itself: one that cannot be undone waits with its why, and holds up no other."""
    settled = 0
    for one in reversals:
        try:
            with transaction.atomic():
                row = _taken_back(one)
                if row is not None:
                    apply(ctx, one, row)
                    settled += 1
        except Refused as refused:
            writes.explain_reversal(one.id, refused.phrase)
    return settled


def _taken_back(reversal: models.Reversal) -> models.Incoming | None:
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


def apply(ctx: Context, reversal: models.Reversal, row: models.Incoming) -> None:
    """Inside the caller's transaction, with the ledger held and the receipt locked."""
    standing = models.Payment.objects.filter(undone_at=None)
    paid = standing.filter(id=row.payment_id or row.same_payment_id or 0).first()
    writes.take_back(reversal, row, ctx.now)
    why = f"Devolvido em {calendar.format_date(reversal.on)}: {money.format_brl(reversal.cents)}."
    left_cents = row.cents - row.returned_cents
    if paid is not None:
        writes.tell_no_more(paid.id, row)
        undo(ctx, paid, why)
        row.refresh_from_db()
    if not left_cents:
        writes.set_state(row, "reversed", why, ctx.now, ctx.actor.name)
        _end_boleto(ctx, row)
    elif paid is not None:
        _pay_the_rest(ctx, row, paid, left_cents, why)
    journal.record(ctx, events.IncomingReversed(row.credor_id, row.id, reversal.cents, reversal.on))


def _end_boleto(ctx: Context, row: models.Incoming) -> None:
    """The boleto of which no payment stands serves no more: its título, open again, may have another."""
    boleto = models.Boleto.objects.filter(id=row.boleto_id).exclude(state=boletos.ENDED).first()
    if boleto is None or models.Incoming.objects.filter(boleto=boleto, state="matched").exists():
        return
    boletos.settle([boleto], boletos.ENDED, ctx.now)
    titulo = boleto.titulo
    journal.record(ctx, events.BoletoEnded(row.credor_id, titulo.devedor_id, titulo.id, boleto.id, "reversed"))


def _pay_the_rest(ctx: Context, row: models.Incoming, paid: models.Payment, left_cents: int, why: str) -> None:
    """What was not taken back pays the same títulos on the same day."""
    command = RegisterPayment(
        devedor_id=paid.devedor_id,
        cents=left_cents,
        paid_on=paid.paid_on,
        external_key=payment_key(row.id, row.matches + 1),
        titulo_ids=tuple(paid.chosen),
        goes_on=paid.chosen_first,
        source=row.source,
        is_of_receipt=True,
    )
    try:
        registered = register_payment(ctx, command)
    except Refused as refused:  # another payment took its place: a person says what the rest is of
        writes.explain(row.credor_id, [(row.id, f"{why} {refused.phrase}")])
        return
    writes.settle(row.credor_id, ctx.now, ctx.actor.name, [(row.id, registered.payment_id, why)])
