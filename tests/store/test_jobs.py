"""The lease of a job: one holder at a time, taken again when it runs out, given up when it keeps being lost."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from adimple.store import jobs, models
from adimple.store.writes import jobs as writes
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def make_job(credor=None, **given) -> models.Job:
    file = builders.make_import(credor or builders.make_credor())
    fields = {"kind": writes.WRITE, "account": builders.make_account(), "queued_at": NOW}
    return models.Job.objects.create(credor_id=file.credor_id, import_file=file, **fields | given)


def run_out(job: models.Job) -> None:
    """As if its holder had died a lease ago."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE job SET leased_until = clock_timestamp() - interval '1 s' WHERE id = %s", [job.id])


def test_jobs_are_taken_in_the_order_asked_and_once():
    first, second = make_job(), make_job()
    assert [jobs.take(NOW).id, jobs.take(NOW).id, jobs.take(NOW)] == [first.id, second.id, None]
    first.refresh_from_db()
    assert (first.state, first.attempts, first.started_at) == ("running", 1, NOW)


def test_a_credor_has_one_job_done_at_a_time():
    credor = builders.make_credor()
    first, second = make_job(credor), make_job(credor)
    taken = jobs.take(NOW)
    assert (taken.id, jobs.take(NOW)) == (first.id, None)
    jobs.finish(taken, NOW)
    assert jobs.take(NOW).id == second.id


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_instant_take_no_two_jobs_of_a_credor():
    credor, taken = builders.make_credor(), []
    first, _ = make_job(credor), make_job(credor)

    def second() -> None:
        try:
            taken.append(jobs.take(NOW))
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        ours = jobs.take(NOW)
        other.start()
        other.join(0.5)  # it waits for what we have not said yet; it may not go on to the next
    other.join(10)
    assert (ours.id, taken) == (first.id, [None])


def test_a_lease_that_ran_out_is_taken_by_another_and_the_first_holder_can_do_nothing_more():
    job = make_job()
    first = jobs.take(NOW)
    run_out(job)
    second = jobs.take(NOW)
    assert (second.id, second.attempt) == (job.id, 2)
    assert not jobs.hold(first, "writing", 1, 2)
    jobs.finish(first, NOW)
    jobs.give_back(first)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.stage) == ("running", 2, "")


def test_a_lease_is_made_longer_and_tells_how_far_the_work_is():
    job = make_job()
    taken = jobs.take(NOW, seconds=0)
    assert jobs.hold(taken, "writing", 5_000, 12_000)
    assert jobs.take(NOW) is None
    job.refresh_from_db()
    assert (job.stage, job.done, job.total) == ("writing", 5_000, 12_000)


def test_a_job_lost_three_times_is_given_up():
    job = make_job()
    for _ in range(3):
        assert jobs.take(NOW).id == job.id
        run_out(job)
    assert jobs.take(NOW) is None
    assert jobs.give_up_lost(NOW, "parou") == [job.id]
    job.refresh_from_db()
    assert (job.state, job.phrase, job.leased_until) == ("failed", "parou", None)


def test_a_job_still_held_is_not_given_up():
    make_job(attempts=2)
    jobs.take(NOW)
    assert jobs.give_up_lost(NOW, "parou") == []


def test_a_job_given_back_was_not_tried():
    job = make_job()
    jobs.give_back(jobs.take(NOW))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)


def test_what_was_taken_can_no_longer_be_called_off():
    job, other = make_job(), make_job()
    jobs.take(NOW)
    assert not writes.call_off(job.import_file_id, NOW)
    assert writes.call_off(other.import_file_id, NOW + timedelta(minutes=1))
    assert jobs.take(NOW) is None


def test_a_file_has_one_job_at_a_time():
    job = make_job()
    again = {
        "kind": writes.CHECK,
        "credor_id": job.credor_id,
        "import_id": job.import_file_id,
        "account_id": job.account_id,
        "at": NOW,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.ask(**again)
    jobs.finish(jobs.take(NOW), NOW)
    writes.ask(**again)
    assert models.Job.objects.filter(import_file=job.import_file_id).count() == 2
