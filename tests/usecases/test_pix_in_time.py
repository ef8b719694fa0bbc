"""A call with very many Pix, and days to compare, take no more than their time: each go commits, the next goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adimple.store import models
from adimple.usecases import reconcile_pix, take_pix
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases.test_take_pix import call, running, work, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def at_once_over() -> bool:
    return True


def go(world):  # noqa: F811
    _, ctx, _, row, _ = world
    return take_pix.take_calls(ctx, row.id, at_once_over)


def compare(world):  # noqa: F811
    _, ctx, _, row, _ = world
    done = reconcile_pix.reconcile_pix(ctx, row.id, at_once_over)
    row.refresh_from_db()
    return done.untold, done.is_cut, row.asked_until


def test_a_call_of_many_old_pix_is_asked_some_at_a_time_and_each_of_them_once(world, monkeypatch):  # noqa: F811
    psp, *_ = world
    told = [psp.book.pay_key(psps.KEY, 1_00 + n, ON - timedelta(days=5), psps.PAYER, f"X{n:031d}") for n in range(4)]
    forged = {"endToEndId": "E" + "9" * 31, "valor": "1.00", "horario": "2026-11-19T13:00:00Z"}
    first = call(world, told[0], forged, *told[1:])
    asked = []
    answer = psp._api.RequestHandlerClass._answer
    monkeypatch.setattr(
        psp._api.RequestHandlerClass, "_answer", lambda self, body: asked.append(self.path) or answer(self, body)
    )
    counts = []
    for _ in range(7):
        go(world)
        counts.append(models.Incoming.objects.count())
    # One in each go: the first, the one that is not there, the other three; who is not there rests.
    assert counts == [1, 1, 2, 3, 4, 4, 4]
    assert len([path for path in asked if path.startswith("/v2/pix/")]) == 5
    left = models.RawPayload.objects.get(done_at=None)
    assert (b"9" * 31 in bytes(left.content), left.tried_at, left.id != first) == (True, NOW, True)
    assert work(world, now=NOW + timedelta(hours=2)).done == 1
    assert "não confirma" in models.RawPayload.objects.get(id=left.id).phrase
    assert models.Incoming.objects.count() == 4


def test_days_to_compare_are_gone_on_with_where_the_time_ended(world):  # noqa: F811
    psp, *_ = world
    for days in (2, 1, 0):
        psp.book.pay_key(psps.KEY, 1_00 + days, ON - timedelta(days=days), psps.PAYER, f"X{days:031d}")
    # The account is of the 22nd, 10h. A day at a time, and some hours more on both sides.
    told = [compare(world) for _ in range(3)]
    assert [asked_until for _, _, asked_until in told] == [NOW - timedelta(days=1), NOW, NOW]
    assert models.Incoming.objects.count() == 3


def test_a_day_of_very_many_is_taken_in_some_at_a_time_and_none_twice(world, monkeypatch):  # noqa: F811
    psp, _, _, row, _ = world
    models.PspAccount.objects.update(created_at=NOW - timedelta(hours=23))
    monkeypatch.setattr(reconcile_pix, "AT_ONCE", 2)
    for number in range(5):
        psp.book.pay_key(psps.KEY, 1_00 + number, ON - timedelta(days=1), psps.PAYER, f"X{number:031d}")
    assert [compare(world)[:2] for _ in range(4)] == [(2, True), (2, True), (1, False), (0, False)]
    row.refresh_from_db()
    assert (row.asked_until, models.Incoming.objects.count()) == (NOW, 5)
    told = models.Event.objects.filter(name="pix.diverged").order_by("id")
    assert [event.payload["untold"] for event in told] == [2, 2, 1]


@pytest.mark.parametrize("hours", [0, 13], ids=["10h", "23h, the next day in UTC"])
def test_what_the_psp_no_longer_knows_is_an_alarm_once_however_often_it_is_asked(world, hours):  # noqa: F811
    psp, ctx, _, row, _ = world
    at = NOW + timedelta(hours=hours)
    psp.book.clock.now = at
    told = psp.book.pay_key(psps.KEY, 1_00, ON, psps.PAYER, f"X{0:031d}")
    models.PspAccount.objects.update(asked_until=at)
    call(world, told)
    work(world, now=at)
    psp.book.received.clear()
    looks = [
        reconcile_pix.reconcile_pix(replace(ctx, now=at + timedelta(minutes=minutes)), row.id)
        for minutes in (10, 20, 30)
    ]
    # A call may come for 15 minutes: of that of 10h, the look of 10h20 is the first to tell.
    assert [one.unknown for one in looks] == [0, 1, 0]


def test_days_gone_through_one_by_one_leave_no_minute_of_them_out(world):  # noqa: F811
    psp, ctx, _, row, _ = world
    at = NOW - timedelta(days=1, minutes=10)  # the first day ends ten minutes after
    psp.book.clock.now = at
    call(world, psp.book.pay_key(psps.KEY, 1_00, ON - timedelta(days=1), psps.PAYER, f"X{0:031d}"))
    work(world, now=at)
    psp.book.received.clear()
    assert reconcile_pix.reconcile_pix(ctx, row.id).unknown == 1
