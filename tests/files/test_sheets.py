"""A list as a spreadsheet: what Excel in Portuguese opens, what nobody can execute."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from adimple.files import sheets
from adimple.files.sheets import DAY, MOMENT, MONEY, TEXT, WHOLE, Column

COLUMNS = [Column("Nome"), Column("Valor", MONEY), Column("Dia", DAY), Column("Hora", MOMENT), Column("Quantos", WHOLE)]
ROW = ("Ana Exemplo", 1_234_56, date(2026, 11, 24), datetime(2026, 11, 24, 9, 5, 7), 3)
EXECUTED = ("=1+1", "+SUM(A1)", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1")


def csv_of(*rows, columns=COLUMNS) -> bytes:
    out = io.BytesIO()
    sheets.write_csv(columns, rows, out)
    return out.getvalue()


def xlsx_of(*rows, columns=COLUMNS):
    out = io.BytesIO()
    sheets.write_xlsx(columns, rows, out, "Lista")
    return openpyxl.load_workbook(out)["Lista"]


def test_a_csv_has_bom_semicolons_a_decimal_comma_and_days_as_brazilians_write():
    assert csv_of(ROW) == (
        b"\xef\xbb\xbfNome;Valor;Dia;Hora;Quantos\r\nAna Exemplo;1234,56;24/11/2026;24/11/2026 09:05:07;3\r\n"
    )


@pytest.mark.parametrize(("cents", "written"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (-1_234_56, "-1234,56")])
def test_cents_are_written_without_losing_a_sign_or_a_zero(cents, written):
    assert csv_of([cents], columns=[Column("Valor", MONEY)]).decode("utf-8-sig") == f"Valor\r\n{written}\r\n"


def test_what_is_missing_is_an_empty_cell():
    assert csv_of(("", None, None, None, None)).decode("utf-8-sig").splitlines()[1] == ";;;;"
    assert {cell.value for cell in xlsx_of(("", None, None, None, None))[2]} == {None}


@pytest.mark.parametrize("cell", EXECUTED)
def test_what_excel_would_execute_is_text_in_a_csv(cell):
    line = csv_of([cell], columns=[Column("Nome")]).decode("utf-8-sig").removeprefix("Nome\r\n")

    assert line.lstrip('"').startswith("'")


def test_numbers_with_a_sign_stay_numbers_in_a_csv():
    assert csv_of(["-5"], columns=[Column("Nome")]).decode("utf-8-sig") == "Nome\r\n-5\r\n"


@pytest.mark.parametrize("cell", [*EXECUTED, "https://exemplo.test/a", "{=1}"])
def test_no_cell_of_text_is_a_formula_or_a_link_in_an_xlsx(cell):
    found = xlsx_of([cell], columns=[Column("Nome")])["A2"]

    assert (found.data_type, found.hyperlink) == ("s", None)


def test_an_xlsx_has_numbers_days_and_hours_that_count_as_such():
    row = [cell.value for cell in xlsx_of(ROW)[2]]

    assert row == ["Ana Exemplo", 1234.56, datetime(2026, 11, 24), datetime(2026, 11, 24, 9, 5, 7), 3]


def test_a_day_before_excel_s_first_is_text_in_an_xlsx():
    assert xlsx_of([date(1900, 2, 28)], columns=[Column("Dia", DAY)])["A2"].value == "1900-02-28"


def test_a_text_longer_than_excel_s_cell_is_cut_there_and_whole_in_a_csv():
    long = "a" * 40_000

    assert len(xlsx_of([long], columns=[Column("Nome", TEXT)])["A2"].value) == 32_767
    assert len(csv_of([long], columns=[Column("Nome", TEXT)])) == 3 + len("Nome\r\n") + 40_000 + 2


def test_rows_are_written_as_they_come_not_kept():
    """A list of any length passes through: a row that is being made finds the ones before it already written."""
    out, sizes = io.BytesIO(), []

    def rows():
        for line in range(3_000):
            sizes.append(out.tell())
            yield [f"{line}"]

    sheets.write_csv([Column("Nome")], rows(), out)

    # BOM and heading, then the first thousand: 3 + 6 + 10 × 3 + 90 × 4 + 900 × 5
    assert sizes[-1] > sizes[1_500] == 3 + 6 + 10 * 3 + 90 * 4 + 900 * 5
