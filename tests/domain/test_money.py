from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import limits, money
from adimple.domain.errors import Invalid

CENTS = st.integers(-limits.MAX_PRINCIPAL_CENTS, limits.MAX_PRINCIPAL_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123_456),
        ("R$ 1.234,56", 123_456),
        ("R$\u00a01.234,56", 123_456),
        ("brl 10", 1_000),
        (" 1234.56 ", 123_456),
        ("1,234.56", 123_456),
        ("1,234,567.8", 123_456_780),
        ("1,234,567", 123_456_700),
        ("1234", 123_400),
        ("0", 0),
        (",50", 50),
        ("10,5", 1_050),
        ("1234,5600", 123_456),
        ("0.100", 10),  # a zero never opens a group of thousands
    ],
)
def test_amount_is_read_as_people_and_systems_write_it(text, cents):
    assert money.parse_brl(text) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234", 123_400),
        ("12.345", 1_234_500),
        ("1.234.567", 123_456_700),
        ("1.23", 123),
        ("1.2", 120),
    ],
)
def test_point_before_three_digits_groups_thousands_and_otherwise_marks_cents(text, cents):
    assert money.parse_brl(text) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0.30000000000000004", 30),  # 0.1 + 0.2
        ("1130.8599999999999", 113_086),
        ("2.9999999999999996", 300),  # the tail reaches the next real
    ],
)
def test_binary_tail_of_a_spreadsheet_sum_is_dropped(text, cents):
    assert money.parse_brl(text) == cents


@pytest.mark.parametrize("text", ["-10,00", "(10,00)", "R$ -10,00", "-R$ 10,00", "10,00-", "(R$ 10,00)", "−10"])
def test_negative_is_read_only_when_allowed(text):
    assert money.parse_brl(text, allow_negative=True) == -1_000
    with pytest.raises(Invalid, match="não pode ser negativo"):
        money.parse_brl(text)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "Informe o valor, por exemplo 1.234,56."),
        ("R$", "Informe o valor, por exemplo 1.234,56."),
        ("1,234", "Valor ambíguo: «1,234». Escreva 1.234,00 ou 1,23."),
        ("10,005", "Valor ambíguo: «10,005». Escreva 10.005,00 ou 10,00."),
        ("1234,005", "Valor com mais de duas casas decimais: «1234,005». Arredonde para centavos."),
        ("1.2345", "Valor com mais de duas casas decimais: «1.2345». Arredonde para centavos."),
        ("dez reais", "Valor não reconhecido: «dez reais». Escreva como 1.234,56."),
        ("1.23,45", "Valor não reconhecido: «1.23,45». Escreva como 1.234,56."),
        ("1.5E3", "Valor não reconhecido: «1.5E3». Escreva como 1.234,56."),
        ("--5", "Valor não reconhecido: «-5». Escreva como 1.234,56."),
        ("US$ 5", "Valor não reconhecido: «US$ 5». Escreva como 1.234,56."),
        ("١٢", "Valor não reconhecido: «١٢». Escreva como 1.234,56."),
        ("100.000.000.000,01", "Valor acima do limite de R$ 100.000.000.000,00."),
    ],
)
def test_amount_that_cannot_be_read_with_certainty_is_refused(text, phrase):
    with pytest.raises(Invalid) as refusal:
        money.parse_brl(text, field="saldo", allow_negative=True)
    assert refusal.value.phrase == phrase
    assert refusal.value.field == "saldo"


def test_amount_as_long_as_a_book_is_refused_without_being_computed():
    with pytest.raises(Invalid, match="não reconhecido"):
        money.parse_brl("9" * 10_000)


def test_amount_is_written_the_brazilian_way():
    assert money.format_brl(123_456) == "R$ 1.234,56"
    assert money.format_brl(-123_456_789) == "-R$ 1.234.567,89"
    assert money.format_brl(5) == "R$ 0,05"
    assert money.format_number(-50) == "-0,50"
    assert money.format_number(100_000) == "1.000,00"


@given(CENTS)
def test_what_is_written_is_read_back(cents):
    assert money.parse_brl(money.format_brl(cents), allow_negative=True) == cents
    assert money.parse_brl(money.format_number(cents), allow_negative=True) == cents


@pytest.mark.parametrize(
    ("text", "ppb"),
    [
        ("1,5%", 15_000_000),
        ("1.5", 15_000_000),
        ("2 %", 20_000_000),
        ("0,033", 330_000),
        ("1.234", 12_340_000),  # a rate has no thousands
        ("0,0000001", 1),
        ("1000", limits.MAX_RATE_PPB),
    ],
)
def test_percent_is_read_exactly(text, ppb):
    assert money.parse_percent(text) == ppb


@pytest.mark.parametrize("text", ["", "-1", "1,2,3", "0,00000001", "1000,1", "um", "%"])
def test_percent_that_is_no_rate_is_refused(text):
    with pytest.raises(Invalid):
        money.parse_percent(text)


def test_percent_is_written_with_the_decimals_it_has():
    assert money.format_percent(15_000_000) == "1,5%"
    assert money.format_percent(20_000_000) == "2%"
    assert money.format_percent(330_000) == "0,033%"
    assert money.format_percent(-1) == "-0,0000001%"


@given(st.integers(0, 999 * money.PPB_PER_PERCENT))
def test_percent_written_is_read_back(ppb):
    assert money.parse_percent(money.format_percent(ppb)) == ppb


def test_a_half_goes_away_from_zero_down_goes_towards_it_and_even_goes_to_even():
    # 5/2 = 2,5; 7/2 = 3,5
    assert [money.divide_half_up(n, 2) for n in (5, -5, 7, 4)] == [3, -3, 4, 2]
    assert [money.divide_down(n, 2) for n in (5, -5, 7, 4)] == [2, -2, 3, 2]
    assert [money.divide_half_even(n, 2) for n in (5, -5, 7, -7)] == [2, -2, 4, -4]


@given(st.integers(-(10**25), 10**25), st.integers(1, 10**12))
def test_divisions_agree_with_decimal(amount, divisor):
    whole, rest = divmod(abs(amount), divisor)
    # Decimal cannot hold the quotient exactly, so only the part past the whole goes through it.
    part = Decimal(2 * rest) / Decimal(2 * divisor) if 2 * rest != divisor else Decimal("0.5")
    sign = -1 if amount < 0 else 1
    for divide, rounding in (
        (money.divide_half_up, ROUND_HALF_UP),
        (money.divide_down, ROUND_DOWN),
        (money.divide_half_even, ROUND_HALF_EVEN),
    ):
        expected = int((Decimal(whole % 2) + part).quantize(Decimal(1), rounding)) + whole - whole % 2
        assert divide(amount, divisor) == sign * expected


def test_the_first_parts_take_the_cents_left_over():
    # 10,00 in 3 = 3,33 and one cent left over
    assert money.split_cents(1_000, 3) == [334, 333, 333]
    assert money.split_cents(-1_000, 3) == [-334, -333, -333]
    assert money.split_cents(2, 4) == [1, 1, 0, 0]


@given(CENTS, st.integers(1, 480))
def test_split_conserves_every_cent_and_no_part_differs_by_more_than_one(cents, parts):
    split = money.split_cents(cents, parts)
    assert len(split) == parts
    assert sum(split) == cents
    assert max(split) - min(split) <= 1
