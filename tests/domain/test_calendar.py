import json
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import calendar
from adimple.domain.errors import Invalid

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "calendar.json").read_text("utf-8"))["cases"]
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))

# --- bank days ---


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["due"])
def test_due_date_can_be_paid_until(case):
    due_on = date.fromisoformat(case["due"])
    assert calendar.is_bank_day(due_on) is case["bank_day"]
    assert calendar.effective_due_on(due_on) == date.fromisoformat(case["effective"])
    assert calendar.boleto_payable_until(due_on) == date.fromisoformat(case["boleto"])


@pytest.mark.parametrize("year", range(2002, 2046))
def test_bank_feriados_are_those_of_the_exchange_but_for_its_own_december_days(year):
    # B3 also closes on 24 December and on the year's last weekday; banks open on both.
    exchange = {on for on in holidays.financial_holidays("BVMF", years=year) if on.weekday() < 5}
    banks = {on for on in calendar.bank_feriados(year) if on.weekday() < 5}
    assert {on for on in exchange ^ banks if not (on.month == 12 and on.day in (24, 29, 30, 31))} == set()


def test_bank_days_are_added_without_counting_the_first():
    thursday = date(2026, 4, 2)
    # 3 April is Good Friday, 4 and 5 the weekend
    assert calendar.add_bank_days(thursday, 1) == date(2026, 4, 6)
    assert calendar.add_bank_days(thursday, 2) == date(2026, 4, 7)
    assert calendar.add_bank_days(date(2026, 4, 6), -1) == thursday
    assert calendar.add_bank_days(date(2026, 4, 4), 0) == date(2026, 4, 4)


@given(DAYS, st.integers(0, 400))
def test_a_later_due_date_is_never_payable_until_an_earlier_day(due_on, days):
    later = due_on + timedelta(days=days)
    assert calendar.effective_due_on(due_on) <= calendar.effective_due_on(later)
    assert calendar.boleto_payable_until(due_on) <= calendar.boleto_payable_until(later)


@given(DAYS)
def test_the_payable_day_is_a_bank_day_and_the_boleto_is_never_the_stricter(due_on):
    effective, boleto = calendar.effective_due_on(due_on), calendar.boleto_payable_until(due_on)
    assert calendar.is_bank_day(effective)
    assert calendar.is_bank_day(boleto)
    assert due_on <= effective <= boleto <= due_on + timedelta(days=8)


@given(DAYS, st.integers(1, 60))
def test_bank_days_added_and_taken_away_come_back(on, days):
    start = calendar.next_bank_day(on)
    assert calendar.add_bank_days(calendar.add_bank_days(start, days), -days) == start


# --- contact feriados ---


def test_state_feriado_silences_its_state_and_the_unknown_only():
    revolution = date(2026, 7, 9)
    assert calendar.is_contact_feriado(revolution, "SP")
    assert not calendar.is_contact_feriado(revolution, "RJ")
    assert calendar.is_contact_feriado(revolution, None)
    assert calendar.is_contact_feriado(revolution, "ZZ")
    assert calendar.feriado_name(revolution, "SP") == "Revolução Constitucionalista"
    assert calendar.feriado_name(revolution, None) == "Revolução Constitucionalista (SP)"
    assert calendar.feriado_name(revolution, "RJ") is None


@pytest.mark.parametrize("uf", [*calendar.UFS, None])
@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 2, 16), "Carnaval (segunda-feira)"),
        (date(2026, 2, 17), "Carnaval (terça-feira)"),
        (date(2026, 4, 3), "Sexta-feira Santa"),
        (date(2026, 6, 4), "Corpus Christi"),
        (date(2026, 10, 12), "Nossa Senhora Aparecida"),
        (date(2026, 11, 20), "Dia da Consciência Negra"),
    ],
)
def test_every_uf_rests_on_national_feriados_and_on_those_of_our_policy(uf, on, name):
    assert calendar.feriado_name(on, uf) == name


@pytest.mark.parametrize("uf", calendar.UFS)
def test_the_unknown_uf_rests_whenever_this_one_does(uf):
    assert calendar.contact_feriados(2026, uf).keys() <= calendar.contact_feriados(2026, None).keys()


@pytest.mark.parametrize(("uf", "on"), [("RJ", date(2026, 4, 23)), ("BA", date(2026, 7, 2)), ("RS", date(2026, 9, 20))])
def test_the_state_is_asked_about_its_own_day(uf, on):
    assert calendar.is_contact_feriado(on, uf)
    assert not calendar.is_contact_feriado(on, "MG")


def test_a_plain_weekday_is_a_feriado_nowhere():
    assert not calendar.is_contact_feriado(date(2026, 11, 24), None)


# --- time zones ---


@pytest.mark.parametrize("uf", [*calendar.UFS, None])
def test_noon_in_brasilia_is_this_hour_there(uf):
    hours = {"AC": -5, "AM": -4, "MT": -4, "MS": -4, "RO": -4, "RR": -4}.get(uf, -3)
    offset = datetime(2026, 11, 24, 12, tzinfo=calendar.zone_of(uf)).utcoffset()
    assert offset == timedelta(hours=hours)


def test_noronha_is_an_hour_ahead_and_only_its_cep_tells():
    noon = datetime(2026, 11, 24, 12)
    assert noon.replace(tzinfo=calendar.zone_of("PE", cep="53990000")).utcoffset() == timedelta(hours=-2)
    assert noon.replace(tzinfo=calendar.zone_of("PE", cep="50010000")).utcoffset() == timedelta(hours=-3)


# --- months ---


@pytest.mark.parametrize(
    ("start", "end", "clamped", "by_code"),
    [
        ("2026-01-15", "2026-03-20", (2, 5), (2, 5)),
        ("2026-01-30", "2026-02-28", (1, 0), (0, 29)),  # the Code's month ends on 1 March
        ("2026-01-30", "2026-03-02", (1, 2), (1, 1)),
        ("2026-01-31", "2026-03-31", (2, 0), (2, 0)),
        ("2024-01-31", "2024-02-29", (1, 0), (0, 29)),
        ("2026-05-10", "2026-05-10", (0, 0), (0, 0)),
        ("2025-12-31", "2026-01-30", (0, 30), (0, 30)),
    ],
)
def test_months_are_counted_clamped_or_as_the_code_says(start, end, clamped, by_code):
    start_on, end_on = date.fromisoformat(start), date.fromisoformat(end)
    assert calendar.civil_months(start_on, end_on, cc132=False) == clamped
    assert calendar.civil_months(start_on, end_on, cc132=True) == by_code


@given(DAYS, st.integers(0, 5_000), st.booleans())
def test_months_and_days_counted_lead_back_to_the_end(start, days, cc132):
    end = start + timedelta(days=days)
    months, left = calendar.civil_months(start, end, cc132=cc132)
    assert calendar.add_months(start, months, cc132=cc132) + timedelta(days=left) == end
    assert calendar.add_months(start, months + 1, cc132=cc132) > end


def test_months_are_added_backwards_too():
    assert calendar.add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert calendar.add_months(date(2026, 1, 15), -13) == date(2024, 12, 15)


# --- dates as people write them ---


@pytest.mark.parametrize(
    "text",
    [
        "31/01/2026",
        "31/1/26",
        "31-01-2026",
        "31.01.2026",
        " 2026-01-31 ",
        "2026/01/31",
        "20260131",
        "2026-01-31T23:59:59-03:00",
        "2026-01-31 00:00:00",
        "2026-01-31T02:00:00.000Z",
        "31/01/2026 08:30",
    ],
)
def test_date_is_read_as_people_and_systems_write_it(text):
    assert calendar.parse_date(text) == date(2026, 1, 31)


def test_two_digit_years_run_from_1990_to_2089():
    assert calendar.parse_date("01/01/90") == date(1990, 1, 1)
    assert calendar.parse_date("01/01/89") == date(2089, 1, 1)


def test_excel_serial_is_read_only_when_asked():
    # Excel shows 46053 as 31/01/2026
    assert calendar.parse_date("46053", excel_serial=True) == date(2026, 1, 31)
    assert calendar.parse_date("46053.75", excel_serial=True) == date(2026, 1, 31)
    with pytest.raises(Invalid, match="número do Excel"):
        calendar.parse_date("46053")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "Informe a data, por exemplo 31/01/2026."),
        ("30/02/2026", "Não existe dia 30: fevereiro de 2026 vai de 1 a 28."),
        ("00/02/2026", "Não existe dia 0: fevereiro de 2026 vai de 1 a 28."),
        ("01/31/2026", "Não existe mês 31. Escreva dia/mês/ano, como 31/01/2026."),
        ("31/01/1026", "Ano 1026 fora do limite (1990 a 2100)."),
        ("31/01-2026", "Data não reconhecida: «31/01-2026». Escreva dia/mês/ano, como 31/01/2026."),
        ("31/01/026", "Data não reconhecida: «31/01/026». Escreva dia/mês/ano, como 31/01/2026."),
        ("amanhã", "Data não reconhecida: «amanhã». Escreva dia/mês/ano, como 31/01/2026."),
    ],
)
def test_date_that_does_not_exist_is_refused_with_the_reason(text, phrase):
    with pytest.raises(Invalid) as refusal:
        calendar.parse_date(text, field="vencimento")
    assert (refusal.value.field, refusal.value.phrase) == ("vencimento", phrase)


def test_serial_out_of_range_is_refused():
    with pytest.raises(Invalid, match="Ano 1927 fora do limite"):
        calendar.parse_date("10000", excel_serial=True)


@given(DAYS)
def test_date_written_is_read_back(on):
    assert calendar.parse_date(calendar.format_date(on)) == on
    assert calendar.parse_date(on.isoformat()) == on
