"""A file of payments: each row is laid on its título, and what cannot be told with certainty comes back."""

import hashlib
from collections.abc import Mapping

from django.db import transaction

from adimple.domain import events, incoming, intake
from adimple.store import journal
from adimple.store.reads.plain_payments import lay_plain
from adimple.store.writes import imports as import_writes
from adimple.store.writes import incoming_bulk, locks
from adimple.store.writes import payments as writes
from adimple.store.writes.imports import Counts
from adimple.usecases.context import Context
from adimple.usecases.import_titulos import Imported, ImportFile, open_file
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.plan_payments import SOURCE, SortedOut, plan_payments, sort_out
from adimple.usecases.progress import CHECKING, READING, WRITING, Tell, untold
from adimple.usecases.read_import import NEEDS, ReadImport, read_opened
from adimple.usecases.remember_mapping import open_remembering, remember
from adimple.usecases.settle_ledger import settle_ledger, settle_plain


def import_payments(ctx: Context, command: ImportFile, tell: Tell = untold) -> Imported:
    """Reads the file, then registers all of it in one transaction. The same file twice changes nothing.

    Raises Unreadable and Invalid (mapping) before anything is written; NotFound and Refused.
    """
    require_open(ctx, command.credor_id, NEEDS[intake.PAYMENTS])
    tell(READING, 0, 0)
    opened = open_remembering(ctx, command.credor_id, command.content, command.name, intake.PAYMENTS, command.chosen)
    read = read_opened(opened, ctx.on)
    return _write(ctx, command, read, tell)


@transaction.atomic
def _write(ctx: Context, command: ImportFile, read: ReadImport, tell: Tell) -> Imported:
    tell(CHECKING, 0, read.intake.accepted.height)
    locks.hold_ledger(command.credor_id)
    refuse_closed(command.credor_id)
    sha256 = hashlib.sha256(command.content).hexdigest()
    import_id = open_file(ctx, command, intake.PAYMENTS, sha256)
    out = sort_out(ctx, command.credor_id, read)
    locks.lock_devedores({one.devedor_id for one in out.matched})
    numbered = list(zip(out.matched, writes.new_payment_ids(len(out.matched)), strict=True))
    plain, rest = lay_plain(ctx.scope, command.credor_id, numbered)
    paid = dict(zip(plain.rows["line"], plain.rows["payment_id"], strict=True))
    rejections = [*read.intake.rejections, *out.rejections]
    tell(WRITING, 0, len(numbered))
    settle_plain(ctx, command.credor_id, import_id, SOURCE, plain)
    accepted = plain.rows.height
    for plan in plan_payments(ctx, command.credor_id, rest, read.headers, import_id):
        tell(WRITING, accepted, len(numbered))
        settle_ledger(ctx, command.credor_id, plan.change, plan.payments)
        accepted += len(plan.payments)
        rejections += plan.rejections
        paid.update(zip(plan.lines, (payment.received.payment_id for payment in plan.payments), strict=True))
    _keep_receipts(ctx, command.credor_id, import_id, read, out, paid)
    remember(ctx, command.credor_id, read.opened, command.chosen)
    rejections.sort(key=lambda rejection: rejection.line)
    counts = Counts(accepted, 0, len(out.known_lines), len(rejections))
    import_writes.close_file(import_id, ctx.now, counts, read.headers, rejections)
    journal.record(
        ctx, events.PaymentsImported(command.credor_id, import_id, accepted, counts.unchanged, counts.rejected, sha256)
    )
    return Imported(import_id, counts, rejections, read)


def _keep_receipts(
    ctx: Context, credor_id: int, import_id: int, read: ReadImport, out: SortedOut, paid: Mapping[int, int]
) -> None:
    """Each row that is money is a receipt, as from any other road: paid, told before, or waiting for a person."""
    same = [(one.row["line"], it.payment_id, incoming.counted_once(it.payment_id, it.source)) for one, it in out.same]
    perhaps = [(one.row["line"], incoming.perhaps_same(it.payment_id, it.source)) for one, it in out.perhaps]
    sheet = incoming_bulk.SheetRows(
        read.intake.accepted, paid, f"Registrado {incoming.told_by(SOURCE)}.", same, perhaps
    )
    incoming_bulk.copy_sheet(credor_id, ctx.now, ctx.actor.name, import_id, sheet)
