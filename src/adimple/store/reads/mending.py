"""Live boletos that may not serve any more: by their own last day, or by what happened since the bank was told."""

from datetime import date, datetime

from django.db import connection

from adimple.domain.remessa.items import NEGATIVACAO, PROTESTO, STOP_NEGATIVACAO, STOP_PROTESTO
from adimple.store import models
from adimple.store.scope import Scope

_PRESSING = {PROTESTO: STOP_PROTESTO, NEGATIVACAO: STOP_NEGATIVACAO}
# Why the facts made a boleto wrong, since the bank was told of it or of its last change; NULL where they did not.
# A change that the bank refused says nothing: the boleto is as it was before.
FACTS = """
    CASE
        WHEN t.closed_on IS NOT NULL THEN 'closed'
        WHEN EXISTS (
            SELECT FROM titulo_version v WHERE v.titulo_id = t.id AND v.replaced_at >= told.at
            AND (v.fields -> 'due_on' IS NOT NULL OR v.fields -> 'principal_cents' IS NOT NULL)
        ) THEN 'changed'
        WHEN EXISTS (
            SELECT FROM imputacao i JOIN payment p ON p.id = i.payment_id
            WHERE i.titulo_id = t.id AND i.replaced_at IS NULL AND p.registered_at >= told.at
        ) THEN 'part_paid'
        WHEN EXISTS (
            SELECT FROM imputacao i WHERE i.titulo_id = t.id AND i.replaced_at >= told.at
        ) THEN 'changed'
    END
"""
TOLD = """
    CROSS JOIN LATERAL (
        SELECT GREATEST(b.created_at, max(r.asked_at)) AS at FROM remessa_item r
        WHERE r.boleto_id = b.id AND r.kind IN ('due_on', 'abatimento', 'no_abatimento') AND r.answer <> 'refused'
    ) told
"""
NOT_DROPPED = "NOT EXISTS (SELECT FROM remessa_item r WHERE r.boleto_id = b.id AND r.kind = 'baixa')"
_OURS_AGAIN = """
    CASE
        WHEN b.pay_until < %(on)s THEN CASE WHEN b.pay_until > b.due_on THEN 'expired' ELSE 'no_late' END
        WHEN b.state = 'made' AND b.replaces_id IS NOT NULL AND b.due_on < %(on)s THEN b.because
    END
"""
_TERMS = """
    CASE WHEN EXISTS (
        SELECT FROM encargos_policy p WHERE p.credor_id = b.credor_id AND p.created_at >= b.created_at
    ) THEN 'terms' END
"""


def to_mend(
    scope: Scope, convenio_id: int, on: date, answered_since: datetime, after: int, size: int
) -> list[tuple[int, str]]:
    """(boleto, why) of live boletos of open títulos, in order of id from `after` on: each is still to be looked at.

    Left out: those of which the bank was or will be told to drop them, and those of which a change waits for the bank's
    answer, unless it was asked before `answered_since`.
    """
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT id, why FROM (
                SELECT b.id, COALESCE({_OURS_AGAIN}, {FACTS}, {_TERMS}) AS why
                FROM boleto b JOIN titulo t ON t.id = b.titulo_id {TOLD}
                WHERE b.convenio_id = %(convenio)s AND b.credor_id = ANY(%(credores)s) AND b.id > %(after)s
                AND b.state IN ('made', 'sent', 'registered') AND t.closed_on IS NULL AND {NOT_DROPPED}
                AND NOT EXISTS (
                    SELECT FROM remessa_item r WHERE r.boleto_id = b.id AND r.answer = '' AND r.asked_at >= %(since)s
                    AND r.kind IN ('due_on', 'abatimento', 'no_abatimento')
                )
            ) found WHERE why IS NOT NULL ORDER BY id LIMIT %(size)s
            """,
            {
                "convenio": convenio_id, "credores": scope.credor_ids, "on": on, "after": after, "size": size,
                "since": answered_since,
            },
        )  # fmt: skip
        return run.fetchall()


def refused_changes(scope: Scope, boleto_ids: list[int]) -> set[int]:
    """Those of which the bank refused a change: it is not asked again."""
    rows = models.RemessaItem.objects.filter(boleto_id__in=boleto_ids, answer="refused")
    return set(rows.filter(credor_id__in=scope.credor_ids).values_list("boleto_id", flat=True))


def pressed(scope: Scope, boleto_ids: list[int]) -> set[int]:
    """Those of which a protesto or a negativação was asked and not taken back: another boleto would undo it."""
    rows = models.RemessaItem.objects.filter(
        boleto_id__in=boleto_ids, credor_id__in=scope.credor_ids, kind__in=(*_PRESSING, *_PRESSING.values())
    )
    standing: dict[tuple[int, str], bool] = {}
    for boleto_id, kind in rows.order_by("id").values_list("boleto_id", "kind"):
        standing[boleto_id, _PRESSING.get(kind, kind)] = kind in _PRESSING
    return {boleto_id for (boleto_id, _), stands in standing.items() if stands}


def convenios_that_reissue(scope: Scope) -> list[int]:
    """Open ones of open credores, in order."""
    rows = models.Convenio.objects.filter(
        credor_id__in=scope.credor_ids, credor__closed_at=None, closed_at=None, reissues=True
    )
    return list(rows.order_by("id").values_list("id", flat=True))


def terms_saved(scope: Scope, saved_after: datetime, saved_until: datetime) -> bool:
    """Whether some credor of these saved what it charges, after the one and up to the other."""
    rows = models.EncargosPolicy.objects.filter(created_at__gt=saved_after, created_at__lte=saved_until)
    return rows.filter(credor_id__in=scope.credor_ids).exists()
