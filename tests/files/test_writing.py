"""The rejected rows go back as the same sheet with the reason, harmless to whoever opens it."""

import io
from datetime import date

import openpyxl
import pytest

from adimple.domain import intake
from adimple.domain.errors import Rejection
from adimple.files.reading import read_table
from adimple.files.writing import write_table

CONTENT = "Título;Nome;Vencimento;Valor;Obs\nA-1;Ana;10/02/2026;850,00;\nA-2;;31/02/2026;-1,00;=1+1\n".encode()


def test_only_the_rejected_rows_return_with_the_reason_last():
    found = read_table(CONTENT, "a.csv")
    rejections = [Rejection(3, "Nome", "devedor.sem_nome", "Falta o nome do devedor. Preencha a coluna.")]
    assert write_table(found.frame, rejections).decode("utf-8-sig") == (
        "Título;Nome;Vencimento;Valor;Obs;motivo\r\n"
        "A-2;;31/02/2026;-1,00;'=1+1;Nome: Falta o nome do devedor. Preencha a coluna.\r\n"
    )


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("@cmd", "'@cmd"),
        ("-850,00", "-850,00"),
        ("+5511987654321", "+5511987654321"),
        ("Ana", "Ana"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_execute_is_neutralised(cell, written):
    found = read_table('Nome;Vencimento;Valor\n"{}";x;1\n'.format(cell.replace('"', '""')).encode(), "a.csv")
    text = write_table(found.frame, [Rejection(2, "Nome", "a", "b")]).decode("utf-8-sig")
    assert text.split("\r\n")[1] == f"{written};x;1;Nome: b"


def test_a_header_that_a_spreadsheet_would_execute_is_neutralised_too():
    found = read_table(b"Nome;Vencimento;=cmd()\nAna;x;1\n", "a.csv")
    assert write_table(found.frame, []).decode("utf-8-sig") == "Nome;Vencimento;'=cmd();motivo\r\n"


def test_the_file_mended_and_brought_back_is_the_same_sheet():
    found = read_table(CONTENT, "a.csv")
    result = intake.read_titulos(found.frame, intake.recognise(found.headers), date(2026, 3, 1))
    assert [rejection.line for rejection in result.rejections] == [3]
    back = read_table(write_table(found.frame, result.rejections), "a.csv")
    assert back.headers == [*found.headers, "motivo"]
    assert back.frame.select(found.headers).rows() == [("A-2", "", "31/02/2026", "-1,00", "=1+1")]
    again = write_table(back.frame, [Rejection(2, "Valor", "a", "novo")]).decode("utf-8-sig")
    assert again.split("\r\n")[0] == "Título;Nome;Vencimento;Valor;Obs;motivo"


def test_an_xlsx_returns_as_an_xlsx_of_text_that_reads_back_the_same():
    content = "Título;Nome;CPF;Vencimento;Obs\nA-1;Ana;01234567890;31/02/2026;=1+1\nA-2;Bia;00000000191;10/02/2026;-\n"
    found = read_table(content.encode(), "a.csv")
    rejections = [Rejection(2, "Vencimento", "data.invalida", "O dia 31/02/2026 não existe.")]
    written = write_table(found.frame, rejections, as_xlsx=True)
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Título", "Nome", "CPF", "Vencimento", "Obs", "motivo"],
        ["A-1", "Ana", "01234567890", "31/02/2026", "=1+1", "Vencimento: O dia 31/02/2026 não existe."],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}  # no formula among them
    back = read_table(written, "a.xlsx")
    assert back.frame.select(found.headers).rows() == [("A-1", "Ana", "01234567890", "31/02/2026", "=1+1")]
