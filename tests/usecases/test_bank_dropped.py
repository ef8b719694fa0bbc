"""A boleto that the bank drops of its own, of a título still owed: people see it; past its last day another is made."""

from datetime import date, timedelta

import pytest

from adimple.domain.banking_phrases import BANK_DROPPED
from adimple.store import models
from adimple.usecases import mend_boletos
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import order_boleto
from tests import builders
from tests.builders import ON
from tests.usecases.test_reissue_boletos import boleto_of, machine, mend, newest, pay
from tests.usecases.test_reissue_dropped import answer_baixa, left

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 10)  # a Thursday: the bank has told of it by Saturday the 12th, 18 days after the tests' day


@pytest.fixture
def dropped(convenio, titulo):
    boleto = boleto_of(convenio, titulo, pay_until=UNTIL)
    answer_baixa(boleto)
    return boleto


def test_past_its_last_day_the_next_is_made_though_the_bank_dropped_it_first(convenio, titulo):
    old = boleto_of(convenio, titulo)  # taken until the 19th
    answer_baixa(old, days=0)
    assert left() == [(old.id, "ended", BANK_DROPPED)]
    assert mend_boletos.outlook(machine(), old.id) == "Outro será emitido sozinho em até um dia."
    assert mend(convenio).reissued == 1
    new = newest(titulo)
    assert (new.replaces_id, new.because, left()) == (old.id, "expired", [])


def test_before_its_last_day_it_is_in_the_list_and_says_when_another_is_made_by_itself(convenio, titulo, dropped):
    assert left() == [(dropped.id, "ended", BANK_DROPPED)]
    assert mend_boletos.outlook(machine(3), dropped.id) == (
        "O banco deu baixa nele por conta própria: emita outro. Se ninguém emitir, outro é emitido sozinho a partir de "
        "12/12/2026."
    )
    assert [mend(convenio, days).reissued for days in (3, 17, 18)] == [0, 0, 1]
    assert (newest(titulo).because, left()) == ("expired", [])


def test_what_is_owed_changed_since_so_another_is_made_at_once(convenio, titulo, dropped):
    pay(titulo.devedor, 500_00)
    assert mend(convenio, 3).reissued == 1
    assert newest(titulo).because == "part_paid"


def test_a_person_issues_another_and_it_is_in_the_list_no_more(convenio, titulo, dropped):
    ctx = builders.context_in(convenio.credor)
    command = IssueBoletos(convenio_id=convenio.id, titulo_ids=(titulo.id,), new_due_on=ON + timedelta(days=6))
    assert len(issue_boletos(ctx, command).boleto_ids) == 1
    assert left() == []
    assert mend_boletos.outlook(machine(3), dropped.id) == ""


def test_where_none_is_made_by_itself_a_person_is_told_to(convenio, dropped):
    models.Convenio.objects.update(reissues=False)
    assert mend_boletos.outlook(machine(3), dropped.id) == (
        "Este convênio não reemite sozinho: emita outro na ficha do devedor."
    )
    assert [one[0] for one in left()] == [dropped.id]


@pytest.mark.parametrize("goes", [True, False], ids=["told", "still waiting"])
def test_a_baixa_that_a_person_asked_is_no_surprise(convenio, titulo, goes):
    boleto = boleto_of(convenio, titulo, pay_until=UNTIL)
    order_boleto(builders.context_in(convenio.credor), boleto.id, "baixa")
    if goes:
        make_remessa(machine(), convenio.id)
    answer_baixa(boleto)
    assert (left(), mend(convenio, 18).reissued) == ([], 0)


def test_of_a_titulo_paid_by_another_road_nobody_is_told(convenio, titulo, dropped):
    pay(titulo.devedor, 1_100_00)
    assert left() == []
