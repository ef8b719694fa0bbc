"""What one line of a retorno does to its boleto where the bank's code alone does not say it."""

import pytest

from adimple.store import models
from adimple.usecases.settle_retorno import settle_retorno
from tests import builders
from tests.usecases import money_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("bank_code", "last", "state"), [("001", "entry", "refused"), ("001", "baixa", "sent"), ("341", "baixa", "refused")]
)
def test_a_command_that_banco_do_brasil_refuses_is_the_last_one_asked(bank_code, last, state):
    """Its 03 in a 400 refuses any command; the 03 of another bank is always the entry."""
    devedor = builders.make_devedor(builders.make_credor())
    account = builders.make_account()
    builders.make_membership(account, devedor.credor, "manager")
    convenio = money_in.make_convenio(devedor.credor, bank_code=bank_code)
    boleto = money_in.make_boleto(convenio, builders.make_titulo(devedor), state="sent")
    remessa = builders.make_remessa(convenio)
    for kind in dict.fromkeys(("entry", last)):
        builders.make_remessa_item(boleto, kind=kind, remessa=remessa)
    retorno = money_in.make_retorno(devedor.credor, convenio, bank_code=bank_code)
    models.Ocorrencia.objects.create(
        retorno=retorno, credor=devedor.credor, line=5, code="03", meaning="rejected", boleto=boleto,
        nosso_numero=boleto.nosso_numero,
    )  # fmt: skip
    settle_retorno(builders.context_of(account), retorno)
    boleto.refresh_from_db()
    assert boleto.state == state
