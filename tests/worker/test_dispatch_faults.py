"""What goes wrong in a day: a stop in the middle, a sender that dies, two senders at once."""

import json
import threading
import time
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection

from adimple.channels.channel import Receipt
from adimple.store import models, queue
from adimple.usecases import dispatch_action, recover_leases, settle_dispatch, stop_sending
from adimple.usecases.recover_leases import Recovered
from adimple.usecases.settle_dispatch import Answer
from adimple.worker.dispatch import Counts, Senders, dispatch_due
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import arrived, later, machine, make_due, names, state_of

pytestmark = pytest.mark.django_db(transaction=True)


def end_leases() -> None:
    models.Action.objects.filter(state="leased").update(leased_until=NOW - timedelta(days=3650))


def left_over() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leaving")
        return cursor.fetchone()[0]


def hand_over(senders: Senders, batch) -> list[Answer]:
    senders.take(batch.to_send)
    senders.wait(len(batch.to_send), 20)
    return senders.collect()


def test_a_stop_in_the_middle_of_a_batch_ends_it_within_a_second_and_the_rest_goes_back(mail, senders):
    credor = builders.make_released_credor()
    account = builders.make_account()
    builders.make_membership(account, credor)
    models.ChannelSetting.objects.create(
        credor=credor, channel="email", host="127.0.0.1", port=mail.smtp_port, security="none",
        from_email="a@exemplo.test", from_name="A", per_second=10,
    )  # fmt: skip
    actions = [make_due(builders.make_devedor(credor)) for _ in range(40)]
    stopped_at = []

    def stop() -> None:
        time.sleep(0.6)
        stop_sending.stop_sending(builders.context_of(account), credor.id)
        stopped_at.append(time.monotonic())
        connection.close()

    thread = threading.Thread(target=stop)
    thread.start()
    counts = dispatch_due(machine(), senders)
    ended_at = time.monotonic()
    thread.join()
    assert ended_at - stopped_at[0] < 1
    assert 10 <= counts.sent < 40
    assert counts.sent + counts.returned == counts.taken
    assert len(arrived(mail)) == counts.sent
    states = [state_of(action) for action in actions]
    assert (states.count("sent"), states.count("planned")) == (counts.sent, 40 - counts.sent)
    assert models.Dispatch.objects.count() == counts.sent
    assert {action.attempts for action in actions if action.state == "planned"} == {0}


def test_who_dies_while_a_message_leaves_makes_it_uncertain_and_nobody_resends(mail, senders):
    action = make_due()
    (claimed,) = dispatch_action.claim(machine()).to_send
    assert queue.let_leave([claimed.begun.dispatch_id], []) == {claimed.begun.dispatch_id}
    # … and the process dies here, maybe after handing the message over.
    assert dispatch_due(later(minutes=1), senders) == Counts()
    assert recover_leases.recover_leases(machine()) == Recovered(0, 0)  # the lease still runs
    end_leases()
    assert recover_leases.recover_leases(machine()) == Recovered(returned=0, uncertain=1)
    assert (state_of(action), models.Dispatch.objects.get().status) == ("uncertain", "uncertain")
    assert "Não reenviamos sozinhos" in action.note
    assert names(action.devedor_id) == ["action.uncertain"]
    assert recover_leases.recover_leases(machine()) == Recovered(0, 0)
    assert dispatch_due(later(hours=1), senders) == Counts()
    assert arrived(mail) == []


def test_who_dies_with_a_batch_loses_only_the_message_that_was_leaving(mail, senders):
    credor = builders.make_released_credor()
    actions = [make_due(builders.make_devedor(credor)) for _ in range(5)]
    answered, leaving, *waiting = [claimed.begun.dispatch_id for claimed in dispatch_action.claim(machine()).to_send]
    queue.let_leave([answered], [])
    accepted = Receipt("accepted", "<a@b>", "smtp.aceita", "Aceita pelo servidor de e-mail: «250 ok».")
    queue.let_leave([leaving], [(answered, credor.id, json.dumps(asdict(accepted)))])
    end_leases()
    assert recover_leases.recover_leases(machine()) == Recovered(returned=3, uncertain=1, told=1)
    assert [state_of(action) for action in actions] == ["sent", "uncertain", "planned", "planned", "planned"]
    assert [action.attempts for action in actions] == [1, 1, 0, 0, 0]
    assert models.Receipt.objects.get(dispatch_id=answered).phrase == accepted.phrase
    assert not models.Dispatch.objects.filter(id__in=waiting).exists()
    assert models.Dispatch.objects.filter(status="sending").count() == 0
    assert dispatch_due(machine(), senders) == Counts(taken=3, sent=3)
    assert left_over() == 0


def test_after_a_crash_of_the_database_nobody_knows_so_the_batch_is_uncertain(mail, senders):
    action = make_due()
    dispatch_action.claim(machine())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE leaving")  # what PostgreSQL does to an UNLOGGED table when it recovers
    end_leases()
    assert recover_leases.recover_leases(machine()) == Recovered(returned=0, uncertain=1)
    assert state_of(action) == "uncertain"


def test_what_had_not_left_when_the_day_ended_expires_with_it(mail, senders):
    action = make_due()
    dispatch_action.claim(machine())
    end_leases()
    assert recover_leases.recover_leases(later(days=1)) == Recovered(returned=1, uncertain=0)
    assert state_of(action) == "expired"


def test_a_taker_thought_dead_lets_nothing_leave_once_it_is_back(mail, senders):
    make_due()
    batch = dispatch_action.claim(machine())
    end_leases()
    assert recover_leases.recover_leases(machine()) == Recovered(returned=1, uncertain=0)
    assert dispatch_due(machine(), senders).sent == 1  # another one sends it
    assert [answer.receipt for answer in hand_over(senders, batch)] == [None]
    assert len(arrived(mail)) == 1


def test_the_stop_button_is_looked_at_before_each_message():
    action = make_due()
    (claimed,) = dispatch_action.claim(machine()).to_send
    models.Credor.objects.filter(id=action.credor_id).update(stopped_at=NOW)
    assert queue.let_leave([claimed.begun.dispatch_id], []) == set()
    models.Credor.objects.filter(id=action.credor_id).update(stopped_at=None)
    assert queue.let_leave([claimed.begun.dispatch_id], []) == {claimed.begun.dispatch_id}
    assert queue.let_leave([claimed.begun.dispatch_id], []) == set()  # and each leaves once


def test_answers_that_the_database_could_not_take_are_settled_when_it_is_back(mail, senders):
    action = make_due()
    senders.take(dispatch_action.claim(machine()).to_send)
    senders.wait(1, 10)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE receipt RENAME TO gone")
    with pytest.raises(ProgrammingError):
        dispatch_due(machine(), senders)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gone RENAME TO receipt")
    assert state_of(action) == "leased"
    assert dispatch_due(machine(), senders) == Counts(sent=1)
    assert state_of(action) == "sent"


def test_a_lease_without_a_message_under_way_goes_back_to_the_queue(mail, senders):
    action = make_due()
    queue.lease([action.credor_id], on=ON, now=NOW, limit=1, seconds=-1)
    assert recover_leases.recover_leases(machine()) == recover_leases.Recovered(returned=1, uncertain=0)
    assert dispatch_due(machine(), senders).sent == 1


def test_a_late_answer_corrects_what_was_taken_for_uncertain(mail):
    action = make_due()
    (claimed,) = dispatch_action.claim(machine()).to_send
    queue.let_leave([claimed.begun.dispatch_id], [])
    end_leases()
    recover_leases.recover_leases(machine())
    accepted = Receipt("accepted", "<a@b>", "smtp.aceita", "Aceita.")
    assert settle_dispatch.settle(machine(), [Answer(claimed.begun, accepted)]).sent == 1
    assert (state_of(action), models.Dispatch.objects.get().status) == ("sent", "accepted")


def test_what_was_not_handed_over_leaves_no_trace(mail):
    action = make_due()
    (claimed,) = dispatch_action.claim(machine()).to_send
    assert settle_dispatch.settle(machine(), [Answer(claimed.begun, None)]).returned == 1
    action.refresh_from_db()
    assert (action.state, action.attempts) == ("planned", 0)
    assert not models.Dispatch.objects.exists()
    assert left_over() == 0
    assert names(action.devedor_id) == []


def test_two_dispatchers_at_once_never_send_twice(mail):
    credor = builders.make_released_credor()
    actions = [make_due(builders.make_devedor(credor)) for _ in range(60)]
    total: list[Counts] = []

    def work() -> None:
        senders = Senders()
        total.append(dispatch_due(machine(), senders, size=7))
        senders.close()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts.sent for counts in total) == 60
    to = [message.header("To") for message in arrived(mail)]
    assert len(to) == len(set(to)) == 60
    assert {state_of(action) for action in actions} == {"sent"}


def test_two_dispatchers_reach_one_person_of_two_credores_once(mail):
    for document in range(20):
        for _ in range(2):
            make_due(builders.make_devedor(builders.make_released_credor(), document=f"{document:011d}"))

    def work() -> None:
        senders = Senders()
        dispatch_due(machine(), senders, size=3)
        senders.close()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(arrived(mail)) == 20
    assert models.Action.objects.filter(state="refused", blocked_by="CON-FREQ").count() == 20
