"""Each provider has a lane of its own: one that hangs, lies or is slow holds up nobody else's messages."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from adimple.channels.bucket import SECOND_NS
from adimple.store import models
from adimple.usecases import dispatch_action
from adimple.worker import lanes
from adimple.worker.dispatch import Counts, dispatch_due, settle
from tests import builders
from tests.builders import NOW
from tests.worker.day import arrived, later, machine, make_due, state_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextlib.contextmanager
def hanging(words: dict[bytes, bytes]) -> Iterator[int]:
    """A server on a port: it answers each verb with its words, and hangs at the first it has none for."""
    ended = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, connection.makefile("rb") as lines:
                    verb = b""
                    while (said := words.get(verb)) is not None:
                        connection.sendall(said + b"\r\n")
                        line = lines.readline()
                        while said.startswith(b"354") and line.strip() != b".":
                            line = lines.readline()
                        verb = line[:4].upper().strip()
                    ended.wait(30)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        ended.set()
        listener.close()


UNTIL_DATA = {b"": b"220 oi", b"EHLO": b"250 oi", b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"DATA": b"354 diga"}


@pytest.mark.parametrize(
    "words",
    [{}, {b"": b"220 oi"}, {b"": b"220 oi", b"EHLO": b"250 oi"}, UNTIL_DATA],
    ids=["at connect", "at EHLO", "at MAIL", "after the text"],
)
def test_a_server_that_hangs_does_not_hold_up_another_credor(mail, senders, words):
    slow, quick = builders.make_released_credor(), builders.make_released_credor()
    with hanging(words) as port:
        _own_server(slow, port)
        stuck = [make_due(builders.make_devedor(slow)) for _ in range(3)]
        actions = [make_due(builders.make_devedor(quick)) for _ in range(60)]
        began = time.monotonic()
        total = Counts()
        while total.sent < 60 and time.monotonic() - began < 15:
            total += dispatch_due(machine(), senders, size=20, waits=False)
        seconds = time.monotonic() - began

        assert total.sent == len(arrived(mail)) == 60
        assert {state_of(action) for action in actions} == {"sent"}
        assert seconds < 10  # the server keeps its own lane waiting for 20 s
        assert {state_of(action) for action in stuck} == {"leased"}
        assert senders.in_hand == 3
    senders.wait(3, 20)
    settle(machine(), senders)
    states = sorted(state_of(action) for action in stuck)
    assert states == (["planned"] * 2 + ["uncertain"] if words is UNTIL_DATA else ["planned"] * 3)


def test_a_server_that_swallows_texts_rests_after_the_first(mail, senders):
    credor = builders.make_released_credor()
    with hanging(UNTIL_DATA) as port:
        _own_server(credor, port)
        actions = [make_due(builders.make_devedor(credor)) for _ in range(3)]
        dispatch_due(machine(), senders, waits=False)
        time.sleep(0.5)
    senders.wait(3, 20)
    assert settle(machine(), senders) == Counts(uncertain=1, returned=2)
    assert senders.resting() == [credor.id]
    assert sorted(state_of(action) for action in actions) == ["planned", "planned", "uncertain"]


def test_a_rest_doubles_up_to_ten_minutes_and_a_success_ends_it():
    lane = lanes.Lane(threading.Event(), lambda ids, told: set(ids), lambda answer: None)
    rests = []
    for _ in range(8):
        lane._rest_until_ns = 0
        lane._rest()
        rests.append(lane._rest_ns // SECOND_NS)
    assert rests == [15, 30, 60, 120, 240, 480, 600, 600]


def test_a_lane_ends_when_nothing_comes_and_begins_again(mail, senders, monkeypatch):
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.05)
    credor = builders.make_released_credor()
    for _ in range(2):
        make_due(builders.make_devedor(credor))
        assert dispatch_due(machine(), senders).sent == 1
        deadline = time.monotonic() + 5
        while senders._lanes[credor.id]._thread is not None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert senders._lanes[credor.id]._thread is None
    assert len(arrived(mail)) == 2


def test_lanes_that_hang_are_waited_for_together(senders):
    with hanging({}) as port:
        for _ in range(3):
            credor = builders.make_released_credor()
            _own_server(credor, port)
            make_due(builders.make_devedor(credor))
        dispatch_due(machine(), senders, waits=False)
        began = time.monotonic()
        senders.close()
    assert time.monotonic() - began < lanes.CLOSE_SECONDS * 2  # one after the other: three times


def test_a_message_still_in_hand_when_its_window_closes_goes_back(mail, senders):
    credor = builders.make_released_credor(is_agency=True)
    _own_server(credor, mail.smtp_port, per_second=1)
    actions = [make_due(builders.make_devedor(credor, uf="MT")) for _ in range(6)]
    # An agency writes to a consumer in MT until 18h there, 22h UTC; NOW is 13h UTC. One leaves at once and one after
    # each second: three before the end, half a second after the third; fewer where the machine is slow.
    assert NOW.hour == 13
    dispatch_due(later(hours=8, minutes=59, seconds=57, milliseconds=500), senders, batches=1, waits=False)
    senders.wait(6, 10)
    settle(later(hours=9), senders)
    states = [state_of(action) for action in actions]
    assert states.count("sent") in (1, 2, 3)
    assert states.count("planned") == 6 - states.count("sent")
    assert len(arrived(mail)) == states.count("sent")


def test_no_more_is_taken_than_a_provider_sends_in_ten_seconds(mail, senders):
    slow, quick = builders.make_released_credor(), builders.make_released_credor()
    _own_server(slow, mail.smtp_port, per_second=1)
    of_slow = [make_due(builders.make_devedor(slow)) for _ in range(30)]
    for _ in range(20):
        make_due(builders.make_devedor(quick))
    began = time.monotonic()
    total = Counts()
    while total.sent < 20 and time.monotonic() - began < 8:
        total += dispatch_due(machine(), senders, size=30, waits=False)
    assert sum(message.header("From").count(quick.slug) for message in arrived(mail)) >= 15
    states = [state_of(action) for action in of_slow]
    assert states.count("leased") <= 10  # of the thirty that one claim could have taken
    assert models.Dispatch.objects.filter(credor_id=slow.id, status="sending").count() == states.count("leased")


def test_what_is_beyond_a_providers_pace_stays_planned_and_untouched():
    credor = builders.make_released_credor()
    _own_server(credor, 1, per_second=1)
    actions = [make_due(builders.make_devedor(credor)) for _ in range(12)]
    batch = dispatch_action.claim(machine(), in_hand={credor.id: 3})
    assert (batch.leased, len(batch.to_send)) == (7, 7)  # ten seconds at one a second, three of them taken before
    assert [state_of(action) for action in actions] == ["leased"] * 7 + ["planned"] * 5
    assert {(action.attempts, action.leased_until) for action in actions[7:]} == {(0, None)}


def _own_server(credor: models.Credor, port: int, per_second: int = 10) -> None:
    models.ChannelSetting.objects.create(
        credor=credor, channel="email", host="127.0.0.1", port=port, security="none",
        from_email="a@exemplo.test", from_name="A", per_second=per_second,
    )  # fmt: skip


def test_a_reply_that_no_database_can_keep_is_settled_all_the_same(mail, senders):
    credor = builders.make_released_credor()
    words = {b"": b"220 oi", b"EHLO": b"250 oi", b"MAIL": b"250 ok", b"RCPT": b"550 5.1.1 n\0ao\x1b existe"}
    with hanging(words | {b"RSET": b"250 ok"}) as port:
        _own_server(credor, port)
        action = make_due(builders.make_devedor(credor))
        counts = dispatch_due(machine(), senders)
    assert counts == Counts(taken=1, failed=1)
    assert state_of(action) == "failed"
    assert "«550 5.1.1 n ao existe»" in action.note
