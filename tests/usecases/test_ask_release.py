"""A retorno that a person releases: a large one by the worker, once, and in the role of that person."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from adimple.domain.errors import Refused
from adimple.store import models
from adimple.store.reads import retornos
from adimple.usecases import ask_retorno as asking
from adimple.usecases.ask_release import ask_release
from adimple.usecases.release_retorno import discard_retorno, look_at_lines
from adimple.usecases.take_retorno import receive_retorno
from adimple.worker import jobs
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def retorno_id(ctx, devedor):
    """It contradicts itself: its trailer tells another sum."""
    boleto = money_in.make_boleto(money_in.make_convenio(devedor.credor), builders.make_titulo(devedor))
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))
    wrong = content.replace(b"0000000100000000085000", b"0000000100000000085001")
    assert wrong != content
    taken = receive_retorno(ctx, devedor.credor_id, "CB1.RET", wrong)
    assert taken.settled is None
    return taken.retorno_id


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(asking, "AT_ONCE_BYTES", 100)


def test_a_small_one_is_released_at_once(ctx, retorno_id):
    assert ask_release(ctx, retorno_id).settled.matched == 1
    assert (models.Payment.objects.get().amount_cents, models.Job.objects.count()) == (869_83, 0)


def test_a_large_one_waits_for_the_worker_that_releases_it_once(ctx, retorno_id, large):
    first, again = ask_release(ctx, retorno_id), ask_release(ctx, retorno_id)
    assert (first.settled, again.raw_payload_id, models.Job.objects.count()) == (None, first.raw_payload_id, 1)
    assert [row.id for row in retornos.list_worked(ctx.scope)] == [first.raw_payload_id]
    assert not models.Payment.objects.exists()
    with pytest.raises(Refused, match="está sendo liberado"):
        discard_retorno(ctx, retorno_id)
    assert jobs.work_one(threading.Event())
    assert (models.Job.objects.get().state, models.Payment.objects.get().amount_cents) == ("done", 869_83)
    retorno = models.Retorno.objects.get()
    assert retorno.released_by == ctx.actor.name
    with pytest.raises(Refused, match="já entrou no razão"):
        ask_release(ctx, retorno_id)


def test_while_the_worker_has_it_nobody_waits_for_the_end_to_be_answered(ctx, retorno_id, large):
    raw_id = ask_release(ctx, retorno_id).raw_payload_id

    def answers():
        """What three more clicks tell, each of them at once."""
        try:
            connection.cursor().execute("SET lock_timeout = '300ms'")
            again = ask_release(ctx, retorno_id).raw_payload_id
            with pytest.raises(Refused, match="está sendo liberado"):
                discard_retorno(ctx, retorno_id)
            return again, look_at_lines(ctx, retorno_id)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        models.Retorno.objects.select_for_update().get(id=retorno_id)  # as the worker does, for the whole release
        assert other.submit(answers).result() == (raw_id, 0)


def test_who_lost_the_role_meanwhile_releases_nothing_and_the_retorno_says_why(ctx, retorno_id, large):
    raw_id = ask_release(ctx, retorno_id).raw_payload_id
    models.Membership.objects.update(role="operator")
    assert jobs.work_one(threading.Event())
    job = retornos.get_kept(ctx.scope, raw_id).job
    assert (job.state, job.kind, bool(job.phrase)) == ("failed", "retorno.release", True)
    assert not models.Payment.objects.exists()
