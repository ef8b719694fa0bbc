"""What a retorno says of a boleto reaches its título: a line that nobody should pay is shown no more."""

import pytest

from adimple.store import models
from adimple.store.writes import retornos
from tests import builders
from tests.builders import NOW
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db
LINE = "3" * 47


@pytest.fixture
def boleto():
    credor = credor_that_registers()
    titulo = titulo_of(devedor_of(credor), linha_digitavel=LINE, nosso_numero="1")
    boleto = builders.make_boleto(builders.make_convenio(credor), titulo, linha_digitavel=LINE, state="sent")
    builders.make_remessa_item(boleto, kind="baixa")
    return boleto


@pytest.mark.parametrize("state", ["refused", "ended", "paid"])
def test_a_boleto_that_serves_no_more_is_shown_no_more(boleto, state):
    retornos.move_boletos(boleto.credor_id, NOW, state, [boleto.id])
    boleto.refresh_from_db()
    titulo = models.Titulo.objects.get()
    assert (boleto.state, titulo.linha_digitavel, titulo.nosso_numero) == (state, "", "1")
    assert not models.RemessaItem.objects.exists()


def test_a_registered_one_stays_shown(boleto):
    retornos.move_boletos(boleto.credor_id, NOW, "registered", [boleto.id])
    assert models.Titulo.objects.get().linha_digitavel == LINE
    assert models.RemessaItem.objects.count() == 1


def test_another_line_on_the_titulo_stays(boleto):
    models.Titulo.objects.update(linha_digitavel="4" * 47)
    retornos.move_boletos(boleto.credor_id, NOW, "ended", [boleto.id])
    assert models.Titulo.objects.get().linha_digitavel == "4" * 47
