"""Whether a contact may be made: every rule of the shelf asked, by day one by one, by night in one pass."""

from datetime import date

from adimple.domain.conduct import rules
from adimple.domain.conduct.facts import Facts
from adimple.domain.conduct.verdict import STRICTNESS, Rule, Verdict
from adimple.domain.lanes import Lane, where
from adimple.domain.shelf import shelf

# The strictest kind first, then the rank: the first that blocks is the one that is named.
RULES_BY_RANK: tuple[Rule, ...] = tuple(
    sorted(shelf(rules, "RULES"), key=lambda rule: (-STRICTNESS[rule.kind], rule.rank))
)
RULES_BY_CODE = {rule.code: rule for rule in RULES_BY_RANK}

ALLOWED = 0


def judge(facts: Facts, on: date) -> list[Verdict]:
    """The word of every rule in force that speaks on these facts, allows included; `strongest` decides.

    Whether, not when: ask `windows.judge_hour` for the hour.
    """
    return [rule.verdict(facts) for rule in rules_in_force(on) if rule.applies(facts)]


def blocking_index(f: Lane, on: date) -> Lane:
    """Lane: which rule blocks, as 1 + its index in RULES_BY_RANK; 0 where the contact is allowed.

    `f`: `columns(Facts)`, or a Facts whose fields are expressions and constants: a rule settled by constants
    alone adds nothing to the pass. Equals the index of `strongest(judge(facts, on))` row by row.
    """
    index = ALLOWED
    for position, rule in reversed(_positions(on)):
        index = where(rule.blocks(f), position, index)
    return index


def blocking_code(index: int) -> str | None:
    """The code of the rule that `blocking_index` names; None when allowed."""
    return None if index == ALLOWED else RULES_BY_RANK[index - 1].code


def rules_in_force(on: date) -> tuple[Rule, ...]:
    """The rules that rule that day, the one to be named first ahead."""
    return tuple(rule for _, rule in _positions(on))


def _positions(on: date) -> list[tuple[int, Rule]]:
    return [(position, rule) for position, rule in enumerate(RULES_BY_RANK, start=1) if rule.is_in_force(on)]
