"""A boleto that the bank drops as one paid, waived or perhaps so, of a título open here: a person finds out."""

from datetime import timedelta

import pytest

from adimple.domain.banking_phrases import BANK_DROPPED
from adimple.store import models
from adimple.store.reads.live_boletos import shown_boletos
from adimple.usecases import mend_boletos
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import order_boleto
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.builders import ON
from tests.usecases.money_in import retorno_400
from tests.usecases.test_bank_dropped import UNTIL
from tests.usecases.test_reissue_boletos import boleto_of, machine, mend, pay
from tests.usecases.test_reissue_dropped import answer_baixa, left

pytestmark = pytest.mark.django_db
TOLD = (
    "O banco diz «Baixa por ter sido liquidado», e nenhum pagamento deste boleto está aqui: o título pode já estar "
    "pago, dispensado ou protestado. Ele segue em aberto, sem outro boleto emitido sozinho. Confira no extrato da "
    "conta e no banco."
)


@pytest.fixture
def boleto(convenio, titulo):
    return boleto_of(convenio, titulo, pay_until=UNTIL)


def answer(boleto, *told, days=2):
    """(ocorrência, paid) each, in one retorno of that day."""
    on = ON + timedelta(days=days)
    lines = [(code, boleto.nosso_numero, boleto.cents, paid, on) for code, paid in told]
    receive_retorno(machine(days), boleto.credor_id, "L.RET", retorno_400(*lines, generated_on=on))
    models.Retorno.objects.update(released_at=machine(days).now)
    boleto.refresh_from_db()


def reviews():
    return [row.remarks for row in models.Ocorrencia.objects.filter(meaning="review")]


def test_it_goes_to_a_person_and_nothing_bills_it_again(convenio, titulo, boleto):
    builders.make_remessa_item(boleto, kind="entry", remessa=builders.make_remessa(convenio))
    answer(boleto, ("10", 0))
    assert reviews() == [[{"code": "settled_unpaid", "phrase": TOLD}]]
    assert models.Retorno.objects.get().reviews == 1
    assert (boleto.state, boleto.unissued, left()) == ("ended", "", [])
    assert mend_boletos.outlook(machine(3), boleto.id) == ""
    assert mend(convenio, 18).reissued == 0  # past its last day, when one still owed is made again
    assert shown_boletos(machine(3).scope, [titulo.id]) == {}


def test_nor_where_it_had_been_dropped_before_as_one_still_owed(convenio, boleto):
    answer_baixa(boleto, days=1)
    assert left() == [(boleto.id, "ended", BANK_DROPPED)]
    answer(boleto, ("10", 0))
    assert (left(), mend(convenio, 18).reissued, len(reviews())) == ([], 0, 1)


def test_what_is_paid_here_asks_nobody(titulo, boleto):
    pay(titulo.devedor, 1_100_00)
    answer(boleto, ("10", 0))
    assert (reviews(), boleto.state, boleto.unissued) == ([], "ended", "")


@pytest.mark.parametrize("first", ["10", "06"])
def test_nor_what_the_same_file_pays(boleto, first):
    lines = [("10", 0), ("06", boleto.cents)]
    answer(boleto, *(lines if first == "10" else reversed(lines)))
    assert (reviews(), boleto.state) == ([], "paid")


@pytest.mark.parametrize("goes", [True, False], ids=["told", "still waiting"])
def test_what_may_be_the_baixa_that_was_asked_is_that(convenio, boleto, goes):
    order_boleto(builders.context_in(convenio.credor), boleto.id, "baixa")
    if goes:
        make_remessa(machine(), convenio.id)
    answer(boleto, ("05", 0))
    assert (reviews(), boleto.state, left()) == ([], "ended", [])


def test_and_a_surprise_where_nobody_asked(boleto):
    answer(boleto, ("05", 0))
    assert [one["code"] for [one] in reviews()] == ["settled_unpaid"]
    assert (boleto.state, left()) == ("ended", [])
