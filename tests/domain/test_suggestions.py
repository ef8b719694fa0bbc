"""Whose money may be: what speaks for a título, how much, and in which words."""

from dataclasses import replace
from datetime import date

from adimple.domain.suggestions import MOST, Arrived, Candidate, rank

ON = date(2026, 11, 20)
ARRIVED = Arrived(869_83, ON, "52998224725", "ana exemplo", "pix ana exemplo ref 000777")
NOTHING = Candidate(1, 1, date(2026, 3, 1), 100_00, 110_00, "", "bruno outro", ())


def reasons(**given):
    found = rank(ARRIVED, [replace(NOTHING, **given)])
    return list(found[0].reasons) if found else []


def test_what_nothing_speaks_for_is_left_out():
    assert reasons() == []


def test_each_reason_is_told_the_strongest_first():
    told = reasons(owed_cents=869_83, document="52998224725", name="ana exemplo", numbers=("777",), due_on=ON)
    assert told == [
        "Mesmo CPF ou CNPJ de quem pagou",
        "Devia exatamente R$ 869,83 em 20/11/2026",
        "O nome inteiro está no texto do banco",
        "Pago no dia do vencimento",
    ]


def test_a_number_counts_as_a_whole_word_and_not_when_it_is_short():
    assert reasons(numbers=("0000777",)) == ["O texto do banco traz o número 0000777"]
    assert reasons(numbers=("777",)) == []  # three signs are in any text
    assert reasons(numbers=("00077",)) == []


def test_the_value_of_the_titulo_counts_where_what_it_owed_does_not():
    assert reasons(principal_cents=869_83) == ["O valor do título é exatamente R$ 869,83"]
    assert reasons(principal_cents=869_83, owed_cents=869_83) == ["Devia exatamente R$ 869,83 em 20/11/2026"]


def test_a_part_of_the_name_alone_is_too_little():
    assert reasons(name="ana exemplo da silva") == []


def test_the_likeliest_comes_first_and_of_equals_the_oldest_due():
    exact = replace(NOTHING, titulo_id=2, owed_cents=869_83)
    older = replace(exact, titulo_id=3, due_on=date(2026, 2, 1))
    named = replace(NOTHING, titulo_id=4, is_named=True)
    assert [one.titulo_id for one in rank(ARRIVED, [exact, named, older])] == [4, 3, 2]
    assert len(rank(ARRIVED, [replace(exact, titulo_id=number) for number in range(50)])) == MOST
