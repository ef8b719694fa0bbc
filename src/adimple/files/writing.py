"""The rejected rows back to the person: the same columns and one more with the reason."""

import csv
import io
from collections.abc import Sequence

import polars as pl
import xlsxwriter

from adimple.domain import intake
from adimple.domain.errors import Rejection
from adimple.files import sheets

REASON = "motivo"


def write_table(frame: pl.DataFrame, rejections: Sequence[Rejection], *, as_xlsx: bool = False) -> bytes:
    """The rejected rows of a `Table.frame`, in order, with the column `motivo`: a CSV (UTF-8 with BOM, `;`), or an XLSX
    of text cells, which keep the zeros of a CPF.

    In a CSV, a cell that a spreadsheet would execute gets an apostrophe in front; reading the file back takes it off.
    """
    reasons = {rejection.line: f"{rejection.field}: {rejection.phrase}" for rejection in rejections}
    rejected = frame.filter(pl.col(intake.LINE).is_in(list(reasons)))
    headers = [name for name in frame.columns if name not in (intake.LINE, intake.FLAW, REASON)]
    told = [reasons[line] for line in rejected[intake.LINE].to_list()]
    rows = [
        (*headers, REASON),
        *((*row, why) for row, why in zip(rejected.select(headers).iter_rows(), told, strict=True)),
    ]
    return _xlsx(rows) if as_xlsx else _csv(rows)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([map(sheets.harmless, row) for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A cell of text is never executed, whatever it begins with."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet("Recusadas")
        sheet.set_column(0, len(rows[0]) - 2, 20, text)
        sheet.set_column(len(rows[0]) - 1, len(rows[0]) - 1, 80, text)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, text if place else bold)
    return out.getvalue()
