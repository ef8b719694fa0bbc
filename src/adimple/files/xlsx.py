"""XLSX through fastexcel: every cell as the text a person in Brazil would type."""

import re
from typing import cast

import fastexcel
import polars as pl

from adimple.domain import intake
from adimple.domain.errors import Unreadable
from adimple.files import header, zip_guard
from adimple.files.table import Table, build_table

_MAX_SHEETS = 20
_ERROR = re.compile(r"Error\((\w+)\)")
_SHOWN = {"Ref": "#REF!", "NA": "#N/A", "Div0": "#DIV/0!", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!"}
_DECIMAL = r"^-?\d+\.\d+$"
_BIG_DECIMAL = r"^-?\d{8,}\.\d+$"
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$"
_DAMAGED = "A planilha está danificada e não abre. Abra no Excel, salve de novo como XLSX e envie."
_NO_HEADER = (
    "Não encontramos o cabeçalho em nenhuma aba: uma linha com os nomes das colunas, como Nome, Vencimento e Valor. "
    "Acrescente essa linha e envie de novo."
)


def read_xlsx(content: bytes) -> Table:
    """The table in the first sheet that has a header. Raises Unreadable."""
    zip_guard.refuse_harmful(content)
    try:
        return _read(fastexcel.read_excel(content))
    except fastexcel.FastExcelError as error:
        raise Unreadable("arquivo.danificado", _DAMAGED) from error
    except BaseException as error:
        # A panic in the reader's Rust is not an Exception and cannot be imported; a damaged file may cause one.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("arquivo.danificado", _DAMAGED) from error


def _read(reader: fastexcel.ExcelReader) -> Table:
    for sheet_name in reader.sheet_names[:_MAX_SHEETS]:
        sheet = reader.load_sheet(sheet_name, header_row=None, skip_rows=0, dtypes="string")
        if sheet.visible != "visible" or not sheet.width:
            continue
        cells = _with_errors(sheet)
        found = header.find_header(cells.head(header.SEARCHED_ROWS + 1).fill_null("").rows())
        if found is None:
            continue
        names = [cell or "" for cell in cells.row(found.place)]
        raw = _as_typed(cells, reader, sheet_name).with_row_index(intake.LINE, offset=1).slice(found.place + 1)
        raw = raw.with_columns(pl.col(intake.LINE).cast(pl.Int64), pl.lit("").alias(intake.FLAW))
        description = f"XLSX, aba «{sheet_name}», cabeçalho na linha {found.place + 1}"
        return build_table(raw, names, header_line=found.place + 1, description=description)
    raise Unreadable("arquivo.sem_cabecalho", _NO_HEADER)


def _with_errors(sheet: fastexcel.ExcelSheet) -> pl.DataFrame:
    """The cells as text, a formula's error as Excel shows it: an error is not an empty cell."""
    batch, errors = sheet.to_arrow_with_errors()
    cells = cast(pl.DataFrame, pl.from_arrow(batch))
    wrong: dict[int, dict[int, str]] = {}
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        told = _ERROR.search(error.detail)
        wrong.setdefault(column, {})[row] = _SHOWN.get(told[1] if told else "", "#VALUE!")
    for column, shown in wrong.items():
        marked = cells.to_series(column).cast(pl.String).scatter(list(shown), list(shown.values()))
        cells = cells.with_columns(marked)
    return cells


def _as_typed(cells: pl.DataFrame, reader: fastexcel.ExcelReader, sheet_name: str) -> pl.DataFrame:
    """The cells with decimal comma in what are numbers, and dates without midnight.

    The text `1.250` is a thousand and a bit; the number 1.25 is not. As text both look alike, so the columns
    with a point are read again as instants, which only numbers become.
    """
    cells = cells.select(pl.all().cast(pl.String).fill_null("").str.replace(_MIDNIGHT, "${1}"))
    cells.columns = [str(place) for place in range(cells.width)]
    pointed = [place for place in range(cells.width) if cells[:, place].str.contains(_DECIMAL).any()]
    if not pointed:
        return cells
    sheet = reader.load_sheet(sheet_name, header_row=None, skip_rows=0, dtypes="datetime", use_columns=pointed)
    instants = sheet.to_polars()
    for place, name in zip(pointed, instants.columns, strict=True):
        column = cells[:, place]
        is_number = column.str.contains(_DECIMAL) & (instants[name].is_not_null() | column.str.contains(_BIG_DECIMAL))
        comma = column.str.replace(".", ",", literal=True)
        cells = cells.with_columns(comma.zip_with(is_number, column).alias(str(place)))
    return cells
