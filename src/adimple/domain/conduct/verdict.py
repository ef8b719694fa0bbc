"""What the gate answers, and what a rule is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from adimple.domain.conduct.facts import Facts
from adimple.domain.lanes import Lane, LaneFunction, no


class Kind(StrEnum):
    """What may be done, from the strictest down; `deadline` is a duty of ours with its last day."""

    REFUSE = "refuse"
    REQUIRE_CONTENT = "require_content"
    DELAY = "delay"
    DEADLINE = "deadline"
    ALLOW = "allow"


STRICTNESS = {Kind.REFUSE: 4, Kind.REQUIRE_CONTENT: 3, Kind.DELAY: 2, Kind.DEADLINE: 1, Kind.ALLOW: 0}

# What a delay without a date waits for.
NEXT_DAY = "next_day"
LAWYER_CONTACTED = "lawyer contacted"
DISPUTE_ANSWERED = "dispute answered"
PAYMENT_CHECKED = "payment checked"
PROMISE_DAY = "promise day"
ACORDO_BROKEN = "acordo broken"
HARDSHIP_REVIEWED = "hardship reviewed"
PERSON_ANSWERED = "person answered"
PAUSE_ENDED = "pause ended"

# A rule of ours, or a law older than any título here.
ALWAYS = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's word on one contact. `until`: first lawful moment of a delay, or last day of a deadline."""

    kind: Kind
    until: datetime | date | None = None
    waits_for: str | None = None
    rule: str = ""
    phrase: str = "Nada impede este contato."
    cites: str = ""
    lifts: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a contact may be made. Speaks where `applies`; gives `kind` unless `allows`. Both are lane functions.

    `since`: first day we apply it; where only the year of a law is known, its 1 January (the stricter reading).
    `rank`: between rules of one kind, the lower speaks first.
    """

    code: str
    cites: str
    since: date
    rank: int
    kind: Kind
    phrase: str
    lifts: str
    applies: LaneFunction
    allows: LaneFunction
    examples: tuple[tuple[Facts, Kind], ...]
    until: date | None = None
    waits_for: str | None = None

    def is_in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def blocks(self, f: Lane) -> Lane:
        """Lane: true where the rule speaks and does not allow."""
        return self.applies(f) & no(self.allows(f))

    def verdict(self, facts: Facts) -> Verdict:
        """The rule's word by day; `allow` also where it does not apply."""
        if self.blocks(facts):
            return Verdict(
                self.kind, None, self.waits_for, self.code, self.phrase, self.cites, self.lifts, rank=self.rank
            )
        return Verdict(Kind.ALLOW, rule=self.code, cites=self.cites, rank=self.rank)


def never(f: Lane) -> Lane:
    """For `allows`: wherever the rule applies, nothing in the facts makes the contact lawful."""
    return False


def strongest(verdicts: Iterable[Verdict]) -> Verdict:
    """The one that decides: the strictest, then the lowest rank. No verdict at all is an allow."""
    return min(verdicts, key=lambda verdict: (-STRICTNESS[verdict.kind], verdict.rank), default=Verdict(Kind.ALLOW))
