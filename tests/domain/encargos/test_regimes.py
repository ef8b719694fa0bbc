"""No rate agreed: the Selic alone, then IPCA and the legal rate, months added by their days, none of them guessed."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import encargos, lanes
from adimple.domain.encargos import EncargosPolicy, Factor, Mora, regimes
from adimple.domain.errors import Refused
from adimple.domain.indices import NO_INDICES, IndexTable, months

PERCENT = 10_000_000
VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "encargos_by_law.json").read_text(encoding="utf-8"))
HALF_UP = EncargosPolicy(rounding="half_up")
JANUARY, AUGUST = date(2024, 1, 1), date(2024, 8, 1)


def month(text):
    return date.fromisoformat(f"{text}-01")


def flat(rate_ppb, first=date(2023, 1, 1), last=date(2026, 12, 1)):
    """Plainly synthetic: the same rate every month."""
    return dict.fromkeys(months.between(first, last), rate_ppb)


def table(selic=PERCENT, taxa_legal=PERCENT, ipca=0):
    return IndexTable({"selic": flat(selic), "taxa_legal": flat(taxa_legal), "ipca": flat(ipca)})


def worked(principal_cents, legal):
    terms = encargos.legal_terms(HALF_UP, legal, days_late=1)
    return encargos.mora(encargos.new_saldo(principal_cents, JANUARY), terms)


def factors(due_on, on, indices, juros_from_on=None):
    since = juros_from_on or due_on
    corrected = regimes.corrected_until(due_on, since)
    return regimes.legal_factors(indices, counts_from=since, corrected=corrected, on=on)


def corrected_by(code, indices, *, due_on, juros_from_on, on):
    corrected = regimes.corrected_until(due_on, juros_from_on)
    return regimes.index_factor(indices, code, corrected=corrected, on=on)


def legal_sum(row, first_on=None):
    rates = {month(text): rate for text, rate in row["rates_ppb"].items()}
    stretch = regimes.Stretch(
        regimes.REGIMES[1], first_on or date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"])
    )
    return regimes.sum_of_months(IndexTable({"taxa_legal": rates}), stretch)


# --- our table ---


@pytest.mark.parametrize("row", VECTORS["taxa_legal"], ids=lambda row: row["law_vector"])
def test_the_legal_rate_comes_of_its_factors(row):
    assert regimes.taxa_legal_ppb(row["fator_selic_ppb"], row["ipca15_ppb"]) == row["rate_ppb"]


@pytest.mark.parametrize("row", VECTORS["legal_rate"], ids=lambda row: row["law_vector"])
def test_every_row_of_the_legal_rate_is_owed_to_the_cent(row):
    correction = encargos.correction_factor(row.get("index_ppb", []))
    mora = worked(row["principal_cents"], regimes.LegalFactors(regimes.NOTHING, correction, legal_sum(row)))
    assert encargos.correcao_cents(mora) == row["correcao_cents"]
    assert encargos.juros_cents(mora) == row["juros_cents"]


@pytest.mark.parametrize("row", VECTORS["selic"], ids=lambda row: row["law_vector"])
def test_every_row_of_the_selic_alone_is_owed_to_the_cent(row):
    selic = regimes.monthly_sum((rate, 1, 1) for rate in row["rates_ppb"])
    mora = worked(row["principal_cents"], regimes.LegalFactors(selic, encargos.NO_CORRECTION, regimes.NOTHING))
    assert encargos.juros_cents(mora) == encargos.selic_cents(mora) == row["juros_cents"]


@pytest.mark.parametrize("row", VECTORS["crossing"], ids=lambda row: row["law_vector"])
def test_every_row_that_crosses_is_owed_to_the_cent(row):
    correction = encargos.correction_factor(row["index_ppb"])
    selic = regimes.monthly_sum([(row["selic_ppb"], 1, 1)])
    legal = regimes.LegalFactors(selic, correction, legal_sum(row, regimes.LEGAL_RATE_SINCE))
    owed = encargos.encargos_of(worked(row["principal_cents"], legal))
    assert owed.correcao_cents == row["correcao_cents"]
    assert owed.juros_cents == row["selic_cents"] + row["legal_cents"]
    assert owed.total_cents == row["total_cents"]


# --- by hand ---


def test_half_a_millionth_of_a_percent_goes_to_the_even():
    # 0,0000005% and 0,0000015%: halves, to 0,000000 and 0,000002 (NBR 5891).
    assert regimes.taxa_legal_ppb(1_000_000_005, 0) == 0
    assert regimes.taxa_legal_ppb(1_000_000_015, 0) == 20
    # (1,00985 ÷ 1,0123 − 1) × 100 = −0,242023116…%: below zero only when nobody floors it.
    assert regimes.taxa_legal_ppb(1_009_850_000, 12_300_000, floors=False) == -2_420_230


def test_a_debt_before_the_date_bears_the_selic_alone():
    # Due 31/12/2023, on 31/03/2024: January, February and March whole, 1% each = 3%; nothing else.
    legal = factors(date(2023, 12, 31), date(2024, 3, 31), table(ipca=PERCENT))
    assert legal == regimes.LegalFactors(Factor(3, 100), encargos.NO_CORRECTION, regimes.NOTHING)


def test_a_debt_that_crosses_splits_on_the_thirtieth_of_august():
    # Due 31/07/2024, on 15/10/2024. Selic: 29/31 of 1%. Legal rate: 2/31 of August, September whole, 15/31 of October.
    legal = factors(date(2024, 7, 31), date(2024, 10, 15), table(ipca=PERCENT))
    assert legal.selic == Factor(29, 3100)
    assert legal.juros == Factor(12, 775)  # 48/3100
    # IPCA: September only. August was the Selic's; October is not whole.
    assert legal.correction == Factor(101, 100)


def test_what_the_selic_gave_bears_no_juros_later():
    # 1.000,00; Selic 29/31 × 31% = 290,00; legal rate 48/31 × 1% of 1.000,00 = 15,48, not of 1.290,00.
    mora = worked(100_000, factors(date(2024, 7, 31), date(2024, 10, 15), table(selic=31 * PERCENT)))
    assert encargos.selic_cents(mora) == 29_000
    assert encargos.juros_cents(mora) == 29_000 + 1_548


def test_a_debt_after_the_date_never_sees_the_selic():
    legal = factors(date(2024, 8, 29), date(2024, 8, 31), table(selic=50 * PERCENT))
    assert (legal.selic, legal.juros) == (regimes.NOTHING, Factor(1, 1550))  # 2/31 of 1%


@pytest.mark.parametrize(
    ("on", "whole_months"),
    [
        (date(2025, 1, 31), 0),
        (date(2025, 2, 14), 0),  # January is published, but counts from the 15th
        (date(2025, 2, 15), 1),
        (date(2025, 4, 14), 2),
        (date(2025, 4, 15), 3),
    ],
)
def test_a_month_corrects_from_the_fifteenth_of_the_next(on, whole_months):
    correction = corrected_by(
        "igpm",
        IndexTable({"igpm": flat(10 * PERCENT)}),
        due_on=date(2025, 1, 10),
        juros_from_on=date(2025, 1, 10),
        on=on,
    )
    assert correction == Factor(11**whole_months, 10**whole_months)


@given(st.dates(date(2025, 1, 2), date(2026, 6, 30)), st.dates(date(2025, 1, 2), date(2026, 6, 30)))
def test_no_month_is_corrected_twice_or_lost_by_a_part_payment(one, other):
    due_on, (paid_on, on) = date(2025, 1, 1), sorted((one, other))
    indices = IndexTable({"ipca": flat(125_000_000)})  # (9/8)^18 is exact in 18 decimals
    whole = corrected_by("ipca", indices, due_on=due_on, juros_from_on=due_on, on=on)
    first = corrected_by("ipca", indices, due_on=due_on, juros_from_on=due_on, on=paid_on)
    second = corrected_by("ipca", indices, due_on=due_on, juros_from_on=paid_on, on=on)
    assert whole.num * first.den * second.den == whole.den * first.num * second.num


@pytest.mark.parametrize(
    ("lacking", "on", "words"),
    [
        ("taxa_legal", date(2025, 3, 20), "Falta Taxa legal de 02/2025"),
        ("ipca", date(2025, 3, 20), "Falta IPCA de 02/2025"),
    ],
)
def test_a_missing_month_is_refused_with_its_name_and_the_way_out(lacking, on, words):
    rates = {"taxa_legal": flat(PERCENT), "ipca": flat(PERCENT)}
    del rates[lacking][date(2025, 2, 1)]
    with pytest.raises(Refused) as refused:
        factors(date(2025, 1, 10), on, IndexTable(rates))
    assert refused.value.code == "indice.mes_ausente"
    assert refused.value.phrase.startswith(words)
    assert f"adimple indices import ARQUIVO --index {lacking}" in refused.value.phrase


def test_with_no_table_nothing_is_supposed():
    with pytest.raises(Refused, match="não supomos nenhum valor"):
        factors(date(2024, 1, 31), date(2024, 2, 1), NO_INDICES)


# --- laws of arithmetic ---

ppb = st.integers(-2 * PERCENT, 3 * PERCENT)


@st.composite
def delays(draw):
    """A due date and a day, on either side of 2024-08-30, with months of their own."""
    due_on = draw(st.dates(date(2023, 1, 1), date(2026, 1, 1)))
    on = due_on + timedelta(days=draw(st.integers(0, 300)))
    every = list(months.between(date(2022, 12, 1), date(2026, 12, 1)))
    size = len(every)
    rates = {
        code: dict(zip(every, draw(st.lists(ppb, min_size=size, max_size=size)), strict=True))
        for code in ("selic", "taxa_legal", "ipca")
    }
    return due_on, on, IndexTable(rates)


@given(delays())
def test_regimes_cover_every_day_once(delay):
    due_on, on, _ = delay
    covered = list(regimes.stretches(due_on + timedelta(days=1), on))
    assert sum((one.last_on - one.first_on).days + 1 for one in covered) == (on - due_on).days


@given(delays(), st.integers(1, 10**12))
def test_the_night_and_the_day_agree_on_debts_of_the_law(delay, principal_cents):
    due_on, on, indices = delay
    record = worked(principal_cents, factors(due_on, on, indices))
    figures = {"selic_cents": encargos.selic_cents, "juros_cents": encargos.juros_cents}
    figures |= {"correcao_cents": encargos.correcao_cents, "total_cents": encargos.total_cents}
    night = lanes.with_cents(lanes.frame_of(Mora, [record]).lazy(), Mora, **figures).collect().row(0, named=True)
    assert {name: night[name] for name in figures} == {name: figure(record) for name, figure in figures.items()}


@given(delays(), st.integers(0, 300))
def test_juros_of_the_law_never_fall(delay, cut):
    due_on, on, indices = delay
    sooner = max(on - timedelta(days=cut), due_on)
    one, other = factors(due_on, sooner, indices), factors(due_on, on, indices)
    assert one.juros.num * other.juros.den <= other.juros.num * one.juros.den
    assert one.selic.num * other.selic.den <= other.selic.num * one.selic.den
