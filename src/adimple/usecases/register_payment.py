"""Money came in: which títulos it extinguishes, what is left of them, what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from adimple.domain import calendar, events, incoming, ledger, limits, money
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.domain.ledger import Change, Ledger
from adimple.domain.replay import Received
from adimple.domain.same_money import Same
from adimple.store import journal, models
from adimple.store.reads import imputacao_orders, ledgers
from adimple.store.reads.told_before import Asked, told_before, waiting_like
from adimple.store.writes import incoming as incoming_writes
from adimple.store.writes import locks
from adimple.store.writes import payments as writes
from adimple.store.writes.payments import NewPayment
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed, require_open
from adimple.usecases.settle_ledger import settle_ledger

MAX_NOTE_CHARS = 300
MAX_KEY_CHARS = 120
PERHAPS_SAME = "payment.perhaps_same"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPayment:
    """A payment of one devedor.

    With `titulo_ids` it is for those only, or with `goes_on` for those first, in the order the devedor indicated them,
    and then for the rest; without, for all that is open, oldest due first (CC arts. 352–355).
    `external_key` is its identity where it comes from: the same key twice is one payment. `is_other`: whoever tells it
    saw the payment that may be the same money, and says it is another. `is_of_receipt`: made of a receipt that is
    there; else it is a receipt of its own.
    """

    devedor_id: int
    cents: int
    paid_on: date
    external_key: str
    titulo_ids: tuple[int, ...] = ()
    goes_on: bool = False
    source: str = incoming.FORM
    note: str = ""
    is_other: bool = False
    is_of_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    payment_id: int
    leftover_cents: int
    is_new: bool


@transaction.atomic
def register_payment(ctx: Context, command: RegisterPayment) -> Registered:
    """The payment, laid on its títulos; later payments are laid again where it is back-dated.

    What is surely the money of a payment that another road told is kept as a receipt of its own, and gives that one.
    What no título can take stays as a credit to return. Raises Invalid, NotFound and Refused.
    """
    credor_id = _credor_of(ctx, command.devedor_id)
    require_open(ctx, credor_id, "operator")
    _check(command, ctx.on)
    locks.share_ledger(credor_id)
    refuse_closed(credor_id)
    locks.lock_devedores([command.devedor_id])
    if (already := _already(credor_id, command) or _told_already(credor_id, command)) is not None:
        return already
    found = ledgers.ledgers(ctx.scope, [command.devedor_id]).get(command.devedor_id)
    if found is None:
        raise Refused("payment.no_titulo", "Este devedor não tem títulos. Importe-os antes de registrar o pagamento.")
    _check_own(found, command.titulo_ids)
    if (same := _told_before(ctx, credor_id, command)) is not None:
        return _count_once(ctx, credor_id, command, same)
    _check_choice(found, command.titulo_ids)
    payment = _payment(ctx, credor_id, command, writes.new_payment_ids(1)[0])
    change = ledger.change_from(found, payment.received.turn, [payment.received])
    leftover_cents = change.leftovers[payment.received.payment_id]
    _refuse_useless(payment, leftover_cents, change)
    settle_ledger(ctx, credor_id, change, [payment])
    if not command.is_of_receipt:
        incoming_writes.add_typed(
            credor_id, ctx.now, ctx.actor.name, command.source, command.external_key, payment.received
        )
    journal.record(
        ctx,
        events.PaymentRegistered(
            credor_id, command.devedor_id, payment.received.payment_id, command.cents, command.paid_on
        ),
    )
    return Registered(payment.received.payment_id, leftover_cents, True)


def _credor_of(ctx: Context, devedor_id: int) -> int:
    rows = models.Devedor.objects.filter(id=devedor_id, credor_id__in=ctx.scope.credor_ids)
    credor_id = rows.values_list("credor_id", flat=True).first()
    if credor_id is None:
        raise NotFound
    return credor_id


def _check(command: RegisterPayment, on: date) -> None:
    assert 0 < len(command.external_key) <= MAX_KEY_CHARS, "every payment has an identity"
    if not 0 < command.cents <= limits.MAX_PRINCIPAL_CENTS:
        raise Invalid("valor", "O valor do pagamento precisa ser maior que zero. Escreva como 1.234,56.")
    if command.paid_on > on:
        raise Invalid("data", f"A data do pagamento é depois de hoje ({calendar.format_date(on)}). Confira.")
    if command.paid_on.year < limits.EARLIEST_YEAR:
        raise Invalid("data", f"A data do pagamento é anterior a {limits.EARLIEST_YEAR}. Confira o ano.")
    if len(command.note) > MAX_NOTE_CHARS:
        raise Invalid("nota", f"A observação vai até {MAX_NOTE_CHARS} letras. Encurte o texto.")


def _already(credor_id: int, command: RegisterPayment) -> Registered | None:
    """The payment of this key, when there is one; the key of another payment is refused."""
    row = models.Payment.objects.filter(credor_id=credor_id, external_key=command.external_key).first()
    if row is None:
        return None
    same = (row.devedor_id, row.amount_cents, row.paid_on) == (command.devedor_id, command.cents, command.paid_on)
    if not same:
        raise Refused(
            "payment.key_taken",
            f"Esta identificação já é do pagamento {row.id}, de {money.format_brl(row.amount_cents)}. "
            "Comece um novo registro em Pagamentos.",
        )
    return Registered(row.id, row.leftover_cents, False)


def _told_already(credor_id: int, command: RegisterPayment) -> Registered | None:
    """The payment with which the receipt of this key counted, when it did; one that a person has in hand is refused."""
    if command.is_of_receipt:
        return None
    rows = models.Incoming.objects.filter(
        credor_id=credor_id, source=command.source, source_key=command.external_key
    ).select_related("payment", "same_payment")
    if (row := rows.first()) is None:
        return None
    paid = row.payment or row.same_payment
    told = (command.devedor_id, command.cents, command.paid_on)
    if paid is None or (paid.devedor_id, row.cents, row.paid_on) != told:
        raise Refused(
            "payment.key_taken",
            f"Esta identificação já é do recebimento {row.id}, de {money.format_brl(row.cents)}. Veja-o em "
            "Conciliação.",
        )
    return Registered(paid.id, paid.leftover_cents, False)


def _check_own(found: Ledger, titulo_ids: Sequence[int]) -> None:
    if not {titulo.titulo_id for titulo in found.titulos} >= set(titulo_ids):
        raise NotFound


def _check_choice(found: Ledger, titulo_ids: Sequence[int]) -> None:
    """Chosen ones must be open; without a choice, something must be open."""
    is_open = {titulo.titulo_id: titulo.closed_on is None for titulo in found.titulos}
    if not any(is_open[titulo_id] for titulo_id in titulo_ids or is_open):
        raise Refused(
            "payment.nothing_open",
            "Não há título em aberto para este pagamento. Se a data de outro pagamento estava errada, desfaça-o antes.",
        )
    closed = [titulo_id for titulo_id in titulo_ids if not is_open[titulo_id]]
    if closed:
        raise Refused("payment.closed", "Um dos títulos escolhidos já está fechado. Escolha só títulos em aberto.")


def _told_before(ctx: Context, credor_id: int, command: RegisterPayment) -> Same | None:
    """The payment it surely is. What another road told already, perhaps, is asked of whoever tells it again."""
    if command.is_of_receipt or command.is_other:
        return None
    asked = Asked(command.devedor_id, command.titulo_ids, command.cents, command.paid_on)
    same = told_before(ctx.scope, credor_id, command.source, [asked]).get(0)
    if same is not None and not same.is_sure:
        raise perhaps_same(same, "não registre de novo")
    if same is None and command.source == incoming.FORM:
        _refuse_waiting(ctx, credor_id, command)
    return same


def perhaps_same(same: Same, if_same: str) -> Refused:
    """`if_same`: what to do where it is."""
    near = "de um dia vizinho" if same.is_near else "neste dia"
    return Refused(
        PERHAPS_SAME,
        f"Já há um pagamento igual {near}: o nº {same.payment_id}, que veio {incoming.told_by(same.source)}. Se for o "
        f"mesmo dinheiro, {if_same}. Se for outro, diga que é outro.",
    )


def _refuse_waiting(ctx: Context, credor_id: int, command: RegisterPayment) -> None:
    """What a person types may be there already, as money of which nobody said yet whose it is."""
    found = waiting_like(ctx.scope, credor_id, command.devedor_id, command.cents, command.paid_on)
    if found is not None:
        raise Refused(
            PERHAPS_SAME,
            f"Há um recebimento igual neste dia à espera em Conciliação: o nº {found.incoming_id}, que veio "
            f"{incoming.told_by(found.source)}. Se for o mesmo dinheiro, concilie-o lá, e não o registre aqui. Se for "
            "outro, diga que é outro.",
        )


def _count_once(ctx: Context, credor_id: int, command: RegisterPayment, same: Same) -> Registered:
    """Told again: a receipt set aside, tied to the payment there is."""
    paid = models.Payment.objects.get(id=same.payment_id)
    why = incoming.counted_once(paid.id, paid.source)
    row = incoming_writes.add_told(
        credor_id, ctx.now, ctx.actor.name, command.source, command.external_key, command.paid_on, paid, why
    )
    journal.record(ctx, events.IncomingSetAside(credor_id, row.id, row.cents))
    return Registered(paid.id, paid.leftover_cents, False)


def _payment(ctx: Context, credor_id: int, command: RegisterPayment, payment_id: int) -> NewPayment:
    orders = imputacao_orders.list_orders(ctx.scope, credor_id)
    return NewPayment(
        received=Received(
            payment_id=payment_id,
            paid_on=command.paid_on,
            amount_cents=command.cents,
            registered_at=ctx.now,
            chosen=tuple(dict.fromkeys(command.titulo_ids)),
            chosen_first=command.goes_on and bool(command.titulo_ids),
            by_law=imputacao_orders.is_by_law(orders, command.paid_on),
            last_titulo_id=imputacao_orders.newest_titulo_id(ctx.scope, credor_id),
        ),
        devedor_id=command.devedor_id,
        external_key=command.external_key,
        source=command.source,
        note=" ".join(command.note.split()),
    )


def _refuse_useless(payment: NewPayment, leftover_cents: int, change: Change) -> None:
    """A payment that no título took would be all credit: it is more likely to be somebody else's."""
    reached = any(row.payment_id == payment.received.payment_id for row in change.added)
    if leftover_cents == payment.received.amount_cents and not reached:
        raise Refused("payment.useless", "Nenhum título em aberto recebe este pagamento. Confira a data e os títulos.")
