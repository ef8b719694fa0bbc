"""The order of the law, and why each título came where it came, in words with the article."""

from datetime import date

from adimple.domain import imputacao, imputacao_why
from adimple.domain.imputacao import Debt
from adimple.domain.imputacao_why import Got

EARLY, LATE = date(2026, 10, 5), date(2026, 11, 10)
PERCENT = 10_000_000


def paid(cents, *debts, **given):
    imputed = imputacao.impute_payment(cents, debts, equals_share=True, **given)
    return {part.titulo_id: part.paid_cents for part in imputed.imputacoes}


def why(*titulos, chosen=(), goes_on=False, by_law=False):
    return imputacao_why.reasons(titulos, chosen, goes_on=goes_on, by_law=by_law)


def test_by_law_equal_debts_share_in_proportion_to_what_they_owe():
    # 100,00 over 300,00 and 100,00, due on one day at one rate: three quarters and one quarter.
    assert paid(100_00, Debt(1, LATE, 300_00), Debt(2, LATE, 100_00)) == {1: 75_00, 2: 25_00}


def test_the_odd_cent_goes_to_the_largest_fraction_and_none_is_lost():
    # 1,00 over three equal debts: 33,33… each; the cent goes to the first. Over 2 and 1: 66,66… and 33,33…
    assert paid(1_00, Debt(1, LATE, 5_00), Debt(2, LATE, 5_00), Debt(3, LATE, 5_00)) == {1: 34, 2: 33, 3: 33}
    assert paid(1_00, Debt(1, LATE, 2_00), Debt(2, LATE, 1_00)) == {1: 67, 2: 33}


def test_by_law_the_older_due_comes_first_then_the_more_onerous_by_juros_and_then_by_multa():
    old = Debt(1, EARLY, 10_00)
    dear = Debt(2, LATE, 10_00, rate_ppb=2 * PERCENT)
    with_multa = Debt(3, LATE, 10_00, rate_ppb=PERCENT, multa_ppb=2 * PERCENT)
    cheap = Debt(4, LATE, 10_00, rate_ppb=PERCENT)
    assert paid(35_00, cheap, with_multa, dear, old) == {1: 10_00, 2: 10_00, 3: 10_00, 4: 5_00}


def test_what_the_devedor_chose_comes_first_in_the_order_chosen_and_does_not_share():
    debts = [Debt(1, EARLY, 10_00), Debt(2, LATE, 10_00), Debt(3, LATE, 10_00), Debt(4, LATE, 10_00)]
    assert paid(26_00, *debts, chosen=[3, 2]) == {3: 10_00, 2: 10_00, 1: 6_00}


def test_in_the_order_of_the_house_equal_debts_are_paid_as_they_came():
    imputed = imputacao.impute_payment(100_00, [Debt(1, LATE, 300_00), Debt(2, LATE, 100_00)])
    assert [(part.titulo_id, part.paid_cents) for part in imputed.imputacoes] == [(1, 100_00)]


def test_the_first_was_the_oldest_and_the_next_came_after():
    told = why(Got(1, LATE, False), Got(2, EARLY, True))
    assert list(told) == [2, 1]
    assert told[2] == "Era o de vencimento mais antigo entre os que estavam em aberto (Código Civil, art. 355)."
    assert told[1] == "Veio depois: o pagamento já tinha coberto os de vencimento mais antigo (Código Civil, art. 355)."


def test_an_indication_says_the_article_and_the_place():
    told = why(Got(1, EARLY, False), Got(2, LATE, True), Got(3, LATE, True), chosen=[3, 2], goes_on=True)
    assert list(told) == [3, 2, 1]
    assert told[3] == "O devedor o indicou, em 1º lugar (Código Civil, art. 352)."
    assert told[2] == "O devedor o indicou, em 2º lugar (Código Civil, art. 352)."
    assert told[1].startswith("Pagos os indicados, era o de vencimento mais antigo")


def test_equal_ones_say_that_they_shared_only_where_they_did():
    shared = why(Got(1, LATE, False), Got(2, LATE, False), by_law=True)
    assert "em proporção ao que devia (Código Civil, arts. 354 e 355)" in shared[1]
    assert "bastou para todos" in why(Got(1, LATE, True), Got(2, LATE, True), by_law=True)[2]
    house = why(Got(1, LATE, True), Got(2, LATE, False))
    assert (house[1], house[2]) == (
        "Vencia no mesmo dia que outro; a casa paga primeiro o que entrou antes.",
        "Vencia no mesmo dia que outro que entrou antes, e veio depois dele.",
    )


def test_the_more_onerous_is_told_so():
    told = why(Got(1, LATE, False, (PERCENT, 0)), Got(2, LATE, True, (2 * PERCENT, 0)), by_law=True)
    assert list(told) == [2, 1]
    assert told[2] == "Vencia no mesmo dia que outro, e é o mais oneroso (Código Civil, art. 355)."
