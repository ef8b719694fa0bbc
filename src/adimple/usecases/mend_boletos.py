"""Live boletos that no longer say what is owed: changed at the bank where it does that by file, made again, or dropped.

Inside the caller's transaction, with the ledger, the devedores and the convênio held.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from adimple.domain import calendar, events
from adimple.domain.conduct.facts import is_prescribed
from adimple.domain.errors import Invalid, Refused
from adimple.domain.event import Event
from adimple.domain.remessa import items
from adimple.domain.remessa.items import Item
from adimple.domain.remessa.writing import check_item
from adimple.domain.retorno.answers import CHANGES
from adimple.store import journal, models
from adimple.store.reads import balances, convenios, live_boletos, mending, moment
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.convenios import ConvenioRow
from adimple.store.writes import boletos as writes
from adimple.usecases import boleto_entries, boleto_making, boleto_terms
from adimple.usecases.boleto_making import Making, Unissued
from adimple.usecases.context import SAO_PAULO, Context

EVERY = timedelta(days=7)  # a título's boleto is made again by itself at most once in so many days
ANSWER = timedelta(days=7)  # so long a change waits for the bank's answer
LATE_SAVE = timedelta(hours=1)  # terms being saved while boletos are looked at are looked at again
TERMS, UNANSWERED = "terms", "unanswered"
# Of these the bank would charge another value: it is told to drop the boleto, with another in its place or none.
_CHARGES_WRONG = ("changed", "part_paid")
_LOOKED_AT = (*writes.LIVE, writes.REFUSED)
_HELD = "há uma pausa, um protesto ou uma negativação em vigor, ou a dívida prescreveu"
_PHRASE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Mended:
    """How many. `changed`: orders of a change. `unheard`: dropped before the bank heard of them. `left`: and why."""

    changed: int = 0
    reissued: int = 0
    unheard: int = 0
    left: tuple[Unissued, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an order makes of a boleto."""

    kind: str
    due_on: date | None = None
    abatimento_cents: int | None = None


def mend_boletos(
    ctx: Context, found: ConvenioRow, convenio: models.Convenio, wrong: Mapping[int, str], *, drops: bool = False
) -> Mended:
    """`wrong`: by boleto, why it may not serve. One that still says what is owed, and is taken, stays as it is.

    `drops`: what can be neither changed nor made again, and of which the bank would charge another value, ends.
    """
    return _Mending(ctx, found, convenio, wrong).mend(drops=drops)


def foresee(ctx: Context, found: ConvenioRow, convenio: models.Convenio, wrong: Mapping[int, str]) -> int:
    """How many of these would be made again at `ctx.now`. Nothing is written."""
    return _Mending(ctx, found, convenio, wrong).foresee()


def outlook(ctx: Context, boleto_id: int) -> str:
    """What becomes of a boleto that no longer serves, for who looks at it; "" for one that does, or is over."""
    row = (
        models.Boleto.objects.select_related("titulo").filter(id=boleto_id, credor_id__in=ctx.scope.credor_ids).first()
    )
    if row is None or row.state not in (*_LOOKED_AT, writes.ENDED) or row.titulo.closed_on is not None:
        return ""
    if row.state == writes.REFUSED and not _is_refused_again(row):
        return ""
    if row.state == writes.ENDED and not _is_dropped(row):
        return ""
    found = convenios.get_convenio(ctx.scope, row.convenio_id)
    convenio = models.Convenio.objects.get(id=row.convenio_id)
    looked = _Mending(ctx, found, convenio, {row.id: ""})
    return "" if looked.is_right(row) else looked.outlook(row)


class _Mending:
    def __init__(self, ctx: Context, found: ConvenioRow, convenio: models.Convenio, wrong: Mapping[int, str]) -> None:
        self.ctx, self.found, self.convenio, self.wrong = ctx, found, convenio, wrong
        rows = models.Boleto.objects.select_related("titulo").filter(id__in=wrong)
        rows = rows.filter(Q(state__in=_LOOKED_AT) | Q(state=writes.ENDED) & ~Q(unissued=""))
        self.rows = list(rows.order_by("id"))
        self.titulos = {one.id: one for one in balances.by_ids(ctx.scope, [row.titulo_id for row in self.rows])}
        self.held = moment.holds(ctx.scope, {row.titulo.devedor_id for row in self.rows}, ctx.on)
        self.refused = mending.refused_changes(ctx.scope, [row.id for row in self.rows])
        self.awaited, self.given_up = mending.unanswered(ctx.scope, [row.id for row in self.rows], ctx.now - ANSWER)
        self.pressed = mending.pressed(ctx.scope, [row.id for row in self.rows])
        baixas = models.RemessaItem.objects.filter(boleto__in=self.rows, kind=items.BAIXA)
        self.dropped = set(baixas.values_list("boleto_id", flat=True))

    def mend(self, *, drops: bool) -> Mended:
        right = {row.id for row in self.rows if self.is_right(row)}
        wrong = [row for row in self.rows if row.id not in right | self.awaited]
        changes = {row.id: change for row in wrong if (change := self._change_of(row)) is not None}
        again = [row for row in wrong if row.id not in changes and self._may_reissue(row)]
        made, left = self._reissue(again)
        rest = [row for row in wrong if row.id not in changes and row.titulo_id not in made and not self._is_told(row)]
        dropped = [row for row in rest if drops and self.wrong[row.id] in _CHARGES_WRONG]
        asked = self._order([(row, changes[row.id]) for row in wrong if row.id in changes])
        self._note(right, left)
        self._drop(dropped, {one.titulo_id for one in left})
        unheard = sum(row.state == writes.ENDED for row in dropped)
        return Mended(asked, len(made), unheard, left)

    def foresee(self) -> int:
        wrong = [row for row in self.rows if row.id not in self.awaited and not self.is_right(row)]
        again = [row for row in wrong if self._change_of(row) is None and self._may_reissue(row)]
        return len(self._making(again).made) if again else 0

    def outlook(self, row: models.Boleto) -> str:
        """Of one that is not right."""
        if (change := self._change_of(row)) is not None:
            asked = is_asked(row, change, self.ctx.now)
            return "A mudança já foi pedida ao banco." if asked else "A próxima remessa pede ao banco a mudança."
        if row.id in self.awaited:
            return "O banco ainda não respondeu à mudança pedida: se ela não bastar, outro é pedido depois da resposta."
        if self._is_gone(row) and not row.unissued:
            return "A baixa já foi pedida."
        if not self.convenio.reissues or self.convenio.closed_at is not None:
            return "Este convênio não reemite sozinho: emita outro na ficha do devedor."
        if self._is_old(row):
            return "É de antes de este convênio reemitir sozinho: emita outro na ficha do devedor."
        if self._is_told(row):
            again_on = mending.told_of_on(row.pay_until)
            return (
                "O banco ainda pode contar um pagamento do último dia: se não contar, outro é emitido a partir de "
                f"{calendar.format_date(again_on)}."
            )
        if self._is_recent(row):
            again_on = row.issued_on + EVERY
            told = f"Foi reemitido há pouco: pode ser reemitido de novo a partir de {calendar.format_date(again_on)}."
            if self._is_gone(row):
                return told
            return f"{told} Se o título mudou ou foi pago em parte, a próxima remessa pede antes a baixa deste."
        if not self._may_reissue(row):
            return f"Não é reemitido: {_HELD}."
        if self._is_left_alone(row):
            again_on = mending.told_of_on(row.pay_until)
            return (
                "O banco deu baixa nele por conta própria: emita outro. Se ninguém emitir, outro é emitido sozinho a "
                f"partir de {calendar.format_date(again_on)}."
            )
        try:
            boleto_terms.of_today(self.titulos[row.titulo_id], self.ctx.on, self.convenio.days_payable)
        except Refused as refused:
            return f"Não pôde ser reemitido. {refused.phrase}"
        return "Outro será emitido sozinho em até um dia."

    def is_right(self, row: models.Boleto) -> bool:
        """Taken by the bank, or about to be, for what is owed."""
        seen, on = live_boletos.seen_of(row), self.ctx.on
        is_standing = row.state != writes.REFUSED and not self._is_gone(row)
        is_taken = is_standing and not is_stale(row, on) and on <= boleto_terms.last_taken_on(seen)
        return is_taken and boleto_terms.agrees(seen, self.titulos[row.titulo_id], on)

    def _change_of(self, row: models.Boleto) -> Change | None:
        """The order by which the bank would charge what is owed; None where there is none, or it refused one."""
        if self._is_gone(row) or row.state not in (writes.SENT, writes.REGISTERED) or self.ctx.on > row.pay_until:
            return None
        if row.id in self.refused | self.awaited | self.given_up:
            return None
        layout = self.found.bank.remessa(self.found.layout)
        assert layout is not None, "a convênio is of a layout we write"
        change = change_of(row, self.titulos[row.titulo_id], self.ctx.on)
        if change is None or change.kind not in layout.codes:
            return None
        try:
            check_change(self.ctx, self.found, row, change)
        except Invalid:
            return None
        return change

    def _may_reissue(self, row: models.Boleto) -> bool:
        titulo = self.titulos[row.titulo_id]
        is_held = any(one in (None, row.titulo_id) for one, _ in self.held.get(row.titulo.devedor_id, ()))
        is_lost = is_prescribed(due_on=titulo.due_on, on=self.ctx.on, especie=row.titulo.especie)
        is_open = self.convenio.reissues and self.convenio.closed_at is None and row.id not in self.pressed
        is_left = self._is_old(row) or self._is_recent(row) or self._is_told(row)
        return is_open and not is_held and not is_lost and not is_left

    def _is_gone(self, row: models.Boleto) -> bool:
        """Dropped, whether the bank did so already or not."""
        return row.state == writes.ENDED or row.id in self.dropped

    def _is_left_alone(self, row: models.Boleto) -> bool:
        """The bank dropped it before its last day, and nothing else makes another by itself."""
        since = self.ctx.now - ANSWER
        wrong = mending.to_mend(self.ctx.scope, row.convenio_id, self.ctx.on, since, row.id - 1, 1)
        return row.state == writes.ENDED and row.id not in dict(wrong)

    def _is_recent(self, row: models.Boleto) -> bool:
        """Made again by itself a few days ago, and told to the bank: it waits, and its line is shown to nobody."""
        return row.replaces_id is not None and row.state != writes.MADE and row.issued_on > self.ctx.on - EVERY

    def _is_old(self, row: models.Boleto) -> bool:
        """Past its last day before its convênio made any again by itself."""
        return self.convenio.reissues_from is not None and row.pay_until < self.convenio.reissues_from

    def _is_told(self, row: models.Boleto) -> bool:
        """Past its last day, and the bank may still tell that it was paid."""
        if row.state not in (writes.SENT, writes.REGISTERED):
            return False
        return mending.told_until(self.ctx.on) < boleto_terms.last_taken_on(live_boletos.seen_of(row)) < self.ctx.on

    def _why(self, row: models.Boleto) -> str:
        return UNANSWERED if row.id in self.given_up else self.wrong[row.id]

    def _note(self, right: Collection[int], left: Sequence[Unissued]) -> None:
        """What charges what is owed under today's terms needs no look until others are saved."""
        seen = [row_id for row_id in right if self.wrong[row_id] == TERMS]
        models.Boleto.objects.filter(id__in=seen).update(terms_seen_at=self.ctx.now - LATE_SAVE)
        models.Boleto.objects.filter(id__in=right).exclude(unissued="").update(unissued="")
        of = {row.titulo_id: row for row in self.rows}
        for one in left:
            of[one.titulo_id].unissued = one.phrase[:_PHRASE_CHARS]
        models.Boleto.objects.bulk_update([of[one.titulo_id] for one in left], ["unissued"], batch_size=500)

    def _reissue(self, rows: Sequence[models.Boleto]) -> tuple[set[int], tuple[Unissued, ...]]:
        """The títulos that have a new boleto, and the others with why."""
        if not rows:
            return set(), ()
        making = self._making(rows)
        made = {row.titulo_id for row in making.made}
        return made, making.write().refused

    def _making(self, rows: Sequence[models.Boleto]) -> Making:
        making = Making(
            self.ctx,
            self.found,
            self.convenio,
            {row.titulo_id: row.titulo for row in rows},
            lambda titulo: boleto_terms.of_today(titulo, self.ctx.on, self.convenio.days_payable),
            {row.titulo_id: (row, self._why(row)) for row in rows},
        )
        making.take([self.titulos[row.titulo_id] for row in rows])
        return making

    def _order(self, ordered: Sequence[tuple[models.Boleto, Change]]) -> int:
        """How many were not asked yet."""
        told: list[Event] = []
        for row, change in ordered:
            if not is_asked(row, change, self.ctx.now) and ask(row, change, self.ctx):
                told.append(self._ordered(row, change.kind))
        journal.record(self.ctx, *told)
        return len(told)

    def _drop(self, rows: Sequence[models.Boleto], explained: Collection[int]) -> None:
        """With none in their place yet, and each says why: the bank, where it knows them, is told; they are recognised
        until it confirms. `explained`: the títulos of which the why is told already.
        """
        titulos = {row.titulo_id: row.titulo for row in rows}
        for row in rows:
            if row.titulo_id not in explained:
                row.unissued = self._dropped_why(row)
        models.Boleto.objects.bulk_update(rows, ["unissued"], batch_size=500)
        unheard = [row for row in rows if row.state == writes.MADE]
        known = [row for row in rows if row.state != writes.MADE]
        told: list[Event] = []
        for row in unheard:
            told += boleto_making.end([row], titulos, self.wrong[row.id], self.ctx.now)
        drop_known(known, self.ctx)
        told += [self._ordered(row, items.BAIXA) for row in known]
        journal.record(self.ctx, *told)

    def _dropped_why(self, row: models.Boleto) -> str:
        """Told to who looks for what could not be made again: when another is, or who makes it."""
        dropped = "Foi pedida a baixa, porque o banco cobraria outro valor"
        if row.state == writes.MADE:
            dropped = "Não foi ao banco, porque ele cobraria outro valor"
        if not self.convenio.reissues or self._is_old(row):
            return f"{dropped}. Emita outro na ficha do devedor."
        if row.replaces_id is not None and row.issued_on > self.ctx.on - EVERY:
            again_on = calendar.format_date(row.issued_on + EVERY)
            return f"{dropped}. Outro é emitido sozinho a partir de {again_on}."
        return f"{dropped}. Outro é emitido sozinho quando puder ser: {_HELD}."

    def _ordered(self, row: models.Boleto, kind: str) -> Event:
        why = self.wrong[row.id]
        return events.BoletoOrdered(row.credor_id, row.titulo.devedor_id, row.titulo_id, row.id, kind, why)


def is_stale(row: models.Boleto, on: date) -> bool:
    """Made again by itself, for a day that came before any remessa took it."""
    return row.state == writes.MADE and row.replaces_id is not None and row.due_on < on


def is_awaited(ctx: Context, row: models.Boleto) -> bool:
    """Whether the bank was told a change of it and may still answer: no second goes before."""
    return row.id in mending.unanswered(ctx.scope, [row.id], ctx.now - ANSWER).awaited


def change_of(row: models.Boleto, titulo: TituloSaldo, on: date) -> Change | None:
    """The one order after which the boleto says what is owed on each day; None where no such order is."""
    seen = live_boletos.seen_of(row)
    less_cents = row.cents - titulo.saldo.principal_cents
    tried: list[Change] = []
    if titulo.due_on != row.due_on and titulo.due_on >= on:
        tried.append(Change(items.DUE_ON, due_on=titulo.due_on))
    if not row.abatimento_cents and 0 < less_cents < row.cents:
        tried.append(Change(items.ABATIMENTO, abatimento_cents=less_cents))
    if row.abatimento_cents and not less_cents:
        tried.append(Change(items.NO_ABATIMENTO, abatimento_cents=0))
    for change in tried:
        moved = (change.due_on or row.due_on) - row.due_on
        as_ordered = replace(
            seen,
            due_on=row.due_on + moved,
            pay_until=row.pay_until + moved,
            abatimento_cents=row.abatimento_cents if change.abatimento_cents is None else change.abatimento_cents,
        )
        if boleto_terms.agrees(as_ordered, titulo, on, each_day=True):
            return change
    return None


def check_change(ctx: Context, found: ConvenioRow, row: models.Boleto, change: Change) -> None:
    """Raises Invalid where the remessa would not carry it."""
    entry = boleto_entries.entry_of(row, row.titulo, due_on=change.due_on, abatimento_cents=change.abatimento_cents)
    made_at = ctx.now.astimezone(SAO_PAULO).replace(tzinfo=None)
    item = Item(change.kind, entry)
    check_item(found.bank, found.contract, made_at, item, beneficiario=found.beneficiario, layout=found.layout)


def is_asked(row: models.Boleto, change: Change, now: datetime) -> bool:
    """Whether this very change waits for a remessa or for the bank's answer, and not for too long."""
    rows = models.RemessaItem.objects.filter(boleto=row, kind=change.kind, answer="", asked_at__gte=now - ANSWER)
    return rows.filter(due_on=change.due_on, abatimento_cents=change.abatimento_cents).exists()


def ask(row: models.Boleto, change: Change, ctx: Context) -> bool:
    """Notes the order for the next remessa; whether it is new. Of the changes that wait only the newest goes."""
    fields = {"due_on": change.due_on, "abatimento_cents": change.abatimento_cents, "asked_at": ctx.now}
    of_row = {"credor_id": row.credor_id, "convenio_id": row.convenio_id}
    if change.kind in CHANGES:
        waiting = models.RemessaItem.objects.filter(boleto=row, kind__in=CHANGES, remessa=None)
        waiting.exclude(kind=change.kind).delete()
    _, is_new = models.RemessaItem.objects.update_or_create(
        boleto=row, kind=change.kind, remessa=None, defaults=fields, create_defaults=fields | of_row
    )
    return is_new


def _is_refused_again(row: models.Boleto) -> bool:
    """As `mending.REFUSED_AGAIN`."""
    after = models.Boleto.objects.filter(titulo_id=row.titulo_id, id__gt=row.id)
    return row.replaces_id is not None and not after.exists()


def _is_dropped(row: models.Boleto) -> bool:
    """As `mending._DROPPED`, of one that ended."""
    after = models.Boleto.objects.filter(titulo_id=row.titulo_id, id__gt=row.id)
    return bool(row.unissued) and not row.titulo.linha_digitavel and not after.exists()


def drop_known(rows: Sequence[models.Boleto], ctx: Context) -> None:
    """The baixa of these waits for the next remessa; what else was ordered of them makes no sense any more."""
    waiting = models.RemessaItem.objects.filter(boleto__in=rows, remessa__isnull=True)
    waiting.exclude(kind=items.ENTRY).delete()
    models.RemessaItem.objects.bulk_create(
        [
            models.RemessaItem(
                credor_id=row.credor_id,
                convenio_id=row.convenio_id,
                boleto=row,
                kind=items.BAIXA,
                asked_at=ctx.now,
            )
            for row in rows
        ],
        batch_size=500,
    )
    writes.hide(rows, ctx.now)
