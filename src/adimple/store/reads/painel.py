"""The figures of the first page: what is open by due date, what came in, today's plan, what the machine says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Sum

from adimple.store import models
from adimple.store.scope import Scope

RAIL_COUNT_CEILING = 1_000


@dataclass(frozen=True, slots=True)
class DueRow:
    """Open títulos of one due date; principal left, without encargos."""

    due_on: date
    titulos: int
    principal_cents: int


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """Today's actions of one step, channel and state."""

    credor_id: int
    step_code: str
    channel: str
    state: str
    actions: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Today's refused items of one rule."""

    blocked_by: str
    items: int


@dataclass(frozen=True, slots=True)
class Promised:
    promises: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class HeartbeatRow:
    process: str
    beat_at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What an installation has already done; teaches what comes next."""

    has_titulos: bool
    has_address: bool
    has_smtp: bool
    has_pix_key: bool
    is_released: bool


def rail_counts(scope: Scope, on: date) -> dict[str, int]:
    """How many actions today, open tasks and receipts that wait, up to a ceiling, by the page that lists them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT (SELECT count(*) FROM (SELECT FROM action WHERE credor_id = ANY(%(credores)s) AND "on" = %(on)s
                                          LIMIT {RAIL_COUNT_CEILING}) a),
                   (SELECT count(*) FROM (SELECT FROM task WHERE credor_id = ANY(%(credores)s) AND outcome = ''
                                          LIMIT {RAIL_COUNT_CEILING}) k),
                   (SELECT count(*) FROM (SELECT FROM incoming WHERE credor_id = ANY(%(credores)s)
                                          AND state = 'waiting' LIMIT {RAIL_COUNT_CEILING}) i)
            """,
            {"credores": scope.credor_ids, "on": on},
        )
        return dict(zip(("acoes", "tarefas", "recebimentos"), cursor.fetchone(), strict=True))


def open_by_due(scope: Scope) -> list[DueRow]:
    """Every open título, gathered by due date, oldest first: read from an index, less what the few partly paid gave."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT due_on, sum(titulos)::bigint, sum(cents)::bigint FROM (
                SELECT t.due_on, t.titulos, t.cents FROM credor c CROSS JOIN LATERAL (
                    SELECT t.due_on, count(*) AS titulos, sum(t.principal_cents) AS cents
                    FROM titulo t WHERE t.closed_on IS NULL AND t.credor_id = c.id GROUP BY t.due_on
                ) t WHERE c.id = ANY(%(credores)s)
                UNION ALL
                SELECT t.due_on, 0, sum(i.principal_left_cents - t.principal_cents)
                FROM imputacao i JOIN titulo t ON t.id = i.titulo_id
                WHERE i.is_current AND i.credor_id = ANY(%(credores)s) AND t.closed_on IS NULL
                  AND (i.principal_left_cents > 0 OR i.multa_open_cents > 0 OR i.juros_open_cents > 0)
                GROUP BY t.due_on
            ) due GROUP BY due_on ORDER BY due_on
            """,
            {"credores": scope.credor_ids},
        )
        return [DueRow(*row) for row in cursor.fetchall()]


def received_cents(scope: Scope, since: date, until: date) -> int:
    """What was paid from `since` to `until`, both included, and not undone."""
    rows = models.Payment.objects.filter(
        credor_id__in=scope.credor_ids, paid_on__gte=since, paid_on__lte=until, undone_at__isnull=True
    )
    return rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0


def promised(scope: Scope, on: date, days: int) -> Promised:
    """Promises for the days from `on` on whose hold stands."""
    rows = models.Promise.objects.filter(
        credor_id__in=scope.credor_ids,
        promised_on__gte=on,
        promised_on__lte=on + timedelta(days=days),
        hold__lifted_at__isnull=True,
    )
    found = rows.aggregate(promises=Count("id"), cents=Sum("amount_cents"))
    return Promised(found["promises"], found["cents"] or 0)


def planned_on(scope: Scope, on: date) -> list[PlannedRow]:
    """A day's actions by step, channel and state."""
    rows = (
        models.Action.objects.filter(credor_id__in=scope.credor_ids, on=on)
        .values_list("credor_id", "step_code", "channel", "state")
        .annotate(actions=Count("id"))
        .order_by("credor_id", "step_code", "channel", "state")
    )
    return [PlannedRow(*row) for row in rows]


def refused_on(scope: Scope, on: date) -> list[RefusedRow]:
    """A day's refusals by rule, at the plan and at the moment of sending; the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT blocked_by, count(*) AS items FROM (
                SELECT blocked_by FROM action_item
                WHERE credor_id = ANY(%(credores)s) AND "on" = %(on)s AND blocked_by IS NOT NULL
                UNION ALL
                SELECT blocked_by FROM action
                WHERE credor_id = ANY(%(credores)s) AND "on" = %(on)s AND state = 'refused' AND blocked_by IS NOT NULL
            ) refused GROUP BY blocked_by ORDER BY items DESC, blocked_by
            """,
            {"credores": scope.credor_ids, "on": on},
        )
        return [RefusedRow(*row) for row in cursor.fetchall()]


def step_days(scope: Scope) -> dict[tuple[int, str], tuple[str, int]]:
    """(credor, step code) → (kind, day) in each credor's réguas; of a step in many versions, the newest."""
    found: dict[tuple[int, str], tuple[str, int]] = {}
    rows = models.Regua.objects.filter(credor_id__in=scope.credor_ids).order_by("credor_id", "version")
    for credor_id, document in rows.values_list("credor_id", "document"):
        for step in document["steps"]:
            found[credor_id, step["code"]] = (step["kind"], step["day"])
    return found


def heartbeats(scope: Scope) -> list[HeartbeatRow]:
    """What the processes of this installation last said; nothing for who has no credor."""
    if not scope.roles:
        return []
    rows = models.Heartbeat.objects.order_by("process")
    return [HeartbeatRow(row.process, row.beat_at, row.said) for row in rows]


def last_night(scope: Scope) -> datetime | None:
    """When the last night that planned these credores ended."""
    rows = models.CycleRun.objects.filter(credor_id__in=scope.credor_ids, finished_at__isnull=False)
    return rows.order_by("-finished_at").values_list("finished_at", flat=True).first()


def nights_missed(scope: Scope, on: date) -> tuple[date, date] | None:
    """The first and the last day without a night before that of `on`; None when there is none such."""
    nights = models.CycleRun.objects.filter(credor_id__in=scope.credor_ids, finished_at__isnull=False)
    former = nights.filter(on__lt=on).order_by("-on").values_list("on", flat=True).first()
    if former is None or (on - former).days < 2 or not nights.filter(on=on).exists():
        return None
    return former + timedelta(days=1), on - timedelta(days=1)


def first_steps(scope: Scope) -> FirstSteps:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (SELECT FROM titulo WHERE credor_id = ANY(%(credores)s)),
                   count(*) > 0 AND bool_and(address <> ''),
                   EXISTS (SELECT FROM channel_setting WHERE credor_id = ANY(%(credores)s) AND channel = 'email'),
                   count(*) > 0 AND bool_and(pix_key <> ''),
                   count(released_at) > 0
            FROM credor WHERE id = ANY(%(credores)s)
            """,
            {"credores": scope.credor_ids},
        )
        return FirstSteps(*cursor.fetchone())
