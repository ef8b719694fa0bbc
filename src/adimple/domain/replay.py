"""The payments of one devedor laid, in the order of their days, on the títulos they may extinguish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from adimple.domain import encargos, imputacao
from adimple.domain.encargos import EncargosPolicy, Saldo
from adimple.domain.imputacao import Imputacao


@dataclass(frozen=True, slots=True)
class Owing:
    """A título and what was left of it before the first payment laid.

    A payment registered before the título was known never reaches it: its receipt was already given. Which came first
    their ids say, for a clock may step back; of payments that do not say it, `known_at`.
    `only_for`: after a baixa, the payments that had reached it before; None is any.
    """

    titulo_id: int
    due_on: date
    policy: EncargosPolicy
    saldo: Saldo
    known_at: datetime
    only_for: frozenset[int] | None = None

    def may_be_reached_by(self, payment: "Received") -> bool:
        is_chosen = self.titulo_id in payment.chosen
        if payment.chosen and not payment.chosen_first and not is_chosen:
            return False
        if self.only_for is not None:
            return payment.payment_id in self.only_for
        if is_chosen:  # it was there when somebody chose it
            return True
        if payment.last_titulo_id is not None:
            return self.titulo_id <= payment.last_titulo_id
        return self.known_at <= payment.registered_at


@dataclass(frozen=True, slots=True)
class Received:
    """A payment. `chosen`: the only títulos it is for; empty: any of the devedor's, oldest due first.

    With `chosen_first` they are those the devedor indicated (CC art. 352): what they cannot take goes on to the others.
    `by_law`: in the order of the Código Civil, not of the house. `last_titulo_id`: the newest título there was when it
    was registered; None in payments of before that was kept.
    """

    payment_id: int
    paid_on: date
    amount_cents: int
    registered_at: datetime
    chosen: tuple[int, ...] = ()
    chosen_first: bool = False
    by_law: bool = False
    last_titulo_id: int | None = None

    @property
    def is_open_to_any(self) -> bool:
        """Whether it may reach títulos nobody chose."""
        return not self.chosen or self.chosen_first

    @property
    def turn(self) -> tuple[date, int]:
        """Payments are laid by day, and those of one day as they were registered."""
        return self.paid_on, self.payment_id


@dataclass(frozen=True, slots=True)
class Reached:
    """What one payment did to one título, and what was left of it."""

    imputacao: Imputacao
    saldo: Saldo


@dataclass(frozen=True, slots=True)
class Laid:
    """A payment laid. What its títulos could not take is `leftover_cents`, a credit to return (CC art. 876)."""

    payment: Received
    reached: tuple[Reached, ...]
    leftover_cents: int


def lay_payments(titulos: Iterable[Owing], payments: Iterable[Received]) -> list[Laid]:
    """Every payment in its turn. Undoing one, or entering a back-dated one, is laying without it or with it.

    What was received is what was imputed plus the leftovers, to the cent.
    """
    owing = list(titulos)
    saldos = {titulo.titulo_id: titulo.saldo for titulo in owing}
    return [_lay(payment, owing, saldos) for payment in sorted(payments, key=lambda payment: payment.turn)]


def is_settled(saldo: Saldo) -> bool:
    """Whether nothing is left: neither principal, nor multa, nor juros already claimed."""
    return not (saldo.principal_cents or saldo.multa_open_cents or saldo.juros_open_cents)


def _lay(payment: Received, owing: Sequence[Owing], saldos: dict[int, Saldo]) -> Laid:
    """One payment; what it reached has its new saldo in `saldos`."""
    debts, owed_by_id = [], {}
    for titulo in owing:
        saldo = saldos[titulo.titulo_id]
        if titulo.may_be_reached_by(payment) and not is_settled(saldo):
            owed = encargos.accrue_encargos(titulo.policy, saldo, due_on=titulo.due_on, on=payment.paid_on)
            owed_by_id[titulo.titulo_id] = owed
            rates = {"rate_ppb": titulo.policy.juros_ppb_month, "multa_ppb": titulo.policy.multa_ppb}
            debts.append(imputacao.debt_of(titulo.titulo_id, titulo.due_on, owed, **rates))
    imputed = imputacao.impute_payment(
        payment.amount_cents,
        debts,
        order=imputacao.order_of(by_law=payment.by_law),
        chosen=[titulo_id for titulo_id in payment.chosen if titulo_id in owed_by_id],
        equals_share=payment.by_law,
    )
    reached = []
    for part in imputed.imputacoes:
        titulo_id = int(part.titulo_id)
        saldo = saldos[titulo_id]
        saldos[titulo_id] = imputacao.saldo_after(saldo, owed_by_id[titulo_id], part, paid_on=payment.paid_on)
        reached.append(Reached(part, saldos[titulo_id]))
    return Laid(payment, tuple(reached), imputed.leftover_cents)
