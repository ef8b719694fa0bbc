"""After the night, once a day: a backup that `adimple restore` takes, then doctor's verdict; a failure waits."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError

from adimple.cli import archive, taking
from adimple.store import models, upkeep
from adimple.usecases import prune_webhooks
from adimple.usecases.nightly_backup import NotTaken
from adimple.worker import chores, clock, daily
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import machine

pytestmark = pytest.mark.django_db(transaction=True)

ONE_O_CLOCK = NOW.replace(hour=4)  # 1h in São Paulo


class Hands:
    """A real backup, counted; and a doctor who says what the test wants."""

    def __init__(self, folder) -> None:
        self.taken = self.asked = 0
        self.means = chores.Means(folder, self.take, self.examine)

    def take(self, file, moved):
        self.taken += 1
        return taking.take_for_the_clock(file, moved)

    def examine(self, now):
        self.asked += 1
        return chores.Verdict(is_well=True, said="Tudo certo.")


@pytest.fixture
def hands(tmp_path, monkeypatch, database_url):
    monkeypatch.setenv("DATABASE_URL", database_url)
    return Hands(tmp_path / "backups")


def look(hands, now=NOW, seen=None, stop=None):
    chores.look(machine(now), hands.means, seen or chores.Seen(), stop or threading.Event())


def test_the_backup_of_the_night_is_one_that_restore_takes_and_is_made_once_a_day(hands):
    builders.make_titulo(builders.make_devedor(builders.make_credor()), principal_cents=850_00)
    look(hands)
    look(hands)
    look(hands, NOW + timedelta(hours=1))

    with archive.opened(hands.means.folder / f"noite-{ON:%Y-%m-%d}.backup") as (_, manifest):
        assert manifest.tables["titulo"] == {"rows": 1, "cents": {"principal_cents": 850_00}}
    assert (hands.taken, hands.asked) == (1, 1)
    look(hands, NOW + timedelta(days=1))
    assert (hands.taken, hands.asked) == (2, 2)


def test_before_the_night_there_is_neither(hands):
    look(hands, ONE_O_CLOCK)
    assert (hands.taken, hands.asked) == (0, 0)


def test_the_night_comes_first_but_a_night_that_fails_stops_nothing(hands):
    builders.make_released_credor()  # its night has not been run
    seen = chores.Seen()
    look(hands, seen=seen)
    assert (hands.taken, hands.asked) == (0, 0)
    seen.waits_since_s = time.monotonic() - chores.PATIENCE_SECONDS
    look(hands, seen=seen)
    assert (hands.taken, hands.asked) == (1, 1)


def test_a_backup_that_is_off_is_not_made_and_doctor_still_looks(hands):
    hands.means = chores.Means(None, hands.take, hands.examine)
    look(hands)
    assert (hands.taken, hands.asked) == (0, 1)
    assert upkeep.last(upkeep.DOCTOR) == upkeep.Chore(ON, NOW, is_well=True, said="Tudo certo.")


def test_a_backup_that_fails_is_tried_again_after_half_an_hour_and_not_before(hands):
    def fail(file, moved):
        hands.taken += 1
        raise NotTaken("program", "não")

    hands.means, seen = chores.Means(hands.means.folder, fail, hands.examine), chores.Seen()
    look(hands, seen=seen)
    look(hands, seen=seen)
    assert hands.taken == 1
    seen.failed_s -= chores.PATIENCE_SECONDS
    look(hands, seen=seen)
    assert hands.taken == 2
    assert models.Event.objects.filter(name="backup.failed").count() == 2


def test_a_worker_that_is_told_to_stop_leaves_no_half_of_a_backup(hands):
    stop = threading.Event()
    stop.set()
    with pytest.raises(daily.Stopped):
        look(hands, stop=stop)
    assert list(hands.means.folder.iterdir()) == []
    assert not models.Upkeep.objects.exists()


def test_the_worker_does_the_chores_by_itself(hands, monkeypatch):
    monkeypatch.setattr(chores, "FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(chores, "NIGHT_HOUR", 0)  # whatever the hour of the machine that runs this
    stop = threading.Event()
    thread = threading.Thread(target=clock.run_worker, args=(stop, hands.means))
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not models.Upkeep.objects.filter(chore="doctor").exists():
            time.sleep(0.1)
    finally:
        stop.set()
        thread.join(timeout=10)
    assert (hands.taken, hands.asked) == (1, 1)
    assert models.Upkeep.objects.filter(chore="backup", is_well=True).count() == 1


def delivered(webhook, age: timedelta, **given) -> models.WebhookDelivery:
    """Settled that long ago, after one try."""
    at = NOW - age
    fields = {"state": "delivered", "settled_at": at, "queued_at": at, "due_at": at, "attempts": 1} | given
    event = builders.make_event(webhook.credor, at=at)
    one = models.WebhookDelivery.objects.create(webhook=webhook, event=event, **fields)
    models.WebhookAttempt.objects.create(webhook=webhook, delivery=one, at=at, status=200, ms=9)
    return one


def test_a_delivery_of_more_than_a_month_is_forgotten_with_its_tries_once_a_day(hands, monkeypatch):
    monkeypatch.setattr(prune_webhooks, "BATCH", 2)
    hands.means = chores.Means(None, hands.take, hands.examine)
    webhook, month = builders.make_webhook(builders.make_credor()), timedelta(days=30)
    for _ in range(5):
        delivered(webhook, month + timedelta(seconds=1))
    kept = {
        delivered(webhook, month).id,
        delivered(webhook, 3 * month, state="failed").id,
        delivered(webhook, 3 * month, state="pending", settled_at=None).id,
    }
    for age in (month, month + timedelta(seconds=1)):
        models.WebhookAttempt.objects.create(webhook=webhook, at=NOW - age, status=200, ms=9)
    look(hands)

    assert set(models.WebhookDelivery.objects.values_list("id", flat=True)) == kept
    assert models.WebhookAttempt.objects.filter(delivery=None).count() == 1
    assert models.WebhookAttempt.objects.exclude(delivery=None).count() == 3
    assert upkeep.last(upkeep.WEBHOOKS).said == "Entregas apagadas: 6."
    assert models.Event.objects.count() == 8
    late = delivered(webhook, 2 * month)
    look(hands, NOW + timedelta(hours=1))
    assert models.WebhookDelivery.objects.filter(id=late.id).exists()


def test_a_try_is_not_edited_nor_taken_out_by_hand():
    webhook = builders.make_webhook(builders.make_credor())
    delivered(webhook, timedelta(days=90))
    with pytest.raises(IntegrityError, match="append-only"):
        models.WebhookAttempt.objects.update(status=500)
    with pytest.raises(IntegrityError, match="append-only"):
        models.WebhookAttempt.objects.all().delete()
