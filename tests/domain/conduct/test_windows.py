from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import calendar
from adimple.domain.conduct import windows
from adimple.domain.conduct.facts import CHANNEL_CODES, UF_CODES
from adimple.domain.conduct.verdict import Kind
from adimple.domain.conduct.windows import B2B, B2C, HOUSE, SYNCHRONOUS, judge_hour, next_open, open_window, window_of

BRASILIA = ZoneInfo("America/Sao_Paulo")
WEDNESDAY = date(2026, 10, 7)
SATURDAY = date(2026, 10, 17)

places = st.sampled_from([None, HOUSE, *UF_CODES])
channels = st.sampled_from(sorted(CHANNEL_CODES))
kinds = st.sampled_from([B2C, B2B])
instants = st.datetimes(datetime(2023, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC))


def brasilia(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRASILIA)


def local(text: str, uf: str | None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone_of(uf))


@given(instants, places, channels, kinds, st.booleans())
def test_next_open_is_open_and_nothing_before_it_was(at, uf, channel, kind, is_agency):
    opens_at = next_open(at, uf, channel, kind, is_agency)
    assert opens_at >= at
    assert next_open(opens_at, uf, channel, kind, is_agency) == opens_at
    span = open_window(opens_at.date(), uf, channel, kind, is_agency)
    assert span[0] <= opens_at < span[1]
    if opens_at > at:
        assert opens_at == span[0]
        before = opens_at - timedelta(minutes=1)
        assert next_open(max(at, before), uf, channel, kind, is_agency) == opens_at


@given(instants, channels)
def test_who_may_be_anywhere_is_reached_only_when_everybody_may_be(at, channel):
    for is_agency in (False, True):
        if next_open(at, None, channel, B2C, is_agency) == at:
            assert [uf for uf in UF_CODES if next_open(at, uf, channel, B2C, is_agency) != at] == []


def test_the_unknown_uf_loses_no_hour_that_everybody_has():
    # 8:00 of Acre is 10:00 of Brasília; CE and MG close at 18:00 of Brasília; CE has no Saturday.
    assert open_window(WEDNESDAY, None, "phone", B2C) == (brasilia("2026-10-07T10:00"), brasilia("2026-10-07T18:00"))
    spans = [open_window(WEDNESDAY, uf, "phone", B2C) for uf in UF_CODES]
    assert (max(span[0] for span in spans), min(span[1] for span in spans)) == open_window(
        WEDNESDAY, None, "phone", B2C
    )
    assert open_window(SATURDAY, None, "phone", B2C) is None


def test_every_window_lies_within_the_house_window():
    for row in windows.WINDOWS:
        assert 8 <= row.weekdays[0] < row.weekdays[1] <= 20, row.code
        assert row.saturday is None or 8 <= row.saturday[0] < row.saturday[1] <= 14, row.code


@pytest.mark.parametrize("uf", [None, HOUSE, *UF_CODES])
@pytest.mark.parametrize("channel", ["email", "letter", "document"])
def test_what_makes_no_noise_never_waits(uf, channel):
    sunday_night = brasilia("2026-10-18T23:30")
    assert next_open(sunday_night, uf, channel, B2C) == sunday_night
    assert judge_hour(sunday_night, uf, channel, B2C).kind == Kind.ALLOW


def test_only_agencies_wait_with_an_email_to_mt():
    at = brasilia("2026-10-07T21:00")  # 20:00 in Cuiabá
    assert next_open(at, "MT", "email", B2C, sender_is_agency=True) == local("2026-10-08T08:00", "MT")
    assert next_open(at, "MT", "email", B2C) == at
    assert next_open(at, "MT", "email", B2B, sender_is_agency=True) == at
    assert next_open(at, "MT", "letter", B2C, sender_is_agency=True) == at
    assert next_open(at, "SP", "email", B2C, sender_is_agency=True) == at


@pytest.mark.parametrize(
    ("at", "uf", "opens_at"),
    [
        # around midnight the civil day is the devedor's, not Brasília's
        ("2026-10-07T23:30", "SP", "2026-10-08T08:00"),
        ("2026-10-08T00:00", "SP", "2026-10-08T08:00"),
        ("2026-10-08T00:30", "SP", "2026-10-08T08:00"),
        # Sunday 0:30 in Brasília is Saturday 22:30 in Acre, and Monday 12 October is a feriado
        ("2026-10-11T00:30", "AC", "2026-10-13T08:00"),
        # Friday 0:30 in Brasília is Thursday 23:30 in Manaus: Friday is still to come
        ("2026-10-09T00:30", "AM", "2026-10-09T08:00"),
        # Saturday 0:30 in Brasília is Friday 23:30 in Manaus, where nobody calls on Saturday
        ("2026-10-17T00:30", "AM", "2026-10-19T08:00"),
        # Christmas eve, Christmas on Friday, no Saturday in RJ
        ("2026-12-24T23:30", "RJ", "2026-12-28T09:00"),
        # Friday 1 January, then SP's Saturday
        ("2026-12-31T23:45", "SP", "2027-01-02T08:00"),
        # Carnaval 2027 is on 8 and 9 February
        ("2027-02-06T14:00", "SP", "2027-02-10T08:00"),
        # Corpus Christi 2027: Thursday 27 May
        ("2027-05-26T20:00", "PR", "2027-05-28T08:00"),
        # RS and PE on Saturday
        ("2026-10-17T13:59", "RS", "2026-10-17T13:59"),
        ("2026-10-17T14:00", "RS", "2026-10-19T08:00"),
        ("2026-10-17T08:59", "PE", "2026-10-17T09:00"),
    ],
)
def test_a_call_waits_for_the_devedors_own_hours(at, uf, opens_at):
    assert next_open(brasilia(at), uf, "phone", B2C) == local(opens_at, uf)


def test_noronha_keeps_its_own_clock():
    noronha = calendar.zone_of("PE", cep="53990000")
    at = brasilia("2026-10-07T19:00")  # 20:00 on the island
    assert next_open(at, "PE", "phone", B2C) == at
    assert next_open(at, "PE", "phone", B2C, zone=noronha) == datetime(2026, 10, 8, 8, tzinfo=noronha)


def test_summer_time_is_the_years_own():
    # In January 2019 São Paulo was two hours behind UTC; in January 2026, three.
    assert next_open(datetime(2019, 1, 15, 10, 0, tzinfo=UTC), "SP", "phone", B2C).time() == time(8, 0)
    assert next_open(datetime(2026, 1, 15, 10, 30, tzinfo=UTC), "SP", "phone", B2C).time() == time(8, 0)
    assert next_open(datetime(2019, 1, 15, 10, 30, tzinfo=UTC), "SP", "phone", B2C).time() == time(8, 30)


def test_a_law_rules_from_its_first_day():
    # CE Lei 16.836/2019 is in force since 17 January 2019, a Thursday; the day before, the house window ruled.
    assert window_of("CE", "phone", B2C, on=date(2019, 1, 16)).code == "CON-HR-POL"
    assert window_of("CE", "phone", B2C, on=date(2019, 1, 17)).code == "CON-HR-CE"


@pytest.mark.parametrize(
    ("uf", "channel", "kind", "is_agency", "code"),
    [
        ("SP", "phone", B2C, False, "CON-HR-SP"),
        ("SP", "call_list", B2C, False, "CON-HR-SP"),
        ("SP", "sms", B2C, False, "CON-HR-POL"),
        ("SP", "phone", B2B, False, "CON-HR-POL"),
        ("AL", "whatsapp", B2C, False, "CON-HR-AL"),
        ("MT", "phone", B2C, False, "CON-HR-POL"),
        ("MT", "phone", B2C, True, "CON-MT-11792"),
        ("GO", "voicemail", B2C, False, "CON-HR-POL"),
        (None, "phone", B2C, False, "CON-TZ"),
        (None, "sms", B2B, False, "CON-TZ"),
        (None, "email", B2C, True, "CON-MT-11792"),
        (HOUSE, "phone", B2C, True, "CON-HR-POL"),
    ],
)
def test_one_row_rules_each_contact(uf, channel, kind, is_agency, code):
    assert window_of(uf, channel, kind, on=WEDNESDAY, sender_is_agency=is_agency).code == code


def test_a_delay_says_the_hours_the_article_and_the_first_lawful_moment():
    verdict = judge_hour(brasilia("2026-10-17T14:00"), "PE", "phone", B2C)
    assert verdict.until == local("2026-10-19T08:00", "PE")
    assert verdict.cites == "PE Lei 16.559/2019 (CEDC) art. 81-A"
    assert verdict.phrase == (
        "Fora do horário permitido. PE: de segunda a sexta, das 8h às 20h; sábado, das 9h às 14h;"
        " domingo e feriado, não."
    )
    assert verdict.lifts == "Permitido a partir de 19/10/2026 às 08:00 (hora do devedor)."


@pytest.mark.parametrize(("uf", "channel", "kind"), [("XX", "phone", B2C), ("SP", "fax", B2C), ("SP", "phone", "PF")])
def test_an_unknown_word_is_a_bug_of_ours(uf, channel, kind):
    with pytest.raises(AssertionError):
        next_open(brasilia("2026-10-07T10:00"), uf, channel, kind)


def test_noise_is_what_waits():
    assert {"phone", "voicemail", "call_list", "sms", "whatsapp"} == SYNCHRONOUS
