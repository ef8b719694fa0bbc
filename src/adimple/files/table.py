"""The rows of a file as text under the person's own column names, and how we read them."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from adimple.domain import intake, limits
from adimple.domain.errors import Unreadable
from adimple.files import header

_SAMPLE_ROWS = 200
_TOTAL = (
    r"(?i)^(?:sub[ -]?)?tota(?:l|is)"
    r"(?: geral| gerais| da p[aá]gina| do relat[oó]rio| de registros| de t[ií]tulos)?\s*:?[\sR$\d.,]*$"
)
_ONLY_AMOUNT = r"^[\sR$\d.,()\-]*$"
_NEUTRALISED = r"^'([=+\-@])"  # the apostrophe that `writing` puts before what a spreadsheet would execute


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet read. `frame` has the person's columns as String (never null), `line` and, in the end, `_flaw`.

    `line` (Int64) counts as the person's spreadsheet does, from 1, header and blank rows included. `_flaw`
    says in pt-BR why a row cannot be trusted (a cell too many); intake rejects it. `description` and
    `notices` are for the person.
    """

    frame: pl.DataFrame
    header_line: int
    description: str
    notices: tuple[str, ...] = ()

    @property
    def headers(self) -> list[str]:
        return [name for name in self.frame.columns if name not in (intake.LINE, intake.FLAW)]

    @property
    def sample(self) -> dict[str, list[str]]:
        """The first cells of each column, for `intake.recognise`."""
        return self.frame.head(_SAMPLE_ROWS).select(self.headers).to_dict(as_series=False)


def build_table(raw: pl.DataFrame, names: Sequence[str], *, header_line: int, description: str) -> Table:
    """The table of the rows below the header. `raw` has `line`, `_flaw` and one String column a cell.

    Blank rows go in silence; totals and repeated headers go with a notice; nameless empty columns go.
    """
    cells = [name for name in raw.columns if name not in (intake.LINE, intake.FLAW)]
    texts = pl.col(cells).fill_null("").str.replace(_NEUTRALISED, "${1}")
    raw = raw.with_columns(texts).filter(pl.concat_str(cells).str.contains(r"\S"))
    _refuse_long_cells(raw, cells)
    raw, repeated = _split(raw, pl.col(cells[0]).str.strip_chars() == names[0].strip(), _repeats_header(cells, names))
    raw, totals = _split(raw, pl.concat_str(cells).str.contains("(?i)tota"), _is_total(cells))
    nameless = [cell for cell, name in zip(cells, names, strict=True) if not name.strip()]
    empty = {cell for cell in nameless if (raw[cell] == "").all()}
    kept = [(cell, name) for cell, name in zip(cells, names, strict=True) if cell not in empty]
    shown = header.unique_names([name for _, name in kept], places=[cells.index(cell) for cell, _ in kept])
    renamed = {cell: name for (cell, _), name in zip(kept, shown, strict=True)}
    # Two steps, because a person's column may have the name of one of our cells.
    frame = raw.select([pl.col(cell) for cell in renamed] + [pl.col(intake.LINE, intake.FLAW)])
    frame.columns = [*renamed.values(), intake.LINE, intake.FLAW]
    return Table(frame, header_line, description, _notices(frame, repeated, totals))


def _split(raw: pl.DataFrame, likely: pl.Expr, mask: pl.Expr) -> tuple[pl.DataFrame, list[int]]:
    """The rows where the mask is false, and the lines where it is true: asked only of the few rows `likely` tells."""
    found = raw.filter(likely).filter(mask)[intake.LINE]
    return (raw.filter(~pl.col(intake.LINE).is_in(found.implode())) if len(found) else raw), found.to_list()


def _repeats_header(cells: list[str], names: Sequence[str]) -> pl.Expr:
    return pl.all_horizontal(
        pl.col(cell).str.strip_chars() == name.strip() for cell, name in zip(cells, names, strict=True)
    )


def _is_total(cells: list[str]) -> pl.Expr:
    """Clearly a total: its first words say so, the rest are amounts, and at least one cell is empty."""
    words = [pl.when(pl.col(cell).str.contains(_ONLY_AMOUNT)).then(None).otherwise(pl.col(cell)) for cell in cells]
    only_word = pl.sum_horizontal(word.is_not_null() for word in words) == 1
    return (
        only_word
        & pl.coalesce(words).str.strip_chars().str.contains(_TOTAL).fill_null(False)
        & pl.any_horizontal(pl.col(cell) == "" for cell in cells)
    )


def _refuse_long_cells(raw: pl.DataFrame, cells: list[str]) -> None:
    long = raw.filter(pl.any_horizontal(pl.col(cells).str.len_chars() > limits.MAX_CELL_CHARS))
    if long.height:
        phrase = (
            f"Na linha {long[intake.LINE][0]} há uma célula com mais de {limits.MAX_CELL_CHARS} caracteres. "
            "É provável que haja aspas abertas e não fechadas; corrija e envie de novo."
        )
        raise Unreadable("arquivo.celula_longa", phrase)


def _notices(frame: pl.DataFrame, repeated: list[int], totals: list[int]) -> tuple[str, ...]:
    told = []
    if repeated:
        told.append(f"Cabeçalho repetido na linha {_some(repeated)}: deixado de lado.")
    if totals:
        told.append(f"Linha de total deixada de lado: {_some(totals)}.")
    if frame.height == 0:
        told.append("Não há nenhuma linha abaixo do cabeçalho.")
    return tuple(told)


def _some(lines: list[int]) -> str:
    return ", ".join(str(line) for line in lines[:5]) + (f" e mais {len(lines) - 5}" if len(lines) > 5 else "")
