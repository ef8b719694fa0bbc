"""What a role may not do is not offered to it: on the pages by which money comes in."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from adimple.store import models
from adimple.usecases.issue_boletos import IssueBoletos, issue_boletos
from tests import builders
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of
from tests.web.pages import forms, text_of

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


@pytest.mark.parametrize("path", ["/recebimentos/retornos/", "/recebimentos/extrato/", "/recebimentos/boletos/emitir/"])
def test_a_convenio_and_a_conta_are_offered_only_where_the_person_may_use_them(enter, path):
    mine, other, ended = builders.make_credor(), builders.make_credor(), builders.make_credor(closed_at=builders.NOW)
    for credor, label in ((mine, "minha"), (other, "alheia"), (ended, "encerrada")):
        builders.make_convenio(credor, label=f"Carteira {label}")
        builders.make_bank_account(credor, label=f"Conta {label}")
    client = enter(mine, ended, role="manager")
    builders.make_membership(models.Account.objects.get(), other, "auditor")

    page = client.get(path).content.decode()

    assert "Carteira minha" in page or "Conta minha" in page
    assert "alheia" not in page
    assert "encerrada" not in page


# Each tab of Configurações, and what of it whoever may not save reads, word by word.
READ = [
    ("", "Nome ou razão social Colégio Exemplo Ltda. CPF ou CNPJ 11.222.333/0001-81"),
    ("encargos/", "Vencimentos a partir de 01/02/2026 Multa 2% De onde vêm os juros O contrato diz a taxa"),
    ("pagamentos/", "Ordem A da casa: juros, multa, principal"),
    ("email/", "Servidor smtp.exemplo.test Segurança STARTTLS (porta 587) Porta 587"),
    ("envios/", "Atraso máximo a avisar, em dias 400 Pessoas por dia, na primeira semana 70"),
]


@pytest.mark.parametrize("role", ["operator", "auditor"])
@pytest.mark.parametrize(("tab", "words"), READ)
def test_who_may_not_save_a_tab_of_configuracoes_reads_its_values(enter, tab, words, role):
    credor = school()

    page = enter(credor, role=role).get(f"/configuracoes/colegio/{tab}")

    assert words in text_of(page)
    assert "Gravar" not in text_of(page)


def test_who_may_not_save_reads_that_no_policy_was_saved(enter):
    credor = school()
    models.EncargosPolicy.objects.filter(credor=credor, kind="B2B").delete()

    page = text_of(enter(credor, role="auditor").get("/configuracoes/colegio/encargos/?para=B2B"))

    assert "Nenhuma política gravada para empresas: nada é acrescentado ao principal." in page


def test_what_leaves_is_stopped_by_who_operates_and_resumed_by_who_manages(enter):
    credor = builders.make_released_credor(slug="academia")
    page = "/configuracoes/academia/envios/"

    leads = {role: ways(enter(credor, role=role).get(page), of="academia") for role in ROLES}

    stop, limits = "/configuracoes/academia/envios/pausa/", "/configuracoes/academia/envios/"
    assert leads == {"owner": {stop, limits}, "manager": {stop, limits}, "operator": {stop}, "auditor": set()}


# Of a closed credor too an owner changes keys and webhooks.
TABS = ("", "encargos/", "pagamentos/", "contas/", "pix/", "email/", "envios/", "links/")


@pytest.mark.parametrize("role", ROLES)
def test_of_a_closed_credor_nothing_is_offered_but_its_reopening_to_the_owner(enter, role):
    credor = school(closed_at=builders.NOW, stopped_at=builders.NOW)
    builders.make_bank_account(credor)
    client = enter(credor, role=role)

    found = {way for tab in TABS for way in ways(client.get(f"/configuracoes/colegio/{tab}"), of="colegio")}

    assert found == ({"/credores/colegio/reabrir/"} if role == "owner" else set())


def school(**given) -> models.Credor:
    fields = {"slug": "colegio", "name": "Colégio Exemplo Ltda.", "document": "11222333000181"}
    credor = builders.make_credor(**fields | {"oldest_days_late": 400, "daily_ceiling": 70} | given)
    builders.make_policy(credor, effective_on=date(2026, 2, 1))
    smtp = {"host": "smtp.exemplo.test", "port": 587, "security": "starttls"}
    models.ChannelSetting.objects.create(credor=credor, channel="email", **smtp)
    return credor


def ways(response, *, of: str) -> set[str]:
    """Where the page lets one send something of that credor."""
    return {one.path for one in forms(response) if one.method == "post" and f"/{of}/" in one.path}
