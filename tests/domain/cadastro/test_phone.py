import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import cadastro
from adimple.domain.cadastro.cep import UF_OF_DDD
from adimple.domain.calendar import UFS

ddds = st.sampled_from(sorted(UF_OF_DDD))
mobiles = st.from_regex(r"9[6-9][0-9]{7}", fullmatch=True).filter(lambda number: len(set(number)) > 1)
landlines = st.from_regex(r"[2-5][0-9]{7}", fullmatch=True).filter(lambda number: len(set(number)) > 1)


@given(ddds, mobiles, st.sampled_from(["{ddd}{n}", "({ddd}) {a}-{b}", "+55{ddd}{n}", "0{ddd} {a} {b}", "015{ddd}{n}"]))
def test_mobile_is_one_number_however_it_is_written(ddd, number, form):
    text = form.format(ddd=ddd, n=number, a=number[:5], b=number[5:])
    reading = cadastro.read_phone(text)
    assert (reading.valid, reading.e164, reading.kind) == (True, f"+55{ddd}{number}", "mobile")


@given(ddds, mobiles)
def test_mobile_without_its_ninth_digit_is_the_same_phone(ddd, number):
    without_ninth = f"({ddd}) {number[1:5]}-{number[5:]}"
    if len(set(number[1:])) > 1:
        assert cadastro.read_phone(without_ninth) == cadastro.read_phone(ddd + number)


@given(ddds, landlines)
def test_landline_gets_no_ninth_digit(ddd, number):
    reading = cadastro.read_phone(ddd + number)
    assert (reading.normalised, reading.e164, reading.kind) == (ddd + number, f"+55{ddd}{number}", "landline")


@given(ddds, mobiles)
def test_the_library_accepts_the_mobile_we_read(ddd, number):
    assert phonenumbers.is_possible_number(phonenumbers.parse(cadastro.read_phone(ddd + number).e164))


@given(st.text(max_size=100) | st.from_regex(r"[+0-9() .\-/]{0,25}", fullmatch=True))
def test_any_text_gets_a_reading_and_only_the_reachable_have_e164(text):
    reading = cadastro.read_phone(text)
    assert reading.valid is (reading.normalised is not None)
    assert (reading.e164 is not None) is (reading.kind in ("mobile", "landline", "foreign"))
    assert reading.valid is (reading.kind not in ("incomplete", "invalid"))


@given(ddds, mobiles | landlines)
def test_phone_shown_is_read_back(ddd, number):
    reading = cadastro.read_phone(ddd + number)
    assert cadastro.read_phone(cadastro.format_phone(reading.e164)) == reading


def test_the_sixty_seven_ddds_of_anatel_are_known():
    assert len(UF_OF_DDD) == 67
    assert set(UF_OF_DDD.values()) == set(UFS)


@pytest.mark.parametrize(("ddd", "uf"), [("11", "SP"), ("68", "AC"), ("61", "DF"), ("20", None), ("", None)])
def test_ddd_tells_the_uf(ddd, uf):
    assert cadastro.uf_of_ddd(ddd) == uf
