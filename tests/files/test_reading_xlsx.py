"""XLSX as people keep it: typed cells, headings above, several sheets; and as attackers make it."""

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adimple.domain import limits
from adimple.domain.errors import Unreadable
from adimple.files import zip_guard
from adimple.files.reading import read_table

HEADERS = ["Título", "Nome do devedor", "CPF", "Vencimento", "Valor"]
ROW = ["A-1", "José Exemplo", "111.444.777-35", date(2026, 2, 10), 1250.5]


def workbook(*rows, start=None, **sheets):
    """The bytes of a workbook: `rows` in the first sheet, then one sheet for each keyword."""
    book = openpyxl.Workbook()
    book.active.title = "Plan1"
    for name, lines in ({"Plan1": rows} | sheets).items():
        sheet = book["Plan1"] if name == "Plan1" else book.create_sheet(name)
        for row in lines:
            sheet.append(row)
    if start:
        book["Plan1"].insert_rows(1, start[0])
        book["Plan1"].insert_cols(1, start[1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(content, name="titulos.xlsx"):
    with pytest.raises(Unreadable) as unreadable:
        read_table(content, name)
    return unreadable.value.code


def cells(found):
    return [list(row) for row in found.frame.select(found.headers).rows()]


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def with_sheet_xml(rows_xml):
    """A small workbook whose first sheet holds this XML instead of its own rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(HEADERS, ROW))) as source, zipfile.ZipFile(out, "w", 8) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                start, end = content.index(b"<sheetData>"), content.index(b"</sheetData>")
                content = content[: start + 11] + rows_xml + content[end:]
            target.writestr(member.filename, content)
    return out.getvalue()


# --- read ---


def test_every_cell_is_the_text_a_brazilian_would_type():
    rows = [
        ["000123", "José Exemplo", 11144477735, date(2026, 2, 10), 1250.5],
        [123, "Ana Exemplo", "111.444.777-35", datetime(2026, 2, 10), 0.1 + 0.2],
        [123.0, "Bia Exemplo", None, "10/02/2026", 100],
        ["B", " Caio ", "", datetime(2026, 2, 10, 13, 45), -850.1],
    ]
    found = read_table(workbook(HEADERS, *rows), "a.xlsx")
    assert cells(found) == [
        ["000123", "José Exemplo", "11144477735", "2026-02-10", "1250,5"],
        ["123", "Ana Exemplo", "111.444.777-35", "2026-02-10", "0,3"],
        ["123", "Bia Exemplo", "", "10/02/2026", "100"],
        ["B", " Caio ", "", "2026-02-10 13:45:00", "-850,1"],
    ]
    assert found.frame["line"].to_list() == [2, 3, 4, 5]
    assert found.description == "XLSX, aba «Plan1», cabeçalho na linha 1"


def test_the_text_1_250_and_the_number_1_25_are_not_confused():
    # As text, `1.250` is a thousand two hundred and fifty; as a number, 1.25 and 12.345 have decimals.
    values = ["1.250", 1.25, 12.345, "12.345", 123456789.5]
    rows = [[f"{turn}", "Ana Exemplo", "", "", value] for turn, value in enumerate(values)]
    found = read_table(workbook(HEADERS, *rows), "a.xlsx")
    assert found.frame["Valor"].to_list() == ["1.250", "1,25", "12,345", "12.345", "123456789,5"]


def test_headings_and_merged_titles_above_the_header_are_passed_over():
    heading = [["Relatório de títulos em aberto"], [], ["Emitido em", date(2026, 3, 1)]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(*heading, HEADERS, ROW)))
    book.active.merge_cells("A1:E1")
    out = io.BytesIO()
    book.save(out)
    found = read_table(out.getvalue(), "a.xlsx")
    assert (found.headers, found.header_line, found.frame["line"].to_list()) == (HEADERS, 4, [5])


def test_a_sheet_that_starts_away_from_the_corner_counts_lines_as_shown():
    found = read_table(workbook(HEADERS, ROW, start=(3, 2)), "a.xlsx")
    assert (found.headers, found.frame["line"].to_list()) == (HEADERS, [5])


def test_the_first_sheet_with_a_header_is_read():
    content = workbook(["Instruções"], ["Preencha a aba ao lado."], Títulos=[HEADERS, ROW], Outra=[HEADERS])
    found = read_table(content, "a.xlsx")
    assert found.description == "XLSX, aba «Títulos», cabeçalho na linha 1"
    assert found.frame.height == 1


def test_a_hidden_sheet_is_not_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADERS, ROW, Certa=[HEADERS, ROW, ROW])))
    book["Plan1"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue(), "a.xlsx").frame.height == 2


def test_blank_rows_and_totals_are_left_aside():
    rows = [ROW, [None] * 5, ROW, ["Total", None, None, None, 2501]]
    found = read_table(workbook(HEADERS, *rows), "a.xlsx")
    assert found.frame["line"].to_list() == [2, 4]
    assert found.notices == ("Linha de total deixada de lado: 5.",)


def test_a_formula_never_computed_is_an_empty_cell():
    found = read_table(workbook(HEADERS, ["A-1", "Ana", "", "10/02/2026", "=1+1"]), "a.xlsx")
    assert found.frame["Valor"].to_list() == [""]


def test_the_name_of_the_file_does_not_matter():
    assert read_table(workbook(HEADERS, ROW), "titulos.csv").frame.height == 1


# --- refused ---


def test_what_is_no_xlsx_is_refused_with_its_reason():
    good = workbook(HEADERS, ROW)
    assert refusal(good[: len(good) // 2]) == "arquivo.cortado"
    assert refusal(good[:-10]) == "arquivo.cortado"
    assert refusal(good[:4]) == "arquivo.cortado"
    assert refusal(zipped(foto_dot_txt="a")) == "arquivo.nao_e_planilha"
    assert refusal(zipped(content_dot_xml="<a/>")) == "arquivo.ods"
    assert refusal(zipped(word__document_dot_xml="<a/>")) == "arquivo.texto"
    assert refusal(zipped(xl__workbook_dot_bin="a")) == "arquivo.xlsb"
    assert refusal(zipped(xl__workbook_dot_xml="<a/>")) in {"arquivo.danificado", "arquivo.sem_cabecalho"}
    assert refusal(workbook()) == "arquivo.sem_cabecalho"
    assert refusal(workbook(["A-1", "Ana", 1], ["A-2", "Bia", 2])) == "arquivo.sem_cabecalho"


def test_an_encrypted_member_is_a_password():
    content = bytearray(zipped(xl__workbook_dot_xml="<a/>"))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == "arquivo.com_senha"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert refusal(zipped(xl__workbook_dot_xml="<a/>", xl__media__a_dot_bin=b"\0" * 40_000_000)) == "arquivo.bomba"


def test_a_bomb_that_lies_about_its_size_is_measured():
    content = bytearray(zipped(xl__workbook_dot_xml="<a/>", xl__media__a_dot_bin=b"\0" * 40_000_000))
    while (place := content.find(struct.pack("<I", 40_000_000))) >= 0:
        content[place : place + 4] = struct.pack("<I", 10)
    assert refusal(bytes(content)) == "arquivo.bomba"


def test_the_total_size_has_a_ceiling(monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNZIPPED_BYTES", 1000)
    assert refusal(workbook(HEADERS, ROW)) == "arquivo.bomba"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b'<row r="1"><c r="XFD1"><v>1</v></c></row>', "arquivo.muitas_colunas"),
        (b"<row r='1'><c  r = 'IW1'><v>1</v></c></row>", "arquivo.muitas_colunas"),
        (b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "arquivo.muitas_linhas"),
        (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="IV1048576"><v>1</v></c></row>',
         "arquivo.muito_espalhada"),
        (b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "arquivo.danificado"),
    ],
)  # fmt: skip
def test_a_sheet_that_would_fill_the_memory_is_refused(xml, code):
    assert refusal(with_sheet_xml(xml)) == code


def test_a_column_at_the_limit_is_read():
    assert zip_guard._column_number(b"IV") == limits.MAX_COLUMNS
    wide = [f"Campo {place}" for place in range(limits.MAX_COLUMNS - len(HEADERS))]
    assert len(read_table(workbook([*HEADERS, *wide], [*ROW, *wide]), "a.xlsx").headers) == limits.MAX_COLUMNS


GOOD = workbook(HEADERS, ROW)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_workbook_is_a_table_or_a_kind_refusal(place, noise, cut):
    content = GOOD[:place] + noise + (b"" if cut else GOOD[place + len(noise) :])
    try:
        assert read_table(content, "a.xlsx").frame.height <= 1
    except Unreadable as unreadable:
        found = unreadable.code
        assert found.startswith("arquivo."), found


@pytest.mark.parametrize("lost", [1, 10, 27, 28, 29, 40])
def test_a_file_that_lost_bytes_on_the_way_was_cut(lost):
    whole = workbook(HEADERS, ROW)
    with pytest.raises(Unreadable) as refusal:
        read_table(whole[:60] + whole[60 + lost :], "a.xlsx")
    assert refusal.value.code == "arquivo.cortado"
