"""A policy that leaves juros to the law, or names an index: from its due date to its last payment."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain import encargos, imputacao, lanes
from adimple.domain.encargos import EncargosPolicy, Mora, Saldo
from adimple.domain.errors import Invalid, Refused
from adimple.domain.indices import IndexTable, months

PERCENT = 10_000_000
FIGURES = {
    "correcao_cents": encargos.correcao_cents,
    "multa_cents": encargos.multa_cents,
    "juros_cents": encargos.juros_cents,
    "total_cents": encargos.total_cents,
}


def flat(rate_ppb):
    """Plainly synthetic: the same rate every month."""
    return dict.fromkeys(months.between(date(2023, 1, 1), date(2027, 12, 1)), rate_ppb)


TABLE = IndexTable({"selic": flat(PERCENT), "taxa_legal": flat(PERCENT), "ipca": flat(PERCENT), "igpm": flat(-PERCENT)})
LAW = EncargosPolicy(multa_ppb=2 * PERCENT, juros_by="law", indices=TABLE)
IGPM = EncargosPolicy(juros_ppb_month=PERCENT, correction_index="igpm", indices=TABLE)
IPCA = EncargosPolicy(juros_ppb_month=PERCENT, correction_index="ipca", indices=TABLE)


def owed(policy, due_on, on, principal_cents=100_000):
    return encargos.accrue_encargos(policy, encargos.new_saldo(principal_cents, due_on), due_on=due_on, on=on)


def arithmetic(policy, due_on, on):
    saldo = encargos.new_saldo(100_000, due_on)
    mora = encargos.mora(saldo, encargos.terms_on(policy, due_on=due_on, juros_from_on=due_on, on=on))
    return encargos.arithmetic(encargos.encargos_of(mora), mora, policy, due_on=due_on, on=on)


def test_no_agreed_rate_bears_ipca_and_the_legal_rate():
    # Due 31/03/2026, on 31/05/2026. IPCA: March and April, 1.000,00 × 1,01² − 1.000,00 = 20,10.
    # Juros: April and May whole, 1.020,10 × 2% = 20,402. Multa on the nominal: 20,00.
    figures = owed(LAW, date(2026, 3, 31), date(2026, 5, 31))
    assert (figures.correcao_cents, figures.juros_cents, figures.multa_cents) == (2_010, 2_040, 2_000)
    assert figures.total_cents == 106_050


def test_in_time_the_law_asks_nothing_not_even_a_table():
    bare = EncargosPolicy(juros_by="law")
    assert owed(bare, date(2026, 3, 31), date(2026, 3, 31)).total_cents == 100_000
    with pytest.raises(Refused, match="Falta Taxa legal de 04/2026"):
        owed(bare, date(2026, 3, 31), date(2026, 4, 1))


def test_a_debt_that_crosses_pays_each_law_its_own():
    # Due 31/07/2024, on 30/09/2024. Selic 1.000,00 × 1% × 29/31 = 9,35; legal rate 1.000,00 × 1% × (2/31 + 1) = 10,64.
    # No IPCA: August was the Selic's, September is not over.
    figures = owed(LAW, date(2024, 7, 31), date(2024, 9, 30))
    assert (figures.correcao_cents, figures.juros_cents) == (0, 935 + 1_064)
    assert arithmetic(LAW, date(2024, 7, 31), date(2024, 9, 30)) == (
        "Multa: 1.000,00 × 2% = 20,00.",
        "Selic até 29/08/2024: 1.000,00 × 0,9354839% (aproximado) = 9,35. "
        "Juros pela taxa legal: 1.000,00 × 1,0645161% (aproximado) = 10,64.",
        "Total: 1.000,00 + 20,00 + 19,99 = 1.039,99.",
    )


def test_a_contract_s_index_takes_the_place_of_the_law_s():
    # IGP-M −1% in March and April: never below the nominal; juros on the nominal, 1.000,00 × 2%.
    law_igpm = EncargosPolicy(juros_by="law", correction_index="igpm", indices=TABLE)
    figures = owed(law_igpm, date(2026, 3, 31), date(2026, 5, 31))
    assert (figures.correcao_cents, figures.juros_cents) == (0, 2_000)


def test_an_agreed_index_corrects_before_agreed_juros_count():
    # IPCA of March and April = 20,10; juros 1.020,10 × 1% ÷ 30 × 61 = 20,742.
    figures = owed(IPCA, date(2026, 3, 31), date(2026, 5, 31))
    assert (figures.correcao_cents, figures.juros_cents) == (2_010, 2_074)
    assert owed(IGPM, date(2026, 3, 31), date(2026, 5, 31)).correcao_cents == 0


def test_a_part_payment_starts_the_months_again_without_losing_one():
    # On 30/04/2026: IPCA of March 10,00; juros 1.010,00 × 1% = 10,10; multa 20,00: 40,10 pays both and 10,00 more.
    # Capital left 1.000,00. On 31/05: IPCA of April 10,00; juros 1.010,00 × 1% = 10,10.
    due_on, paid_on = date(2026, 3, 31), date(2026, 4, 30)
    step = imputacao.replay(LAW, encargos.new_saldo(100_000, due_on), [(paid_on, 4_010)], due_on=due_on)[0]
    assert step.saldo == Saldo(100_000, 100_000, 0, True, 0, paid_on)
    figures = encargos.accrue_encargos(LAW, step.saldo, due_on=due_on, on=date(2026, 5, 31))
    assert (figures.correcao_cents, figures.juros_cents, figures.multa_cents) == (1_000, 1_010, 0)


def test_a_softer_due_date_does_not_move_the_month_of_correction():
    # Due Saturday 31/01/2026, extended to Monday 02/02: correção still counts January; juros from 02/02.
    soft = EncargosPolicy(juros_by="law", nonbusiness_due="extended", indices=TABLE)
    figures = owed(soft, date(2026, 1, 31), date(2026, 2, 28))
    # IPCA of January 10,00; juros 1.010,00 × 1% × 26/28 = 9,378…
    assert (figures.correcao_cents, figures.juros_cents) == (1_000, 937)


def test_a_rate_and_the_law_exclude_each_other():
    with pytest.raises(Invalid, match="valem só onde não há taxa contratada"):
        EncargosPolicy(juros_by="law", juros_ppb_month=PERCENT)


@pytest.mark.parametrize("given", [{"juros_by": "costume"}, {"correction_index": "selic"}, {"correction_index": "cdi"}])
def test_what_is_no_law_and_no_index_of_correction_is_refused(given):
    with pytest.raises(Invalid, match="Opção desconhecida"):
        EncargosPolicy(**given)


@pytest.mark.parametrize(("policy", "rules"), [(LAW, []), (IPCA, []), (IGPM, ["CHG-CORR"])])
def test_an_index_the_law_does_not_give_asks_for_a_clause(policy, rules):
    findings = encargos.check_policy(policy, "B2B")
    assert [finding.rule for finding in findings] == rules


def test_a_cap_keeps_the_law_and_the_index():
    capped = encargos.cap_policy(EncargosPolicy(multa_ppb=10 * PERCENT, juros_by="law", indices=TABLE), "B2C")
    assert (capped.multa_ppb, capped.juros_by, capped.indices) == (2 * PERCENT, "law", TABLE)


policies = st.builds(
    EncargosPolicy,
    multa_ppb=st.integers(0, 2 * PERCENT),
    multa_base=st.sampled_from(["nominal", "corrected"]),
    rounding=st.sampled_from(["down", "half_up", "half_even"]),
    nonbusiness_due=st.sampled_from(["original_if_missed", "extended"]),
    juros_by=st.just("law"),
    correction_index=st.sampled_from(["", "ipca", "igpm"]),
    indices=st.just(TABLE),
)


@st.composite
def moras(draw):
    policy, due_on = draw(policies), draw(st.dates(date(2023, 6, 1), date(2026, 6, 30)))
    on = due_on + timedelta(days=draw(st.integers(-10, 500)))
    is_late = encargos.days_late(due_on=due_on, on=on, nonbusiness_due=policy.nonbusiness_due) > 0
    juros_from_on = draw(st.dates(due_on, on)) if is_late else due_on
    nominal_cents = draw(st.integers(1, 10**12))
    saldo = Saldo(nominal_cents, draw(st.integers(0, nominal_cents)), 0, draw(st.booleans()), 7, juros_from_on)
    return encargos.mora(saldo, encargos.terms_on(policy, due_on=due_on, juros_from_on=juros_from_on, on=on))


@given(st.lists(moras(), min_size=1, max_size=8))
def test_the_night_and_the_day_agree_on_every_cent_of_the_law(records):
    night = lanes.with_cents(lanes.frame_of(Mora, records).lazy(), Mora, **FIGURES).collect()
    for row, record in zip(night.iter_rows(named=True), records, strict=True):
        assert {name: row[name] for name in FIGURES} == {name: figure(record) for name, figure in FIGURES.items()}
