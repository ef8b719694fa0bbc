"""Live boletos that may not serve any more: by their own last day, or by what happened since the bank was told."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from adimple.domain import calendar
from adimple.domain.incoming import RETORNO
from adimple.domain.remessa.items import NEGATIVACAO, PROTESTO, STOP_NEGATIVACAO, STOP_PROTESTO
from adimple.domain.retorno.answers import CHANGES
from adimple.domain.retorno.layout import BAIXA
from adimple.store import models
from adimple.store.scope import Scope

_PRESSING = {PROTESTO: STOP_PROTESTO, NEGATIVACAO: STOP_NEGATIVACAO}
# Why the facts made a boleto wrong, since the bank was told of it or of its last change; NULL where they did not.
# A change that the bank refused, or left without an answer since before `since`, says nothing: the boleto is as it was.
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
        SELECT GREATEST(b.created_at, max(r.asked_at)) AS at
        FROM remessa_item r LEFT JOIN remessa m ON m.id = r.remessa_id
        WHERE r.boleto_id = b.id AND r.kind IN ('due_on', 'abatimento', 'no_abatimento')
        AND (r.answer = 'done' OR r.answer = '' AND (m.id IS NULL OR m.made_at >= %(since)s))
    ) told
"""
# Made again by itself, refused by the bank, and with none after it: its título has no boleto.
REFUSED_AGAIN = """
    b.state = 'refused' AND b.replaces_id IS NOT NULL AND t.closed_on IS NULL
    AND NOT EXISTS (SELECT FROM boleto x WHERE x.titulo_id = b.titulo_id AND x.id > b.id)
"""
NOT_DROPPED = "NOT EXISTS (SELECT FROM remessa_item r WHERE r.boleto_id = b.id AND r.kind = 'baixa')"
# By the bank alone: nobody asked. Another is made by itself past its last day, or where the título changed since.
_BY_BANK = f"""
    b.state = 'ended' AND {NOT_DROPPED}
    AND EXISTS (SELECT FROM ocorrencia o WHERE o.boleto_id = b.id AND o.meaning = '{BAIXA}')
"""
# Dropped by itself, as it charged another value, when none could be made in its place yet; and none was made since.
_DROPPED = f"""
    b.unissued <> '' AND t.linha_digitavel = '' AND NOT EXISTS (
        SELECT FROM boleto x WHERE x.titulo_id = b.titulo_id AND x.id > b.id
    ) AND (b.state = 'ended' OR b.state IN ('sent', 'registered') AND NOT {NOT_DROPPED})
"""
# Of open títulos, what could not be made again, and says why.
LEFT = f"""
    t.closed_on IS NULL AND (
        b.unissued <> '' AND (
            b.state IN ('made', 'sent', 'registered')
            OR b.state = 'ended' AND NOT EXISTS (SELECT FROM boleto x WHERE x.titulo_id = b.titulo_id AND x.id > b.id)
        ) OR {REFUSED_AGAIN}
    )
"""
_OURS_AGAIN = """
    CASE
        WHEN b.pay_until <= %(told_until)s THEN CASE WHEN b.pay_until > b.due_on THEN 'expired' ELSE 'no_late' END
    END
"""
_TERMS = """
    CASE WHEN EXISTS (
        SELECT FROM encargos_policy p
        WHERE p.credor_id = b.credor_id AND p.created_at >= COALESCE(b.terms_seen_at, b.created_at)
    ) THEN 'terms' END
"""
# One made again by itself that no remessa took in time: the next remessa makes it for another day.
_IS_STALE = "b.state = 'made' AND b.replaces_id IS NOT NULL AND b.due_on < %(on)s"
STALE = f"CASE WHEN {_IS_STALE} THEN 'stale' END"
_OF_CONVENIO = """
    b.convenio_id = %(convenio)s AND b.credor_id = ANY(%(credores)s) AND b.id > %(after)s AND t.closed_on IS NULL
    AND (c.reissues_from IS NULL OR b.pay_until >= c.reissues_from)
"""


def told_until(on: date) -> date:
    """The last day whose payments the bank has told of by `on`: after it a whole bank day passed."""
    return calendar.add_bank_days(on, -2)


def told_of_on(last_on: date) -> date:
    """The first day by which those of `last_on` are told."""
    return calendar.add_bank_days(calendar.next_bank_day(last_on), 1) + timedelta(days=1)


def to_mend(
    scope: Scope, convenio_id: int, on: date, answered_since: datetime, after: int, size: int
) -> list[tuple[int, str]]:
    """(boleto, why) of live boletos of open títulos, in order of id from `after` on: each is still to be looked at;
    and where no other came after, of those made again by themselves that the bank refused, and of those dropped, by
    themselves or by the bank.

    Left out: those of which the bank was or will be told to drop them; those of which a change waits for the bank's
    answer, unless it was told before `answered_since`; those past their last day before the convênio began; and those
    that the next remessa makes for another day.
    """
    values: dict[str, Any] = {
        "convenio": convenio_id, "credores": scope.credor_ids, "on": on, "told_until": told_until(on),
        "after": after, "size": size, "since": answered_since,
    }  # fmt: skip
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT id, why FROM (
                SELECT b.id, COALESCE({_OURS_AGAIN}, {FACTS}, {_TERMS}) AS why
                FROM boleto b JOIN titulo t ON t.id = b.titulo_id JOIN convenio c ON c.id = b.convenio_id {TOLD}
                WHERE {_OF_CONVENIO} AND b.state IN ('made', 'sent', 'registered')
                AND NOT ({_IS_STALE}) AND {NOT_DROPPED}
                AND NOT EXISTS (
                    SELECT FROM remessa_item r LEFT JOIN remessa m ON m.id = r.remessa_id
                    WHERE r.boleto_id = b.id AND r.answer = '' AND COALESCE(m.made_at, r.asked_at) >= %(since)s
                    AND r.kind IN ('due_on', 'abatimento', 'no_abatimento')
                )
            ) found WHERE why IS NOT NULL ORDER BY id LIMIT %(size)s
            """,
            values,
        )
        live = run.fetchall()
        run.execute(
            f"""
            SELECT b.id, 'refused' FROM boleto b
            JOIN titulo t ON t.id = b.titulo_id JOIN convenio c ON c.id = b.convenio_id
            WHERE {_OF_CONVENIO} AND {REFUSED_AGAIN} ORDER BY b.id LIMIT %(size)s
            """,
            values,
        )
        refused = run.fetchall()
        run.execute(
            f"""
            SELECT id, why FROM (
                SELECT b.id, CASE WHEN {_BY_BANK} THEN COALESCE({_OURS_AGAIN}, {FACTS})
                             ELSE COALESCE({FACTS}, 'changed') END AS why
                FROM boleto b JOIN titulo t ON t.id = b.titulo_id JOIN convenio c ON c.id = b.convenio_id {TOLD}
                WHERE {_OF_CONVENIO} AND {_DROPPED}
            ) found WHERE why IS NOT NULL ORDER BY id LIMIT %(size)s
            """,
            values,
        )
        return sorted(live + refused + run.fetchall())[:size]


def awaits_retorno(scope: Scope, convenio_id: int, kept_since: datetime) -> bool:
    """Whether a retorno that may tell payments of it is here and did not enter: held, or kept and not read."""
    held = models.Retorno.objects.filter(
        credor_id__in=scope.credor_ids, convenio_id=convenio_id, released_at=None, discarded_at=None
    )
    kept = models.RawPayload.objects.filter(
        credor_id__in=scope.credor_ids, credor__convenio=convenio_id, source=RETORNO, done_at=None,
        received_at__gte=kept_since,
    )  # fmt: skip
    return held.exists() or kept.exists()


class Unanswered(NamedTuple):
    """Boletos with a change that the bank was told and did not answer: still awaited, or given up."""

    awaited: set[int]
    given_up: set[int]


def unanswered(scope: Scope, boleto_ids: list[int], answered_since: datetime) -> Unanswered:
    rows = models.RemessaItem.objects.filter(
        boleto_id__in=boleto_ids, credor_id__in=scope.credor_ids, kind__in=CHANGES, answer="", remessa__isnull=False
    )
    told = set(rows.filter(remessa__made_at__gte=answered_since).values_list("boleto_id", flat=True))
    return Unanswered(told, set(rows.values_list("boleto_id", flat=True)) - told)


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
