"""One devedor as of the end of a past day, as far as facts are dated.

A payment counts from the day it was made; a pause, a contact, a word on a channel, from the moment it was written down;
a título is as its version of then says. Name, UF and profile are not dated: they are today's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Prefetch, Q

from adimple.store import models
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.scope import Scope

# Words on a channel that the journal keeps, after the row holds a later one.
_WORDS = {"channel.opted_in": True, "channel.opted_out": False}


@dataclass(frozen=True, slots=True)
class Reached:
    """The contacts a person could use then: the latest of each kind, None where there was none."""

    email_id: int | None
    mobile_id: int | None
    phone_id: int | None


@dataclass(frozen=True, slots=True)
class StepDone:
    titulo_id: int
    due_on: date
    step_code: str
    blocked_by: str | None


def saldos(scope: Scope, devedor_id: int, on: date, end: datetime) -> list[TituloSaldo]:
    """Títulos known by `end` and open on the day, or paid on it; what is left of each after the payments up to it."""
    rows = models.Titulo.objects.filter(devedor_id=devedor_id, credor_id__in=scope.credor_ids, created_at__lt=end)
    laid = models.Imputacao.objects.filter(replaced_at__isnull=True, paid_on__lte=on).order_by("paid_on", "payment_id")
    replaced = models.TituloVersion.objects.filter(replaced_at__gte=end).order_by("-version")
    rows = rows.select_related("devedor").prefetch_related(
        Prefetch("imputacao_set", laid, to_attr="laid"),
        Prefetch("tituloversion_set", replaced, to_attr="later"),
        Prefetch("baixa_set", _standing_baixas(on, end), to_attr="baixas"),
    )
    terms = balances.policies(scope.credor_ids)
    found = []
    for row in rows:
        if _was_closed(row, on):
            continue
        for version in row.later:
            _put_back(row, version)
        row.current_imputacao = row.laid[-1:]
        found.append(balances.titulo_saldo(row, terms))
    return sorted(found, key=lambda titulo: (titulo.due_on, titulo.id))


def reached(scope: Scope, devedor_id: int, end: datetime) -> Reached:
    """A contact that another credor found wrong for the same person is not used, as by night."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(p.id) FILTER (WHERE p.kind = 'email'), max(p.id) FILTER (WHERE p.phone_kind = 'mobile'),
                   max(p.id) FILTER (WHERE p.kind = 'phone')
            FROM contact p
            WHERE p.devedor_id = %(devedor)s AND p.credor_id = ANY(%(credores)s) AND p.created_at < %(end)s
              AND (p.wrong_at IS NULL OR p.wrong_at >= %(end)s)
              AND NOT EXISTS (
                SELECT 1 FROM devedor ours JOIN devedor theirs ON theirs.person_key = ours.person_key
                JOIN contact w ON w.devedor_id = theirs.id AND w.kind = p.kind AND w.value = p.value
                WHERE ours.id = p.devedor_id AND w.wrong_at < %(end)s)
            """,
            {"devedor": devedor_id, "credores": scope.credor_ids, "end": end},
        )
        email_id, mobile_id, phone_id = cursor.fetchone()
    return Reached(email_id, mobile_id, mobile_id or phone_id)


def consents(scope: Scope, devedor_id: int, end: datetime) -> dict[str, bool]:
    """The last word on each channel by then, by channel."""
    said = models.Consent.objects.filter(devedor_id=devedor_id, credor_id__in=scope.credor_ids, at__lt=end)
    words = models.Event.objects.filter(
        devedor_id=devedor_id, credor_id__in=scope.credor_ids, name__in=_WORDS, at__lt=end
    )
    told = {payload["channel"]: _WORDS[name] for name, payload in words.order_by("id").values_list("name", "payload")}
    return told | dict(said.values_list("channel", "granted"))


def holds(scope: Scope, devedor_id: int, on: date, end: datetime) -> list[tuple[int | None, str]]:
    """(título or None for all, kind) in force at the end of the day. Death and a lawyer follow the person."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT CASE WHEN o.id = d.id THEN h.titulo_id END, h.kind
            FROM devedor d JOIN devedor o ON o.person_key = d.person_key JOIN hold h ON h.devedor_id = o.id
            WHERE d.id = %(devedor)s AND d.credor_id = ANY(%(credores)s)
              AND (o.id = d.id OR h.kind IN ('death', 'lawyer'))
              AND h.placed_at < %(end)s AND (h.lifted_at IS NULL OR h.lifted_at >= %(end)s)
              AND h.starts_on <= %(on)s AND (h.until IS NULL OR h.until >= %(on)s)
            """,
            {"devedor": devedor_id, "credores": scope.credor_ids, "on": on, "end": end},
        )
        return cursor.fetchall()


def steps_done(scope: Scope, titulo_ids: Iterable[int], on: date) -> list[StepDone]:
    """Steps planned or refused on the days before, and not expired by then."""
    rows = models.ActionItem.objects.filter(
        titulo_id__in=list(titulo_ids), credor_id__in=scope.credor_ids, on__lt=on
    ).exclude(expired_on__lt=on)
    return [StepDone(*row) for row in rows.values_list("titulo_id", "due_on", "step_code", "blocked_by")]


def had_night(scope: Scope, credor_id: int, on: date) -> bool:
    """Whether a night was run for the credor on a day."""
    return models.CycleRun.objects.filter(credor_id=credor_id, credor_id__in=scope.credor_ids, on=on).exists()


def nights(scope: Scope, credor_id: int, since: date, before: date) -> frozenset[date]:
    """The days on which a night of the credor was run, from `since` until the day before `before`."""
    rows = models.CycleRun.objects.filter(
        credor_id=credor_id, credor_id__in=scope.credor_ids, on__gte=since, on__lt=before
    )
    return frozenset(rows.values_list("on", flat=True))


def known_on(scope: Scope, titulo_ids: Iterable[int], zone) -> dict[int, date]:
    """The civil day on which each título came."""
    rows = models.Titulo.objects.filter(id__in=list(titulo_ids), credor_id__in=scope.credor_ids)
    return {titulo_id: at.astimezone(zone).date() for titulo_id, at in rows.values_list("id", "created_at")}


def end_of(on: date, zone) -> datetime:
    """The first instant after the day."""
    after = on + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=zone)


def _standing_baixas(on: date, end: datetime):
    """Of that day or before, and not ended by then."""
    ended_later = Q(ended_at__isnull=True) | Q(ended_at__gte=end)
    return models.Baixa.objects.filter(ended_later, closed_on__lte=on)


def _was_closed(row: models.Titulo, on: date) -> bool:
    """Before the day, or on it by a baixa: what was paid on the day still says what happened on it."""
    if row.baixas:
        return True
    if row.closed_on is None:
        return False
    return row.closed_on < on or (row.closed_on == on and row.closed_reason != "paid")


def _put_back(row: models.Titulo, version: models.TituloVersion) -> None:
    """What the título was before this version replaced it; whose it was is left as today."""
    row.version = version.version
    for name, value in version.fields.items():
        if name != "devedor_id":
            setattr(row, name, date.fromisoformat(value) if value and name.endswith("_on") else value)
