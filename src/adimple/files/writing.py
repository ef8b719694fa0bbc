"""The rejected rows back to the person: the same columns and one more with the reason."""

import csv
import io
import re
from collections.abc import Sequence

import polars as pl

from adimple.domain import intake
from adimple.domain.errors import Rejection

REASON = "motivo"
_NUMBER = re.compile(r"[+-]?[\d.,]+", re.ASCII)
_EXECUTED = ("=", "+", "-", "@", "\t", "\r")


def write_table(frame: pl.DataFrame, rejections: Sequence[Rejection]) -> bytes:
    """A CSV (UTF-8 with BOM, `;`) of the rejected rows of a `Table.frame`, in order, with the column `motivo`.

    A cell that a spreadsheet would execute gets an apostrophe in front; reading the file back takes it off.
    """
    reasons = {rejection.line: f"{rejection.field}: {rejection.phrase}" for rejection in rejections}
    rejected = frame.filter(pl.col(intake.LINE).is_in(list(reasons)))
    headers = [name for name in frame.columns if name not in (intake.LINE, intake.FLAW, REASON)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(_harmless, headers), REASON])
    for line, row in zip(rejected[intake.LINE].to_list(), rejected.select(headers).iter_rows(), strict=True):
        writer.writerow([*map(_harmless, row), _harmless(reasons[line])])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: str) -> str:
    """Formula injection (OWASP): `=HYPERLINK(…)` becomes `'=HYPERLINK(…)`; plain numbers stay numbers."""
    return f"'{cell}" if cell.startswith(_EXECUTED) and not _NUMBER.fullmatch(cell) else cell
