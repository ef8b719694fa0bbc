"""The demonstration's files, read as any file of a person would be."""

from datetime import date

import pytest

from adimple.cli.demo import portfolio, sheets
from adimple.domain import intake
from adimple.files import reading

END = date(2026, 11, 24)
SHEETS = sheets.write_sheets(portfolio.make_portfolio(end=END, days=90))


def read(sheet):
    table = reading.read_table(sheet.content, sheet.name)
    mapping = intake.recognise(table.headers, sample=table.sample)
    return table, mapping, intake.read_titulos(table.frame, mapping, sheet.on)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_exactly_the_planned_rows_are_rejected(sheet):
    _, _, taken = read(sheet)
    assert tuple((rejection.line, rejection.code) for rejection in taken.rejections) == sheet.rejected


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_other_row_is_accepted_but_those_already_paid(sheet):
    _, _, taken = read(sheet)
    assert (taken.accepted.height, taken.skipped) == (sheet.titulos, sheet.settled)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_headers_are_recognised_without_help(sheet):
    _, mapping, _ = read(sheet)
    assert mapping.missing == ()
    assert set(mapping.unused) <= {"Empresa", "Conta"}


def test_each_system_writes_in_its_own_way():
    told = {sheet.slug: read(sheet)[0].description for sheet in SHEETS}
    assert told == {
        "colegio-exemplo": "CSV separado por ponto e vírgula, UTF-8, cabeçalho na linha 1",
        "academia-modelo": "CSV separado por vírgula, UTF-8, cabeçalho na linha 1",
        "distribuidora-ficticia": "CSV separado por tabulação, Windows-1252, cabeçalho na linha 4",
    }


def test_amounts_and_due_dates_come_out_as_they_were_made():
    made = {titulo.key: titulo for titulo in portfolio.make_portfolio(end=END, days=90).titulos}
    for sheet in SHEETS:
        accepted = read(sheet)[2].accepted
        for row in accepted.iter_rows(named=True):
            titulo = made[f"{sheet.slug}/{row['number']}/{row['parcela']}"]
            assert (row["principal_cents"], row["due_on"]) == (titulo.balance_cents, titulo.due_on)


def test_there_are_twenty_two_rejections_in_five_files():
    # 5 in the school's, 5 in the gym's, 4 in each of the distributor's three
    assert [len(sheet.rejected) for sheet in SHEETS] == [5, 5, 4, 4, 4]


def test_a_small_portfolio_is_rejected_where_planned_too():
    for sheet in sheets.write_sheets(portfolio.make_portfolio(end=END, days=10, titulos=200)):
        _, _, taken = read(sheet)
        assert tuple((rejection.line, rejection.code) for rejection in taken.rejections) == sheet.rejected
        assert taken.accepted.height == sheet.titulos
