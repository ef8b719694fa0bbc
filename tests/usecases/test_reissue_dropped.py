"""A boleto dropped because it charged another value, with none in its place yet: the next is made by itself."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.store.reads import boletos
from adimple.usecases import mend_boletos
from adimple.usecases.make_remessa import make_remessa
from adimple.usecases.order_boleto import order_boleto
from adimple.usecases.take_retorno import receive_retorno
from tests import builders
from tests.banks import remessas as files
from tests.builders import ON
from tests.usecases.banking import LATE, devedor_of, titulo_of
from tests.usecases.money_in import retorno_400
from tests.usecases.test_reissue_boletos import boleto_of, machine, mend, newest, pay

pytestmark = pytest.mark.django_db

LEFT = boletos.BoletoFilter(state="nao_reemitidos")


@pytest.fixture
def devedor(convenio):
    return devedor_of(convenio.credor)


@pytest.fixture
def dropped(convenio, devedor):
    """Overdue, made again on the 24th, paid in part elsewhere; its baixa went to the bank."""
    titulo = titulo_of(devedor, due_on=LATE)
    boleto_of(convenio, titulo, sequence=900, nosso_numero="00000900")
    mend(convenio)
    make_remessa(machine(), convenio.id)
    pay(devedor, 500_00)
    make_remessa(machine(1), convenio.id)
    return newest(titulo)


def left():
    found = boletos.list_boletos(machine().scope, LEFT).rows
    assert boletos.count_boletos(machine().scope, LEFT) == len(found)
    return [(row.id, row.state, row.unissued) for row in found]


def answer_baixa(boleto, days=2):
    on = ON + timedelta(days=days)
    line = ("09", boleto.nosso_numero, boleto.cents, 0, on)
    receive_retorno(machine(days), boleto.credor_id, "B.RET", retorno_400(line, generated_on=on))
    models.Retorno.objects.update(released_at=machine(days).now)


@pytest.mark.parametrize("is_answered", [True, False])
def test_the_next_is_made_by_itself_after_seven_days_and_until_then_the_list_says_when(
    convenio,
    devedor,
    dropped,
    is_answered,
):
    if is_answered:
        answer_baixa(dropped)
    why = "Foi pedida a baixa, porque o banco cobraria outro valor. Outro é emitido sozinho a partir de 01/12/2026."
    assert left() == [(dropped.id, "ended" if is_answered else "sent", why)]
    assert "a partir de 01/12/2026" in mend_boletos.outlook(machine(3), dropped.id)
    assert mend(convenio, 6).reissued == 0

    assert mend(convenio, 7).reissued == 1
    new = newest(dropped.titulo)
    # 1.000,00 due 10/11. On 24/11: multa 20,00 and 14 days of 0,33, 4,62; 500,00 leave 524,62 of principal. From there
    # 0,17 a day (1 % of 524,62 is 5,24 a month, cut to 0,17) until Wednesday the 2nd, 8 days: 1,36.
    assert (new.replaces_id, new.because, new.cents) == (dropped.id, "part_paid", 525_98)
    assert (left(), mend(convenio, 8).reissued) == ([], 0)
    # The bank is not told to drop it twice.
    assert models.RemessaItem.objects.filter(boleto=dropped, kind="baixa").count() == 1
    content = bytes(models.Remessa.objects.get(id=make_remessa(machine(7), convenio.id).remessa_id).content)
    (told,) = files.read("341", "CNAB400", content.splitlines(keepends=True))
    assert (told.said["code"], told.said["nosso_numero"]) == ("01", new.nosso_numero)


def test_one_that_no_remessa_took_yet_does_not_say_that_its_baixa_was_asked(convenio, devedor):
    titulo = titulo_of(devedor, due_on=LATE)
    boleto_of(convenio, titulo, sequence=900, nosso_numero="00000900")
    mend(convenio)
    made = newest(titulo)
    pay(devedor, 500_00)
    builders.make_hold(devedor)
    make_remessa(machine(1), convenio.id)
    why = "Não foi ao banco, porque ele cobraria outro valor. Outro é emitido sozinho a partir de 01/12/2026."
    assert left() == [(made.id, "ended", why)]
    assert not models.RemessaItem.objects.filter(boleto=made).exists()


def test_while_it_is_held_none_is_made_and_after_it_one_is(convenio, devedor, dropped):
    hold = builders.make_hold(devedor)
    assert mend(convenio, 7).reissued == 0
    assert [one[0] for one in left()] == [dropped.id]
    assert mend_boletos.outlook(machine(7), dropped.id).startswith("Não é reemitido: há uma pausa")
    hold.delete()
    assert mend(convenio, 8).reissued == 1


def test_one_that_a_person_drops_is_left_to_that_person(convenio, devedor):
    models.EncargosPolicy.objects.update(juros_basis="30")  # no boleto can say these juros
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    mend(convenio)
    assert [one[0] for one in left()] == [old.id]
    order_boleto(builders.context_in(convenio.credor), old.id, "baixa")
    models.EncargosPolicy.objects.update(juros_basis="daily_cents_down")
    assert (left(), mend(convenio, 1).reissued) == ([], 0)


def test_one_that_could_not_be_made_and_that_the_bank_dropped_stays_in_the_list_and_is_tried_again(
    convenio,
    devedor,
):
    models.EncargosPolicy.objects.update(juros_basis="30")
    old = boleto_of(convenio, titulo_of(devedor, due_on=LATE))
    mend(convenio)
    answer_baixa(old, days=1)
    assert [one[:2] for one in left()] == [(old.id, "ended")]
    models.EncargosPolicy.objects.update(juros_basis="daily_cents_down")
    assert mend(convenio, 2).reissued == 1
    assert left() == []
