"""Every digit of every boleto mistyped: noticed, but for what its one general check digit cannot tell."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import boleto
from adimple.domain.errors import Invalid

ON = date(2026, 11, 24)
BOLETOS = st.builds(
    lambda days, cents, free: boleto.encode("341", ON + timedelta(days=days), cents, free),
    st.integers(-900, 900),
    st.integers(0, boleto.MAX_CENTS),
    st.text("0123456789", min_size=25, max_size=25),
)


def read(text):
    try:
        return boleto.read(text, ON)
    except Invalid:
        return None


@given(BOLETOS, st.integers(0, 46), st.integers(1, 9))
def test_a_digit_mistyped_in_a_line_is_noticed_where_the_check_digit_can(made, place, step):
    """Three remainders of module 11 give the same digit, 1: between those nobody can tell the value or the day."""
    line = boleto.line_of(made.barcode)
    changed = line[:place] + str((int(line[place]) + step) % 10) + line[place + 1 :]
    found = read(changed)
    if found is not None:
        assert place >= 33, "the three first fields have a digit of their own"
        assert made.barcode[4] == "1"
        assert (found.cents, found.due_on) != (made.cents, made.due_on)


@given(BOLETOS, st.integers(0, 45))
def test_two_neighbours_swapped_in_a_line_are_noticed_where_the_check_digit_can(made, place):
    line = boleto.line_of(made.barcode)
    changed = line[:place] + line[place + 1] + line[place] + line[place + 2 :]
    found = read(changed)
    # Module 10 does not see 0 and 9 swapped; the general digit, module 11, sees them but for the remainders of 1.
    assert found is None or changed == line or made.barcode[4] == "1" or line[place] == line[place + 1]


@given(BOLETOS, st.text("0123456789 .-", max_size=4), st.integers(0, 47))
def test_what_is_put_in_between_is_refused_or_changes_nothing(made, more, place):
    line = boleto.line_of(made.barcode)
    found = read(line[:place] + more + line[place:])
    assert found is None or found == made
