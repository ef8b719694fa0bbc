"""What the people of the demonstration do: pay, read, answer, pick up the phone. Nothing here knows the database."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from adimple.cli.demo import natures
from adimple.cli.demo.natures import DIFICULDADE, LEMBRETE, NAO_PAGA, NEGOCIADOR, OCASIONAL, Intent, chance, draw
from adimple.cli.demo.portfolio import Export, Owed

# Of a thousand messages: read by somebody.
_READ = 620
# Of a thousand títulos told of in a message that was read: paid soon after it, before the due date and after it.
_MOVED_BEFORE = {OCASIONAL: 500, LEMBRETE: 550, NEGOCIADOR: 150, DIFICULDADE: 60, NAO_PAGA: 10}
_MOVED_AFTER = {OCASIONAL: 450, LEMBRETE: 650, NEGOCIADOR: 150, DIFICULDADE: 50, NAO_PAGA: 15}
# Of a thousand messages read about a late título, each answer.
_TALK = {OCASIONAL: 8, LEMBRETE: 8, NEGOCIADOR: 90, DIFICULDADE: 70, NAO_PAGA: 10}
_DISPUTE = {OCASIONAL: 3, LEMBRETE: 3, NEGOCIADOR: 5, DIFICULDADE: 5, NAO_PAGA: 25}
_LEAVE = {OCASIONAL: 2, LEMBRETE: 2, NEGOCIADOR: 4, DIFICULDADE: 6, NAO_PAGA: 20}
_JUST_PAID = 120  # of a thousand who paid elsewhere and read before we know
# Of a thousand calls.
_WRONG_NUMBER, _NOBODY = 30, 420
_PROMISES = {OCASIONAL: 700, LEMBRETE: 700, NEGOCIADOR: 800, DIFICULDADE: 450, NAO_PAGA: 120}
_KEEPS = {OCASIONAL: 950, LEMBRETE: 900, NEGOCIADOR: 750, DIFICULDADE: 350, NAO_PAGA: 100}

PAID, DISPUTED, TALK, NO_EMAIL = "ja_paguei", "contestacao", "human", "opt_out"


@dataclass(slots=True)
class Debt:
    """One título in the mind of who owes it. `paid_on`: the day of the last payment, nothing being left."""

    owed: Owed
    intents: list[Intent]
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """How a call ended, as the person who made it writes down; `pays_on` when a promise was made."""

    outcome: str
    pays_on: date | None = None


@dataclass
class Crowd:
    """Everybody, with what each means to pay."""

    _debts: dict[tuple[int, str], list[Debt]] = field(default_factory=dict)
    _by_day: dict[date, list[Debt]] = field(default_factory=dict)

    def receive(self, export: Export) -> None:
        """These títulos are now known."""
        for owed in export.titulos:
            debt = Debt(owed, list(owed.intents))
            self._debts.setdefault((owed.person.number, owed.credor.slug), []).append(debt)
            self._note(debt)

    def payments(self, on: date) -> list[tuple[Owed, bool]]:
        """What is paid on this day: the título, and whether only half of what it then owes."""
        paid = []
        for debt in self._by_day.pop(on, []):
            if debt.paid_on is None and debt.intents and debt.intents[0].on == on:
                intent = debt.intents.pop(0)
                paid.append((debt.owed, intent.is_half))
                if intent.is_half:
                    self._note(debt)
                else:
                    debt.paid_on = on
        return paid

    def read_message(self, person: int, slug: str, on: date) -> str | None:
        """The answer given by the link of the message, if any; paying sooner is what most messages change."""
        debts = self._told(person, slug, on)
        if not debts or not chance(_READ, person, slug, on, "lê"):
            return None
        nature = debts[0].owed.person.nature
        answer = self._answer(debts, nature, on)
        if answer is None:
            for debt in debts:
                self._move(debt, nature, on)
        return answer

    def answer_call(self, person: int, slug: str, on: date) -> Call:
        """How a call to this person ends."""
        debts = [debt for debt in self._told(person, slug, on) if debt.owed.due_on < on and debt.paid_on is None]
        nature = debts[0].owed.person.nature if debts else OCASIONAL
        if chance(_WRONG_NUMBER, person, "número errado"):
            return Call("wrong_number")
        if chance(_NOBODY, person, slug, on, "não atende"):
            return Call("no_answer")
        if not debts:
            return Call("talked")
        if chance(_PROMISES[nature], person, slug, on, "promete"):
            return Call("promised", self._promise(debts, nature, on))
        return Call("refused" if nature == NAO_PAGA else "talked")

    def _promise(self, debts: list[Debt], nature: str, on: date) -> date:
        """The day promised; whether it is kept is another matter."""
        pays_on = on + timedelta(days=3 + draw(6, debts[0].owed.key, on, "promessa"))
        keeps = chance(_KEEPS[nature], debts[0].owed.key, on, "cumpre")
        for debt in debts:
            self._intend(debt, pays_on if keeps else pays_on + timedelta(days=9 + draw(20, debt.owed.key, "quebra")))
        return pays_on

    def _told(self, person: int, slug: str, on: date) -> list[Debt]:
        """What a message of today may speak of: due within five days or late, and not paid before today."""
        horizon = on + timedelta(days=5)
        return [
            debt
            for debt in self._debts.get((person, slug), [])
            if debt.owed.due_on <= horizon and debt.paid_on in (None, on)
        ]

    def _answer(self, debts: list[Debt], nature: str, on: date) -> str | None:
        words = (debts[0].owed.key, on)
        if any(debt.paid_on for debt in debts):
            return PAID if chance(_JUST_PAID, *words, PAID) else None
        if all(debt.owed.due_on >= on for debt in debts):
            return None
        for answer, often in ((TALK, _TALK), (DISPUTED, _DISPUTE), (NO_EMAIL, _LEAVE)):
            if chance(often[nature], *words, answer):
                return answer
        return None

    def _move(self, debt: Debt, nature: str, on: date) -> None:
        """Paid sooner than it would have been: within three days of the message, or by the due date."""
        if debt.paid_on is not None:
            return
        often = _MOVED_BEFORE if debt.owed.due_on >= on else _MOVED_AFTER
        if chance(often[nature], debt.owed.key, on, "paga"):
            sooner = on + timedelta(days=1 + draw(3, debt.owed.key, on, "quando"))
            pays_on = min(sooner, debt.owed.due_on) if debt.owed.due_on > on else sooner
            if not debt.intents or pays_on < debt.intents[0].on:
                self._intend(debt, pays_on)

    def _intend(self, debt: Debt, pays_on: date) -> None:
        is_half = natures.HABITS[debt.owed.person.nature].halves and len(debt.intents) == 2
        rest = [Intent(max(intent.on, pays_on + timedelta(days=15))) for intent in debt.intents[1:]]
        debt.intents = [Intent(pays_on, is_half), *rest] if is_half else [Intent(pays_on)]
        self._note(debt)

    def _note(self, debt: Debt) -> None:
        if debt.intents:
            self._by_day.setdefault(debt.intents[0].on, []).append(debt)
