"""Whose a receipt may be: títulos ranked by what speaks for each, in words. A suggestion decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adimple.domain import calendar, money

MOST = 8
_NAMED, _DOCUMENT, _TODAY, _PRINCIPAL, _NAME, _PART_OF_NAME, _SAME_DAY, _NEAR = 100, 60, 50, 40, 25, 12, 8, 4
_NEAR_DAYS = 10
_LEAST = 25  # less than this speaks for half the portfolio
MARKS = ".,;:()-/*"  # that banks put beside a name
_SHORT = ("DE", "DA", "DO", "DAS", "DOS", "E")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a receipt says of itself. `reference` and `name` folded: capitals without accents."""

    cents: int
    paid_on: date
    document: str
    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open título. `numbers`: by which a reference may name it. `owed_cents`: on the day paid; None: not known."""

    titulo_id: int
    devedor_id: int
    due_on: date
    principal_cents: int
    owed_cents: int | None
    document: str
    name: str
    numbers: tuple[str, ...]
    is_named: bool = False  # by the source itself: its boleto, its charge


@dataclass(frozen=True, slots=True)
class Suggestion:
    titulo_id: int
    devedor_id: int
    points: int
    reasons: tuple[str, ...]


def rank(arrived: Arrived, candidates: Iterable[Candidate]) -> list[Suggestion]:
    """The likeliest first; of equal ones the oldest due. Those for which too little speaks are left out."""
    found = []
    for one in candidates:
        told = _reasons(arrived, one)
        points = sum(weight for weight, _ in told)
        if points >= _LEAST:
            reasons = tuple(phrase for _, phrase in sorted(told, key=lambda each: -each[0]))
            found.append((one, Suggestion(one.titulo_id, one.devedor_id, points, reasons)))
    found.sort(key=lambda pair: (-pair[1].points, pair[0].due_on, pair[0].titulo_id))
    return [suggestion for _, suggestion in found[:MOST]]


def _reasons(arrived: Arrived, one: Candidate) -> list[tuple[int, str]]:
    told: list[tuple[int, str]] = []
    if one.is_named:
        told.append((_NAMED, "É o título do boleto ou da cobrança que o banco disse"))
    elif number := next((number for number in one.numbers if _is_in(number, arrived.reference)), ""):
        told.append((_NAMED, f"O texto do banco traz o número {number}"))
    if arrived.document and arrived.document == one.document:
        told.append((_DOCUMENT, "Mesmo CPF ou CNPJ de quem pagou"))
    day = calendar.format_date(arrived.paid_on)
    if one.owed_cents is not None and one.owed_cents == arrived.cents:
        told.append((_TODAY, f"Devia exatamente {money.format_brl(arrived.cents)} em {day}"))
    elif one.principal_cents == arrived.cents:
        told.append((_PRINCIPAL, f"O valor do título é exatamente {money.format_brl(arrived.cents)}"))
    told += _of_name(arrived, one)
    days = abs((arrived.paid_on - one.due_on).days)
    if days == 0:
        told.append((_SAME_DAY, "Pago no dia do vencimento"))
    elif days <= _NEAR_DAYS:
        told.append((_NEAR, f"Vence a {days} dia{'s' if days > 1 else ''} do pagamento"))
    return told


def _of_name(arrived: Arrived, one: Candidate) -> list[tuple[int, str]]:
    said = _words(f"{arrived.name} {arrived.reference}")
    theirs = _words(one.name)
    common = theirs & said
    if len(theirs) > 1 and common == theirs:
        return [(_NAME, "O nome inteiro está no texto do banco")]
    if len(common) > 1:
        return [(_PART_OF_NAME, "Parte do nome está no texto do banco")]
    return []


def _words(text: str) -> set[str]:
    words = (word.strip(MARKS) for word in text.upper().split())
    return {word for word in words if len(word) > 1 and word not in _SHORT}


def _is_in(number: str, reference: str) -> bool:
    """A whole word of the reference; a number of three signs or fewer is in anything."""
    words = "".join(sign if sign.isalnum() or sign in "-/" else " " for sign in reference.upper()).split()
    bare = {word.lstrip("0") for word in words}
    return len(number) > 3 and number.upper().lstrip("0") in bare
