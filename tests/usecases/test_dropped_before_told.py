"""The upgrade that tells people of what the bank had dropped of its own: of what is still owed, and of nothing else."""

import importlib

import pytest
from django.db import connection

from adimple.domain.banking_phrases import BANK_DROPPED
from adimple.store import models
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import order_boleto
from tests import builders
from tests.usecases.test_bank_dropped import UNTIL
from tests.usecases.test_dropped_as_settled import answer
from tests.usecases.test_reissue_boletos import boleto_of, machine, mend, pay
from tests.usecases.test_reissue_dropped import answer_baixa, left

pytestmark = pytest.mark.django_db


@pytest.fixture
def boleto(convenio, titulo):
    return boleto_of(convenio, titulo, pay_until=UNTIL)


def upgrade():
    of = importlib.import_module("adimple.store.migrations.0051_dropped_before_told")
    with connection.cursor() as run:
        for sql in of.Migration.operations[0].sql:
            run.execute(sql)


def test_an_upgrade_tells_of_what_the_bank_had_dropped(boleto):
    answer_baixa(boleto)
    models.Boleto.objects.update(unissued="")  # as it was left then
    upgrade()
    assert left() == [(boleto.id, "ended", BANK_DROPPED)]


@pytest.mark.parametrize("unissued", ["", BANK_DROPPED])
def test_an_upgrade_does_not_tell_of_what_the_bank_said_to_be_settled(convenio, boleto, unissued):
    answer(boleto, ("10", 0))
    models.Ocorrencia.objects.update(meaning="baixa", remarks=[])  # as it was read then
    models.Boleto.objects.update(unissued=unissued)
    upgrade()
    assert models.Ocorrencia.objects.get().meaning == "settled"
    assert (left(), mend(convenio, 18).reissued) == ([], 0)


@pytest.mark.parametrize("but", ["asked", "paid"])
def test_nor_of_what_a_person_had_asked_to_drop_or_was_paid_since(convenio, titulo, boleto, but):
    if but == "asked":
        order_boleto(builders.context_in(convenio.credor), boleto.id, "baixa")
        make_remessa(machine(), convenio.id)
    answer_baixa(boleto)
    models.Boleto.objects.update(unissued="")
    if but == "paid":
        pay(titulo.devedor, 1_100_00)
    upgrade()
    boleto.refresh_from_db()
    assert boleto.unissued == ""
