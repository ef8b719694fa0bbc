"""Arbitrary bytes, and valid sheets cut, flipped and swapped: refused, or accepted as the reference reads them."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from adimple.domain import intake
from adimple.domain.errors import Invalid, Rejection, Unreadable
from adimple.files import writing
from adimple.files.reading import read_table
from adimple.usecases import read_import
from tests.hostile import bombs, reference
from tests.hostile.case import GOOD, HEADER, ON, PLAIN, as_csv, as_xlsx, row, text
from tests.hostile.depth import tries

ROWS = [HEADER, PLAIN, GOOD, row(Número="C-1", Valor="1.234,56", Vencimento="25/12/2026", CPF="11.222.333/0001-81")]
SHEETS = (
    as_csv(ROWS), text(ROWS).encode("cp1252"), text(ROWS).encode("utf-16"), text(ROWS, ",").encode(),
    text(ROWS, "\t", "\n").encode("utf-8-sig"), as_xlsx(ROWS), bombs.workbook(bombs.sheet_xml(bombs.rows_xml(ROWS))),
)  # fmt: skip
_SIGNS = [b"0", b"9", b",", b".", b";", b'"', b"\n", b"\r", b"\0", b"-", b"\xff", b"\xc3", b"<", b" ", b"/", b"E"]


@st.composite
def mutated(draw) -> bytes:
    """A sheet that was whole, after up to four accidents."""
    content = draw(st.sampled_from(SHEETS))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.sampled_from(("flip", "put", "cut", "lose", "repeat"))):
            case "flip":
                content = content[:place] + bytes([draw(st.integers(0, 255))]) + content[place + 1 :]
            case "put":
                content = content[:place] + draw(st.sampled_from(_SIGNS)) + content[place:]
            case "cut":
                content = content[:place]
            case "lose":
                content = content[:place] + content[place + draw(st.integers(1, 30)) :]
            case "repeat":
                content = content[:place] + content[max(place - 40, 0) :]
    return content


def check(content: bytes, name: str, kind: str) -> int:
    """How many rows were accepted, each as the reference reads its cells; 0 where the file is refused."""
    try:
        found = read_import.read_import(content, name, kind, ON)
    except (Unreadable, Invalid):
        return 0
    read = found.intake
    assert read.accepted.height + len(read.rejections) + read.skipped == read.rows
    lines = {cells["line"]: cells for cells in found.table.frame.to_dicts()}
    for accepted in read.accepted.iter_rows(named=True):
        told = {field: bare(lines[accepted["line"]][header]) for field, header in found.headers.items()}
        assert accepted["document"] == reference.document(told.get("document", "")), told
        if kind == intake.TITULOS:
            assert accepted["due_on"] == reference.day(told["due_on"]), told
            assert accepted["original_cents"] == reference.cents(told.get("principal") or told["balance"]), told
        else:
            assert accepted["paid_on"] == reference.day(told["paid_on"]), told
            assert accepted["amount_cents"] == reference.cents(told["amount"]), told
    return read.accepted.height


def bare(cell: str) -> str:
    """As a person sees it: nothing invisible, single spaces; a mask of nothing is nothing."""
    seen = "".join(char for char in cell if char not in "\u00ad\u200b\u200e\u200f\u2060\ufeff")
    seen = " ".join("".join(" " if ord(char) < 32 or 127 <= ord(char) < 160 else char for char in seen).split())
    return seen if seen.strip(" -–—_./*") else ""


def test_every_whole_sheet_is_accepted_whole():
    assert [check(content, "a.csv", intake.TITULOS) for content in SHEETS] == [3] * len(SHEETS)


@tries(250)
@given(mutated(), st.sampled_from([intake.TITULOS, intake.PAYMENTS]))
def test_a_sheet_after_an_accident_is_read_as_the_reference_reads_it_or_refused(content, kind):
    check(content, "titulos.xlsx" if content[:2] == b"PK" else "titulos.csv", kind)


@tries(150)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda end: b"PK\x03\x04" + end)))
def test_arbitrary_bytes_are_no_titulos(content):
    assert check(content, "a.csv", intake.TITULOS) == 0


CELLS = st.text(st.sampled_from("=+-@\t\r\n'\"; ,|aA1(\u200b"), min_size=1, max_size=6)


@tries(150)
@given(CELLS, CELLS)
@example("\n=1+1", "x")
@example("=cmd|' /C calc'!A0", "-2+3")
def test_no_rejected_cell_is_executed_by_a_spreadsheet(name, number):
    table = read_table(as_csv([HEADER, row(Nome="x", Valor="?"), GOOD]), "a.csv")
    frame = table.frame.with_columns(Nome=table.frame["Nome"].replace("x", name)).rename({"Descrição": f"={number}"})
    written = writing.write_table(frame, [Rejection(2, "Valor", "valor.invalido", f"{name}?")])
    told = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(told) == 2
    for cell in (cell for cells in told for cell in cells):
        is_number = cell.lstrip("+-").replace(",", "").replace(".", "").isdecimal()
        assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell
