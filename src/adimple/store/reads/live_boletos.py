"""The live boletos of títulos, as the bank has them or will: what a page or a message may show of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, When

from adimple.domain.encargos import EncargosPolicy
from adimple.domain.retorno.answers import SETTLED_UNPAID
from adimple.domain.retorno.layout import PERHAPS_SETTLED, SETTLED
from adimple.store import models
from adimple.store.scope import Scope

_LIVE = ("made", "sent", "registered")


@dataclass(frozen=True, slots=True)
class BoletoSeen:
    """`state`: made · sent · registered · ended. `policy`: what it was registered with. `is_reissue`: it stands for
    another.
    """

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
    rows = models.Boleto.objects.filter(titulo_id__in=list(titulo_ids), state__in=_LIVE)
    return {row.titulo_id: seen_of(row) for row in rows.filter(credor_id__in=scope.credor_ids)}


def shown_boletos(scope: Scope, titulo_ids: Iterable[int]) -> dict[int, BoletoSeen]:
    """By título, what a page tells of: the live one; else the last, where the bank knew it and ended it as one still
    owed, and the título has no other line.
    """
    told = models.RemessaItem.objects.filter(boleto=OuterRef("id"), remessa__isnull=False)
    rows = models.Boleto.objects.filter(titulo_id__in=list(titulo_ids), credor_id__in=scope.credor_ids)
    rows = rows.annotate(was_told=Exists(told), line=F("titulo__linha_digitavel"))
    last = {row.titulo_id: row for row in rows.order_by(Case(When(state__in=_LIVE, then=1), default=0), "id")}
    over = [row.id for row in last.values() if row.state == "ended" and row.was_told and not row.line]
    owed = set(over) - (_perhaps_settled(scope, over) if over else set())
    return {titulo_id: seen_of(row) for titulo_id, row in last.items() if row.state in _LIVE or row.id in owed}


def _perhaps_settled(scope: Scope, boleto_ids: list[int]) -> set[int]:
    """Those of which the bank said so, and did not just answer to a baixa that was asked."""
    asked = models.RemessaItem.objects.filter(boleto=OuterRef("boleto_id"), kind="baixa")
    said = Q(meaning=SETTLED) | Q(remarks__contains=[{"code": SETTLED_UNPAID}])
    rows = models.Ocorrencia.objects.filter(boleto_id__in=boleto_ids, credor_id__in=scope.credor_ids)
    rows = rows.filter(said | Q(meaning=PERHAPS_SETTLED) & ~Exists(asked))
    return {boleto_id for boleto_id in rows.values_list("boleto_id", flat=True) if boleto_id is not None}


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
