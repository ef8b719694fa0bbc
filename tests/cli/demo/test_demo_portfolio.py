"""The demonstration's portfolio: its counts, its shares, and that it is the same every time."""

import hashlib
from collections import Counter
from datetime import date, timedelta

import pytest

from adimple.cli.demo import natures, portfolio, sheets
from adimple.domain import cadastro

END = date(2026, 11, 24)
# SHA-256 of the five files, one after the other, in order of day and name. A change of the generator changes it.
GOLDEN = "b83a57e69a2b4d0b0b25538b573afd48ddce592b17c41e85d9a810512d7d20c4"


@pytest.fixture(scope="module")
def whole():
    return portfolio.make_portfolio(end=END, days=90)


def test_there_are_ten_thousand_titulos_of_a_school_a_gym_and_a_distributor(whole):
    counted = Counter(titulo.credor.slug for titulo in whole.titulos)
    assert counted == {"colegio-exemplo": 3_200, "academia-modelo": 4_600, "distribuidora-ficticia": 2_200}


def test_no_two_titulos_of_a_credor_have_one_number_and_parcela(whole):
    assert len({titulo.key for titulo in whole.titulos}) == 10_000


def test_two_hundred_people_owe_to_two_credores_and_nobody_to_three(whole):
    credores: dict[int, set[str]] = {}
    for titulo in whole.titulos:
        credores.setdefault(titulo.person.number, set()).add(titulo.credor.slug)
    counted = Counter(len(slugs) for slugs in credores.values())
    assert counted[2] == 200
    assert set(counted) == {1, 2}


def test_ninety_days_are_lived_and_the_last_is_the_day_asked_for(whole):
    assert whole.end == END
    assert (whole.end - whole.start).days + 1 == 90


def test_due_dates_go_from_a_hundred_days_before_the_start_to_thirty_five_after_the_end(whole):
    due_days = [titulo.due_on for titulo in whole.titulos]
    assert min(due_days) >= whole.start - timedelta(days=100)
    assert max(due_days) == whole.end + timedelta(days=35)


def test_every_day_of_the_last_week_has_titulos_that_fall_due(whole):
    due_days = {titulo.due_on for titulo in whole.titulos}
    assert {END - timedelta(days=back) for back in range(7)} <= due_days


def test_every_document_is_valid_and_no_company_is_without_one(whole):
    people = {titulo.person.number: titulo.person for titulo in whole.titulos}.values()
    told = [person.document for person in people if person.document]
    assert [document for document in told if not cadastro.read_document(document).valid] == []
    assert [person for person in people if person.is_company and len(person.document) != 14] == []


def test_some_companies_have_a_cnpj_with_letters(whole):
    documents = {titulo.person.document for titulo in whole.titulos}
    assert any(document.startswith("EXEMP") for document in documents)


def test_nobody_has_an_address_where_mail_could_arrive(whole):
    addresses = {titulo.person.mailbox for titulo in whole.titulos if titulo.person.mailbox}
    assert {address.rpartition("@")[2] for address in addresses} == {"exemplo.test"}


def test_about_half_of_the_people_only_pay_late_by_chance(whole):
    people = {titulo.person.number: titulo.person.nature for titulo in whole.titulos}
    counted = Counter(people.values())
    assert set(counted) == set(natures.SHARES)
    for nature, thousandths in natures.SHARES.items():
        # Those who pay appear less among what is still owed, so the share is near, not equal.
        assert abs(counted[nature] * 1000 // len(people) - thousandths) <= 60


def test_what_people_already_paid_before_an_export_is_not_owed_in_it(whole):
    for export in whole.exports:
        assert all(intent.on > export.on for titulo in export.titulos for intent in titulo.intents)
        assert all(titulo.balance_cents == 0 for titulo in export.settled)
        assert all(0 < titulo.balance_cents <= titulo.original_cents for titulo in export.titulos)


def test_the_same_seed_and_day_give_the_same_bytes():
    def digest() -> str:
        made = sheets.write_sheets(portfolio.make_portfolio(end=END, days=90))
        return hashlib.sha256(b"".join(sheet.content for sheet in made)).hexdigest()

    assert digest() == digest() == GOLDEN


def test_another_seed_gives_another_portfolio():
    small = [portfolio.make_portfolio(end=END, days=10, titulos=200, seed=seed) for seed in (1, 2)]
    assert small[0].titulos != small[1].titulos


def test_a_small_portfolio_keeps_the_shares():
    small = portfolio.make_portfolio(end=END, days=10, titulos=200)
    counted = Counter(titulo.credor.slug for titulo in small.titulos)
    # 32 %, 46 % and 22 % of 200
    assert counted == {"colegio-exemplo": 64, "academia-modelo": 92, "distribuidora-ficticia": 44}
