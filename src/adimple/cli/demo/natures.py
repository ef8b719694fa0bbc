"""How five kinds of people pay when nobody asks. Chance is a hash of who and what, so nothing depends on order.

The kinds and their shape follow the clusters of collection studies; the numbers are ours and stand for nobody.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

LEMBRETE = "precisa_de_lembrete"
OCASIONAL = "atraso_ocasional"
NEGOCIADOR = "negociador"
DIFICULDADE = "em_dificuldade"
NAO_PAGA = "nao_paga"

# Of a thousand people.
SHARES = {OCASIONAL: 520, LEMBRETE: 230, NEGOCIADOR: 110, DIFICULDADE: 90, NAO_PAGA: 50}


@dataclass(frozen=True, slots=True)
class Intent:
    """What a person means to pay of one título: on which day, and whether only half of it."""

    on: date
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Habit:
    """Of a thousand títulos, `on_time` are paid by the due date; the others `late` days after it, if ever."""

    on_time: int
    late: tuple[int, int]
    never: int = 0
    halves: bool = False


HABITS = {
    OCASIONAL: Habit(on_time=820, late=(2, 24)),
    LEMBRETE: Habit(on_time=300, late=(11, 45)),
    NEGOCIADOR: Habit(on_time=150, late=(35, 80), never=100),
    DIFICULDADE: Habit(on_time=100, late=(28, 60), never=250, halves=True),
    NAO_PAGA: Habit(on_time=20, late=(50, 90), never=900),
}


def chance(thousandths: int, *words: object) -> bool:
    """Whether something that happens so often happens to these words. The same words get the same answer."""
    return draw(1_000, *words) < thousandths


def draw(count: int, *words: object) -> int:
    """0 … count − 1, told by the words alone."""
    digest = hashlib.sha256("|".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def intents(nature: str, key: str, due_on: date) -> list[Intent]:
    """What the person of this nature would pay of the título `key` if never contacted, in order of day."""
    habit = HABITS[nature]
    if chance(habit.on_time, key, "em dia"):
        return [Intent(due_on - timedelta(days=draw(4, key, "antes")))]
    if chance(habit.never, key, "nunca"):
        return []
    first, last = habit.late
    day = due_on + timedelta(days=first + draw(last - first + 1, key, "atraso"))
    if habit.halves:
        return [Intent(day, is_half=True), Intent(day + timedelta(days=20 + draw(30, key, "resto")))]
    return [Intent(day)]
