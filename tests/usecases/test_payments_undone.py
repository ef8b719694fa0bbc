"""What payments ended comes back when they are undone, whatever came between."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.usecases.register_payment import RegisterPayment, register_payment
from adimple.usecases.undo_payment import undo_payment
from tests import builders

pytestmark = pytest.mark.django_db


def pay(ctx, devedor, cents, paid_on=date(2026, 11, 5)):
    key = f"t:{paid_on}:{cents}"
    return register_payment(ctx, RegisterPayment(devedor_id=devedor.id, cents=cents, paid_on=paid_on, external_key=key))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_pause_comes_back_when_the_last_of_two_payments_over_one_titulo_is_undone(ctx, devedor, order):
    titulo = builders.make_titulo(devedor)
    builders.make_titulo(devedor, number="CE-2", identity_key="n:CE-2|", due_on=date(2026, 12, 10))
    hold = builders.make_hold(devedor, kind="ja_paguei", titulo=titulo)
    made = []
    for day in (0, 1):  # the first closes it; the second, of the day before, takes its place and sends it to the other
        later = replace(ctx, now=ctx.now + timedelta(days=day))
        paid_on = date(2026, 11, 5 - day)
        made.append(pay(later, devedor, 850_00, paid_on=paid_on).payment_id)
    for day, which in enumerate(order, start=2):
        hold.refresh_from_db()
        assert hold.lifted_at == builders.NOW
        undo_payment(replace(ctx, now=ctx.now + timedelta(days=day)), made[which], "era de outra pessoa")
    hold.refresh_from_db()
    titulo.refresh_from_db()
    assert (titulo.closed_on, hold.lifted_at) == (None, None)


def test_a_payment_that_stands_and_reached_another_titulo_keeps_no_pause_ended(ctx, devedor):
    titulo = builders.make_titulo(devedor)
    builders.make_titulo(devedor, number="CE-2", identity_key="n:CE-2|", due_on=date(2026, 12, 10))
    hold = builders.make_hold(devedor, kind="ja_paguei", titulo=titulo)

    def on_day(day: int):
        return replace(ctx, now=ctx.now + timedelta(days=day))

    first = pay(on_day(0), devedor, 850_00).payment_id  # closes the título, and ends the pause
    pay(on_day(1), devedor, 1_00, paid_on=date(2026, 11, 6))  # goes to the other one, and stands
    second = pay(on_day(2), devedor, 850_00, paid_on=date(2026, 11, 4)).payment_id  # takes the place of the first
    undo_payment(on_day(3), first, "era de outra pessoa")
    undo_payment(on_day(4), second, "era de outra pessoa")
    titulo.refresh_from_db()
    hold.refresh_from_db()
    assert (titulo.closed_on, hold.lifted_at) == (None, None)
