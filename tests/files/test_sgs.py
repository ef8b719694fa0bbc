"""The Banco Central's format of a monthly series: read strictly, written as it writes. Every figure is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain.errors import Unreadable
from adimple.domain.indices import index_of, months
from adimple.files import sgs
from adimple.files.sgs import Point

IPCA = index_of("ipca")
JANUARY, FEBRUARY = Point(date(2025, 1, 1), 5_600_000), Point(date(2025, 2, 1), -200_000)


@pytest.mark.parametrize(
    "written",
    [
        'data;valor\r\n"01/01/2025";"0,56"\r\n"01/02/2025";"-0,02"\r\n',
        "data;valor\n01/02/2025;-0,02\n01/01/2025;0,56\n",  # out of order
        '[{"data":"01/01/2025","valor":"0.56"},{"data":"01/02/2025","valor":"-0.02"}]',
        "Data;433 - Índice exemplo - Var. % mensal\n01/2025;0,56\n02/2025;-0,02\nFonte;IBGE\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_way_the_bank_writes_is_read(written, encoding):
    assert sgs.read_series(written.encode(encoding), IPCA) == sgs.Series((JANUARY, FEBRUARY), ())


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("31/02/2025;0,5", "data"),
        ("2025-03-01;0,5", "data"),
        ("13/2025;0,5", "data"),
        ("01/03/2025;", "valor"),
        ("01/03/2025;-", "valor"),
        ("01/03/2025;0,12345678", "valor"),
        ("01/03/2025;1.234,5", "valor"),
        ("01/03/2025;100,01", "valor"),
        ("01/03/2025;0,5%", "valor"),
        ("02/01/2025;0,1", "data"),  # a second figure in January: a daily series
    ],
)
def test_what_is_not_a_month_and_a_rate_comes_back_with_its_line(row, field):
    series = sgs.read_series(f"data;valor\n01/01/2025;0,56\n{row}\n".encode(), IPCA)
    assert series.points == (JANUARY,)
    assert [(one.line, one.field, one.code) for one in series.rejections] == [(3, field, f"indice.{field}")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "indice.vazio"),
        (b"  \n", "indice.vazio"),
        (b'[{"data":"01/01/2025"', "indice.json"),
        (b'{"error":"Series not found"}', "indice.json"),
        (b"<html>Bloqueado</html>", "indice.cabecalho"),
        (b"data,valor\n01/01/2025,0.56", "indice.cabecalho"),
        (b"data;189 - outro - % mensal\n01/2025;0,56", "indice.outra_serie"),
        (b"[" * 100_000, "indice.json"),
        (b"data;valor\n" + b" " * sgs.MAX_BYTES, "indice.grande"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(content, code):
    with pytest.raises(Unreadable) as refused:
        sgs.read_series(content, IPCA)
    assert refused.value.code == code


def test_a_rate_keeps_every_decimal_it_was_published_with():
    assert [sgs.written_rate(ppb) for ppb in (5_600_000, -200_000, 6_771_450, 0, 10_000_000)] == [
        "0.56",
        "-0.02",
        "0.677145",
        "0.00",
        "1.00",
    ]


some_months = st.dates(date(1990, 1, 1), date(2100, 12, 1)).map(months.month_of)


@given(st.dictionaries(some_months, st.integers(-(10**9), 10**9)))
def test_what_is_written_is_read_back(rates):
    points = tuple(Point(month, rates[month]) for month in sorted(rates))
    for write in (sgs.write_csv, sgs.write_json):
        assert sgs.read_series(write(points).encode(), IPCA) == sgs.Series(points, ())
