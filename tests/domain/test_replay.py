from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import encargos, replay
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.replay import Owing, Received

NOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TWO_AND_ONE = EncargosPolicy(multa_ppb=20_000_000, juros_ppb_month=10_000_000)
FREE = EncargosPolicy()


def owing(titulo_id, due_on, principal_cents, policy=FREE, **given):
    saldo = encargos.new_saldo(principal_cents, due_on)
    fields = {"titulo_id": titulo_id, "due_on": due_on, "policy": policy, "saldo": saldo, "known_at": NOON}
    return Owing(**fields | given)


def received(payment_id, paid_on, amount_cents, chosen=(), registered_at=NOON):
    return Received(payment_id, paid_on, amount_cents, registered_at, chosen)


def principals(laid):
    return [[(part.imputacao.titulo_id, part.imputacao.principal_cents) for part in one.reached] for one in laid]


def test_payments_are_laid_by_day_whatever_the_order_they_come_in():
    titulos = [owing(1, date(2026, 9, 1), 100_00), owing(2, date(2026, 10, 1), 100_00)]
    first, second = received(7, date(2026, 8, 1), 150_00), received(3, date(2026, 8, 2), 30_00)
    assert principals(replay.lay_payments(titulos, [second, first])) == [[(1, 100_00), (2, 50_00)], [(2, 30_00)]]


def test_what_no_titulo_takes_is_a_credit_to_return():
    # R$ 100,00 owed, R$ 130,00 paid in time: R$ 30,00 over.
    laid = replay.lay_payments([owing(1, date(2026, 9, 1), 100_00)], [received(1, date(2026, 8, 1), 130_00)])
    assert laid[0].leftover_cents == 30_00


def test_a_payment_for_one_titulo_never_spills_over_to_another():
    titulos = [owing(1, date(2026, 8, 1), 100_00), owing(2, date(2026, 9, 1), 40_00)]
    laid = replay.lay_payments(titulos, [received(1, date(2026, 7, 1), 60_00, chosen=(2,))])
    assert principals(laid) == [[(2, 40_00)]]
    assert laid[0].leftover_cents == 20_00


def test_a_payment_does_not_reach_a_titulo_that_was_not_known_yet():
    late = owing(1, date(2026, 8, 1), 100_00, known_at=NOON + timedelta(days=1))
    laid = replay.lay_payments([late, owing(2, date(2026, 9, 1), 50_00)], [received(1, date(2026, 7, 1), 60_00)])
    assert principals(laid) == [[(2, 50_00)]]
    assert laid[0].leftover_cents == 10_00


def test_after_a_baixa_only_the_payments_that_reached_the_titulo_before_do():
    closed = owing(1, date(2026, 8, 1), 100_00, only_for=frozenset({1}))
    payments = [received(1, date(2026, 7, 1), 10_00), received(2, date(2026, 7, 2), 10_00)]
    laid = replay.lay_payments([closed], payments)
    assert [one.leftover_cents for one in laid] == [0, 10_00]


def test_juros_count_from_the_last_late_payment_on_what_was_left():
    # Due 01/09, R$ 1.000,00. On 01/10, 30 days late: multa 20,00, juros 10,00. R$ 530,00 pays both and 500,00.
    # On 31/10, 30 days later: juros of 500,00 × 1% = 5,00, and no second multa. R$ 505,00 settles.
    titulos = [owing(1, date(2026, 9, 1), 1_000_00, TWO_AND_ONE)]
    payments = [received(1, date(2026, 10, 1), 530_00), received(2, date(2026, 10, 31), 505_00)]
    first, second = replay.lay_payments(titulos, payments)
    assert (first.reached[0].imputacao.multa_cents, first.reached[0].imputacao.juros_cents) == (20_00, 10_00)
    assert (second.reached[0].imputacao.juros_cents, second.reached[0].imputacao.principal_cents) == (5_00, 500_00)
    assert second.leftover_cents == 0
    assert replay.is_settled(second.reached[0].saldo)


DUES = st.dates(date(2026, 1, 1), date(2026, 12, 31))
TITULOS = st.lists(st.tuples(DUES, st.integers(1, 200_000)), min_size=1, max_size=5)
PAYMENTS = st.lists(st.tuples(DUES, st.integers(1, 300_000), st.sets(st.integers(1, 5))), max_size=8)


@given(TITULOS, PAYMENTS)
def test_what_came_in_is_what_was_imputed_plus_the_leftovers(titulos, payments):
    owed = [owing(number, due_on, cents, TWO_AND_ONE) for number, (due_on, cents) in enumerate(titulos, 1)]
    came = [received(number, day, cents, tuple(chosen)) for number, (day, cents, chosen) in enumerate(payments, 1)]
    laid = replay.lay_payments(owed, came)
    assert [one.payment.amount_cents for one in laid] == [
        sum(part.imputacao.paid_cents for part in one.reached) + one.leftover_cents for one in laid
    ]
    for titulo in owed:
        parts = [part for one in laid for part in one.reached if part.imputacao.titulo_id == titulo.titulo_id]
        left = parts[-1].saldo.principal_cents if parts else titulo.saldo.principal_cents
        assert sum(part.imputacao.principal_cents for part in parts) + left == titulo.saldo.principal_cents
