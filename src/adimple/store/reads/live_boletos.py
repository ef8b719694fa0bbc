"""The live boletos of títulos, as the bank has them or will: what a page or a message may show of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from adimple.domain.encargos import EncargosPolicy
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class BoletoSeen:
    """`state`: made · sent · registered. `policy`: what it was registered with. `is_reissue`: it stands for another."""

    id: int
    linha_digitavel: str
    cents: int
    due_on: date
    pay_until: date
    state: str
    policy: EncargosPolicy
    abatimento_cents: int = 0
    is_reissue: bool = False


def live_boletos(scope: Scope, titulo_ids: Iterable[int]) -> dict[int, BoletoSeen]:
    """By título; a título has at most one."""
    rows = models.Boleto.objects.filter(titulo_id__in=list(titulo_ids), state__in=("made", "sent", "registered"))
    return {row.titulo_id: seen_of(row) for row in rows.filter(credor_id__in=scope.credor_ids)}


def seen_of(row: models.Boleto) -> BoletoSeen:
    return BoletoSeen(
        id=row.id,
        linha_digitavel=row.linha_digitavel,
        cents=row.cents,
        due_on=row.due_on,
        pay_until=row.pay_until,
        state=row.state,
        policy=EncargosPolicy(**row.policy),
        abatimento_cents=row.abatimento_cents,
        is_reissue=row.replaces_id is not None,
    )
