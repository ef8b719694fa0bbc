"""What `adimple doctor` asks of versions, locks, jobs, the night's own sums and the constraints that guard it all."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection

from adimple.store.reads.health import Found, find

LATE_JOB = timedelta(minutes=5)  # a living worker takes a lost job in seconds
FORGOTTEN_JOB = timedelta(hours=1)
LONG_WAIT = timedelta(minutes=10)  # for a lock; a second night waits for the first
LONG_IDLE = timedelta(minutes=5)  # a transaction left open with nothing to do
LONG_WORK = timedelta(hours=2)  # more than a backup of ten million takes


def server_version() -> int:
    """PostgreSQL's, as 180001."""
    return connection.cursor().connection.info.server_version


def actions_without_items() -> Found:
    return find("SELECT a.id FROM action a WHERE NOT EXISTS (SELECT FROM action_item i WHERE i.action_id = a.id)")


def wrong_nights() -> Found:
    """Nights whose journalled count of actions is not the number of their rows."""
    return find(
        """
        SELECT r.id FROM cycle_run r
        LEFT JOIN (SELECT cycle_run_id, count(*) AS rows FROM action GROUP BY cycle_run_id) a ON a.cycle_run_id = r.id
        WHERE r.finished_at IS NOT NULL AND (r.counts->>'actions')::bigint <> COALESCE(a.rows, 0)
        """
    )


def lost_jobs() -> Found:
    """Imports whose worker died, and that nobody took again."""
    return find("SELECT id FROM job WHERE state = 'running' AND leased_until < clock_timestamp() - %s", [LATE_JOB])


def forgotten_jobs(now: datetime) -> Found:
    """Imports that nobody began."""
    return find("SELECT id FROM job WHERE state = 'queued' AND queued_at < %s", [now - FORGOTTEN_JOB])


def held_locks() -> Found:
    """Processes of the server (by pid) that wait too long, idle in a transaction, or have had one open for hours."""
    return find(
        """
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND (
            wait_event_type = 'Lock' AND query_start < clock_timestamp() - %s
            OR state LIKE 'idle in transaction%%' AND state_change < clock_timestamp() - %s
            OR xact_start < clock_timestamp() - %s)
        """,
        [LONG_WAIT, LONG_IDLE, LONG_WORK],
    )


def missing_guards() -> list[str]:
    """Constraints of ours that the database lacks, or has and does not hold to."""
    wanted = {one.name for model in apps.get_app_config("store").get_models() for one in model._meta.constraints}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname, convalidated FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
            UNION ALL
            SELECT c.relname, i.indisvalid AND i.indisready FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace = current_schema()::regnamespace
            """
        )
        there = cursor.fetchall()
    held = {name for name, is_held in there if is_held}
    return sorted((wanted - held) | {name for name, is_held in there if not is_held})
