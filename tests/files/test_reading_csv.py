"""CSV in every dialect a Brazilian system writes becomes the same table; what is no table is refused kindly."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adimple.domain import limits
from adimple.domain.errors import Unreadable
from adimple.files import csv_rows
from adimple.files.reading import read_table

HEADERS = ["Título", "Nome do devedor", "Vencimento", "Valor (R$)"]
ROWS = [
    ["A-1", "José Exemplo; filho", "10/02/2026", "1.250,00"],
    ["A-2", 'Ana "Ninha" Exemplo,\nsegunda linha', "11/02/2026", "850,00"],
    ["A-3", "Conceição | Exemplo\tda Silva", "12/02/2026", "10,00"],
]


def written(rows, delimiter=";", newline="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return out.getvalue()


def refusal(content, name="titulos.csv"):
    with pytest.raises(Unreadable) as unreadable:
        read_table(content, name)
    return unreadable.value.code, unreadable.value.phrase


def cells(found):
    return [list(row) for row in found.frame.select(found.headers).rows()]


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_dialect_in_every_encoding_is_the_same_table(delimiter, encoding, newline):
    found = read_table(written([HEADERS, *ROWS], delimiter, newline).encode(encoding), "titulos.csv")
    assert found.headers == HEADERS
    assert cells(found) == ROWS
    assert found.frame["line"].to_list() == [2, 3, 4]
    assert found.frame["_flaw"].to_list() == ["", "", ""]


def test_the_description_says_how_the_file_was_read():
    content = written([["Relatório de contas a receber"], [], HEADERS, *ROWS]).encode("cp1252")
    found = read_table(content, "titulos.csv")
    assert found.description == "CSV separado por ponto e vírgula, Windows-1252, cabeçalho na linha 3"
    assert found.header_line == 3


def test_lines_count_as_a_spreadsheet_shows_them():
    # The cell with a line break is one row of a spreadsheet; the blank row is another.
    content = written([["Relatório", "31/01/2026"], HEADERS, ROWS[1], [], ["", "", "", ""], ROWS[0]]).encode()
    assert read_table(content, "a.csv").frame["line"].to_list() == [3, 6]


def test_excel_sep_line_is_obeyed_and_counted():
    found = read_table(("sep=|\r\n" + written([HEADERS, *ROWS], "|")).encode(), "a.csv")
    assert cells(found) == ROWS
    assert found.frame["line"].to_list() == [3, 4, 5]


def test_totals_and_repeated_headers_are_left_aside_and_told():
    rows = [ROWS[0], ["Subtotal", "", "", "1.250,00"], HEADERS, ROWS[1], ["", "Total geral:", "", "R$ 2.100,00"]]
    found = read_table(written([HEADERS, *rows]).encode(), "a.csv")
    assert cells(found) == ROWS[:2]
    assert found.notices == (
        "Cabeçalho repetido na linha 4: deixado de lado.",
        "Linha de total deixada de lado: 3, 6.",
    )


def test_a_company_called_total_is_not_a_total():
    row = ["Total", "Total Exemplo Ltda", "10/02/2026", "850,00"]
    assert cells(read_table(written([HEADERS, row]).encode(), "a.csv")) == [row]


def test_a_header_without_rows_is_an_empty_table_and_says_so():
    found = read_table(written([HEADERS]).encode(), "a.csv")
    assert found.frame.height == 0
    assert found.notices == ("Não há nenhuma linha abaixo do cabeçalho.",)


def test_short_rows_are_padded_and_rows_with_a_cell_too_many_are_marked():
    content = (
        "Título;Nome;Vencimento;Valor;E-mail\nA-1;Ana;10/02/2026;10,00\n"
        "A-2;Silva; Ana;10/02/2026;10,00;a@x.test\nA-3;Ana;10/02/2026;1,00;;;\n"
    )
    found = read_table(content.encode(), "a.csv")
    assert cells(found) == [
        ["A-1", "Ana", "10/02/2026", "10,00", ""],
        ["A-2", "Silva", " Ana", "10/02/2026", "10,00;a@x.test"],
        ["A-3", "Ana", "10/02/2026", "1,00", ""],
    ]
    assert found.frame["_flaw"].to_list() == [
        "",
        "A linha tem 6 colunas e o cabeçalho, 5: há um separador a mais dentro de um texto. "
        "Retire o «;» ou ponha o texto entre aspas.",
        "",
    ]


def test_nameless_and_repeated_columns_get_names_and_empty_ones_go():
    content = b"Nome;Vencimento;Valor;Valor;;;line\nAna;10/02/2026;1,00;2,00;x;;7\n"
    found = read_table(content, "a.csv")
    assert found.headers == ["Nome", "Vencimento", "Valor", "Valor (2)", "Coluna 5", "line (2)"]
    assert found.frame["line"].to_list() == [2]


def test_headers_we_do_not_know_are_still_a_header():
    found = read_table(b"Quem;Quando;Quanto\nAna;10/02/2026;1,00\nBia;11/02/2026;2,00\n", "a.csv")
    assert found.headers == ["Quem", "Quando", "Quanto"]


def test_accents_encoded_twice_are_mended():
    twice = written([HEADERS, *ROWS]).encode().decode("cp1252", errors="strict").encode()
    found = read_table(twice, "a.csv")
    assert cells(found) == ROWS
    assert "acentos codificados duas vezes, corrigidos" in found.description


def test_two_encodings_glued_together_are_read_line_by_line():
    content = written([HEADERS, ROWS[0]]).encode() + written([ROWS[2]]).encode("cp1252")
    found = read_table(content, "a.csv")
    assert cells(found) == [ROWS[0], ROWS[2]]
    assert "misturados, lidos linha a linha" in found.description


def test_the_mark_of_dos_at_the_end_is_not_a_cell():
    assert cells(read_table(written([HEADERS, ROWS[0]]).encode() + b"\x1a", "a.csv")) == [ROWS[0]]


# --- refused ---

GOOD = written([HEADERS, *ROWS])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "arquivo.vazio"),
        (b" \r\n\t ", "arquivo.vazio"),
        (b"\xef\xbb\xbf", "arquivo.vazio"),
        (b"\xff\xfe", "arquivo.vazio"),
        (b"\0" * 100, "arquivo.bytes_nulos"),
        (GOOD.encode().replace(b"Ana", b"A\0a"), "arquivo.bytes_nulos"),
        (GOOD.replace("Ana", "A\0a").encode("utf-16"), "arquivo.bytes_nulos"),
        (b"%PDF-1.7 Nome;Vencimento", "arquivo.pdf"),
        (b"\x89PNG\r\n\x1a\n", "arquivo.imagem"),
        (b"\x1f\x8b\x08", "arquivo.compactado"),
        (b"  <!DOCTYPE html><table><tr><td>Nome", "arquivo.html"),
        (b"<html xmlns:o='urn:schemas-microsoft-com:office:office'>", "arquivo.html"),
        (b"<?xml version='1.0'?><Workbook/>", "arquivo.xml"),
        (b"OFXHEADER:100\r\nDATA:OFXSGML", "arquivo.ofx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "arquivo.xls_antigo"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "arquivo.com_senha"),
        (b"\x01\x02\x03;\x04\x05\n" * 30, "arquivo.binario"),
        (b"nome;valor\n\x81\x8d;1\n", "arquivo.binario"),
        (b"Prezados senhores,\nsegue em anexo o que combinamos.\nAtenciosamente", "arquivo.sem_cabecalho"),
        (b"Nome\nAna\nBia\n", "arquivo.sem_colunas"),
        (b"A-1;Ana Exemplo;10/02/2026;850,00\nA-2;Bia Exemplo;11/02/2026;900,00\n", "arquivo.sem_cabecalho"),
        (GOOD.encode()[:-30] + b';"Ana', "arquivo.cortado"),
        ((GOOD + 'A-4;Bia Exemplo;12/02/2026;"850,0').encode(), "arquivo.cortado"),
        (GOOD.encode("utf-16")[:-1], "arquivo.cortado"),
        ((GOOD + "A-4;Concei\u00e7").encode()[:-1], "arquivo.cortado"),
        ((GOOD + "A-4;Bia Exemplo;12/0").encode(), "arquivo.cortado"),
        (b"Nome;Vencimento;Valor\n" + b"Ana;b;c;10/02/2026;1,00\n" * 3, "arquivo.torto"),
        (b"Nome;Vencimento;Valor\n" + b"Ana;10/02/2026;" + b"9" * 20_000 + b"\n", "arquivo.celula_longa"),
        (b'Nome;Vencimento;Valor\n"Ana;10/02/2026;1,00\n' + b"Bia;10/02/2026;1,00\n" * 9000, "arquivo.aspas"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, code):
    found, phrase = refusal(content)
    assert found == code
    assert phrase[0].isupper()
    assert phrase.endswith(".")


def test_the_refusals_say_what_to_do():
    assert refusal(b"")[1] == "O arquivo está vazio. Exporte de novo e confira se há linhas nele."
    assert refusal(b"Nome\nAna\n")[1] == (
        "O arquivo tem uma coluna só: não é uma planilha, ou falta o separador (ponto e vírgula)."
    )
    assert refusal((GOOD + "A-4;Bia Exemplo;12/0").encode())[1] == (
        "O arquivo foi cortado: a última linha tem 3 de 4 colunas. Exporte de novo."
    )


def test_text_that_claims_to_be_xlsx_is_told_so():
    assert refusal(b"nada", "titulos.XLSX") == (
        "arquivo.nao_e_planilha",
        "O nome diz XLSX, mas o conteúdo não é uma planilha. Salve de novo como XLSX e envie.",
    )


def test_ceilings_are_enforced(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    assert refusal(GOOD.encode())[0] == "arquivo.muitas_linhas"
    monkeypatch.setattr(limits, "MAX_COLUMNS", 3)
    assert refusal(GOOD.encode())[0] == "arquivo.muitas_colunas"
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1024 * 1024)
    assert refusal(b"Nome;Valor\n" * 100_000) == (
        "arquivo.grande",
        "O arquivo passa de 1 MB. Divida em partes e envie uma a uma.",
    )


def test_a_large_file_keeps_its_lines_across_batches(monkeypatch):
    monkeypatch.setattr(csv_rows, "_BATCH_ROWS", 7)
    rows = [[f"A-{turn}", "Ana Exemplo", "10/02/2026", "1,00"] for turn in range(100)]
    found = read_table(written([HEADERS, *rows]).encode(), "a.csv")
    assert found.frame["line"].to_list() == list(range(2, 102))
    assert found.frame["Título"].to_list() == [f"A-{turn}" for turn in range(100)]


# --- properties ---


@settings(max_examples=120, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(alphabet='ab1;,\t|"\n\r \0é=Nomealr', max_size=200).map(str.encode)))
@example(b'Nome;Valor\n"')
@example(b'Nome;Valor\nAna;1\n"a')
@example(b"Nome;Valor\r1;2\r")
@example(b"PK\x03\x04")
@example(b"\xff\xfeN\0")
def test_any_bytes_are_a_table_or_a_kind_refusal(content):
    try:
        found = read_table(content, "a.csv")
    except Unreadable:
        return
    assert len(set(found.frame.columns)) == len(found.frame.columns)
    assert found.frame["line"].is_unique().all()
    assert found.frame.null_count().sum_horizontal().sum() == 0


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).map(str.strip)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5), st.sampled_from(";,\t|"))
def test_what_was_written_is_read_back(rows, delimiter):
    header = ["Nome", "Vencimento", "Valor"]
    full = [["A-1", *row] for row in rows]
    found = read_table(written([["Título", *header], *full], delimiter).encode("utf-8-sig"), "a.csv")
    assert cells(found) == full
