"""What `adimple doctor` asks of the machinery: schema, key, queue, rows that hang in the air, the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from adimple.store import models as tables
from adimple.store import sealing

EXAMPLES = 5
APPEND_ONLY = ("event", "receipt", "titulo_version", "promise_outcome", "dispatch")
LATE_LEASE = timedelta(minutes=5)  # a living worker takes a lost lease back sooner
LATE_SENDING = timedelta(minutes=10)
LATE_ACTION = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows are not as they should be, and the first of them."""

    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyState:
    """Fingerprints of the key that seals this database ("" before the first boot) and of today's key."""

    noted: str
    mine: str

    @property
    def is_same(self) -> bool:
        return self.noted in ("", self.mine)


@dataclass(frozen=True, slots=True)
class Beat:
    process: str
    beat_at: datetime
    said: str


def migrations() -> tuple[list[str], list[str]]:
    """(those this program has and the database lacks, those the database has and this program does not know)."""
    loader = MigrationExecutor(connection).loader
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    ours = {label for label, _ in known}
    unknown = [(label, name) for label, name in applied - known if label in ours]
    # One step may stand for many in a database that has nothing: it is no change of its own.
    missing = known - applied - set(loader.replacements)
    return sorted(map(".".join, missing)), sorted(map(".".join, unknown))


def key() -> KeyState:
    noted = tables.Installation.objects.values_list("key_fingerprint", flat=True).first()
    return KeyState(noted or "", sealing.fingerprint())


def unguarded_tables() -> list[str]:
    """Append-only tables whose trigger is missing or switched off."""
    names = [f"{table}_append_only" for table in APPEND_ONLY]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname = ANY(%s) AND tgenabled IN ('O', 'A')", [names])
        there = {row[0] for row in cursor.fetchall()}
    return [table for table, name in zip(APPEND_ONLY, names, strict=True) if name not in there]


def lost_leases() -> Found:
    """Actions taken by somebody who died, and not given back since."""
    return find("SELECT id FROM action WHERE state = 'leased' AND leased_until < clock_timestamp() - %s", [LATE_LEASE])


def unsettled_dispatches(now: datetime) -> Found:
    """Messages that began to leave long ago; nobody knows whether they did."""
    return find("SELECT id FROM dispatch WHERE status = 'sending' AND started_at < %s", [now - LATE_SENDING])


def forgotten_actions(on: date) -> Found:
    """Actions of a day that is over, neither sent nor done nor expired."""
    return find("""SELECT id FROM action WHERE state IN ('planned', 'leased', 'task') AND "on" < %s""", [on])


def orphans() -> dict[str, Found]:
    """By table.column: rows that name what is not there, where the database does not see to it itself."""
    found = {}
    for column in _unguarded_columns():
        table, name = column.model._meta.db_table, column.column
        parent = column.related_model._meta.db_table
        sql = f"""
            SELECT c.id FROM {table} c LEFT JOIN {parent} p ON p.id = c.{name}
            WHERE c.{name} IS NOT NULL AND p.id IS NULL
        """
        rows = find(sql)
        if rows.count:
            found[f"{table}.{name}"] = rows
    return found


def heartbeats() -> list[Beat]:
    rows = tables.Heartbeat.objects.order_by("process")
    return [Beat(row.process, row.beat_at, row.said) for row in rows]


def sending_credores() -> int:
    """How many credores wait for a worker: released and not stopped."""
    return tables.Credor.objects.filter(released_at__isnull=False, stopped_at__isnull=True).count()


def late_actions(now: datetime, on: date) -> int:
    """Messages of today that should have left long ago, of credores that send."""
    sql = """
        SELECT a.id FROM action a JOIN credor c ON c.id = a.credor_id
        WHERE a.state = 'planned' AND a."on" = %s AND a.due_at < %s
          AND c.released_at IS NOT NULL AND c.stopped_at IS NULL
    """
    return find(sql, [on, now - LATE_ACTION]).count


def others_connected() -> int:
    """How many connections to this database are not this process's: the installation is on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend'
              AND application_name <> current_setting('application_name')
            """
        )
        return cursor.fetchone()[0]


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def stopped_webhooks() -> Found:
    """Addresses that we stopped: nobody asked for it."""
    return find("SELECT id FROM webhook WHERE stopped_at IS NOT NULL AND stop_cause <> 'person'")


def failing_webhooks() -> Found:
    """Addresses that are on and took nothing the last time."""
    return find("SELECT id FROM webhook WHERE stopped_at IS NULL AND failures > 0")


def find(sql: str, values: Sequence = ()) -> Found:
    """How many rows a SELECT of ids gives, and the first few."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), (array_agg(id ORDER BY id))[1:{EXAMPLES}] FROM ({sql}) found(id)", values)
        count, examples = cursor.fetchone()
    return Found(count, tuple(str(one) for one in examples or ()))


def _unguarded_columns() -> list[models.ForeignKey]:
    return [
        column
        for model in apps.get_app_config("store").get_models()
        for column in model._meta.local_fields
        if isinstance(column, models.ForeignKey) and not column.db_constraint
    ]
