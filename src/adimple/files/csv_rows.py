"""CSV as Brazilian systems write it: any of four delimiters, a heading above, a cell with line breaks inside."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import batched, islice

import polars as pl

from adimple.domain import intake, limits
from adimple.domain.errors import Unreadable
from adimple.files import header, text
from adimple.files.table import Table, build_table

_DELIMITERS = {";": "ponto e vírgula", ",": "vírgula", "\t": "tabulação", "|": "barra vertical"}
_SNIFFED_CHARS = 200_000
_BATCH_ROWS = 50_000
_NO_HEADER = (
    "Não encontramos o cabeçalho: uma linha com os nomes das colunas, como Nome, Vencimento e Valor. "
    "Acrescente essa linha e envie de novo."
)


def read_csv(content: bytes) -> Table:
    """The table in a delimited text. Raises Unreadable."""
    decoded, encoding = text.decode(content)
    decoded, delimiter = _delimiter_of(decoded)
    records = _Records(decoded, delimiter)
    first = list(islice(records, header.SEARCHED_ROWS + 1))
    found = header.find_header(first)
    if found is None:
        raise Unreadable("arquivo.sem_cabecalho", _NO_HEADER)
    names = first[found.place]
    if len(names) > limits.MAX_COLUMNS:
        raise Unreadable("arquivo.muitas_colunas", f"Há {len(names)} colunas; o limite é {limits.MAX_COLUMNS}.")
    raw = _plain_frame(decoded, delimiter, skip=found.place + 1, width=len(names))
    if raw is None:
        raw = _raw_frame(first[found.place + 1 :], records, width=len(names), first_line=found.place + 2)
    description = f"CSV separado por {_DELIMITERS[delimiter]}, {encoding}, cabeçalho na linha {found.place + 1}"
    return build_table(raw, names, header_line=found.place + 1, description=description)


class _Records:
    """The records of a CSV, one at a time. At the end, a quote left open means the file was cut off."""

    def __init__(self, decoded: str, delimiter: str) -> None:
        self.delimiter = delimiter
        self.ends_in_newline = decoded.endswith(("\n", "\r"))
        self._source = io.StringIO(decoded, newline="")
        self._raw_lines: list[str] = []
        self._reader = csv.reader(self._lines(), delimiter=delimiter)

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        last = self._raw_lines
        self._raw_lines = []
        try:
            return next(self._reader)
        except StopIteration:
            self._refuse_open_quote(last)
            raise
        except csv.Error as error:
            raise Unreadable("arquivo.aspas", _open_quote(self._reader.line_num)) from error

    def _lines(self) -> Iterator[str]:
        for line in self._source:
            self._raw_lines.append(line)
            yield line

    def _refuse_open_quote(self, last: list[str]) -> None:
        try:
            list(csv.reader(last, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                line = self._reader.line_num - len(last) + 1
                raise Unreadable("arquivo.cortado", _open_quote(line)) from error


def _open_quote(line: int) -> str:
    return f"Há aspas abertas e não fechadas perto da linha {line}, ou o arquivo foi cortado. Exporte de novo."


def _delimiter_of(decoded: str) -> tuple[str, str]:
    """The text without Excel's `sep=` line (kept blank, so that lines still count), and its delimiter.

    The best delimiter shows most names we know in one row; of equals, the one that cuts rows most evenly.
    """
    start = decoded[:6].lower()
    if start.startswith("sep=") and len(decoded) > 4 and decoded[4] in _DELIMITERS:
        return decoded[5:], decoded[4]
    chunk = decoded[:_SNIFFED_CHARS]
    scores = {delimiter: _score(chunk, delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best][2] < 2:
        phrase = "O arquivo tem uma coluna só: não é uma planilha, ou falta o separador (ponto e vírgula)."
        raise Unreadable("arquivo.sem_colunas", phrase)
    return decoded, best


def _score(chunk: str, delimiter: str) -> tuple[int, int, int]:
    """Names known in the header, rows of the commonest width, that width."""
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a quote left open: judged by the rows before it, told when the file is read
        rows.extend(islice(csv.reader(io.StringIO(chunk, newline=""), delimiter=delimiter), header.SEARCHED_ROWS))
    found = header.find_header(rows)
    widths = [len(row) for row in rows if len(row) > 1]
    width = max(widths, key=widths.count, default=0)
    return (found.known if found else 0), widths.count(width), width


def _plain_frame(decoded: str, delimiter: str, *, skip: int, width: int) -> pl.DataFrame | None:
    """What `_raw_frame` gives, many times faster, where a line is a row: no quote, and as many cells in each."""
    if '"' in decoded or width < 2:
        return None
    text = decoded.replace("\r\n", "\n").removesuffix("\n")
    lines = pl.Series("", [] if "\r" in text else text.split("\n"), dtype=pl.String)[skip:]
    even = lines.str.count_matches(delimiter, literal=True) == width - 1
    if (
        not len(lines)
        or len(lines) > limits.MAX_ROWS
        or not even.all()
        or (lines.str.len_chars() > csv.field_size_limit()).any()
    ):
        return None
    cells = lines.str.split_exact(delimiter, width - 1).struct.unnest()
    cells.columns = [f"{place}" for place in range(width)]
    counted = pl.int_range(skip + 1, skip + 1 + len(lines), dtype=pl.Int64).alias(intake.LINE)
    return cells.with_columns(counted, pl.lit("").alias(intake.FLAW))


def _raw_frame(first: Sequence[list[str]], rest: _Records, *, width: int, first_line: int) -> pl.DataFrame:
    """All rows as text, cut or padded to the header's width, with `line` and `_flaw`."""
    frames = [_frame([], [], [], width)]
    line, flawed, short, last = first_line, 0, 0, []
    rows = (row for source in (first, rest) for row in source)
    for batch in batched(rows, _BATCH_ROWS):
        if line - first_line + len(batch) > limits.MAX_ROWS:
            raise Unreadable("arquivo.muitas_linhas", f"Há mais de {limits.MAX_ROWS} linhas. Divida em partes.")
        flaws = [_flaw(row, width, rest.delimiter) for row in batch]
        flawed += sum(map(bool, flaws))
        short += sum(0 < len(row) < width for row in batch)
        frames.append(_frame([_fitted(row, width, rest.delimiter) for row in batch], flaws,
                             range(line, line + len(batch)), width))  # fmt: skip
        line += len(batch)
        last = batch[-1]
    raw = pl.concat(frames)
    _refuse_crooked(flawed, raw.height)
    if not rest.ends_in_newline and short == 1 and width > 2 and 0 < len(last) < width:
        phrase = f"O arquivo foi cortado: a última linha tem {len(last)} de {width} colunas. Exporte de novo."
        raise Unreadable("arquivo.cortado", phrase)
    return raw


def _frame(rows: Sequence[Sequence[str]], flaws: Sequence[str], lines: Sequence[int], width: int) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ([] for _ in range(width))
    named = {f"{place}": pl.Series(column, dtype=pl.String) for place, column in enumerate(columns)}
    return pl.DataFrame(
        named | {intake.LINE: pl.Series(lines, dtype=pl.Int64), intake.FLAW: pl.Series(flaws, dtype=pl.String)}
    )


def _fitted(row: list[str], width: int, delimiter: str) -> list[str]:
    """The row with as many cells as the header. What is too much stays, joined in the last cell, to be shown."""
    if len(row) == width:
        return row
    if len(row) < width:
        return row + [""] * (width - len(row))
    if any(row[width:]):
        return [*row[: width - 1], delimiter.join(row[width - 1 :])]
    return row[:width]


def _flaw(row: list[str], width: int, delimiter: str) -> str:
    if len(row) <= width or not any(row[width:]):
        return ""
    return (
        f"A linha tem {len(row)} colunas e o cabeçalho, {width}: há um separador a mais dentro de um texto. "
        f"Retire o «{delimiter}» ou ponha o texto entre aspas."
    )


def _refuse_crooked(flawed: int, rows: int) -> None:
    if 2 * flawed > rows:
        phrase = "A maioria das linhas tem mais colunas que o cabeçalho. Confira o separador e exporte de novo."
        raise Unreadable("arquivo.torto", phrase)
