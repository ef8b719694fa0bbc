"""The same boleto, cents and day in two files of the bank: the same money told again, or a second payment."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adimple.domain.incoming import Returned
from adimple.store import models
from adimple.store.reads import incoming_proof
from adimple.usecases import settle_retorno
from adimple.usecases.count_once import count_once
from adimple.usecases.take_back import take_back
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db
FACE, PAID = 850_00, 869_83
NEXT_DAY = date(2026, 11, 24)


@pytest.fixture
def convenio(devedor):
    return money_in.make_convenio(devedor.credor)


def boleto(convenio, devedor):
    return money_in.make_boleto(convenio, builders.make_titulo(devedor))


def line(one):
    return ("06", one.nosso_numero, FACE, PAID, PAID_ON)


def receive(ctx, convenio, content):
    return receive_retorno(ctx, convenio.credor_id, "CB1.RET", content).settled


def waiting():
    return list(models.Incoming.objects.filter(state="waiting").values_list("why", flat=True))


def test_a_payment_equal_in_all_in_a_later_file_waits_and_says_why(ctx, devedor, convenio):
    one = boleto(convenio, devedor)
    receive(ctx, convenio, retorno_400(line(one)))
    again = receive(ctx, convenio, retorno_400(line(one), generated_on=NEXT_DAY))
    assert (again.new, again.waiting, again.known) == (1, 1, 0)
    (why,) = waiting()
    assert why.startswith("O retorno «CB1.RET» já trouxe um pagamento deste boleto, igual no valor e no dia.")
    assert models.Payment.objects.count() == 1
    second = models.Ocorrencia.objects.order_by("id").last()
    assert second.incoming.state == "waiting"


def test_a_file_generated_again_tells_the_same(ctx, devedor, convenio):
    one, other = boleto(convenio, devedor), boleto(convenio, devedor)
    receive(ctx, convenio, retorno_400(line(one)))
    again = receive(ctx, convenio, retorno_400(line(other), line(one)))  # the same header
    assert (again.new, again.known, waiting()) == (1, 1, [])


def test_a_later_file_that_tells_the_whole_day_again_tells_the_same(ctx, devedor, convenio):
    one, other = boleto(convenio, devedor), boleto(convenio, devedor)
    receive(ctx, convenio, retorno_400(line(one), line(other)))
    again = receive(ctx, convenio, retorno_400(line(other), line(one), generated_on=NEXT_DAY))
    assert (again.new, again.known, waiting()) == (0, 2, [])


def test_a_later_file_that_tells_a_part_of_the_day_again_asks(ctx, devedor, convenio):
    one, other = boleto(convenio, devedor), boleto(convenio, devedor)
    receive(ctx, convenio, retorno_400(line(one), line(other)))
    again = receive(ctx, convenio, retorno_400(line(one), generated_on=NEXT_DAY))
    assert (again.new, again.known, len(waiting())) == (1, 0, 1)


def test_of_the_other_file_is_asked_once_however_many_batches(ctx, devedor, convenio, monkeypatch):
    rows = [line(boleto(convenio, devedor)) for _ in range(3)]
    receive(ctx, convenio, retorno_400(*rows))
    monkeypatch.setattr(settle_retorno, "_AT_ONCE", 1)
    with CaptureQueriesContext(connection) as asked:
        again = receive(ctx, convenio, retorno_400(*rows, generated_on=NEXT_DAY))
    assert (again.known, waiting()) == (3, [])
    assert sum("HAVING count(*) > 1" in query["sql"] for query in asked) == 1


def test_a_line_that_differs_in_what_the_bank_adds_asks(ctx, devedor, convenio):
    """The same header, and another agência that received it (columns 169 to 173)."""
    one = boleto(convenio, devedor)
    content = retorno_400(line(one))
    receive(ctx, convenio, content)
    lines = content.split(b"\r\n")
    lines[1] = lines[1][:168] + b"04321" + lines[1][173:]
    again = receive(ctx, convenio, b"\r\n".join(lines))
    assert (again.new, again.known, len(waiting())) == (1, 0, 1)


def test_a_third_telling_of_the_doubtful_file_adds_nothing(ctx, devedor, convenio):
    one = boleto(convenio, devedor)
    receive(ctx, convenio, retorno_400(line(one)))
    content = retorno_400(line(one), generated_on=NEXT_DAY)
    receive(ctx, convenio, content)
    receive(ctx, convenio, content)
    assert models.Incoming.objects.count() == 2


def test_what_was_told_twice_goes_back_once(ctx, devedor, convenio):
    """The second telling was said to be the same; the reversal undoes the payment, and asks about neither."""
    one = boleto(convenio, devedor)
    receive(ctx, convenio, retorno_400(line(one)))
    receive(ctx, convenio, retorno_400(line(one), generated_on=NEXT_DAY))
    first, second = models.Incoming.objects.order_by("id")
    count_once(ctx, second.id, first.payment_id)
    returned = Returned(
        source="retorno", source_key="D1", raw_payload_id=first.raw_payload_id, cents=PAID, on=PAID_ON,
        of_key=f"{convenio.id}/{one.nosso_numero}/", boleto_id=one.id,
    )  # fmt: skip
    assert take_back(ctx, convenio.credor_id, [returned]) == 1
    assert list(models.Incoming.objects.order_by("id").values_list("state", flat=True)) == ["reversed", "set_aside"]
    assert not models.Payment.objects.filter(undone_at=None).exists()
    assert incoming_proof.wrongly_same().count == 0
