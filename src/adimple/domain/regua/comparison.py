"""Two versions of a régua in words: the steps that came, that went, what changed in those that stay, and the texts."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from adimple.domain import money, phrases
from adimple.domain.messages import Template
from adimple.domain.regua import document, shipped
from adimple.domain.regua.regua import Regua, ReguaStep

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SAME, OLD, NEW = "same", "old", "new"
_PARTS = re.compile(r"\s+|[^\s]+")
_TEXTS = (
    ("subject", "Assunto"),
    ("body", "E-mail e carta"),
    ("short", "WhatsApp e SMS"),
    ("script", "Roteiro de ligação"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A step of both versions, or of one. `sentences`: what is different, each said whole."""

    kind: str
    before: ReguaStep | None
    after: ReguaStep | None
    sentences: tuple[str, ...]

    @property
    def step(self) -> ReguaStep:
        step = self.after or self.before
        assert step is not None, "a change is of a step"
        return step


@dataclass(frozen=True, slots=True)
class Comparison:
    """`general`: what changed of the régua itself. Changes and steps in order of profile and day."""

    general: tuple[str, ...]
    changes: tuple[Change, ...]
    unchanged: tuple[ReguaStep, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: in both (`same`), only in the former (`old`), only in the latter (`new`)."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """One use of a template, where its words differ."""

    name: str
    pieces: tuple[Piece, ...]


def compare(before: Regua, after: Regua) -> Comparison:
    """Steps are the same by profile and code, whatever their day."""
    was = {(step.profile, step.code): step for step in before.steps}
    becomes = {(step.profile, step.code): step for step in after.steps}
    changes, unchanged = [], []
    for key in {**was, **becomes}:
        old, new = was.get(key), becomes.get(key)
        if old and new and old == new:
            unchanged.append(new)
        else:
            changes.append(_change(old, new))
    return Comparison(
        general=_general(before, after),
        changes=tuple(sorted(changes, key=lambda change: _place(change.step))),
        unchanged=tuple(sorted(unchanged, key=_place)),
    )


def compare_texts(before: Template, after: Template) -> tuple[TextChange, ...]:
    """The texts that differ, word by word."""
    named = ((name, getattr(before, field), getattr(after, field)) for field, name in _TEXTS)
    return tuple(TextChange(name, _pieces(old, new)) for name, old, new in named if old != new)


def when(day: int) -> str:
    """«5 dias antes do vencimento»"""
    if day == 0:
        return "no dia do vencimento"
    days = f"{abs(day)} dia{'s' if abs(day) > 1 else ''}"
    return f"{days} depois do vencimento" if day > 0 else f"{days} antes do vencimento"


def channels(step: ReguaStep) -> str:
    """«e-mail, depois WhatsApp»"""
    return ", depois ".join(phrases.channel(channel) for channel in step.channels)


def condition(step: ReguaStep) -> str:
    """«só acima de R$ 30,00»"""
    return f"só a partir de {money.format_brl(step.minimum_cents)}" if step.minimum_cents else "qualquer valor"


def profile(step: ReguaStep) -> str:
    return shipped.PROFILES.get(step.profile, step.profile)


def _change(old: ReguaStep | None, new: ReguaStep | None) -> Change:
    if old and new:
        return Change(CHANGED, old, new, tuple(_differences(old, new)))
    if new:
        return Change(ADDED, None, new, (f"Entra um passo: {_whole(new)}.",))
    assert old, "a change is of a step"
    return Change(REMOVED, old, None, (f"Sai o passo: {_whole(old)}.",))


def _whole(step: ReguaStep) -> str:
    name = document.KINDS[step.kind].name.lower()
    return f"{name}, {when(step.day)}, por {channels(step)}, {condition(step)}, com o modelo «{step.template}»"


def _differences(old: ReguaStep, new: ReguaStep) -> Iterable[str]:
    if old.day != new.day:
        yield f"Acontece {when(new.day)}; antes, {when(old.day)}."
    if old.kind != new.kind:
        yield f"Passa a ser «{document.KINDS[new.kind].name}»; antes, «{document.KINDS[old.kind].name}»."
    if old.channels != new.channels:
        yield f"Vai por {channels(new)}; antes, por {channels(old)}."
    if old.template != new.template:
        yield f"Usa o modelo «{new.template}»; antes, «{old.template}»."
    if old.minimum_cents != new.minimum_cents:
        yield f"Vale para títulos de {_amount(new)}; antes, de {_amount(old)}."
    if old.produces != new.produces:
        yield "Passa a ser feito de outro modo: por mensagem ou por tarefa de uma pessoa."


def _amount(step: ReguaStep) -> str:
    return f"{money.format_brl(step.minimum_cents)} em diante" if step.minimum_cents else "qualquer valor"


def _general(before: Regua, after: Regua) -> tuple[str, ...]:
    return (f"A régua passa a se chamar «{after.name}»; antes, «{before.name}».",) if before.name != after.name else ()


def _place(step: ReguaStep) -> tuple[str, int, str]:
    return step.profile, step.day, step.code


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    pieces = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(old[i1:i2])))
            continue
        pieces += [
            Piece(where, text) for where, text in ((OLD, "".join(old[i1:i2])), (NEW, "".join(new[j1:j2]))) if text
        ]
    return tuple(pieces)
