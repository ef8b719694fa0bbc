"""What the moment of contact asks of the tables, for many actions at once: who, how, what holds, what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from adimple.domain import calendar
from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Speaker:
    """A credor as its messages name it."""

    id: int
    slug: str
    name: str
    document: str
    address: str
    email: str
    phone: str
    is_agency: bool
    records_calls: bool
    city: str
    pix_key: str
    has_psp: bool  # its Pix is made at a PSP, título by título
    link_host: str  # its own host for links, verified; "" for the installation's


@dataclass(frozen=True, slots=True)
class Person:
    """A devedor as a contact needs them."""

    id: int
    person_key: int
    name: str
    document: str
    kind: str
    uf: str
    cep: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    kind: str
    value: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A título's step inside an action, as planned: `due_on` is the due date it was planned for."""

    id: int
    action_id: int
    titulo_id: int
    due_on: date
    step_code: str


@dataclass(frozen=True, slots=True)
class History:
    """What was already done with a person, on every channel, of every credor here."""

    attempts_today: int = 0
    contacts_today: int = 0
    contacts_this_week: int = 0


# Of a contact `p`: wrong to its own credor, or to another one for the same person, as the night asks it in `frames`.
IS_WRONG = """(p.wrong_at IS NOT NULL OR EXISTS (
    SELECT 1 FROM devedor ours JOIN devedor theirs ON theirs.person_key = ours.person_key
    JOIN contact w ON w.devedor_id = theirs.id AND w.kind = p.kind AND w.value = p.value
    WHERE ours.id = p.devedor_id AND w.wrong_at IS NOT NULL))"""


def speakers(scope: Scope, credor_ids: Iterable[int]) -> dict[int, Speaker]:
    psps = models.PspAccount.objects.filter(credor_id=OuterRef("id"), closed_at=None)
    hosts = models.LinkHost.objects.filter(credor_id=OuterRef("id"), verified_at__isnull=False, ended_at=None)
    rows = models.Credor.objects.filter(id__in=set(credor_ids) & set(scope.credor_ids)).annotate(
        has_psp=Exists(psps), link_host=Coalesce(Subquery(hosts.values("host")), Value(""))
    )
    return {row[0]: Speaker(*row) for row in rows.values_list(*Speaker.__slots__)}


def people(scope: Scope, devedor_ids: Iterable[int]) -> dict[int, Person]:
    rows = models.Devedor.objects.filter(id__in=set(devedor_ids), credor_id__in=scope.credor_ids)
    return {row[0]: Person(*row) for row in rows.values_list(*Person.__slots__)}


def contacts(scope: Scope, contact_ids: Iterable[int]) -> dict[int, ContactRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id, p.kind, p.value, {IS_WRONG} FROM contact p WHERE p.id = ANY(%s) AND p.credor_id = ANY(%s)",
            [list(set(contact_ids)), scope.credor_ids],
        )
        return {row[0]: ContactRow(*row) for row in cursor.fetchall()}


def phone_to_call(scope: Scope, devedor_id: int) -> int | None:
    """The phone a person would dial: the latest usable one, a mobile before a landline; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id FROM contact p WHERE p.devedor_id = %s AND p.credor_id = ANY(%s) AND p.kind = 'phone' "
            f"AND NOT {IS_WRONG} ORDER BY p.phone_kind = 'mobile' DESC, p.id DESC LIMIT 1",
            [devedor_id, scope.credor_ids],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def items(scope: Scope, action_ids: Iterable[int]) -> dict[int, list[Item]]:
    """By action, the items still in it, oldest título first."""
    rows = models.ActionItem.objects.filter(
        action_id__in=list(action_ids), credor_id__in=scope.credor_ids, blocked_by__isnull=True, expired_on__isnull=True
    )
    found: dict[int, list[Item]] = {}
    for row in rows.order_by("due_on", "titulo_id").values_list(*Item.__slots__):
        item = Item(*row)
        found.setdefault(item.action_id, []).append(item)
    return found


def holds(scope: Scope, devedor_ids: Iterable[int], on: date) -> dict[int, list[tuple[int | None, str]]]:
    """By devedor, (título or None for all, kind) in force. Death and a lawyer follow the person to every credor."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, h.titulo_id, h.kind FROM hold h JOIN devedor d ON d.id = h.devedor_id
            WHERE d.id = ANY(%(devedores)s) AND d.credor_id = ANY(%(credores)s) AND h.lifted_at IS NULL
              AND h.starts_on <= %(on)s AND (h.until IS NULL OR h.until >= %(on)s)
            UNION
            SELECT d.id, NULL, h.kind FROM devedor d
            JOIN devedor o ON o.person_key = d.person_key JOIN hold h ON h.devedor_id = o.id
            WHERE d.id = ANY(%(devedores)s) AND d.credor_id = ANY(%(credores)s) AND h.kind IN ('death', 'lawyer')
              AND h.lifted_at IS NULL AND h.starts_on <= %(on)s AND (h.until IS NULL OR h.until >= %(on)s)
            """,
            {"devedores": list(devedor_ids), "credores": scope.credor_ids, "on": on},
        )
        found: dict[int, list[tuple[int | None, str]]] = {}
        for devedor_id, titulo_id, kind in cursor.fetchall():
            found.setdefault(devedor_id, []).append((titulo_id, kind))
        return found


def consents(scope: Scope, devedor_ids: Iterable[int]) -> dict[tuple[int, str], bool]:
    """(devedor, channel) → whether the last word was yes; a channel nobody spoke of is not there."""
    rows = models.Consent.objects.filter(devedor_id__in=set(devedor_ids), credor_id__in=scope.credor_ids)
    return {row[:2]: row[2] for row in rows.values_list("devedor_id", "channel", "granted")}


def histories(scope: Scope, devedor_ids: Iterable[int], on: date) -> dict[int, History]:
    """By person key, the contacts of the seven days that end on `on`, whatever the credor.

    What is leaving at this minute counts as a contact; what a provider did not take (temporary) was no attempt to
    reach the person, so that a retry is not refused because of its own first try.
    """
    start = datetime(on.year, on.month, on.day, tzinfo=calendar.zone_of("SP"))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT person_key, count(*) FILTER (WHERE at >= %(today)s)::int,
                   count(*) FILTER (WHERE at >= %(today)s AND reached)::int, count(*) FILTER (WHERE reached)::int
            FROM (
                SELECT DISTINCT person_key FROM devedor
                WHERE id = ANY(%(devedores)s) AND credor_id = ANY(%(credores)s)
            ) people JOIN LATERAL (
                SELECT s.started_at AS at, s.status <> 'permanent' AS reached FROM dispatch s
                WHERE s.person_key = people.person_key AND s.started_at >= %(since)s AND s.started_at < %(until)s
                  AND s.status <> 'temporary'
                UNION ALL
                SELECT k.outcome_at, k.outcome IN ('talked', 'promised', 'refused') FROM task k
                WHERE k.person_key = people.person_key AND k.outcome_at >= %(since)s AND k.outcome_at < %(until)s
                  AND k.outcome <> 'expired'
            ) made ON true GROUP BY person_key
            """,
            {
                "devedores": list(devedor_ids),
                "credores": scope.credor_ids,
                "today": start,
                "since": start - timedelta(days=6),
                "until": start + timedelta(days=1),
            },
        )
        return {row[0]: History(*row[1:]) for row in cursor.fetchall()}
