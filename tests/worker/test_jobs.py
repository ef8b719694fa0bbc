"""Jobs in the worker: done, failed with words, given back at a stop, and finished by another when one is killed."""

import contextlib
import logging
import os
import signal
import subprocess
import threading
import time
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.db.models import functions

from adimple.store import jobs as queue
from adimple.store import models
from adimple.usecases import ask_import, upload_import
from adimple.worker import jobs
from tests import builders
from tests.builders import NOW
from tests.cli.running import ADIMPLE, environment, wait_until
from tests.usecases.sheets import HEADER, PAID_HEADER, heavy, paid, row

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)  # the worker that runs goes by the machine's clock
ROWS = [row(f"CE-{number}") for number in range(200)]


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor)


def asked(ctx, credor, content, kind="titulos") -> models.ImportFile:
    """A file whose writing waits in the queue, without the check that comes before it."""
    command = upload_import.UploadImport(credor_id=credor.id, kind=kind, name="novembro.csv", content=content)
    import_id = upload_import.upload_import(ctx, command)
    models.Job.objects.all().delete()
    ask_import.ask_write(ctx, import_id)
    return models.ImportFile.objects.get(id=import_id)


def test_a_job_is_done_by_a_worker_that_runs(ctx, credor):
    file = asked(ctx, credor, heavy(*ROWS, kib=300))
    with jobs.working(threading.Event()):
        wait_until(lambda: not models.Job.objects.filter(state__in=["queued", "running"]).exists())
    file.refresh_from_db()
    assert (models.Job.objects.get().state, file.accepted, models.Titulo.objects.count()) == ("done", 200, 200)


def test_what_the_file_has_wrong_is_told_to_the_person_and_nothing_is_written(ctx, credor):
    asked(ctx, credor, heavy(*ROWS, kib=300, header=HEADER.replace("Vencimento", "Quando")))
    assert jobs.work_one(threading.Event())
    job = models.Job.objects.get()
    assert (job.state, job.phrase) == ("failed", "Diga qual coluna da planilha é: «Vencimento».")
    assert not models.Titulo.objects.exists()


def test_a_large_file_that_cannot_be_read_says_so(ctx, credor):
    content = b"PK\x03\x04" + os.urandom(2_200_000)
    upload_import.upload_import(
        ctx, upload_import.UploadImport(credor_id=credor.id, kind="titulos", name="n.xlsx", content=content)
    )
    jobs.work_one(threading.Event())
    job = models.Job.objects.get()
    assert job.state == "failed"
    assert job.phrase == "A planilha está cortada ou danificada. Salve de novo e espere a cópia terminar."


def test_a_defect_of_ours_is_said_kindly_and_logged_without_personal_data(ctx, credor, caplog):
    file = asked(ctx, credor, heavy(*ROWS, kib=300))
    with connection.cursor() as cursor:  # what no code of ours expects: the journal is gone
        cursor.execute("ALTER TABLE event RENAME TO event_gone")
    try:
        with caplog.at_level(logging.ERROR):
            jobs.work_one(threading.Event())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE event_gone RENAME TO event")
    job = models.Job.objects.get()
    assert (job.state, job.phrase) == ("failed", jobs.BROKEN.format(job.id))
    assert not models.Titulo.objects.exists()
    (record,) = [record for record in caplog.records if record.name == "adimple.worker.jobs"]
    assert record.exc_info
    ask_import.ask_write(ctx, file.id)
    jobs.work_one(threading.Event())
    assert models.Titulo.objects.count() == 200


def test_a_worker_told_to_stop_gives_the_job_back_before_it_writes(ctx, credor):
    asked(ctx, credor, heavy(*ROWS, kib=300))
    stop = threading.Event()
    stop.set()
    jobs.work_one(stop)
    job = models.Job.objects.get()
    assert (job.state, job.attempts) == ("queued", 0)
    assert not models.Titulo.objects.exists()


def test_a_job_in_other_hands_is_not_written_by_the_first(ctx, credor):
    asked(ctx, credor, heavy(*ROWS, kib=300))
    taken = queue.take(NOW)
    watch = jobs.Watch(threading.Event())
    with jobs._held(taken, watch):
        models.Job.objects.update(attempts=2)
        wait_until(lambda: watch.is_lost)
    with pytest.raises(jobs.Stopped):
        watch.tell("writing", 0, 1)


def test_two_workers_do_two_credores_at_once_and_one_credor_in_turn(ctx, credor):
    for number in (1, 2):
        asked_rows = [row(f"CE-{number}-{one}") for one in range(200)]
        command = upload_import.UploadImport(
            credor_id=credor.id, kind="titulos", name=f"{number}.csv", content=heavy(*asked_rows, kib=300)
        )
        ask_import.ask_write(ctx, upload_import.upload_import(ctx, command))
    stop = threading.Event()
    with jobs.working(stop), jobs.working(stop):
        wait_until(lambda: models.Job.objects.filter(state="done").count() == 2)
    assert models.Titulo.objects.count() == 400
    assert models.Event.objects.filter(name="titulos.imported").count() == 2


@contextlib.contextmanager
def real_worker(database_url, folder):
    process = subprocess.Popen(
        [*ADIMPLE, "worker"],
        env=environment(folder, DATABASE_URL=database_url),
        stdin=subprocess.DEVNULL,
        stdout=(folder / "log").open("ab"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def waiting_for(url: str, table: str) -> list[int]:
    """Who waits for a lock of this table."""
    with psycopg.connect(url, autocommit=True) as watching:
        rows = watching.execute(
            "SELECT pid FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table]
        ).fetchall()
    return [pid for (pid,) in rows]


def killed_while_writing(database_url, folder) -> None:
    """A worker that wrote every row of the import and, before it could commit, is gone."""
    with psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")  # the last thing an import writes to
        with real_worker(database_url, folder) as worker:
            wait_until(lambda: waiting_for(database_url, "event"), lambda: (folder / "log").read_text())
            os.kill(worker.pid, signal.SIGKILL)
    wait_until(lambda: not waiting_for(database_url, "event"))


@pytest.mark.parametrize("kind", ["titulos", "payments"])
def test_an_import_whose_worker_is_killed_is_finished_by_another_and_counts_are_exact(
    database_url, tmp_path, ctx, credor, kind
):
    if kind == "payments":
        for number in range(200):
            devedor = builders.make_devedor(credor)
            key = f"n:CE-{number}|"
            builders.make_titulo(devedor, number=f"CE-{number}", identity_key=key, created_at=LONG_AGO)
        rows = [paid(f"CE-{number}", value="850,00", day="05/11/2026") for number in range(200)]
        content = heavy(*rows, paid("CE-999"), kib=300, header=PAID_HEADER)
    else:
        content = heavy(*ROWS, row("CE-999", cpf="111"), kib=300)
    file = asked(ctx, credor, content, kind)
    table = models.Titulo if kind == "titulos" else models.Payment

    killed_while_writing(database_url, tmp_path)
    job = models.Job.objects.get()
    assert (job.state, job.attempts, table.objects.count()) == ("running", 1, 0)
    if kind == "payments":  # that the lease ends by itself is the other's to wait for
        models.Job.objects.update(leased_until=functions.Now())
    began = time.monotonic()
    with real_worker(database_url, tmp_path):
        wait_until(lambda: models.Job.objects.get().state == "done", lambda: (tmp_path / "log").read_text())
    assert time.monotonic() - began < queue.LEASE_SECONDS + 40

    file.refresh_from_db()
    assert (file.accepted, file.unchanged, file.rejected) == (200, 0, 1)
    assert (table.objects.count(), models.RejectionRow.objects.count()) == (200, 1)
    assert models.Job.objects.get().attempts == 2
    assert models.Event.objects.filter(name=f"{kind}.imported").count() == 1
