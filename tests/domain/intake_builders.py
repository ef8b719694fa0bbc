"""Builders for sheets of títulos: a row that is fine, and what a test changes in it."""

from datetime import date

import polars as pl

from adimple.domain import intake

ON = date(2026, 3, 1)
CPF = "111.444.777-35"
GOOD_ROW = {"Nº título": "A-1", "Nome": "Ana Exemplo", "CPF/CNPJ": CPF, "Vencimento": "10/02/2026", "Valor": "850,00"}


def sheet(*rows, **every):
    """A frame as files.read_table gives it. Each row changes what it names in a row that is fine."""
    full = [GOOD_ROW | every | row for row in rows]
    names = list(dict.fromkeys(name for row in full for name in row))
    columns = {name: [row.get(name, "") for row in full] for name in names}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
        line=pl.int_range(2, len(full) + 2, dtype=pl.Int64)
    )


def read(frame, mapping=None):
    """The frame read, its rows accounted for."""
    headers = [name for name in frame.columns if name not in ("line", "_flaw")]
    result = intake.read_titulos(frame, mapping or intake.recognise(headers), ON)
    assert result.accepted.height + len(result.rejections) + result.skipped == result.rows == frame.height
    assert dict(result.accepted.schema) == intake.ACCEPTED_TITULO
    return result


def accepted(*rows, **every):
    """The accepted rows of a sheet without a single rejection."""
    result = read(sheet(*rows, **every))
    assert result.rejections == []
    return result.accepted.rows(named=True)


def rejected(*rows, **every):
    return read(sheet(*rows, **every)).rejections


def notices(*rows, **every):
    """The notices by their code."""
    return {notice.code: notice for notice in read(sheet(*rows, **every)).notices}
