"""A CSV without quotes is cut line by line; a CSV with one is read by the rules. Both give the same table."""

from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from adimple.files import csv_rows

_CELLS = st.text("abç 0-9,.'=@-\u00a0\u2028\x0b\x85", max_size=6)
_ROWS = st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=12)


@given(_ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans())
@example([["a", "b", "c"], ["", "", ""], ["TOTAL", "", "3,00"], ["Nome", "Vencimento", "Valor"]], "\r\n", True)
@example([["", "", ""]], "\n", False)
def test_the_short_way_gives_the_table_of_the_long_way(rows: list[list[str]], newline: str, ends: bool) -> None:
    lines = ["Nome;Vencimento;Valor", *(";".join(row) for row in rows), "fim;01/02/2026;1,00"]
    plain = newline.join(lines) + newline * ends
    quoted = plain.replace("Valor", '"Valor"', 1)
    short, long = csv_rows.read_csv(plain.encode()), csv_rows.read_csv(quoted.encode())
    assert_frame_equal(short.frame, long.frame)
    assert (short.notices, short.header_line) == (long.notices, long.header_line)


def test_lines_count_from_the_first_of_the_file() -> None:
    table = csv_rows.read_csv("Relatório\n\nNome;Vencimento;Valor\nAna;01/02/2026;1,00\nBia;01/02/2026;2,00\n".encode())
    assert table.frame["line"].to_list() == [4, 5]


def test_old_mac_newlines_are_rows_too() -> None:
    table = csv_rows.read_csv(b"Nome;Vencimento;Valor\rAna;01/02/2026;1,00\rBia;01/02/2026;2,00\r")
    assert table.frame["Nome"].to_list() == ["Ana", "Bia"]
