"""Each index is a row; a month is there or refused."""

from datetime import date

import pytest

from adimple.domain.errors import Invalid, Refused
from adimple.domain.indices import INDICES, IndexTable, index_of, months

# One month, 0,5%: a figure of ours.
TABLE = IndexTable({"ipca": {date(2025, 1, 1): 5_000_000, date(2025, 2, 1): -1_000_000}})


def test_no_two_indices_share_a_code_or_a_series():
    assert len({index.code for index in INDICES}) == len({index.sgs for index in INDICES}) == len(INDICES)


def test_an_unknown_index_is_told_with_those_there_are():
    with pytest.raises(Invalid, match="ipca, inpc, igpm, selic, taxa_legal"):
        index_of("cdi")


def test_a_month_that_is_there_is_given_and_one_that_is_not_is_refused():
    assert TABLE.rates_between("ipca", date(2025, 1, 1), date(2025, 2, 1)) == [5_000_000, -1_000_000]
    with pytest.raises(Refused) as refused:
        TABLE.rates_between("ipca", date(2025, 1, 1), date(2025, 3, 1))
    assert refused.value.phrase == (
        "Falta IPCA de 03/2025 na tabela de índices, e não supomos nenhum valor. "
        "Importe a série 433 do Banco Central: adimple indices import ARQUIVO --index ipca."
    )


def test_parts_of_months_add_to_the_days_between():
    # 11 to 31 March, April, 1 to 20 May
    assert list(months.parts(date(2025, 3, 11), date(2025, 5, 20))) == [
        (date(2025, 3, 1), 21),
        (date(2025, 4, 1), 30),
        (date(2025, 5, 1), 20),
    ]


def test_months_run_over_the_year_s_end():
    assert months.before(date(2025, 1, 1)) == date(2024, 12, 1)
    assert months.after(date(2024, 12, 1)) == date(2025, 1, 1)
    assert months.days_in(date(2024, 2, 1)) == 29
    assert list(months.between(date(2024, 12, 31), date(2025, 1, 1))) == [date(2024, 12, 1), date(2025, 1, 1)]
    assert list(months.between(date(2025, 2, 1), date(2025, 1, 1))) == []
