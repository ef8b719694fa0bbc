"""One backup a day, kept for seven, whoever asks and whatever was killed."""

import os
import signal
import stat
import subprocess
import sys
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from adimple.cli import archive
from adimple.store import models, upkeep
from adimple.usecases import nightly_backup
from adimple.usecases.context import Actor, Context
from adimple.usecases.nightly_backup import NotTaken, Taken
from tests.builders import NOW, ON
from tests.cli.running import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

KILLED = """
import sys, time
from pathlib import Path
from adimple.cli import archive
with archive.whole_or_nothing(Path(sys.argv[1])) as file:
    file.write(b"metade"); file.flush()
    print("no meio", flush=True)
    time.sleep(60)
"""


def ctx_of(day: int = 0) -> Context:
    from adimple.store.reads import access

    return Context(Actor("backup"), access.whole_scope(), NOW + timedelta(days=day))


def take(file):
    with archive.whole_or_nothing(file) as target:
        target.write(b"inteiro")
    return Taken(rows=12, bytes=7, sha256="0" * 64)


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_day_has_one_backup_that_only_its_owner_reads(tmp_path):
    folder = tmp_path / "backups"
    made = nightly_backup.nightly_backup(ctx_of(), folder, take)

    assert made == folder / f"noite-{ON:%Y-%m-%d}.backup"
    assert nightly_backup.nightly_backup(ctx_of(), folder, take) is None
    assert names(folder) == [made.name]
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(made.stat().st_mode)) == (0o700, 0o600)
    event = models.Event.objects.get(name="backup.kept")
    assert event.payload == {"on": ON.isoformat(), "rows": 12, "bytes": 7, "sha256": "0" * 64, "dropped": 0}
    assert upkeep.last(upkeep.BACKUP) == upkeep.Chore(ON, NOW, is_well=True, said=str(made))


def test_seven_days_stay_and_what_people_put_there_too(tmp_path):
    (tmp_path / "adimple-2020-01-01.backup").write_text("de alguém")
    for day in range(9):
        nightly_backup.nightly_backup(ctx_of(day), tmp_path, take)

    # the ninth day keeps itself and the six before it: the third to the ninth
    kept = [f"noite-{ON + timedelta(days=day):%Y-%m-%d}.backup" for day in range(2, 9)]
    assert names(tmp_path) == ["adimple-2020-01-01.backup", *kept]


def test_days_off_do_not_eat_the_backups_that_there_are(tmp_path):
    nightly_backup.nightly_backup(ctx_of(), tmp_path, take)

    def fail(file):
        raise NotTaken("program", "pg_dump disse: não")

    with pytest.raises(NotTaken):
        nightly_backup.nightly_backup(ctx_of(30), tmp_path, fail)
    assert names(tmp_path) == [f"noite-{ON:%Y-%m-%d}.backup"]
    failed = models.Event.objects.get(name="backup.failed")
    assert failed.payload == {"on": (ON + timedelta(days=30)).isoformat(), "cause": "program"}
    assert upkeep.last(upkeep.BACKUP).on == ON
    assert upkeep.last(upkeep.BACKUP_FAILED).said == "pg_dump disse: não"


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "backups").write_text("um arquivo no lugar da pasta")

    with pytest.raises(NotTaken, match="backups"):
        nightly_backup.nightly_backup(ctx_of(), tmp_path / "backups", take)
    assert models.Event.objects.get(name="backup.failed").payload["cause"] == "folder"


def test_who_is_killed_in_the_middle_leaves_nothing_that_looks_whole_and_the_next_one_clears_it(tmp_path):
    file = tmp_path / f"noite-{ON:%Y-%m-%d}.backup"
    victim = subprocess.Popen([sys.executable, "-c", KILLED, file], stdout=subprocess.PIPE, text=True)
    assert victim.stdout.readline() == "no meio\n"
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    assert names(tmp_path) == [f"{file.name}.parcial-{victim.pid}"]

    assert nightly_backup.nightly_backup(ctx_of(), tmp_path, take) == file
    assert names(tmp_path) == [file.name]


def test_while_another_machine_makes_it_this_one_does_not(tmp_path, database_url):
    with psycopg.connect(database_url) as elsewhere:
        elsewhere.execute("SELECT pg_advisory_lock(%s)", [upkeep._TURN + upkeep._TURNS[upkeep.BACKUP]])
        assert nightly_backup.nightly_backup(ctx_of(), tmp_path, take) is None
        assert names(tmp_path) == []
    wait_until(lambda: nightly_backup.nightly_backup(ctx_of(), tmp_path, take) is not None)
    with connection.cursor() as cursor:  # the turn was given back
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)
