from dataclasses import fields
from datetime import date
from typing import get_type_hints

import pytest

from adimple.domain.conduct.facts import CHANNEL_CODES, EMAIL, UF_CODES, Facts, is_prescribed


def test_a_fact_is_an_int_or_a_bool():
    assert {get_type_hints(Facts)[field.name] for field in fields(Facts)} == {int, bool}


def test_only_the_channel_must_be_said():
    Facts(EMAIL)
    with pytest.raises(TypeError):
        Facts()  # type: ignore[call-arg]


def test_codes_are_told_apart_and_never_zero():
    for codes in (CHANNEL_CODES, UF_CODES):
        assert len(set(codes.values())) == len(codes)
        assert 0 not in codes.values()
    assert len(UF_CODES) == 27


@pytest.mark.parametrize(
    ("due_on", "on", "especie", "prescribed"),
    [
        (date(2021, 10, 7), date(2026, 10, 7), None, False),  # the anniversary is the last day
        (date(2021, 10, 7), date(2026, 10, 8), None, True),
        (date(2020, 2, 29), date(2025, 3, 1), None, False),  # CC 132 § 3º: the term ends on 1 March
        (date(2020, 2, 29), date(2025, 3, 2), None, True),
        (date(2020, 1, 31), date(2025, 2, 1), "DM", True),
        (date(2023, 10, 7), date(2026, 10, 7), "aluguel", False),  # rent: three years
        (date(2023, 10, 7), date(2026, 10, 8), "aluguel", True),
        (date(2026, 12, 1), date(2026, 10, 8), None, False),
    ],
)
def test_prescricao_ends_the_day_after_its_anniversary(due_on, on, especie, prescribed):
    assert is_prescribed(due_on=due_on, on=on, especie=especie) is prescribed
