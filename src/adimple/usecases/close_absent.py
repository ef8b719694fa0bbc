"""A file was the whole open list: what it left out is closed, and may be opened again, in one act."""

from collections.abc import Sequence

from django.db import transaction

from adimple.domain import events, ledger
from adimple.domain.ledger import Change
from adimple.domain.open_list import Absent
from adimple.store import journal
from adimple.store.reads import absent as reads
from adimple.store.reads import import_files, ledgers
from adimple.store.writes import baixas, locks, promises
from adimple.store.writes import payments as payment_writes
from adimple.store.writes.baixas import Opened
from adimple.store.writes.payments import HoldTouched
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.settle_ledger import settle_ledger
from adimple.usecases.settle_promises import look_again

FEW = 200  # up to so many títulos, each has an event of its own
UNDONE, RETURNED = "undone", "returned"


@transaction.atomic
def undo_absent(ctx: Context, import_id: int) -> int:
    """Opens what the file closed and is still closed by it; how many. Twice is free. Raises NotFound and Refused."""
    file = import_files.get_import(ctx.scope, import_id)
    require_open(ctx, file.credor_id, "manager")
    locks.hold_ledger(file.credor_id)
    titulo_ids = reads.standing_baixas(ctx.scope, import_id)
    if not titulo_ids:
        return 0
    reopened = reopen(ctx, file.credor_id, import_id, titulo_ids, UNDONE)
    journal.record(ctx, events.AbsentReopened(file.credor_id, import_id, reopened))
    return reopened


def close_absent(ctx: Context, credor_id: int, import_id: int, absent: Absent) -> None:
    """Inside the import's transaction, with the ledger held: baixa, what was planned ends, pauses of the debt too."""
    if not absent.ids:
        return
    baixas.close_titulos(credor_id, import_id, absent.ids, ctx.on, ctx.now)
    ended = baixas.end_items(absent.ids, ctx.on, ctx.now)
    paid_up = baixas.owe_nothing(credor_id, absent.ids)
    lifted = payment_writes.lift_holds(credor_id, ctx.now, absent.ids, paid_up, payment_writes.LIFTED_BY_BAIXA)
    owners = ledgers.owners(ctx.scope, absent.ids)
    told = [events.TituloAbsent(credor_id, owners[titulo_id], titulo_id, import_id) for titulo_id in absent.ids]
    journal.record(
        ctx,
        *(events.HoldLifted(credor_id, hold.devedor_id, hold.hold_id, hold.kind) for hold in lifted),
        *(told if len(told) <= FEW else ()),
        events.AbsentClosed(credor_id, import_id, absent.count, absent.cents, ended, absent.digest),
    )
    look_again(ctx, credor_id, promises.promisers_touched(credor_id, absent.ids))


def reopen(ctx: Context, credor_id: int, import_id: int, titulo_ids: Sequence[int], how: str) -> int:
    """Inside a transaction with the ledger held: they are open as if nothing had closed them. How many."""
    if not titulo_ids:
        return 0
    locks.lock_devedores(ledgers.owners(ctx.scope, titulo_ids).values())
    opened = baixas.open_titulos(credor_id, titulo_ids, ctx.now, how)
    _lay_again(ctx, credor_id, opened)
    held = _hold_again(credor_id, opened)
    told = [events.TituloReopened(credor_id, one.devedor_id, one.titulo_id, import_id, how) for one in opened]
    journal.record(
        ctx,
        *(
            events.HoldPlaced(credor_id, hold.devedor_id, hold.hold_id, hold.kind, hold.until, hold.titulo_id)
            for hold in held
        ),
        *(told if len(told) <= FEW else ()),
    )
    look_again(ctx, credor_id, promises.promisers_touched(credor_id, [one.titulo_id for one in opened]))
    return len(opened)


def _hold_again(credor_id: int, opened: Sequence[Opened]) -> list[HoldTouched]:
    """The pauses that these baixas ended, of each devedor."""
    by_devedor: dict[int, list[Opened]] = {}
    for one in opened:
        by_devedor.setdefault(one.devedor_id, []).append(one)
    held = []
    for devedor_id, ones in by_devedor.items():
        ids, since = [one.titulo_id for one in ones], min(one.closed_at for one in ones)
        held += payment_writes.restore_holds(credor_id, devedor_id, ids, since, payment_writes.LIFTED_BY_BAIXA)
    return held


def _lay_again(ctx: Context, credor_id: int, opened: Sequence[Opened]) -> None:
    """Payments that came or went while they were closed are laid as if they had been open."""
    touched: dict[int, set[int]] = {}
    for one in opened:
        if one.paid_since:
            touched.setdefault(one.devedor_id, set()).add(one.titulo_id)
    change = Change()
    for devedor_id, found in ledgers.ledgers(ctx.scope, touched).items():
        if (start := found.first_turn_on(touched[devedor_id])) is not None:
            change.add(ledger.change_from(found, start))
    settle_ledger(ctx, credor_id, change)
