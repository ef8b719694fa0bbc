"""Kept, broken, or not yet: what came by the day against what was promised."""

from datetime import date

import pytest

from adimple.domain import promises
from adimple.domain.promises import BROKEN, KEPT, Promised

DAY = date(2026, 11, 28)
BEFORE, AFTER = DAY, date(2026, 11, 29)


@pytest.mark.parametrize(
    ("received", "is_owed", "before", "after"),
    [
        (100_00, True, KEPT, KEPT),
        (99_99, True, None, BROKEN),
        (0, True, None, BROKEN),
        (99_10, False, KEPT, KEPT),  # it paid all there was, juros promised for a later day left out
        (0, False, None, None),  # a baixa: there was nothing left to pay
    ],
)
def test_what_is_received_by_the_day_decides(received, is_owed, before, after):
    promised = Promised(DAY, 100_00, received, is_owed)
    assert (promises.verdict(promised, BEFORE), promises.verdict(promised, AFTER)) == (before, after)


def test_a_promise_whose_pause_the_staff_ended_is_never_broken_but_may_be_kept():
    assert promises.verdict(Promised(DAY, 100_00, 0, True, is_void=True), AFTER) is None
    assert promises.verdict(Promised(DAY, 100_00, 100_00, True, is_void=True), AFTER) == KEPT
