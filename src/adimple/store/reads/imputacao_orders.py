"""In which order a credor's payments are imputed, version by version: the day of the payment chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class OrderRow:
    """`by_law`: the order of the Código Civil to the letter; else the house's."""

    effective_on: date
    by_law: bool


def list_orders(scope: Scope, credor_id: int) -> list[OrderRow]:
    """Newest first; empty where the house's order was never left, and of another's credor."""
    rows = models.ImputacaoPolicy.objects.filter(credor_id=credor_id, credor_id__in=scope.credor_ids)
    return [OrderRow(*row) for row in rows.order_by("-effective_on").values_list("effective_on", "by_law")]


def is_by_law(orders: Sequence[OrderRow], paid_on: date) -> bool:
    """The version in force on the day of a payment; before the first one, the house's."""
    return next((row.by_law for row in orders if row.effective_on <= paid_on), False)


def newest_titulo_id(scope: Scope, credor_id: int) -> int:
    """The last título to enter; 0 where there is none. What enters later has a greater id, whatever the clock says."""
    rows = models.Titulo.objects.filter(credor_id=credor_id, credor_id__in=scope.credor_ids)
    return rows.order_by("-id").values_list("id", flat=True).first() or 0
