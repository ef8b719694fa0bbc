"""Which debt a payment extinguishes, and in which order; and what is left after it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from adimple.domain import encargos
from adimple.domain.encargos import NO_CORRECTION, Encargos, EncargosPolicy, Factor, Saldo
from adimple.domain.errors import Invalid

CONTRACT_ORDER = ("juros", "multa", "principal")  # must be agreed: the multa has no place of its own in the Code
STRICT_LAW_ORDER = ("juros", "principal", "multa")  # CC art. 354 to the letter


def order_of(*, by_law: bool) -> tuple[str, ...]:
    """The order of the parts of one título."""
    return STRICT_LAW_ORDER if by_law else CONTRACT_ORDER


@dataclass(frozen=True, slots=True)
class Debt:
    """What one título owes on the day of the payment. The correção goes with the principal: both are capital."""

    titulo_id: int | str
    due_on: date
    principal_cents: int
    multa_cents: int = 0
    juros_cents: int = 0
    correcao_cents: int = 0
    discount_cents: int = 0  # granted only to a payment that settles the título
    rate_ppb: int = 0  # of two debts due on one day, the dearer goes first
    multa_ppb: int = 0  # and of two of one rate, by law, the one with the higher multa

    @property
    def onus(self) -> tuple[int, int]:
        """How onerous it is, beside another due on the same day (CC art. 355)."""
        return self.rate_ppb, self.multa_ppb

    @property
    def owed_cents(self) -> int:
        return self.principal_cents + self.correcao_cents + self.multa_cents + self.juros_cents - self.discount_cents


@dataclass(frozen=True, slots=True)
class Imputacao:
    """How much of a payment went to each part of one título; `discount_cents` was granted, not paid."""

    titulo_id: int | str
    juros_cents: int
    multa_cents: int
    correcao_cents: int
    principal_cents: int
    discount_cents: int
    settles: bool

    @property
    def paid_cents(self) -> int:
        return self.juros_cents + self.multa_cents + self.correcao_cents + self.principal_cents


@dataclass(frozen=True, slots=True)
class Imputed:
    """A payment laid on debts: one imputação per título reached, and the credit to return (CC art. 876)."""

    imputacoes: tuple[Imputacao, ...]
    leftover_cents: int


@dataclass(frozen=True, slots=True)
class PaidStep:
    """One payment on one título, replayed: what it paid, what was left after it, what passed the debt."""

    paid_on: date
    imputacao: Imputacao | None
    saldo: Saldo
    leftover_cents: int


def impute_payment(
    cents: int,
    debts: Iterable[Debt],
    *,
    order: Sequence[str] = CONTRACT_ORDER,
    chosen: Sequence[int | str] = (),
    equals_share: bool = False,
) -> Imputed:
    """How `cents` extinguishes `debts`: first those the devedor chose, then the oldest due, then the dearest.

    Within a título, in `order`. The sum of what was paid plus the leftover is `cents`; no part is paid more than it
    is owed. Raises Invalid when cents <= 0 or a chosen título is not among the debts. CC arts. 352–355.
    `equals_share`: what is not enough for debts due on one day and equally onerous, of which the law puts none first,
    is shared in proportion to what each owes; otherwise they are paid in the order given.
    """
    if cents <= 0:
        raise Invalid("valor", "O valor do pagamento precisa ser maior que zero.")
    assert sorted(order) == sorted(CONTRACT_ORDER), f"an order names juros, multa and principal once: {order}"
    imputacoes = []
    left_cents = cents
    for turn in _by_turn(debts, chosen, equals_share=equals_share):
        for debt, share_cents in _shares(left_cents, turn):
            if share_cents > 0:
                imputacao = _impute(share_cents, debt, order)
                left_cents -= imputacao.paid_cents
                imputacoes.append(imputacao)
    return Imputed(tuple(imputacoes), left_cents)


def debt_of(titulo_id: int | str, due_on: date, owed: Encargos, *, rate_ppb: int = 0, multa_ppb: int = 0) -> Debt:
    """The debt that the encargos of a título make on the day of a payment."""
    return Debt(
        titulo_id=titulo_id,
        due_on=due_on,
        principal_cents=owed.principal_cents,
        multa_cents=owed.multa_cents,
        juros_cents=owed.juros_cents,
        correcao_cents=owed.correcao_cents,
        discount_cents=owed.discount_cents,
        rate_ppb=rate_ppb,
        multa_ppb=multa_ppb,
    )


def saldo_after(saldo: Saldo, owed: Encargos, imputacao: Imputacao, *, paid_on: date) -> Saldo:
    """The título's one row after a payment on `paid_on`, when it owed `owed`.

    Paid late, juros go on from the payment on the capital left, and what was claimed but not paid of juros and multa
    waits apart, bearing nothing. Paid in time, nothing was claimed: juros will count from the due date.
    """
    is_late = owed.days_late > 0
    capital_cents = owed.principal_cents + owed.correcao_cents
    return Saldo(
        nominal_cents=saldo.nominal_cents,
        principal_cents=capital_cents - imputacao.principal_cents - imputacao.correcao_cents - imputacao.discount_cents,
        multa_open_cents=owed.multa_cents - imputacao.multa_cents,
        multa_charged=saldo.multa_charged or is_late,
        juros_open_cents=owed.juros_cents - imputacao.juros_cents,
        juros_from_on=paid_on if is_late else saldo.juros_from_on,
    )


def replay(
    policy: EncargosPolicy,
    saldo: Saldo,
    payments: Iterable[tuple[date, int]],
    *,
    due_on: date,
    order: Sequence[str] = CONTRACT_ORDER,
    correction: Callable[[date, date], Factor] = lambda start, on: NO_CORRECTION,
) -> tuple[PaidStep, ...]:
    """Every payment (paid_on, cents) of one título in the order of their days, from `saldo` on.

    Undoing a payment, or entering a back-dated one, is replaying without it or with it.
    """
    steps = []
    for paid_on, cents in sorted(payments, key=lambda payment: payment[0]):
        index = correction(saldo.juros_from_on, paid_on)
        owed = encargos.accrue_encargos(policy, saldo, due_on=due_on, on=paid_on, correction=index)
        imputed = impute_payment(cents, [debt_of("", due_on, owed)], order=order)
        imputacao = imputed.imputacoes[0] if imputed.imputacoes else None
        if imputacao:
            saldo = saldo_after(saldo, owed, imputacao, paid_on=paid_on)
        steps.append(PaidStep(paid_on, imputacao, saldo, imputed.leftover_cents))
    return tuple(steps)


def _by_turn(debts: Iterable[Debt], chosen: Sequence[int | str], *, equals_share: bool) -> list[list[Debt]]:
    """Those chosen, one by one, then the others; in one turn, debts of which none comes before another."""
    ordered = sorted(debts, key=lambda debt: (debt.due_on, -debt.rate_ppb, -debt.multa_ppb if equals_share else 0))
    by_id = {debt.titulo_id: debt for debt in ordered}
    assert len(by_id) == len(ordered), "a título appears twice among the debts"
    unknown = [titulo_id for titulo_id in chosen if titulo_id not in by_id]
    if unknown:
        raise Invalid("titulo", "O título escolhido não está entre as dívidas em aberto. Escolha outro.")
    first = [[by_id[titulo_id]] for titulo_id in dict.fromkeys(chosen)]
    others = [debt for debt in ordered if debt.titulo_id not in set(chosen)]
    if not equals_share:
        return first + [[debt] for debt in others]
    return first + [list(equals) for _, equals in groupby(others, key=lambda debt: (debt.due_on, debt.onus))]


def _shares(cents: int, turn: Sequence[Debt]) -> list[tuple[Debt, int]]:
    """What each debt of one turn gets of `cents`, at most what it owes; the odd cents go to the largest fractions."""
    owing = [debt for debt in turn if debt.owed_cents > 0]
    total_cents = sum(debt.owed_cents for debt in owing)
    if cents >= total_cents:
        return [(debt, debt.owed_cents) for debt in owing]
    shares = [cents * debt.owed_cents // total_cents for debt in owing]
    by_fraction = sorted(range(len(owing)), key=lambda place: -(cents * owing[place].owed_cents % total_cents))
    for place in by_fraction[: cents - sum(shares)]:
        shares[place] += 1
    return list(zip(owing, shares, strict=True))


def _impute(cents: int, debt: Debt, order: Sequence[str]) -> Imputacao:
    """Lays `cents` on one debt. The discount covers the last of the principal, and only if the rest is paid."""
    settles = cents >= debt.owed_cents
    discount_cents = debt.discount_cents if settles else 0
    capital_cents = debt.principal_cents + debt.correcao_cents - discount_cents
    owed = {"juros": debt.juros_cents, "multa": debt.multa_cents, "principal": capital_cents}
    paid = {}
    for part in order:
        paid[part] = min(cents, owed[part])
        cents -= paid[part]
    correcao_cents = min(paid["principal"], debt.correcao_cents)
    return Imputacao(
        titulo_id=debt.titulo_id,
        juros_cents=paid["juros"],
        multa_cents=paid["multa"],
        correcao_cents=correcao_cents,
        principal_cents=paid["principal"] - correcao_cents,
        discount_cents=discount_cents,
        settles=settles,
    )
