"""Every rule of the shelf: its examples are true, its words are whole, its place is its own."""

from datetime import date

import pytest

from adimple.domain.conduct import windows
from adimple.domain.conduct.gate import RULES_BY_CODE, RULES_BY_RANK
from adimple.domain.conduct.verdict import Kind

EXAMPLES = [
    pytest.param(rule, facts, kind, id=f"{rule.code}-{number}")
    for rule in RULES_BY_RANK
    for number, (facts, kind) in enumerate(rule.examples)
]
each_rule = pytest.mark.parametrize("rule", RULES_BY_RANK, ids=lambda rule: rule.code)


@pytest.mark.parametrize(("rule", "facts", "kind"), EXAMPLES)
def test_an_example_is_true(rule, facts, kind):
    assert rule.verdict(facts).kind == kind


@each_rule
def test_a_rule_shows_both_when_it_blocks_and_when_it_allows(rule):
    assert {kind for _, kind in rule.examples} == {rule.kind, Kind.ALLOW}


@each_rule
def test_a_rule_blocks_in_one_way_that_the_gate_knows(rule):
    assert rule.kind in (Kind.REFUSE, Kind.REQUIRE_CONTENT, Kind.DELAY)
    # A delay says what it waits for; the others end only by other facts.
    assert (rule.waits_for is not None) == (rule.kind == Kind.DELAY)


@each_rule
def test_a_rule_speaks_whole_sentences_and_cites(rule):
    for sentence in (rule.phrase, rule.lifts):
        assert sentence[0].isupper(), sentence
        assert sentence.endswith("."), sentence
    assert rule.cites
    assert date(1990, 1, 1) <= rule.since
    assert rule.until is None or rule.since <= rule.until


def test_no_two_rules_of_a_kind_share_a_rank():
    places = [(rule.kind, rule.rank) for rule in RULES_BY_RANK]
    assert len(set(places)) == len(places)


def test_holds_and_the_lawyer_speak_before_the_hour_and_frequency_after():
    delays = {rule.code: rule.rank for rule in RULES_BY_RANK if rule.kind == Kind.DELAY}
    late = {code for code, rank in delays.items() if rank > windows.RANK}
    assert late == {"CON-FREQ", "CON-MT-11792"}
    assert windows.RANK not in delays.values()


def test_the_shelf_holds_the_rules_of_the_friendly_phase():
    assert set(RULES_BY_CODE) == {
        "CON-FREQ", "CON-MT-11792",
        "POL-OPT-OUT", "CON-OPT-PA", "CON-OPT-SP", "CON-NMP", "CON-WA",
        "POL-JA-PAGUEI", "POL-CONTESTACAO", "POL-PROMISE", "POL-ACORDO", "POL-HARDSHIP", "POL-FALAR", "POL-PAUSA",
        "CON-DEAD", "CON-LAWYER", "CON-WRONG",
        "PRE-EXTRA", "SUP-104A", "CON-SARB-1825",
        "CON-THIRD", "CON-RJ-THIRD", "CON-WORK", "CON-AUTH",
        "CON-RIDICULE", "CON-THREAT", "CON-FALSE", "LGP-SENS",
        "CON-42A", "CHG-ITEM",
        "CON-RJ-REC", "CON-SP-REC", "CON-PR-REC", "CON-IDENT", "CON-STIR",
    }  # fmt: skip
