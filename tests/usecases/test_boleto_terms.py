"""What a new boleto asks is what is owed, on each day the bank takes it; else there is none."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adimple.domain.encargos import EncargosPolicy, Saldo, new_saldo
from adimple.domain.errors import Refused
from adimple.store.reads.balances import TituloSaldo
from adimple.usecases import boleto_terms
from adimple.usecases.boleto_terms import Terms

ON = date(2026, 11, 24)  # a Tuesday
POLICY = EncargosPolicy(multa_ppb=20_000_000, juros_ppb_month=10_000_000, juros_basis="daily_cents_down")


def titulo(due_on=date(2026, 11, 10), cents=1_000_00, policy=POLICY, **given) -> TituloSaldo:
    fields = {
        "id": 1, "credor_id": 1, "devedor_id": 1, "number": "1", "parcela": "", "description": "", "due_on": due_on,
        "principal_cents": cents, "closed_on": None, "closed_reason": "", "version": 1, "linha_digitavel": "",
        "pix_copia_e_cola": "", "link_pagamento": "", "saldo": new_saldo(cents, due_on), "policy": policy,
    }  # fmt: skip
    return TituloSaldo(**fields | given)


def test_overdue_it_asks_what_is_owed_tomorrow_and_then_each_day_s_juros():
    terms = boleto_terms.of_today(titulo(), ON, 30)

    # 25/11 is 15 days late: 1.000,00 + 20,00 + 15 × 0,33
    assert (terms.due_on, terms.cents, terms.pay_until) == (date(2026, 11, 25), 1_024_95, date(2026, 12, 25))
    # the multa is in it already; 33 cents a day on 1.024,95: 990.000.000.000 ÷ 102.495 = 9.659.007,8
    assert terms.policy == EncargosPolicy(juros_ppb_month=9_659_008, juros_basis="daily_cents_down")
    for days in range(31):
        on = terms.due_on + timedelta(days=days)
        assert boleto_terms.charged_cents(terms, on) == titulo().owed(on).total_cents == 1_024_95 + 33 * days


def test_where_the_bank_takes_no_late_payment_it_is_of_one_day_when_it_is_registered_already():
    terms = boleto_terms.of_today(titulo(), ON, 0)
    # 26/11 is 16 days late: 1.020,00 + 16 × 0,33
    assert terms == Terms(date(2026, 11, 26), 1_025_28, EncargosPolicy(), date(2026, 11, 26))


def test_in_time_it_is_the_titulo_s_own():
    terms = boleto_terms.of_today(titulo(due_on=date(2026, 12, 10)), ON, 30)
    assert terms == Terms(date(2026, 12, 10), 1_000_00, POLICY, date(2027, 1, 9))


def test_paid_in_part_in_time_it_asks_what_is_left_and_the_discount_of_the_whole():
    due_on = date(2026, 12, 10)
    left = Saldo(1_000_00, 600_00, 0, False, 0, due_on)
    with_discount = replace(POLICY, discount_ppb=50_000_000)
    terms = boleto_terms.of_today(titulo(due_on, policy=with_discount, saldo=left), ON, 30)

    # 5 % of 1.000,00 is 50,00, on whatever is left
    assert (terms.cents, terms.policy.discount_ppb, terms.policy.discount_cents) == (600_00, 0, 50_00)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"policy": replace(POLICY, juros_basis="30")}, "boleto.uneven"),  # 33, 66, 100 cents
        ({"closed_on": ON}, "boleto.closed"),
        ({"policy": EncargosPolicy(multa_ppb=20_000_000, correction_index="ipca")}, "boleto.index"),
    ],
)
def test_what_no_boleto_could_ask_is_refused(given, code):
    with pytest.raises(Refused) as refused:
        boleto_terms.of_today(titulo(**given), ON, 30)
    assert refused.value.code == code


def test_due_on_a_sunday_and_still_in_time_on_monday_it_waits_a_day():
    monday = date(2026, 11, 23)
    with pytest.raises(Refused) as refused:
        boleto_terms.of_today(titulo(due_on=date(2026, 11, 22)), monday, 30)
    assert refused.value.code == "boleto.no_bank"


def test_a_boleto_agrees_until_what_is_charged_changes():
    told = Terms(date(2026, 12, 10), 1_000_00, POLICY, date(2027, 1, 9))
    same = titulo(due_on=date(2026, 12, 10))
    assert boleto_terms.agrees(told, same, ON)
    # Today both ask 1.000,00: they part on the first late day.
    assert not boleto_terms.agrees(told, replace(same, policy=replace(POLICY, multa_ppb=10_000_000)), ON)
    assert not boleto_terms.agrees(told, replace(same, due_on=date(2026, 12, 15)), ON)
    assert not boleto_terms.agrees(told, replace(same, saldo=replace(same.saldo, principal_cents=999_99)), ON)


def test_one_of_a_later_due_date_is_held_to_what_is_owed_from_then_on():
    of_a_day = Terms(date(2026, 11, 30), 1_026_60, EncargosPolicy(), date(2026, 11, 30))  # as a person issues it
    assert boleto_terms.agrees(of_a_day, titulo(), ON)
    assert not boleto_terms.agrees(replace(of_a_day, cents=1_026_59), titulo(), ON)
