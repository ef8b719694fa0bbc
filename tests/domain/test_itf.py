"""The bars of ten banks' boletos, drawn once and read back by a scanner, and what has no bars."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import itf
from adimple.domain.errors import Invalid

TABLE = json.loads((Path(__file__).parents[1] / "vectors" / "itf25.json").read_text("utf-8"))
DIGITS = {"00110": "0", "10001": "1", "01001": "2", "11000": "3", "00101": "4", "10100": "5", "01100": "6",
          "00011": "7", "10010": "8", "01010": "9"}  # fmt: skip
CODES = st.text("0123456789", min_size=44, max_size=44)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["bank"])
def test_a_bar_code_is_the_bars_that_a_scanner_reads(case):
    assert itf.itf25_elements(case["barcode"]) == case["elements"]


@given(CODES)
def test_the_bars_read_back_are_the_digits_and_every_code_is_as_wide(barcode):
    elements = itf.itf25_elements(barcode)
    body = elements[4:-3]
    assert (elements[:4], elements[-3:], len(body)) == ("0000", "100", 220)
    pairs = (body[place : place + 10] for place in range(0, 220, 10))
    assert "".join(DIGITS[pair[::2]] + DIGITS[pair[1::2]] for pair in pairs) == barcode
    # Start 4, each of 22 pairs 6 narrow and 4 wide of three, stop 3 + 1 + 1: 4 + 22 × 18 + 5.
    assert sum(itf.WIDE if one == "1" else 1 for one in elements) == itf.NARROW_WIDTHS == 405


@pytest.mark.parametrize("barcode", ["", "1", "1" * 43, "1" * 45, "1" * 47, "٣" * 44, "A" * 44, "1" * 43 + "²", None])
def test_what_is_no_bar_code_has_no_bars(barcode):
    with pytest.raises(Invalid) as refused:
        itf.itf25_elements(barcode)
    assert refused.value.field == "barcode"
