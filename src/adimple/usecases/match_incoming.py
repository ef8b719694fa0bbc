"""A person says whose a receipt is: it becomes a payment of that devedor, and first of the títulos chosen."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from adimple.domain import events, imputacao_why, ledger
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.incoming import payment_key
from adimple.domain.replay import Received
from adimple.store import journal, models
from adimple.store.reads import balances, imputacao_orders, ledgers
from adimple.store.reads import incoming as reads
from adimple.store.reads.told_before import Asked, told_before
from adimple.store.writes import incoming as writes
from adimple.store.writes import locks
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.register_payment import RegisterPayment, perhaps_same, register_payment
from adimple.usecases.take_back import go_on
from adimple.usecases.undo_payment import undo_payment

_UNWRITTEN_ID = 2**62  # of a payment only looked at: after every other of its day


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchIncoming:
    """`titulo_ids`: those it is for first, in that order; what they cannot take goes on to the others of the devedor.

    Without them, all that is open, oldest due first. `paid_on`: instead of the day that came, where that was in doubt.
    `is_other`: whoever matches saw the payment that may be the same money, and says it is another.
    """

    incoming_id: int
    devedor_id: int
    titulo_ids: tuple[int, ...] = ()
    paid_on: date | None = None
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Extinguished:
    """What one título would get, and what would be left of it."""

    titulo_id: int
    label: str
    due_on: date
    principal_cents: int
    multa_cents: int
    juros_cents: int
    correcao_cents: int
    discount_cents: int
    left_cents: int
    why: str

    @property
    def paid_cents(self) -> int:
        return self.principal_cents + self.multa_cents + self.juros_cents + self.correcao_cents


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`is_replay`: later payments would be laid again."""

    parts: tuple[Extinguished, ...]
    leftover_cents: int
    is_replay: bool
    order: str


@transaction.atomic
def match_incoming(ctx: Context, command: MatchIncoming) -> int:
    """The payment it became. Raises Invalid, NotFound, Refused."""
    row = waiting(ctx, command.incoming_id)
    devedores = models.Devedor.objects.filter(id=command.devedor_id, credor_id=row.credor_id)
    if not devedores.exists():
        raise NotFound
    _refuse_told(ctx, row, command)
    registered = register_payment(
        ctx,
        RegisterPayment(
            devedor_id=command.devedor_id,
            cents=row.cents - row.returned_cents,
            paid_on=command.paid_on or row.paid_on,
            external_key=payment_key(row.id, row.matches + 1),
            titulo_ids=command.titulo_ids,
            goes_on=bool(command.titulo_ids),
            source=row.source,
            is_of_receipt=True,
        ),
    )
    writes.settle(
        row.credor_id, ctx.now, ctx.actor.name, [(row.id, registered.payment_id, f"Conciliado por {ctx.actor.name}.")]
    )
    cents = row.cents - row.returned_cents
    journal.record(ctx, events.IncomingMatched(row.credor_id, command.devedor_id, row.id, registered.payment_id, cents))
    go_on(ctx, row.credor_id, row.source)
    return registered.payment_id


def _refuse_told(ctx: Context, row: models.Incoming, command: MatchIncoming) -> None:
    """What another road told already, perhaps, is asked of who says whose it is. Of its own sheet it is other money."""
    if command.is_other:
        return
    locks.lock_devedores([command.devedor_id])
    besides: set[str] = set()
    if row.import_file_id is not None:
        of_sheet = models.Incoming.objects.filter(credor_id=row.credor_id, import_file_id=row.import_file_id)
        besides.update(of_sheet.exclude(payment=None).values_list("payment__external_key", flat=True))
    day, cents = command.paid_on or row.paid_on, row.cents - row.returned_cents
    asked = Asked(command.devedor_id, command.titulo_ids, cents, day, row.credit_on)
    if (same := told_before(ctx.scope, row.credor_id, row.source, [asked], besides=besides).get(0)) is not None:
        raise perhaps_same(same, "diga em Conciliação que é o mesmo")


def foresee_match(ctx: Context, command: MatchIncoming) -> Foreseen:
    """What it would extinguish; nothing is written. Raises NotFound and Refused."""
    row = reads.get_incoming(ctx.scope, command.incoming_id)
    found = ledgers.ledgers(ctx.scope.only(row.credor_id), [command.devedor_id]).get(command.devedor_id)
    if found is None or not {one.titulo_id for one in found.titulos} >= set(command.titulo_ids):
        raise NotFound
    day = command.paid_on or row.paid_on
    by_law = imputacao_orders.is_by_law(imputacao_orders.list_orders(ctx.scope, row.credor_id), day)
    new = Received(
        payment_id=_UNWRITTEN_ID,
        paid_on=day,
        amount_cents=row.left_cents,
        registered_at=ctx.now,
        chosen=command.titulo_ids,
        chosen_first=bool(command.titulo_ids),
        by_law=by_law,
        last_titulo_id=imputacao_orders.newest_titulo_id(ctx.scope, row.credor_id),
    )
    change = ledger.change_from(found, new.turn, [new])
    titulos = {one.id: one for one in balances.by_ids(ctx.scope, [one.titulo_id for one in found.titulos])}
    parts = [one.reached for one in change.added if one.payment_id == _UNWRITTEN_ID]
    got = [
        imputacao_why.Got(int(one.imputacao.titulo_id), titulos[int(one.imputacao.titulo_id)].due_on, _left(one) == 0)
        for one in parts
    ]
    why = imputacao_why.reasons(got, command.titulo_ids, goes_on=new.chosen_first, by_law=by_law)
    told = {int(one.imputacao.titulo_id): one for one in parts}
    return Foreseen(
        parts=tuple(
            _extinguished(titulos[one.titulo_id], told[one.titulo_id], why[one.titulo_id])
            for one in imputacao_why.in_turn(got, command.titulo_ids, by_law=by_law)
        ),
        leftover_cents=change.leftovers.get(_UNWRITTEN_ID, 0),
        is_replay=bool(change.replayed),
        order=imputacao_why.parts(by_law=by_law),
    )


def _left(reached) -> int:
    saldo = reached.saldo
    return saldo.principal_cents + saldo.multa_open_cents + saldo.juros_open_cents


def _extinguished(titulo: balances.TituloSaldo, reached, why: str) -> Extinguished:
    part = reached.imputacao
    return Extinguished(
        titulo.id, titulo.label, titulo.due_on, part.principal_cents, part.multa_cents, part.juros_cents,
        part.correcao_cents, part.discount_cents, _left(reached), why,
    )  # fmt: skip


def unmatch_incoming(ctx: Context, incoming_id: int, reason: str) -> None:
    """Its payment is undone, and it waits again. Of one that is not matched, refused. Raises Invalid, NotFound."""
    row = reads.get_incoming(ctx.scope, incoming_id)
    require_open(ctx, row.credor_id, "manager")
    if row.payment_id is None:
        raise Refused("incoming.not_matched", "Este recebimento não está conciliado: não há o que desfazer.")
    undo_payment(ctx, row.payment_id, reason)


@transaction.atomic
def set_aside_incoming(ctx: Context, incoming_id: int, reason: str) -> None:
    """It is no payment of a título; why stays with it. Raises Invalid, NotFound, Refused."""
    row = waiting(ctx, incoming_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("motivo", "Diga o que este valor é: a explicação fica com ele.")
    if len(reason) > reads.MAX_WHY_CHARS:
        raise Invalid("motivo", f"O motivo vai até {reads.MAX_WHY_CHARS} letras. Encurte o texto.")
    writes.set_state(row, "set_aside", reason, ctx.now, ctx.actor.name)
    journal.record(ctx, events.IncomingSetAside(row.credor_id, row.id, row.cents))
    go_on(ctx, row.credor_id, row.source)


@transaction.atomic
def bring_back_incoming(ctx: Context, incoming_id: int) -> None:
    """One set aside waits again. Raises NotFound and Refused."""
    row = _locked(ctx, incoming_id)
    if row.state != "set_aside":
        raise Refused("incoming.not_aside", "Este recebimento não está posto de lado.")
    writes.set_state(row, "waiting", f"Trazido de volta por {ctx.actor.name}.", None, "")
    journal.record(ctx, events.IncomingBroughtBack(row.credor_id, row.id, row.cents))


def waiting(ctx: Context, incoming_id: int) -> models.Incoming:
    """Locked. Refused when somebody else settled it first."""
    row = _locked(ctx, incoming_id)
    if row.state != "waiting":
        raise Refused("incoming.settled", "Este recebimento já não espera: outra pessoa, ou o banco, o resolveu antes.")
    return row


def _locked(ctx: Context, incoming_id: int) -> models.Incoming:
    found = models.Incoming.objects.filter(id=incoming_id, credor_id__in=ctx.scope.credor_ids)
    credor_id = found.values_list("credor_id", flat=True).first()
    if credor_id is None:
        raise NotFound
    require_open(ctx, credor_id, "operator")
    locks.share_ledger(credor_id)
    refuse_closed(credor_id)
    return models.Incoming.objects.select_for_update().get(id=incoming_id)
