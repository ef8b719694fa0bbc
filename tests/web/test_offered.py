"""What a role may not do is not offered to it: on the pages by which money comes in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from adimple.store import models
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from tests import builders
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db

# Each page, what it offers, and the least of the roles to which it does.
OFFERED = [
    ("/recebimentos/remessas/", "Gerar remessa", "operator"),
    ("/recebimentos/boletos/emitir/", "Emitir agora", "operator"),
    ("/recebimentos/retornos/", "Enviar retorno", "manager"),
    ("/recebimentos/extrato/", "Enviar extrato", "manager"),
    ("/configuracoes/{slug}/pix/", "Gravar conta", "manager"),
    ("/configuracoes/{slug}/contas/", "Novo convênio", "manager"),
]
ROLES = ["owner", "manager", "operator", "auditor"]


@pytest.mark.parametrize("role", ROLES)
def test_each_act_is_offered_to_who_may_do_it_and_to_no_one_else(enter, role):
    credor = credor_that_registers()
    devedor, convenio = devedor_of(credor), builders.make_convenio(credor)
    clerk = builders.make_account()
    builders.make_membership(clerk, credor)
    issue_boletos(
        builders.context_of(clerk), IssueBoletos(convenio_id=convenio.id, titulo_ids=(titulo_of(devedor).id,))
    )
    titulo_of(devedor)
    client = enter(credor, role=role)

    offered = {
        words for path, words, _ in OFFERED if words in client.get(path.format(slug=credor.slug)).content.decode()
    }
    assert offered == {words for _, words, least in OFFERED if ROLES.index(role) <= ROLES.index(least)}


@pytest.mark.parametrize("path", ["/recebimentos/retornos/", "/recebimentos/extrato/"])
def test_who_manages_one_of_two_credores_sends_its_file_without_being_asked_of_which(enter, path):
    mine, other = builders.make_credor(), builders.make_credor()
    client = enter(mine, role="manager")
    builders.make_membership(models.Account.objects.get(), other, "auditor")
    assert "De qual credor" not in client.get(path).content.decode()

    client.post(path, {"file": SimpleUploadedFile("arquivo.txt", b"isto nao e um arquivo de banco\n")})

    assert models.RawPayload.objects.get().credor_id == mine.id
