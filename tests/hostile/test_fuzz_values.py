"""Money, people's data and régua documents under arbitrary input: read as the reference reads it, or Invalid."""

import json
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adimple.domain import cadastro, limits, money
from adimple.domain.errors import Invalid
from adimple.domain.regua import document, shipped
from tests.hostile import reference
from tests.hostile.depth import tries

CENTS = st.integers(-limits.MAX_PRINCIPAL_CENTS, limits.MAX_PRINCIPAL_CENTS)
AMOUNTS = st.one_of(
    st.text(),
    st.text("0123456789.,", max_size=16),
    st.from_regex(r"\A[-(\u2212]?(R\$|brl)? ?-?\d{1,3}([.,]\d{1,12}){0,4}[-)]?\Z"),
)


@tries(300)
@given(CENTS, st.sampled_from(["{}", " {} ", "{}\n"]))
def test_a_written_amount_is_read_back(cents, around):
    assert money.parse_brl(around.format(money.format_brl(cents)), allow_negative=True) == cents
    assert money.parse_brl(around.format(money.format_number(cents)), allow_negative=True) == cents


@tries(800)
@given(AMOUNTS)
@example("0.30000000000000004")
@example("2.9999999999999996")
@example("9" * 5000)
@example("1,234")
@example("٨٥٠")
def test_a_text_is_the_amount_the_reference_reads_or_is_refused(text):
    try:
        read = money.parse_brl(text, allow_negative=True)
    except Invalid:
        read = None
    assert read == reference.cents(text)


READERS = (cadastro.read_cpf, cadastro.read_cnpj, cadastro.read_document, cadastro.read_phone, cadastro.read_cep,
           cadastro.read_email)  # fmt: skip
PEOPLE = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.-/() +AZaz", max_size=20),
    st.from_regex(r"\A\+?(55)?0?[1-9]\d9?\d{8}\Z"),
    st.from_regex(r"\A[a-z.+]{1,8}@[a-z-]{1,8}\.(com|test|br)\Z"),
    st.from_regex(r"\A\d{8,9}(\d{2})?\Z"),
)


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_what_was_normalised_is_read_as_itself(read):
    @tries(200)
    @given(PEOPLE)
    @example("0800 123 4567")
    @example("+1 202-555-0143")
    @example("(11) 9999-0001")
    @example("4004-1234")
    def is_itself(text):
        reading = read(text)
        assert (reading.normalised is not None) == reading.valid
        if reading.valid:
            again = read(reading.normalised)
            assert (again.normalised, again.e164, again.kind) == (reading.normalised, reading.e164, reading.kind)

    is_itself()


@tries(300)
@given(st.one_of(st.text("0123456789", min_size=9, max_size=14), st.text("0123456789ABCZ", min_size=12, max_size=14)))
@example("52998224725")
@example("12ABC34501DE35")
def test_a_document_is_valid_exactly_when_its_check_digits_agree(bare):
    reading = cadastro.read_document(bare)
    if len(bare) in (11, 14):
        assert reading.valid == reference.is_document(bare)
    elif reading.valid:
        assert reference.is_document(reading.normalised)


REGUA = document.to_document(document.read_regua(shipped.document(effective_on=date(2026, 12, 1))))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PLACES = [(name,) for name in REGUA] + [("steps", 0), *(("steps", 0, name) for name in REGUA["steps"][0])]


def accepts(given_document) -> bool:
    """Whether it is a régua; then writing it says what was read."""
    try:
        regua = document.read_regua(given_document)
    except Invalid:
        return False
    written = document.to_document(regua)
    assert document.read_regua(json.loads(json.dumps(written))) == regua
    assert {name: written[name] for name in REGUA if name != "steps"} == {
        name: given_document[name] for name in REGUA if name != "steps"
    }
    written["name"].encode()
    return True


@tries(200)
@given(JSON)
def test_what_is_no_regua_is_refused(anything):
    assert not accepts(anything)


@tries(400)
@given(st.sampled_from(PLACES), JSON)
def test_a_regua_with_one_thing_changed_is_refused_or_kept_as_it_is(place, anything):
    accepts(changed(place, anything))


def changed(place, value):
    given_document = json.loads(json.dumps(REGUA))
    inside = given_document
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = value
    return given_document


def test_the_shipped_regua_is_accepted():
    assert accepts(REGUA)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("effective_on",), "20261201"), (("effective_on",), "2026-W49-2"), (("effective_on",), "2026-12-1"),
        (("version",), ...), (("version",), True), (("version",), 1.0),
        (("name",), "\ud800"), (("name",), "a\0b"), (("name",), "\u200b"), (("name",), "Régua\u202e"),
        (("code",), "regua\n"), (("steps", 0, "day"), ...), (("steps", 0, "channels"), [["email"]]),
        (("steps", 0, "template"), []), (("steps", 0, "kind"), {}), (("steps",), "x" * 10_000),
    ],
)  # fmt: skip
def test_a_regua_nobody_could_store_or_read_is_refused(place, value):
    value = 10**5000 if value is ... else value  # more digits than Python writes
    with pytest.raises(Invalid):
        document.read_regua(changed(place, value))
