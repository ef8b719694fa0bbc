"""What the bank answered to the orders that change a boleto."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from adimple.domain.remessa.items import DUE_ON
from adimple.domain.retorno.answers import CHANGES, Said
from adimple.store import models

DONE, REFUSED = "done", "refused"


class Answered(NamedTuple):
    """A line that answers an order of `kind`, and what it says of the boleto; "" of a refusal, which names no order."""

    line_id: int
    boleto_id: int
    kind: str
    said: Said


class Answers(NamedTuple):
    """`unfit`: by line, the change that the bank says it made, and that no order of ours is."""

    items: list[models.RemessaItem]
    unfit: dict[int, date | int]


def answer_changes(credor_id: int, at: datetime, confirmed: Sequence[Answered], refused: Sequence[Answered]) -> Answers:
    """Orders that change a boleto, answered: each boleto becomes what the order made of it, or stays.

    Of more than one without an answer it is the one whose value the line brings; where it brings none, the oldest:
    banks answer in the order told. A value that none asked for answers none. A refusal is of the last order only.
    """
    of = {one.boleto_id for one in (*confirmed, *refused)}
    rows = models.RemessaItem.objects.filter(credor_id=credor_id, boleto_id__in=of, remessa__isnull=False)
    orders: dict[int, list[models.RemessaItem]] = {}
    for row in rows.select_related("boleto__titulo").order_by("id") if of else ():
        orders.setdefault(row.boleto_id, []).append(row)
    done: list[models.RemessaItem] = []
    unfit: dict[int, date | int] = {}
    for one in _once(confirmed):
        told, items = one.said.of(one.kind), orders.get(one.boleto_id, [])
        if (item := _made(items, one.kind, told)) is not None:
            item.answer = DONE
            done.append(item)
        elif told is not None and not _is_known(items, one, told):
            unfit[one.line_id] = told
    gone: list[models.RemessaItem] = []
    for one in _once(refused):
        items = orders.get(one.boleto_id, [])
        if items and items[-1].kind in CHANGES and (item := _not_made(items, one.said)) is not None:
            item.answer = REFUSED
            gone.append(item)
    for item in sorted(done, key=lambda one: one.id):
        _make_change(item, orders[item.boleto_id], at)
    for item in (*done, *gone):
        item.answered_at = at
        item.save(update_fields=["answer", "answered_at"])
    return Answers([*done, *gone], unfit)


def _once(told: Sequence[Answered]) -> list[Answered]:
    """A line told twice in a file is one."""
    first: dict[tuple[int, str, date | int | None], Answered] = {}
    for one in told:
        first.setdefault((one.boleto_id, one.kind, one.said.of(one.kind)), one)
    return list(first.values())


def _made(items: list[models.RemessaItem], kind: str, told: date | int | None) -> models.RemessaItem | None:
    waiting = [item for item in items if item.kind == kind and not item.answer]
    if told is not None:
        waiting = [item for item in waiting if _asked(item) == told]
    return next(iter(waiting), None)


def _not_made(items: list[models.RemessaItem], said: Said) -> models.RemessaItem | None:
    waiting = [item for item in items if item.kind in CHANGES and not item.answer]
    of_value = [item for item in waiting if said.of(item.kind) is not None and said.of(item.kind) == _asked(item)]
    return next(iter(of_value or waiting), None)


def _asked(item: models.RemessaItem) -> date | int | None:
    return item.due_on if item.kind == DUE_ON else item.abatimento_cents


def _is_known(items: list[models.RemessaItem], one: Answered, told: date | int) -> bool:
    """Told again of an order answered before; or, while none waits, what the boleto says already."""
    of_kind = [item for item in items if item.kind == one.kind]
    if any(item.answer == DONE and _asked(item) == told for item in of_kind):
        return True
    if any(not item.answer for item in of_kind):
        return False
    boleto = models.Boleto.objects.get(id=one.boleto_id)
    return told == (boleto.due_on if one.kind == DUE_ON else boleto.abatimento_cents)


def _make_change(item: models.RemessaItem, items: list[models.RemessaItem], at: datetime) -> None:
    """But where the bank made one that was asked after it: that stands, in whatever order the answers come."""
    changes = (DUE_ON,) if item.kind == DUE_ON else tuple(kind for kind in CHANGES if kind != DUE_ON)
    if any(other.id > item.id and other.kind in changes and other.answer == DONE for other in items):
        return
    boleto = models.Boleto.objects.get(id=item.boleto_id)  # two orders of one boleto may be answered at once
    if item.due_on is not None:
        boleto.pay_until += item.due_on - boleto.due_on
        boleto.due_on = item.due_on
    if item.abatimento_cents is not None:
        boleto.abatimento_cents = item.abatimento_cents
    boleto.changed_at = at
    boleto.save(update_fields=["due_on", "pay_until", "abatimento_cents", "changed_at"])
