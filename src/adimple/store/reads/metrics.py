"""The figures an operator watches: counts and moments of the whole installation, none of a person, each by an index."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.store.upkeep import BACKUP, DOCTOR

ACTION_STATES = ("planned", "leased", "sent", "task", "done", "refused", "failed", "uncertain", "expired")
JOB_STATES = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Figures:
    """`actions`: of the day, by state. `oldest_due_at`: of what may leave and has not."""

    actions: dict[str, int]
    oldest_due_at: datetime | None
    jobs: dict[str, int]
    open_tasks: int
    sending_credores: int
    beat_at: datetime | None
    night_at: datetime | None
    backup_at: datetime | None
    doctor_at: datetime | None
    is_well: bool | None
    database_bytes: int
    server_version: int


def figures(on: date) -> Figures:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.state, count(*) FROM credor c JOIN action a ON a.credor_id = c.id AND a."on" = %s GROUP BY a.state
            """,
            [on],
        )
        actions = dict(cursor.fetchall())
        cursor.execute("SELECT state, count(*) FROM job WHERE state IN ('queued', 'running') GROUP BY state")
        jobs = dict(cursor.fetchall())
        cursor.execute(
            """
            SELECT (SELECT a.due_at FROM action a JOIN credor c ON c.id = a.credor_id
                    WHERE a.state = 'planned' AND a."on" = %(on)s
                      AND c.released_at IS NOT NULL AND c.stopped_at IS NULL ORDER BY a.due_at LIMIT 1),
                   (SELECT count(*) FROM task WHERE outcome = ''),
                   (SELECT count(*) FROM credor WHERE released_at IS NOT NULL AND stopped_at IS NULL),
                   (SELECT max(beat_at) FROM heartbeat),
                   (SELECT max(r.finished_at) FROM credor c CROSS JOIN LATERAL (
                        SELECT finished_at FROM cycle_run
                        WHERE credor_id = c.id AND finished_at IS NOT NULL ORDER BY "on" DESC LIMIT 1) r),
                   (SELECT at FROM upkeep WHERE chore = %(backup)s),
                   (SELECT at FROM upkeep WHERE chore = %(doctor)s),
                   (SELECT is_well FROM upkeep WHERE chore = %(doctor)s),
                   pg_database_size(current_database()), current_setting('server_version_num')::int
            """,
            {"on": on, "backup": BACKUP, "doctor": DOCTOR},
        )
        row = cursor.fetchone()
    return Figures(
        {state: actions.get(state, 0) for state in ACTION_STATES},
        row[0],
        {state: jobs.get(state, 0) for state in JOB_STATES},
        *row[1:],
    )
