"""Where a payment goes: the order of the law, nothing lost, nothing paid twice, and undoing is exact."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import encargos, imputacao
from adimple.domain.encargos import EncargosPolicy
from adimple.domain.errors import Invalid
from adimple.domain.imputacao import CONTRACT_ORDER, STRICT_LAW_ORDER, Debt, Imputacao

PERCENT = 10_000_000
TUESDAY = date(2026, 3, 10)
JANUARY, FEBRUARY = date(2026, 1, 10), date(2026, 2, 10)
POLICY = EncargosPolicy(multa_ppb=2 * PERCENT, juros_ppb_month=PERCENT, rounding="half_up")
LATE = Debt("A", TUESDAY, principal_cents=100_000, multa_cents=2_000, juros_cents=3_500)


def on_day(day):
    return TUESDAY + timedelta(days=day)


def paid(imputed):
    return {part.titulo_id: part.paid_cents for part in imputed.imputacoes}


# --- one título ---


@pytest.mark.parametrize(
    ("order", "juros", "multa", "principal"),
    [
        # 300,00 over juros 35,00, multa 20,00, principal 1.000,00
        (CONTRACT_ORDER, 3_500, 2_000, 24_500),
        (STRICT_LAW_ORDER, 3_500, 0, 26_500),
        (("principal", "juros", "multa"), 0, 0, 30_000),  # quittance on the capital: CC art. 354, end
    ],
)
def test_a_part_payment_follows_the_order(order, juros, multa, principal):
    imputed = imputacao.impute_payment(30_000, [LATE], order=order)
    assert imputed.imputacoes == (Imputacao("A", juros, multa, 0, principal, 0, settles=False),)
    assert imputed.leftover_cents == 0


def test_an_overpayment_is_left_over_to_be_returned():
    # 1.055,00 owed, 1.060,00 paid
    imputed = imputacao.impute_payment(106_000, [LATE])
    assert imputed.imputacoes == (Imputacao("A", 3_500, 2_000, 0, 100_000, 0, settles=True),)
    assert imputed.leftover_cents == 500


def test_correction_is_paid_with_the_capital_and_before_it():
    # 35,00 + 20,00 + 6,00 of correction leave 239,00 of 300,00 for the principal
    (part,) = imputacao.impute_payment(30_000, [replace(LATE, correcao_cents=600)]).imputacoes
    assert (part.correcao_cents, part.principal_cents) == (600, 23_900)


def test_the_discount_is_granted_only_to_the_payment_that_settles():
    debt = Debt("A", TUESDAY, principal_cents=100_000, discount_cents=5_000)
    (short,) = imputacao.impute_payment(94_999, [debt]).imputacoes
    assert (short.principal_cents, short.discount_cents, short.settles) == (94_999, 0, False)
    (whole,) = imputacao.impute_payment(95_000, [debt]).imputacoes
    assert (whole.principal_cents, whole.discount_cents, whole.settles) == (95_000, 5_000, True)


@pytest.mark.parametrize("cents", [0, -1])
def test_a_payment_of_nothing_is_invalid(cents):
    with pytest.raises(Invalid):
        imputacao.impute_payment(cents, [LATE])


# --- several títulos ---

A = Debt("A", JANUARY, principal_cents=40_000, rate_ppb=PERCENT)
B = Debt("B", FEBRUARY, principal_cents=30_000, rate_ppb=PERCENT)
C = Debt("C", FEBRUARY, principal_cents=20_000, rate_ppb=2 * PERCENT)


def test_the_oldest_due_goes_first_and_then_the_dearest():
    assert paid(imputacao.impute_payment(60_000, [B, C, A])) == {"A": 40_000, "C": 20_000}


def test_the_devedor_chooses_and_the_rest_follows_the_law():
    assert paid(imputacao.impute_payment(35_000, [A, B, C], chosen=["B"])) == {"B": 30_000, "A": 5_000}


def test_a_choice_outside_the_debts_is_invalid():
    with pytest.raises(Invalid):
        imputacao.impute_payment(35_000, [A, B], chosen=["C"])


def test_each_titulo_is_closed_before_the_next_begins():
    older = replace(LATE, titulo_id="older", due_on=JANUARY)
    imputed = imputacao.impute_payment(105_500 + 100, [LATE, older])
    assert [(part.titulo_id, part.settles, part.paid_cents) for part in imputed.imputacoes] == [
        ("older", True, 105_500),
        ("A", False, 100),
    ]


# --- what is left ---


def test_juros_start_again_on_the_capital_left_and_the_multa_does_not():
    # Day 20: juros 6,67, multa 20,00, so 373,33 of 400,00 go to the capital: 626,67 left.
    # Day 35: 626,67 × 1% ÷ 30 × 15 = 3,13; to settle 629,80.
    saldo = encargos.new_saldo(100_000, TUESDAY)
    (step,) = imputacao.replay(POLICY, saldo, [(on_day(20), 40_000)], due_on=TUESDAY)
    assert step.imputacao == Imputacao("", 667, 2_000, 0, 37_333, 0, settles=False)
    assert step.saldo == encargos.Saldo(100_000, 62_667, 0, True, 0, on_day(20))
    last = encargos.accrue_encargos(POLICY, step.saldo, due_on=TUESDAY, on=on_day(35))
    assert (last.juros_cents, last.multa_cents, last.total_cents) == (313, 0, 62_980)


def test_juros_left_unpaid_wait_and_bear_nothing():
    # Day 30: juros 10,00; 4,00 paid, 6,00 and the multa of 20,00 wait. Day 60: 10,00 more on 1.000,00, not on 1.006,00.
    (step,) = imputacao.replay(POLICY, encargos.new_saldo(100_000, TUESDAY), [(on_day(30), 400)], due_on=TUESDAY)
    assert step.saldo == encargos.Saldo(100_000, 100_000, 2_000, True, 600, on_day(30))
    last = encargos.accrue_encargos(POLICY, step.saldo, due_on=TUESDAY, on=on_day(60))
    assert (last.juros_cents, last.multa_cents, last.total_cents) == (1_600, 2_000, 103_600)


def test_what_is_paid_in_time_bears_neither_multa_nor_juros():
    # 400,00 paid on the due date; on day 30 multa 2% and juros 1% fall on 600,00 only.
    (step,) = imputacao.replay(POLICY, encargos.new_saldo(100_000, TUESDAY), [(on_day(0), 40_000)], due_on=TUESDAY)
    assert step.saldo == encargos.Saldo(100_000, 60_000, 0, False, 0, TUESDAY)
    last = encargos.accrue_encargos(POLICY, step.saldo, due_on=TUESDAY, on=on_day(30))
    assert (last.multa_cents, last.juros_cents) == (1_200, 600)


def test_part_paid_on_the_bank_day_after_a_saturday_leaves_the_rest_counting_from_saturday():
    # Due on Saturday 14, 400,00 paid on Monday 16 in time; on Friday 20 six days on 600,00: 1,20, and multa 12,00.
    saturday, monday = date(2026, 3, 14), date(2026, 3, 16)
    saldo = encargos.new_saldo(100_000, saturday)
    (step,) = imputacao.replay(POLICY, saldo, [(monday, 40_000)], due_on=saturday)
    last = encargos.accrue_encargos(POLICY, step.saldo, due_on=saturday, on=date(2026, 3, 20))
    assert (last.days_late, last.juros_cents, last.multa_cents) == (6, 120, 1_200)


def test_a_due_date_moved_on_does_not_forget_the_multa_already_charged():
    # Paid in part late, then the due date moves to day 60: a payment in time and a new delay bring no second multa.
    (late,) = imputacao.replay(POLICY, encargos.new_saldo(100_000, TUESDAY), [(on_day(20), 40_000)], due_on=TUESDAY)
    (moved,) = imputacao.replay(POLICY, late.saldo, [(on_day(30), 10_000)], due_on=on_day(60))
    assert encargos.accrue_encargos(POLICY, moved.saldo, due_on=on_day(60), on=on_day(90)).multa_cents == 0


def test_a_discount_in_two_payments_in_time_is_the_same_discount():
    # 5% of 1.000,00 is 50,00: after 400,00 in time, 550,00 in time settle.
    policy = replace(POLICY, discount_ppb=5 * PERCENT)
    saldo = encargos.new_saldo(100_000, TUESDAY)
    first, second = imputacao.replay(policy, saldo, [(on_day(-3), 40_000), (on_day(0), 55_000)], due_on=TUESDAY)
    assert (first.imputacao.discount_cents, first.saldo.principal_cents) == (0, 60_000)
    assert second.imputacao.settles
    assert (second.imputacao.discount_cents, second.saldo.principal_cents, second.leftover_cents) == (5_000, 0, 0)


def test_the_correction_of_each_stretch_is_asked_from_the_last_payment():
    asked = []

    def correction(start, on):
        asked.append((start, on))
        return encargos.Factor(101, 100)

    payments = [(on_day(40), 20_000), (on_day(10), 10_000)]
    saldo = encargos.new_saldo(100_000, TUESDAY)
    first, _ = imputacao.replay(POLICY, saldo, payments, due_on=TUESDAY, correction=correction)
    assert asked == [(TUESDAY, on_day(10)), (on_day(10), on_day(40))]
    # Day 10: 10,00 of correction; juros 1.010,00 × 1% ÷ 3 = 3,37; multa 20,00; 76,63 to the capital of 1.010,00.
    assert first.saldo.principal_cents == 101_000 - 7_663


def test_paying_a_closed_titulo_again_is_all_left_over():
    saldo = encargos.new_saldo(10_000, TUESDAY)
    _, second = imputacao.replay(POLICY, saldo, [(on_day(0), 10_000), (on_day(5), 700)], due_on=TUESDAY)
    assert (second.imputacao, second.leftover_cents, second.saldo.principal_cents) == (None, 700, 0)


def test_undoing_a_payment_replays_the_later_ones_without_it():
    # With both: day 10 takes 3,33 + 20,00 and leaves 1.000,00 − 76,67 = 923,33.
    # Without the first: day 40 takes juros 13,33, multa 20,00 and 166,67 of capital.
    saldo = encargos.new_saldo(100_000, TUESDAY)
    both = imputacao.replay(POLICY, saldo, [(on_day(10), 10_000), (on_day(40), 20_000)], due_on=TUESDAY)
    assert both[0].saldo.principal_cents == 92_333
    (alone,) = imputacao.replay(POLICY, saldo, [(on_day(40), 20_000)], due_on=TUESDAY)
    assert alone.imputacao == Imputacao("", 1_333, 2_000, 0, 16_667, 0, settles=False)
    assert alone.saldo == encargos.Saldo(100_000, 83_333, 0, True, 0, on_day(40))


# --- laws of arithmetic ---

orders = st.permutations(CONTRACT_ORDER)
cents = st.integers(0, 1_000_000)
debts = st.lists(
    st.builds(
        Debt,
        titulo_id=st.integers(1, 1000),
        due_on=st.dates(JANUARY, TUESDAY),
        principal_cents=cents,
        multa_cents=cents,
        juros_cents=cents,
        correcao_cents=cents,
        rate_ppb=st.integers(0, 3),
    ).flatmap(lambda debt: st.integers(0, debt.principal_cents).map(lambda off: replace(debt, discount_cents=off))),
    max_size=6,
    unique_by=lambda debt: debt.titulo_id,
)
payments_of_a_day = st.tuples(
    st.dates(TUESDAY - timedelta(days=20), TUESDAY + timedelta(days=200)), st.integers(1, 60_000)
)
payments = st.lists(payments_of_a_day, max_size=6)
policies = st.builds(
    EncargosPolicy,
    multa_ppb=st.integers(0, 10 * PERCENT),
    juros_ppb_month=st.integers(0, 10 * PERCENT),
    juros_basis=st.sampled_from(["30", "monthpart", "daily_cents_down"]),
    rounding=st.sampled_from(["down", "half_up", "half_even"]),
    nonbusiness_due=st.sampled_from(["original_if_missed", "extended"]),
    discount_cents=st.integers(0, 5_000),
    discount_days_before=st.integers(0, 15),
)
due_dates = st.dates(TUESDAY - timedelta(days=10), TUESDAY)


@given(st.integers(1, 5_000_000), debts, orders)
def test_cents_are_conserved_and_nothing_is_paid_beyond_what_is_owed(amount, debts, order):
    imputed = imputacao.impute_payment(amount, debts, order=order)
    owed = {debt.titulo_id: debt for debt in debts}
    assert sum(paid(imputed).values()) + imputed.leftover_cents == amount
    assert sum(paid(imputed).values()) == min(amount, sum(debt.owed_cents for debt in debts))
    for part in imputed.imputacoes:
        debt = owed[part.titulo_id]
        assert 0 <= part.juros_cents <= debt.juros_cents
        assert 0 <= part.multa_cents <= debt.multa_cents
        assert 0 <= part.correcao_cents <= debt.correcao_cents
        assert 0 <= part.principal_cents + part.discount_cents <= debt.principal_cents
        assert part.settles == (part.paid_cents == debt.owed_cents)


@given(policies, due_dates, payments, orders, st.data())
def test_paying_in_two_parts_on_one_day_equals_paying_once(policy, due_on, payments, order, data):
    day, amount = data.draw(st.tuples(st.dates(TUESDAY, TUESDAY + timedelta(days=200)), st.integers(2, 200_000)))
    part = data.draw(st.integers(1, amount - 1))
    before = [payment for payment in payments if payment[0] <= day]
    saldo = encargos.new_saldo(100_000, due_on)
    once = imputacao.replay(policy, saldo, [*before, (day, amount)], due_on=due_on, order=order)
    twice = imputacao.replay(policy, saldo, [*before, (day, part), (day, amount - part)], due_on=due_on, order=order)
    assert twice[-1].saldo == once[-1].saldo
    assert twice[-1].leftover_cents + twice[-2].leftover_cents == once[-1].leftover_cents


@given(policies, due_dates, st.lists(payments_of_a_day, max_size=6, unique_by=lambda payment: payment[0]), st.data())
def test_payments_of_different_days_give_one_state_whatever_the_order_they_arrive_in(policy, due_on, payments, data):
    saldo = encargos.new_saldo(100_000, due_on)
    arrived = data.draw(st.permutations(payments))
    assert imputacao.replay(policy, saldo, arrived, due_on=due_on) == imputacao.replay(
        policy, saldo, sorted(payments), due_on=due_on
    )


@given(policies, due_dates, payments, st.integers(1, 60_000))
def test_undoing_the_last_payment_leaves_the_rows_before_it_as_they_were(policy, due_on, payments, last_cents):
    saldo = encargos.new_saldo(100_000, due_on)
    last = (TUESDAY + timedelta(days=201), last_cents)
    former = imputacao.replay(policy, saldo, payments, due_on=due_on)
    assert imputacao.replay(policy, saldo, [last, *payments], due_on=due_on)[:-1] == former


@given(policies, due_dates, payments, orders)
def test_every_cent_paid_lowers_what_is_owed_that_day_by_a_cent(policy, due_on, payments, order):
    saldo = encargos.new_saldo(100_000, due_on)
    for step in imputacao.replay(policy, saldo, payments, due_on=due_on, order=order):
        before = encargos.accrue_encargos(policy, saldo, due_on=due_on, on=step.paid_on).total_cents
        after = encargos.accrue_encargos(policy, step.saldo, due_on=due_on, on=step.paid_on).total_cents
        assert before - after == (step.imputacao.paid_cents if step.imputacao else 0)
        saldo = step.saldo
