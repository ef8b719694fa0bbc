"""Boletos and remessas in the console: the count seen first, what could not be, the file, the paper."""

from datetime import date

import pytest

from adimple.store import models
from tests import builders
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of
from tests.usecases.test_reissue_boletos import boleto_of
from tests.usecases.test_reissue_dropped import answer_baixa
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return credor_that_registers()


@pytest.fixture
def convenio(credor):
    return builders.make_convenio(credor)


@pytest.fixture
def devedor(credor):
    return devedor_of(credor)


def issue_all(client, convenio):
    return client.post("/recebimentos/boletos/emitir/", {"convenio": convenio.id}, follow=True)


def test_the_count_is_seen_before_all_are_issued(enter, convenio, devedor):
    client = enter(convenio.credor)
    titulo_of(devedor), titulo_of(devedor)
    seen = text_of(client.get("/recebimentos/boletos/emitir/"))
    assert f"2 títulos de {convenio.credor.name}, em aberto e ainda não vencidos, não têm boleto" in seen
    assert not models.Boleto.objects.exists()

    done = text_of(issue_all(client, convenio))
    assert "2 boletos emitidos, R$ 2.000,00. Gere a remessa" in done
    assert "já tem boleto ou linha digitável" in text_of(client.get("/recebimentos/boletos/emitir/"))
    assert issue_all(client, convenio).status_code == 409


def test_what_could_not_be_issued_is_told_with_why(enter, convenio, credor, devedor):
    titulo_of(devedor)
    nowhere = devedor_of(credor, document="11144477735", address="")
    for n in range(22):
        titulo_of(nowhere, description=f"Sem endereço {n}")
    page = issue_all(enter(credor), convenio)
    told = text_of(page)

    assert "1 boleto emitido" in told
    assert "22 títulos ficaram sem boleto." in told
    assert told.count("Endereço do devedor: Falta preencher: o banco não registra sem este dado.") == 2  # and a caption
    assert (told.count("Sem endereço"), "Os primeiros 20, de 22." in told) == (20, True)
    assert f'href="/devedores/{nowhere.id}/#titulo-' in page.content.decode()


def test_the_titulos_of_one_devedor_are_chosen_and_the_overdue_take_a_new_day(enter, convenio, devedor):
    client = enter(convenio.credor)
    late, other = titulo_of(devedor, due_on=date(2026, 11, 10)), titulo_of(devedor)
    address = "/recebimentos/boletos/emitir/"
    assert text_of(client.get(f"{address}?devedor={devedor.id}")).count("Vence em") == 2

    typed = {"devedor": devedor.id, "convenio": convenio.id, "titulo": [late.id]}
    assert "escolha um novo vencimento" in text_of(client.post(address, typed))
    wrong = client.post(address, typed | {"new_due_on": "amanhã"})
    assert (wrong.status_code, "Data não reconhecida" in text_of(wrong)) == (422, True)
    assert "1 boleto emitido, R$ 1.026,60" in text_of(
        client.post(address, typed | {"new_due_on": "30/11/2026"}, follow=True)
    )
    assert not models.Boleto.objects.filter(titulo=other).exists()
    none = client.post(address, {"devedor": devedor.id, "convenio": convenio.id})
    assert (none.status_code, "Marque ao menos um título." in text_of(none)) == (422, True)


def test_only_a_boleto_past_its_last_day_may_be_followed_by_another(enter, convenio, devedor):
    client = enter(convenio.credor)
    brought, over = titulo_of(devedor, description="De planilha"), titulo_of(devedor, description="Passado")
    models.Titulo.objects.filter(id__in=(brought.id, over.id)).update(linha_digitavel="9" * 47)
    builders.make_boleto(convenio, titulo_of(devedor, description="Vivo"), state="registered")
    builders.make_boleto(convenio, over, state="registered", pay_until=date(2026, 11, 20))
    shown = text_of(client.get(f"/recebimentos/boletos/emitir/?devedor={devedor.id}"))
    assert [name in shown for name in ("De planilha", "Vivo", "Passado")] == [False, False, True]


def test_the_history_tells_of_a_boleto_by_its_event_alone(enter, convenio, devedor):
    client = enter(convenio.credor)
    titulo_of(devedor)
    issue_all(client, convenio)
    history = text_of(client.get(f"/devedores/{devedor.id}/"))
    assert "emitido para o título" in history
    assert "alterado pelo sistema do credor" not in history


def test_a_boleto_is_found_by_its_line_and_printed(enter, convenio, devedor):
    client = enter(convenio.credor)
    titulo_of(devedor)
    issue_all(client, convenio)
    row = models.Boleto.objects.get()
    for number in (row.linha_digitavel, f"{row.linha_digitavel[:5]}.{row.linha_digitavel[5:]}", row.printed_number):
        assert row.printed_number in text_of(client.get("/recebimentos/boletos/", {"q": number}))
    assert "Nenhum boleto encontrado" in text_of(client.get("/recebimentos/boletos/", {"q": "123"}))

    assert "O PDF sai depois que todos forem ao banco" in text_of(client.get(f"/devedores/{devedor.id}/"))
    untold = client.get(f"/recebimentos/boletos/{row.id}/pdf/")
    assert (untold.status_code, "O banco ainda não conhece este boleto" in text_of(untold)) == (409, True)
    page = client.get(f"/recebimentos/boletos/{row.id}/").content.decode()
    assert ("O PDF sai depois da" in page, "Baixar PDF" in page) == (True, False)
    client.post(f"/recebimentos/remessas/gerar/{convenio.id}/")
    paper = client.get(f"/recebimentos/boletos/{row.id}/pdf/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert "R$ 1.000,00, vence em 10/12/2026" in text_of(client.get(f"/devedores/{devedor.id}/"))
    assert client.get(f"/recebimentos/carne/{devedor.id}/").content[:5] == b"%PDF-"


def test_a_remessa_is_made_and_its_file_is_what_was_kept(enter, convenio, devedor):
    client = enter(convenio.credor, role="operator")
    titulo_of(devedor)
    issue_all(client, convenio)
    made = client.post(f"/recebimentos/remessas/gerar/{convenio.id}/", follow=True)
    assert "Remessa 1 gerada, com 1 ordem." in text_of(made)
    remessa = models.Remessa.objects.get()
    taken = client.get(f"/recebimentos/remessas/{remessa.id}/arquivo/")
    assert taken.content == bytes(remessa.content)
    assert f'filename="remessa-341-{convenio.id}-000001.rem"' in taken["Content-Disposition"]
    assert "baixada em 24/11/2026" in text_of(client.get("/recebimentos/remessas/"))
    assert client.post(f"/recebimentos/remessas/gerar/{convenio.id}/").status_code == 409  # nothing waits


def test_a_baixa_is_asked_and_taken_back(enter, convenio, devedor):
    client = enter(convenio.credor)
    titulo_of(devedor)
    issue_all(client, convenio)
    client.post(f"/recebimentos/remessas/gerar/{convenio.id}/")
    page = f"/recebimentos/boletos/{models.Boleto.objects.get().id}/"
    assert "vai na próxima remessa" in text_of(client.post(f"{page}ordem/", {"kind": "baixa"}, follow=True))
    assert "Ordem retirada" in text_of(client.post(f"{page}desistir/", {"kind": "baixa"}, follow=True))
    early = client.post(f"{page}ordem/", {"kind": "protesto"})
    assert (early.status_code, "ainda não venceu" in text_of(early)) == (409, True)


def test_a_boleto_made_again_says_why_and_leads_to_the_one_it_stands_for(enter, convenio, devedor):
    client, titulo = enter(convenio.credor), titulo_of(devedor)
    old = builders.make_boleto(convenio, titulo, state="ended")
    new = builders.make_boleto(convenio, titulo, replaces=old, because="expired")
    shown = text_of(client.get(f"/recebimentos/boletos/{new.id}/"))
    assert f"no lugar do boleto {old.printed_number} : passou o último dia em que o banco o recebe" in shown
    assert f"No lugar deste foi emitido o boleto {new.printed_number}" in text_of(
        client.get(f"/recebimentos/boletos/{old.id}/")
    )


def test_the_change_that_the_titulo_asks_for_is_offered_and_ordered(enter, convenio, devedor):
    client = enter(convenio.credor)
    titulo = titulo_of(devedor)
    issue_all(client, convenio)
    client.post(f"/recebimentos/remessas/gerar/{convenio.id}/")
    page = f"/recebimentos/boletos/{models.Boleto.objects.get().id}/"
    assert "Mudar o vencimento" not in text_of(client.get(page))
    nothing = client.post(f"{page}ordem/", {"kind": "due_on"})
    assert (nothing.status_code, "Mude antes o vencimento do título" in text_of(nothing)) == (409, True)

    models.Titulo.objects.filter(id=titulo.id).update(due_on=date(2026, 12, 15))
    assert "Mudar o vencimento para 15/12/2026" in text_of(client.get(page))
    client.post(f"{page}ordem/", {"kind": "due_on"})
    assert "Mudar o vencimento para 15/12/2026" in text_of(client.get(page))
    assert models.RemessaItem.objects.get(kind="due_on").due_on == date(2026, 12, 15)


def test_one_that_serves_no_more_is_not_printed(enter, convenio, devedor):
    client = enter(convenio.credor)
    row = builders.make_boleto(convenio, titulo_of(devedor), state="ended")
    assert "Baixar PDF" not in text_of(client.get(f"/recebimentos/boletos/{row.id}/"))
    assert client.get(f"/recebimentos/boletos/{row.id}/pdf/").status_code == 409
    assert client.get(f"/recebimentos/carne/{devedor.id}/").status_code == 409


def test_one_that_the_bank_dropped_is_seen_and_another_is_issued_from_there(enter, convenio, credor, devedor):
    titulo = titulo_of(devedor, due_on=date(2026, 12, 10))
    old = boleto_of(convenio, titulo, pay_until=date(2027, 1, 9), due_on=date(2026, 12, 10))
    answer_baixa(old, days=0)
    told = text_of(enter(credor, role="auditor").get(f"/recebimentos/boletos/{old.id}/"))
    assert ("deu baixa nele por conta própria" in told, "Emitir outro" in told) == (True, False)
    client = enter(credor)
    form = f"/recebimentos/boletos/emitir/?devedor={devedor.id}"
    assert "1 boleto não pôde ser reemitido" in text_of(client.get("/recebimentos/boletos/"))
    seen = client.get("/recebimentos/boletos/?situacao=nao_reemitidos")
    assert "O banco deu baixa neste boleto por conta própria, e o título ainda é devido. Emita outro." in text_of(seen)
    for page in (seen, client.get(f"/recebimentos/boletos/{old.id}/")):
        assert f'href="{form}"' in page.content.decode()
    assert titulo.description in text_of(client.get(form))
    client.post("/recebimentos/boletos/emitir/", {"convenio": convenio.id, "devedor": devedor.id, "titulo": titulo.id})
    assert models.Boleto.objects.latest("id").state == "made"
    assert "não pôde ser reemitido" not in text_of(client.get("/recebimentos/boletos/"))
