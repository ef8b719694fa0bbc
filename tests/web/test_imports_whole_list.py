"""Importar: the whole open list, seen first, confirmed by number, undone in one act; columns remembered."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from adimple.store import models
from adimple.web import kept
from tests import builders
from tests.usecases.sheets import PAID_HEADER, paid, row, sheet
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

ALL = [row(f"CE-{n}") for n in range(10)]


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo")


def upload(client, rows, **given):
    fields = {"kind": "titulos", "file": SimpleUploadedFile("lista.csv", sheet(*rows))}
    return client.post("/importar/", fields | given).url


def filled(enter, credor):
    client = enter(credor, role="manager")
    client.post(f"{upload(client, ALL)}gravar/")
    return client


def seen(client, address):
    return re.search(r'name="visto" value="([0-9a-f]{64})"', client.get(address).content.decode()).group(1)


def closed():
    return sorted(models.Titulo.objects.exclude(closed_on=None).values_list("number", flat=True))


def test_the_preview_shows_first_what_would_be_closed_and_writes_nothing(enter, credor):
    client = filled(enter, credor)
    models.Titulo.objects.filter(number="CE-9").update(due_on="2026-10-01")
    builders.make_hold(models.Titulo.objects.get(number="CE-9").devedor)
    page = text_of(client.get(upload(client, ALL[:8], lista="1")))
    assert (
        "Esta lista completa fecharia 2 títulos R$ 1.700,00 de principal, de 10 títulos em aberto (R$ 8.500,00)" in page
    )
    assert page.index("CE-9 Ana Exemplo") < page.index("CE-8 Ana Exemplo")
    assert "01/10/2026 850,00 com pausa" in page
    assert "Gravar e fechar 2 títulos" in page
    assert closed() == []


def test_what_was_seen_is_closed_told_and_undone(enter, credor):
    client = filled(enter, credor)
    address = upload(client, ALL[:8], lista="1")
    assert client.post(f"{address}gravar/", {"visto": seen(client, address)}).url == address
    assert closed() == ["CE-8", "CE-9"]
    page = text_of(client.get(address))
    assert "2 títulos que faltavam nela foram baixados, sem pagamento." in page
    assert "CE-8" in text_of(client.get(f"{address}ausentes/"))
    client.post(f"{address}reabrir/")
    assert closed() == []
    page = text_of(client.get(address))
    assert "Baixas desfeitas: 2 títulos voltaram a ficar em aberto." in page
    assert "Desfazer as baixas deste arquivo" not in page


def test_what_the_person_did_not_see_is_shown_and_not_closed(enter, credor):
    client = filled(enter, credor)
    address = upload(client, ALL[:9], lista="1")
    response = client.post(f"{address}gravar/")
    assert response.status_code == 409
    assert "fecharia 1 de 10 títulos" in text_of(response)
    assert closed() == []


def test_above_a_fifth_the_number_is_typed(enter, credor):
    client = filled(enter, credor)
    address = upload(client, ALL[:5], lista="1")
    assert "mais de um quinto do que está em aberto" in text_of(client.get(address))
    for typed in ("", "4"):
        response = client.post(f"{address}gravar/", {"visto": seen(client, address), "fechar": typed})
        assert response.status_code == 409
        assert "fecharia 5 de 10 títulos" in text_of(response)
    assert closed() == []
    client.post(f"{address}gravar/", {"visto": seen(client, address), "fechar": "5"})
    assert len(closed()) == 5


def test_what_changed_since_it_was_seen_is_shown_again(enter, credor):
    client = filled(enter, credor)
    address = upload(client, ALL[:8], lista="1")
    before = seen(client, address)
    models.Titulo.objects.filter(number="CE-9").update(closed_on=builders.ON, closed_reason="paid")
    response = client.post(f"{address}gravar/", {"visto": before})
    assert response.status_code == 409
    assert "mudou desde a conferência" in text_of(response)
    assert "fecharia 1 título" in text_of(response)
    assert closed() == ["CE-9"]


def test_a_file_becomes_the_whole_list_and_stops_being_it_on_the_preview(enter, credor):
    client = filled(enter, credor)
    address = upload(client, ALL[:8])
    assert "Este arquivo é a lista completa do que está em aberto?" in text_of(client.get(address))
    client.post(f"{address}lista/", {"lista": "1"})
    assert "fecharia 2 títulos" in text_of(client.get(address))
    client.post(f"{address}lista/", {"lista": "0"})
    assert "fecharia" not in text_of(client.get(address))


def test_a_sheet_of_payments_is_no_open_list(enter, credor):
    client = filled(enter, credor)
    file = SimpleUploadedFile("pagos.csv", sheet(paid(), header=PAID_HEADER))
    response = client.post("/importar/", {"kind": "payments", "file": file, "lista": "1"})
    assert response.status_code == 422
    assert "Só uma planilha de títulos pode ser a lista completa" in text_of(response)


def test_the_list_is_searched_paged_and_taken_as_a_sheet(enter, credor):
    client = enter(credor, role="manager")
    many = [row(f"MU-{n:03}", vencimento="01/10/2026") for n in range(60)]
    client.post(f"{upload(client, [*many, row('=1+1', cpf='', nome='Bia Exemplo'), row('CE-1')])}gravar/")
    address = upload(client, [row("CE-1")], lista="1")
    first = client.get(f"{address}ausentes/")
    assert "61 títulos" in text_of(first)
    assert "MU-029" in text_of(first)
    assert "MU-030" not in text_of(first)
    more = re.search(r'href="(\?[^"]*cursor=[^"]+)"', first.content.decode()).group(1).replace("&amp;", "&")
    assert "MU-030" in text_of(client.get(f"{address}ausentes/{more}"))
    found = text_of(client.get(f"{address}ausentes/?q=bia"))
    assert "Bia Exemplo" in found
    assert "MU-0" not in found
    assert "Nenhum título encontrado" in text_of(client.get(f"{address}ausentes/?q=ninguem"))
    taken = client.get(f"{address}ausentes/planilha/").getvalue().decode("utf-8-sig").splitlines()
    assert taken[0] == "Número;Parcela;Devedor;CPF ou CNPJ;Vencimento;Principal em aberto;Atenção"
    assert taken[1] == "MU-000;;Ana Exemplo;52998224725;01/10/2026;850,00;"
    assert taken[61].startswith("'=1+1;;Bia Exemplo;;10/11/2026;850,00;")


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("operator", 409), ("auditor", 409)])
def test_what_was_closed_leaves_with_a_manager_and_the_journal_says_so(enter, credor, role, status):
    client = filled(enter, credor)
    address = upload(client, ALL[:8], lista="1")
    client.post(f"{address}gravar/", {"visto": seen(client, address)})
    taker = enter(credor, role=role)
    taken = taker.get(f"{address}ausentes/planilha/")
    assert (taken.status_code, "Baixar em CSV" in text_of(taker.get(f"{address}ausentes/"))) == (status, status == 200)
    told = [event.payload for event in models.Event.objects.filter(name="sheet.exported")]
    if status == 200:
        content = taken.getvalue()
        assert content.decode("utf-8-sig").count("\r\n") == 3
        sha256 = hashlib.sha256(content).hexdigest()
        assert [(one["sheet"], one["rows"], one["sha256"]) for one in told] == [("absent", 2, sha256)]
    else:
        assert told == []


def test_the_rows_left_out_leave_and_the_journal_says_so(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, [*ALL[:2], row("CE-2", vencimento="amanhã")])
    content = client.get(f"{address}recusadas/").content
    (event,) = models.Event.objects.filter(name="sheet.exported")
    assert (event.payload["sheet"], event.payload["rows"]) == ("rejected", 1)
    assert event.payload["sha256"] == hashlib.sha256(content).hexdigest()


def test_an_auditor_sees_what_was_closed_and_may_not_undo(enter, credor):
    client = filled(enter, credor)
    address = upload(client, ALL[:8], lista="1")
    client.post(f"{address}gravar/", {"visto": seen(client, address)})
    auditor = enter(credor, role="auditor")
    assert "Desfazer as baixas" not in text_of(auditor.get(address))
    assert auditor.post(f"{address}reabrir/").status_code == 409
    assert len(closed()) == 2


def test_columns_come_as_the_last_time_and_may_be_forgotten(enter, credor):
    client = enter(credor, role="manager")
    header = "Ref;Quem deve;Até quando;Quanto"
    fields = ["number", "devedor_name", "due_on", "principal"]

    def bring(line):
        file = SimpleUploadedFile("t.csv", sheet(line, header=header))
        return client.post("/importar/", {"kind": "titulos", "file": file}).url

    first = bring("CE-1;Ana Exemplo;10/11/2026;850,00")
    client.post(f"{first}colunas/", {"coluna": header.split(";"), "campo": fields})
    client.post(f"{first}gravar/")
    second = bring("CE-2;Bia Exemplo;10/11/2026;850,00")
    page = client.get(second)
    assert "Colunas como na última vez." in text_of(page)
    assert "Títulos novos 1" in text_of(page)
    kept = re.search(r'name="lembradas" value="(\d+)"', page.content.decode()).group(1)
    client.post(f"{second}esquecer/", {"lembradas": kept})
    page = text_of(client.get(second))
    assert "Colunas esquecidas" in page
    assert "Falta uma coluna." in page


def test_the_comparison_is_kept_until_a_fact_of_the_credor_changes(enter, credor, monkeypatch):
    client = filled(enter, credor)
    address = upload(client, ALL[:8], lista="1")
    monkeypatch.setattr(kept, "WORTH_SECONDS", 0)
    kept.forget()
    first = text_of(client.get(f"{address}ausentes/"))
    titulo = builders.make_titulo(models.Titulo.objects.get(number="CE-0").devedor, number="NOVO")  # no event tells it
    again = text_of(client.get(f"{address}ausentes/"))
    client.post(f"/devedores/{titulo.devedor_id}/pausa/", {"kind": "pause", "until": "30/11/2026", "reason": "Pediu"})
    later = text_of(client.get(f"{address}ausentes/"))
    kept.forget()

    assert models.Event.objects.filter(name="hold.placed").count() == 1
    assert "2 títulos" in first
    assert first == again
    assert "3 títulos" in later
