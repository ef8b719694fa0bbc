from dataclasses import astuple, fields
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.domain.conduct import gate
from adimple.domain.conduct.facts import CHANNEL_CODES, EMAIL, PHONE, SP, UF_CODES, Facts
from adimple.domain.conduct.verdict import Kind, Verdict, strongest
from adimple.domain.lanes import columns

ON = date(2026, 10, 7)
NAMES = [field.name for field in fields(Facts)]
TYPES = {field.name: field.type for field in fields(Facts)}
SCHEMA = {name: pl.Boolean if TYPES[name] is bool else pl.Int32 for name in NAMES}

# Near each cap, so that both sides of it are met.
COUNTS = {
    "channel_code": st.sampled_from([0, *CHANNEL_CODES.values()]),
    "uf_code": st.sampled_from([0, *UF_CODES.values()]),
    "attempts_today": st.integers(0, 4),
    "contacts_today": st.integers(0, 2),
    "contacts_this_week": st.integers(0, 8),
    "days_overdue": st.sampled_from([-5, 0, 1_825, 1_826]),
    "calls_this_month": st.sampled_from([0, 500_000, 500_001]),
    "state_optout_days": st.sampled_from([0, 29, 30]),
}
# Mostly harmless, or some rule would block nearly every row.
USUAL = {name: getattr(Facts(EMAIL), name) for name in NAMES}


def flags(name):
    return st.integers(0, 9).map(lambda chance: USUAL[name] if chance else not USUAL[name])


facts = st.builds(Facts, **{name: COUNTS[name] if name in COUNTS else flags(name) for name in NAMES})


def frame_of(records: list[Facts]) -> pl.DataFrame:
    return pl.DataFrame([astuple(record) for record in records], schema=SCHEMA, orient="row")


@given(st.lists(facts, min_size=1, max_size=30))
def test_the_night_blocks_by_the_very_rule_that_decides_by_day(records):
    night = frame_of(records).select(index=gate.blocking_index(columns(Facts), ON))["index"].to_list()
    by_day = [strongest(gate.judge(record, ON)) for record in records]
    assert [gate.blocking_code(index) for index in night] == [
        None if verdict.kind == Kind.ALLOW else verdict.rule for verdict in by_day
    ]
    assert night == [gate.blocking_index(record, ON) for record in records]


@pytest.mark.parametrize("rule", gate.RULES_BY_RANK, ids=lambda rule: rule.code)
def test_each_rule_says_the_same_in_both_lanes(rule):
    records = [record for record, _ in rule.examples]
    lane = columns(Facts)
    night = frame_of(records).select(applies=rule.applies(lane), blocks=rule.blocks(lane))
    assert night["applies"].to_list() == [rule.applies(record) for record in records]
    assert night["blocks"].to_list() == [kind != Kind.ALLOW for _, kind in rule.examples]


def test_facts_that_do_not_vary_may_be_constants():
    frame = pl.DataFrame({"attempts_today": [2, 3], "channel_code": [PHONE, PHONE]})
    lane = Facts(pl.col("channel_code"), uf_code=SP, attempts_today=pl.col("attempts_today"))  # type: ignore[arg-type]
    night = frame.select(index=gate.blocking_index(lane, ON))["index"].to_list()
    assert [gate.blocking_code(index) for index in night] == [None, "CON-FREQ"]


def test_a_rule_is_silent_before_its_first_day():
    call = Facts(PHONE, calls_this_month=600_000, has_call_authentication=False)
    assert strongest(gate.judge(call, date(2025, 8, 6))).kind == Kind.ALLOW
    assert strongest(gate.judge(call, date(2025, 8, 7))).rule == "CON-STIR"
    assert gate.blocking_code(gate.blocking_index(call, date(2025, 8, 6))) is None


def test_the_strictest_speaks_and_the_rest_are_kept():
    call = Facts(PHONE, is_deceased=True, is_represented=True, is_itemised=False, attempts_today=3)
    verdicts = gate.judge(call, ON)
    blocked = [verdict.rule for verdict in verdicts if verdict.kind != Kind.ALLOW]
    assert blocked == ["CON-DEAD", "CHG-ITEM", "CON-LAWYER", "CON-FREQ"]
    assert strongest(verdicts).rule == "CON-DEAD"


def test_a_verdict_carries_its_article_its_phrase_and_what_would_change_it():
    verdict = strongest(gate.judge(Facts(EMAIL, opted_out=True), ON))
    assert verdict == Verdict(
        Kind.REFUSE,
        rule="POL-OPT-OUT",
        phrase="O devedor pediu para não ser procurado por este canal.",
        cites="Política da casa; CDC arts. 42 e 71 (cláusula geral)",
        lifts="Use outro canal, ou espere o devedor pedir este canal de novo.",
        rank=200,
    )


def test_nothing_said_is_allowed():
    assert strongest([]).kind == Kind.ALLOW


def test_an_answer_to_the_devedor_is_not_held_back():
    asked = Facts(EMAIL, initiated_by_devedor=True, opted_out=True, hold_ja_paguei=True, attempts_today=9)
    assert strongest(gate.judge(asked, ON)).kind == Kind.ALLOW


def test_strictness_orders_refuse_content_delay_allow():
    allow, delay, content, refuse = (
        Verdict(kind) for kind in (Kind.ALLOW, Kind.DELAY, Kind.REQUIRE_CONTENT, Kind.REFUSE)
    )
    assert strongest([allow, delay, content, refuse]) is refuse
    assert strongest([allow, delay, content]) is content
    assert strongest([allow, delay]) is delay


def test_between_equals_the_lower_rank_speaks():
    first, second = Verdict(Kind.DELAY, rule="b", rank=1), Verdict(Kind.DELAY, rule="a", rank=2)
    assert strongest([second, first]) is first
