"""A large retorno is kept and left to the worker; a small one is read at once."""

import threading
from dataclasses import replace

import pytest

from adimple.domain.errors import Refused, Unreadable
from adimple.store import jobs as queue
from adimple.store import models
from adimple.store.reads import access, retornos
from adimple.usecases import ask_retorno as asking
from adimple.usecases.ask_retorno import ask_retorno
from adimple.usecases.finish_raw import finish_raw
from adimple.worker import jobs
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def content(devedor, monkeypatch):
    """Of one payment, and large."""
    monkeypatch.setattr(asking, "AT_ONCE_BYTES", 100)
    boleto = money_in.make_boleto(money_in.make_convenio(devedor.credor), builders.make_titulo(devedor))
    return retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))


def ask(ctx, devedor, content, convenio_id=None):
    return ask_retorno(ctx, devedor.credor_id, "CB1.RET", content, convenio_id)


def test_a_large_one_waits_for_the_worker_that_reads_it_once(ctx, devedor, content):
    asked = ask(ctx, devedor, content)
    again = ask(ctx, devedor, content)
    assert (asked.taken, again.raw_payload_id, models.Job.objects.count()) == (None, asked.raw_payload_id, 1)
    assert [row.id for row in retornos.list_worked(ctx.scope)] == [asked.raw_payload_id]
    assert not models.Retorno.objects.exists()
    assert jobs.work_one(threading.Event())
    assert (models.Job.objects.get().state, models.Payment.objects.get().amount_cents) == ("done", 869_83)
    assert retornos.get_kept(ctx.scope, asked.raw_payload_id).retorno_id == models.Retorno.objects.get().id
    assert ask(ctx, devedor, content).taken.is_new is False


def test_who_looks_for_what_was_left_leaves_it_to_its_job(ctx, devedor, content):
    ask(ctx, devedor, content)
    models.RawPayload.objects.update(received_at=builders.NOW.replace(year=2025))
    assert finish_raw(ctx) == 0
    assert not models.Retorno.objects.exists()


def test_what_killed_its_workers_is_given_up_and_read_no_more(ctx, devedor, content):
    ask(ctx, devedor, content)
    models.RawPayload.objects.update(received_at=builders.NOW.replace(year=2025))
    for _ in range(queue.MOST_ATTEMPTS):
        assert queue.take(ctx.now)
        models.Job.objects.update(leased_until=builders.NOW.replace(year=2000))
    assert queue.give_up_lost(ctx.now, "parou")
    assert finish_raw(replace(ctx, scope=access.whole_scope())) == 0
    assert not models.Retorno.objects.exists()


def test_how_far_it_is_told_line_by_line(ctx, devedor, content):
    ask(ctx, devedor, content)
    told = []
    job = queue.take(ctx.now)
    jobs.work_retorno(job, ctx.now, lambda *step: told.append(step))
    # The header, one detail and the trailer are three lines; the detail is the second.
    assert told == [("reading", 2, 3), ("writing", 0, 3), ("writing", 2, 3)]


def test_a_stop_in_the_middle_leaves_nothing_and_the_next_worker_does_it(ctx, devedor, content):
    ask(ctx, devedor, content)
    stop = threading.Event()
    stop.set()
    jobs.work_one(stop)
    assert (models.Job.objects.get().state, models.Retorno.objects.count()) == ("queued", 0)
    jobs.work_one(threading.Event())
    assert models.Payment.objects.count() == 1


def test_what_a_person_must_answer_is_asked_before_it_is_left(ctx, devedor, content):
    models.Boleto.objects.all().delete()
    models.Convenio.objects.all().delete()
    with pytest.raises(Refused, match="não tem convênio"):
        ask(ctx, devedor, content)
    assert (models.Job.objects.count(), models.RawPayload.objects.count()) == (0, 1)


def test_what_is_no_retorno_is_told_at_once(ctx, devedor, content):
    with pytest.raises(Unreadable):
        ask(ctx, devedor, b"x" * 200)
    assert models.Job.objects.count() == 0


def test_what_was_refused_to_who_sent_it_is_read_by_nobody_else(ctx, devedor, content):
    asked = ask(ctx, devedor, content)
    models.Membership.objects.all().delete()
    assert jobs.work_one(threading.Event())
    models.RawPayload.objects.update(received_at=builders.NOW.replace(year=2025))
    assert (models.Job.objects.get().state, finish_raw(ctx)) == ("failed", 0)
    assert (models.Payment.objects.count(), models.RawPayload.objects.get().id) == (0, asked.raw_payload_id)
