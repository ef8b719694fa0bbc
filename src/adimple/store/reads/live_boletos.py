"""The live boletos of títulos, as the bank has them or will: what a page or a message may show of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adimple.domain.encargos import EncargosPolicy
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class BoletoSeen:
    """`state`: made · sent · registered. `policy`: what it was registered with."""

    id: int
    linha_digitavel: str
    cents: int
    due_on: date
    pay_until: date
    state: str
    policy: EncargosPolicy


def live_boletos(scope: Scope, titulo_ids: Iterable[int]) -> dict[int, BoletoSeen]:
    """By título; a título has at most one."""
    rows = models.Boleto.objects.filter(titulo_id__in=list(titulo_ids), state__in=("made", "sent", "registered"))
    return {
        row.titulo_id: BoletoSeen(
            row.id, row.linha_digitavel, row.cents, row.due_on, row.pay_until, row.state, EncargosPolicy(**row.policy)
        )
        for row in rows.filter(credor_id__in=scope.credor_ids)
    }
