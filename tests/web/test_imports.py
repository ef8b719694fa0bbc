"""Importar: upload, check, point at columns, write, download what was left out."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from adimple.store import models
from tests import builders
from tests.usecases.sheets import PAID_HEADER, paid, row, sheet
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

ROWS = (row("CE-1"), row("CE-2", cpf="123.456.789-00"), row("CE-3", cpf="", nome="Bruno Exemplo", email=""))


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo")


def send(client, content, kind="titulos", name="novembro.csv", **given):
    file = SimpleUploadedFile(name, content)
    return client.post("/importar/", {"kind": kind, "file": file} | given)


def upload(client, *rows, **given):
    """The address of the preview."""
    response = send(client, given.pop("content", None) or sheet(*rows), **given)
    assert response.status_code == 302
    return response.url


def test_a_preview_tells_everything_and_writes_nothing(enter, credor):
    client = enter(credor, role="manager")
    page = text_of(client.get(upload(client, *ROWS)))
    assert "Gravar 2 títulos" in page
    assert "Linhas lidas 3" in page
    assert "Títulos novos 2" in page
    assert "Recusadas 1" in page
    assert "R$ 1.700,00 a gravar" in page
    assert "3 CPF 123.456.789-00 CPF inválido: dígito verificador é 9, veio 0. 1" in page
    assert "2 Ana Exemplo CE-1 10/11/2026 850,00 novo" in page
    assert not models.Titulo.objects.exists()
    assert not models.Devedor.objects.exists()
    assert not models.Event.objects.exists()


def test_what_was_previewed_is_what_is_written(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, *ROWS)
    assert client.post(f"{address}gravar/").url == address
    page = text_of(client.get(address))
    assert "Novos 2" in page
    assert "Recusadas 1" in page
    assert "Gravado em 24/11/2026 10h00" in page
    assert models.Titulo.objects.count() == 2
    file = models.ImportFile.objects.get()
    assert (file.accepted, file.updated, file.unchanged, file.rejected) == (2, 0, 0, 1)


def test_a_file_is_written_once(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, *ROWS)
    client.post(f"{address}gravar/")
    assert client.post(f"{address}gravar/").status_code == 409
    assert models.Event.objects.filter(name="titulos.imported").count() == 1


def test_the_same_file_again_has_nothing_to_write(enter, credor):
    client = enter(credor, role="manager")
    client.post(f"{upload(client, *ROWS)}gravar/")
    page = text_of(client.get(upload(client, *ROWS)))
    assert "Nada a gravar." in page
    assert "Gravar 0" not in page


def test_refused_rows_download_as_the_same_sheet_before_and_after_writing(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, *ROWS)
    before = client.get(f"{address}recusadas/")
    client.post(f"{address}gravar/")
    after = client.get(f"{address}recusadas/")
    assert before.content == after.content
    lines = before.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Número;Parcela;Nome;CPF;E-mail;Celular;Vencimento;Valor;Descrição;motivo"
    assert lines[1].startswith("CE-2;;Ana Exemplo;123.456.789-00;")
    assert lines[1].endswith(";CPF: CPF inválido: dígito verificador é 9, veio 0.")
    assert len(lines) == 2
    assert "novembro-recusadas.csv" in before.headers["Content-Disposition"]


def test_refused_rows_of_an_xlsx_download_as_an_xlsx(enter, credor):
    book = openpyxl.Workbook()
    book.active.append(["Número", "Nome", "CPF", "Vencimento", "Valor"])
    book.active.append(["CE-1", "Ana Exemplo", "01234567891", "10/11/2026", "850,00"])
    content = io.BytesIO()
    book.save(content)
    client = enter(credor, role="manager")
    address = upload(client, content=content.getvalue(), name="novembro.xlsx")
    back = client.get(f"{address}recusadas/")
    assert "novembro-recusadas.xlsx" in back.headers["Content-Disposition"]
    assert back.headers["Content-Type"].endswith("spreadsheetml.sheet")
    header, refused = openpyxl.load_workbook(io.BytesIO(back.content)).active.values
    assert header == ("Número", "Nome", "CPF", "Vencimento", "Valor", "motivo")
    assert refused[:5] == ("CE-1", "Ana Exemplo", "01234567891", "10/11/2026", "850,00")
    assert refused[5].startswith("CPF: CPF inválido")


def test_a_corrected_sheet_with_its_reasons_is_read_again(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, *ROWS)
    client.post(f"{address}gravar/")
    back = client.get(f"{address}recusadas/").content.replace(b"123.456.789-00", b"529.982.247-25")
    client.post(f"{upload(client, content=back)}gravar/")
    assert set(models.Titulo.objects.values_list("number", flat=True)) == {"CE-1", "CE-2", "CE-3"}


def test_a_column_nobody_recognises_is_asked_for_and_then_read(enter, credor):
    client = enter(credor, role="manager")
    content = sheet("Ana Exemplo;10/11/2026;850,00", header="Quem;Vencimento;Valor")
    address = upload(client, content=content)
    page = text_of(client.get(address))
    assert "Falta uma coluna." in page
    assert "«Nome do devedor»" in page
    assert "Gravar 1" not in page
    fields = {"coluna": ["Quem", "Vencimento", "Valor"], "campo": ["devedor_name", "due_on", "principal"]}
    assert client.post(f"{address}colunas/", fields).url == address
    client.post(f"{address}gravar/")
    assert models.Devedor.objects.get().name == "Ana Exemplo"


def test_two_columns_for_one_field_are_refused_and_said(enter, credor):
    client = enter(credor, role="manager")
    content = sheet("Ana Exemplo;10/11/2026;850,00", header="Nome;Vencimento;Valor")
    address = upload(client, content=content)
    fields = {"coluna": ["Nome", "Vencimento", "Valor"], "campo": ["devedor_name", "due_on", "due_on"]}
    response = client.post(f"{address}colunas/", fields)
    assert response.status_code == 422
    assert "«Vencimento» e «Valor» apontam para Vencimento. Deixe só uma delas." in text_of(response)
    assert models.ImportFile.objects.get().mapping == {}


def test_a_discarded_file_leaves_with_its_bytes(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, *ROWS)
    assert client.post(f"{address}descartar/").url == "/importar/"
    assert not models.ImportFile.objects.exists()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04abc"])
def test_what_cannot_be_read_is_said_and_not_kept(enter, credor, content):
    response = send(enter(credor, role="manager"), content)
    assert response.status_code == 422
    assert "Falta corrigir 1 campo." in text_of(response)
    assert not models.ImportFile.objects.exists()


def test_no_file_is_a_kind_error(enter, credor):
    response = enter(credor, role="manager").post("/importar/", {"kind": "titulos"})
    assert response.status_code == 422
    assert "Escolha o arquivo" in text_of(response)


def test_with_two_credores_one_is_chosen(enter, credor):
    other = builders.make_credor()
    client = enter(credor, other, role="manager")
    assert send(client, sheet(*ROWS)).status_code == 422
    upload(client, *ROWS, credor=str(other.id))
    assert models.ImportFile.objects.get().credor_id == other.id


def test_a_foreign_credor_cannot_be_given_a_file(enter, credor):
    foreign = builders.make_credor()
    assert send(enter(credor), sheet(*ROWS), credor=str(foreign.id)).status_code == 404
    assert not models.ImportFile.objects.exists()


def test_an_operator_brings_payments_and_not_titulos(enter, credor):
    client = enter(credor, role="operator")
    assert send(client, sheet(*ROWS)).status_code == 409
    assert not models.ImportFile.objects.exists()
    assert upload(client, paid(), content=sheet(paid(), header=PAID_HEADER), kind="payments")


def test_an_auditor_sees_the_files_and_has_no_form(enter, credor):
    builders.make_import(credor, name="antigo.csv")
    page = enter(credor, role="auditor").get("/importar/")
    assert "antigo.csv" in text_of(page)
    assert 'type="file"' not in page.content.decode()


def test_payments_are_previewed_and_written(enter, credor):
    titulo = builders.make_titulo(
        builders.make_devedor(credor, name="Ana Exemplo"), number="CE-1", identity_key="n:CE-1|"
    )
    client = enter(credor, role="operator")
    content = sheet(paid(value="850,00", day="05/11/2026"), paid("CE-9"), header=PAID_HEADER)
    address = upload(client, content=content, kind="payments")
    page = text_of(client.get(address))
    assert "Gravar 1 pagamento" in page
    assert "2 Ana Exemplo CE-1 05/11/2026 850,00 quita" in page
    assert "Não encontramos o título CE-9." in page
    assert not models.Payment.objects.exists()
    client.post(f"{address}gravar/")
    titulo.refresh_from_db()
    assert titulo.closed_reason == "paid"
    again = text_of(client.get(upload(client, content=content, kind="payments")))
    assert "Nada a gravar." in again
    assert "já registrado" in again


def test_a_files_cells_cannot_become_markup(enter, credor):
    client = enter(credor, role="manager")
    content = sheet(row(nome="<script>alert(1)</script> Exemplo"), row("CE-2", valor="<b>x"))
    body = client.get(upload(client, content=content, name="<i>.csv")).content.decode()
    assert "<script>alert" not in body
    assert "<b>x" not in body
    assert "<i>.csv" not in body
    assert len(re.findall("&lt;script&gt;alert", body)) >= 1
