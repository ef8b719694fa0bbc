"""A call with very many Pix, and days to compare, take no more than their time: each go commits, the next goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adimple.store import models
from adimple.usecases import ask_unknown, reconcile_pix, take_pix
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases.test_take_pix import call, work, world  # noqa: F401 - fixtures

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


def told_late(world, at, count=1):  # noqa: F811
    """Paid at 1h, told at `at` alone: the list of the last hours does not have them."""
    psp, *_ = world
    psp.book.clock.now = at - timedelta(hours=9)
    told = [psp.book.pay_key(psps.KEY, 1_00 + n, ON, psps.PAYER, f"X{n:031d}") for n in range(count)]
    psp.book.clock.now = at
    models.PspAccount.objects.update(asked_until=at)
    for one in told:
        call(world, one)
    work(world, now=at)
    return told


def look(world, at, is_over=lambda: False):  # noqa: F811
    _, ctx, _, row, _ = world
    return reconcile_pix.reconcile_pix(replace(ctx, now=at), row.id, is_over)


def paths(psp, monkeypatch):
    asked = []
    answer = psp._api.RequestHandlerClass._answer
    monkeypatch.setattr(
        psp._api.RequestHandlerClass, "_answer", lambda self, body: asked.append(self.path) or answer(self, body)
    )
    return asked


def test_a_pix_that_only_a_late_call_told_is_asked_by_itself_and_is_no_alarm(world, monkeypatch):  # noqa: F811
    (told,) = told_late(world, NOW)
    asked = paths(world[0], monkeypatch)
    assert look(world, NOW + timedelta(minutes=20)).unknown == 0
    assert f"/v2/pix/{told['endToEndId']}" in asked
    assert not models.Event.objects.filter(name="pix.diverged").exists()


def test_many_told_late_are_asked_for_by_one_list_of_the_day_and_the_one_not_there_by_itself(
    world, monkeypatch  # noqa: F811
):  # fmt: skip
    psp = world[0]
    told = told_late(world, NOW, count=9)
    psp.book.received.pop(told[3]["endToEndId"])
    asked = paths(psp, monkeypatch)
    assert look(world, NOW + timedelta(minutes=20)).unknown == 1
    assert [path for path in asked if path.startswith("/v2/pix/")] == [f"/v2/pix/{told[3]['endToEndId']}"]
    assert models.Event.objects.get(name="pix.diverged").payload["unknown"] == 1


def answer_of(psp, monkeypatch, status, only=""):
    """What its GET of one Pix says instead; 0 cuts the connection."""
    answer = psp._api.RequestHandlerClass._answer

    def wrong(self, body):
        if not self.path.startswith(f"/v2/pix/{only}"):
            return answer(self, body)
        if not status:
            raise OSError("away")
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    monkeypatch.setattr(psp._api.RequestHandlerClass, "_answer", wrong)
    return lambda: monkeypatch.setattr(psp._api.RequestHandlerClass, "_answer", answer)


@pytest.mark.parametrize("status", [0, 200, 400, 403, 422, 429, 500])
def test_a_pix_that_the_psp_says_nothing_about_alarms_nobody_and_holds_up_nothing(world, monkeypatch, status):  # noqa: F811
    psp, _, _, row, _ = world
    told_late(world, NOW)
    psp.book.received.clear()
    as_before = answer_of(psp, monkeypatch, status)
    psp.book.pay_key(psps.KEY, 7_00, ON, psps.PAYER, f"X{7:031d}")
    found = look(world, NOW + timedelta(minutes=20))
    row.refresh_from_db()
    assert (found.unknown, found.unanswered, found.waits) == (0, 1, "")
    assert (row.asked_until, models.Incoming.objects.count()) == (NOW + timedelta(minutes=20), 2)
    assert not models.Event.objects.filter(name="pix.diverged", payload__unknown__gt=0).exists()
    as_before()
    later = [look(world, NOW + timedelta(minutes=minutes)) for minutes in (30, 40)]
    assert [(one.unknown, one.unanswered) for one in later] == [(1, 0), (0, 0)]


def test_what_calls_lost_comes_in_for_days_while_the_psp_says_nothing_about_one(world, monkeypatch):  # noqa: F811
    psp, _, _, row, _ = world
    told_late(world, NOW)
    psp.book.received.clear()
    answer_of(psp, monkeypatch, 500)
    for days in (1, 2, 3):
        at = NOW + timedelta(days=days)
        psp.book.clock.now = at - timedelta(hours=1)
        psp.book.pay_key(psps.KEY, 100_00 + days, at.date(), psps.PAYER, f"Y{days:031d}")
        psp.book.clock.now = at
        look(world, at)
        row.refresh_from_db()
        assert (row.asked_until, models.Incoming.objects.count()) == (at, 1 + days)
    assert row.unanswered == []  # a day long it was asked again


def test_one_the_psp_fails_at_keeps_no_other_from_being_asked_about(world, monkeypatch):  # noqa: F811
    psp = world[0]
    told_late(world, NOW, count=3)
    psp.book.received.clear()
    first = models.Incoming.objects.order_by("received_at", "id")[0]
    answer_of(psp, monkeypatch, 500, only=first.source_key)
    asked = paths(psp, monkeypatch)
    looks = [look(world, NOW + timedelta(minutes=minutes)) for minutes in (20, 30, 40)]
    # It may be down: the others wait for the next look, where they come first.
    assert [(one.unknown, one.unanswered) for one in looks] == [(0, 3), (2, 1), (0, 1)]
    assert len([path for path in asked if path.startswith("/v2/pix/")]) == 5


def test_those_there_is_no_time_to_ask_about_are_asked_in_the_next_look(world):  # noqa: F811
    psp, _, _, row, _ = world
    told_late(world, NOW, count=3)
    psp.book.received.clear()
    ids = models.Incoming.objects.order_by("id").values_list("id", flat=True)
    for minutes, incoming_id in enumerate(ids):  # each came by a call of its own minute
        models.Incoming.objects.filter(id=incoming_id).update(received_at=NOW + timedelta(minutes=minutes))
    at = NOW + timedelta(minutes=40)
    looks = [look(world, at, at_once_over) for _ in range(4)]
    assert [(one.unknown, one.is_cut) for one in looks] == [(1, True), (1, True), (1, False), (0, False)]
    row.refresh_from_db()
    assert row.asked_until == at


def test_of_very_many_of_one_instant_the_list_of_the_day_is_the_answer_once_there_is_no_time(world, monkeypatch):  # noqa: F811
    psp = world[0]
    monkeypatch.setattr(ask_unknown, "MOST", 2)
    told = told_late(world, NOW, count=9)
    for one in told[1:]:
        psp.book.received.pop(one["endToEndId"])
    asked = paths(psp, monkeypatch)
    assert look(world, NOW + timedelta(minutes=20), at_once_over).unknown == 8
    assert len([path for path in asked if path.startswith("/v2/pix/")]) == 2
