"""The next file for a bank: every order that waits, and what mends each boleto that the facts made wrong."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from adimple.domain import calendar, events
from adimple.domain.errors import Invalid, Refused
from adimple.domain.event import Event
from adimple.domain.remessa.items import BAIXA, ENTRY, Item
from adimple.domain.remessa.writing import check_item, write_remessa
from adimple.store import journal, models
from adimple.store.reads import convenios, live_boletos, remessas
from adimple.store.reads.convenios import ConvenioRow
from adimple.store.writes import boletos as writes
from adimple.store.writes import locks
from adimple.usecases import boleto_entries, boleto_terms, mend_boletos
from adimple.usecases.context import SAO_PAULO, Context
from adimple.usecases.mend_boletos import Mended
from adimple.usecases.open_credor import refuse_closed, require_open

MOST = 20_000  # orders in a file; the rest waits for the next one
CLOSED = "closed"
_PHRASE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Left:
    """An order that could not go, and why: it waits until that is mended."""

    boleto_id: int
    printed_number: str
    kind: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Made:
    """Without `remessa_id` no order could go. `dropped`: boletos that ended before the bank heard of them.

    `reissued`: boletos made again, because what was owed had changed.
    """

    remessa_id: int | None
    number: int
    items: int
    cents: int
    left: tuple[Left, ...]
    dropped: int
    reissued: int = 0


@transaction.atomic
def make_remessa(ctx: Context, convenio_id: int) -> Made:
    """The file, kept. Raises NotFound; Refused when nothing waits."""
    found = convenios.get_convenio(ctx.scope, convenio_id)
    require_open(ctx, found.credor_id, "operator")
    locks.hold_ledger(found.credor_id)  # no payment nor sheet changes what is owed while the file is written
    refuse_closed(found.credor_id)
    convenio = writes.lock_convenio(found.id)
    mended = _mend(ctx, found, convenio)
    rows = models.RemessaItem.objects.filter(convenio=convenio, remessa__isnull=True)
    waiting = list(rows.select_related("boleto__titulo").order_by("id")[:MOST])
    if not waiting and not mended.unheard:
        raise Refused("remessa.nothing", "Não há nada a mandar ao banco neste convênio: emita boletos primeiro.")
    going, left = _sorted_out(ctx, found, waiting)
    if not going:
        return Made(None, 0, 0, 0, tuple(left), mended.unheard, mended.reissued)
    return _write(ctx, found, convenio, going, left, mended)


def _mend(ctx: Context, found: ConvenioRow, convenio: models.Convenio) -> Mended:
    """What the facts made wrong: ended, at the bank too, where the título closed; else changed, made again or ended."""
    why = dict(remessas.to_drop(ctx.scope, convenio.id, ctx.on, ctx.now - mend_boletos.ANSWER))
    closed = [boleto_id for boleto_id, one in why.items() if one == CLOSED]
    rows = list(models.Boleto.objects.select_related("titulo").filter(id__in=closed).order_by("id"))
    unheard = [row for row in rows if row.state == writes.MADE]
    known = [row for row in rows if row.state != writes.MADE]
    writes.settle(unheard, writes.ENDED, ctx.now)
    mend_boletos.drop_known(known, ctx)
    told: list[Event] = [
        events.BoletoEnded(row.credor_id, row.titulo.devedor_id, row.titulo_id, row.id, CLOSED) for row in unheard
    ]
    told += [
        events.BoletoOrdered(row.credor_id, row.titulo.devedor_id, row.titulo_id, row.id, BAIXA, CLOSED)
        for row in known
    ]
    journal.record(ctx, *told)
    mended = mend_boletos.mend_boletos(
        ctx, found, convenio, {boleto_id: one for boleto_id, one in why.items() if one != CLOSED}, drops=True
    )
    return replace(mended, unheard=mended.unheard + len(unheard))


def _sorted_out(
    ctx: Context, found: ConvenioRow, waiting: Sequence[models.RemessaItem]
) -> tuple[list[tuple[models.RemessaItem, Item]], list[Left]]:
    """What can go, in the order asked; what cannot, with why, written beside it."""
    going, left, noted = [], [], []
    made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
    for row in waiting:
        item = Item(row.kind, boleto_entries.ordered_entry(row))
        try:
            _check_day(row, ctx.on)
            check_item(found.bank, found.contract, made_at, item, beneficiario=found.beneficiario, layout=found.layout)
        except Invalid as error:
            row.phrase = boleto_entries.told(error)[:_PHRASE_CHARS]
            noted.append(row)
            left.append(Left(row.boleto_id, row.boleto.printed_number, row.kind, row.phrase))
        else:
            going.append((row, item))
    models.RemessaItem.objects.bulk_update(noted, ["phrase"], batch_size=500)
    return going, left


def _check_day(item: models.RemessaItem, on: date) -> None:
    """Raises Invalid where the bank would register a boleto that nobody can pay any more."""
    row = item.boleto
    if item.kind != ENTRY:
        return
    if mend_boletos.is_stale(row, on):
        raise Invalid("due_on", f"O dia {calendar.format_date(row.due_on)} passou, e outro não pôde ser emitido.")
    if boleto_terms.last_taken_on(live_boletos.seen_of(row)) < on:
        raise Invalid("pay_until", f"O dia {calendar.format_date(row.pay_until)} já passou: emita outro boleto.")


def _write(
    ctx: Context,
    found: ConvenioRow,
    convenio: models.Convenio,
    going: Sequence[tuple[models.RemessaItem, Item]],
    left: Sequence[Left],
    mended: Mended,
) -> Made:
    number = convenio.last_remessa + 1
    made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
    items = [item for _, item in going]
    content = b"".join(
        write_remessa(
            found.bank, found.contract, number, made_at, items, beneficiario=found.beneficiario, layout=found.layout
        )
    )
    cents = sum(row.boleto.cents for row, _ in going if row.kind == ENTRY)
    remessa = models.Remessa.objects.create(
        credor_id=convenio.credor_id,
        convenio=convenio,
        number=number,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        items_count=len(going),
        cents=cents,
        made_at=ctx.now,
        actor=ctx.actor.name,
    )
    convenio.last_remessa = number
    convenio.save(update_fields=["last_remessa"])
    models.RemessaItem.objects.filter(id__in=[row.id for row, _ in going]).update(remessa=remessa, phrase="")
    entered = [row.boleto for row, _ in going if row.kind == ENTRY]
    writes.settle([row for row in entered if row.state == writes.MADE], writes.SENT, ctx.now)
    journal.record(
        ctx,
        events.RemessaMade(
            convenio.credor_id, convenio.id, remessa.id, number, len(going), cents, remessa.sha256
        ),
    )  # fmt: skip
    return Made(remessa.id, number, len(going), cents, tuple(left), mended.unheard, mended.reissued)
