"""The figures an operator watches: counts and moments of the whole installation, none of a person, each by an index."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.store.upkeep import BACKUP, BACKUP_FAILED, DOCTOR, FAILURES

ACTION_STATES = ("planned", "leased", "sent", "task", "done", "refused", "failed", "uncertain", "expired")
JOB_STATES = ("queued", "running")
PHASES = ("read", "plan", "write")


@dataclass(frozen=True, slots=True)
class Figures:
    """`actions`: of the day, by state. `oldest_due_at`: of what may leave and has not.

    Of the last night: `planned` counts, `phases` in seconds over all shards. `chores`: whether each is well, and
    `chore_ats`, when those done once a day were last.
    """

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
    nightless_credores: int
    planned: dict[str, int]
    phases: dict[str, float]
    chores: dict[str, bool]
    chore_ats: dict[str, datetime]


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
        planned, phases = _last_night(cursor)
        chores, ats = _chores(cursor)
        nightless = _nightless(cursor, on)
    names = (
        "oldest_due_at", "open_tasks", "sending_credores", "beat_at", "night_at", "backup_at", "doctor_at", "is_well",
        "database_bytes", "server_version",
    )  # fmt: skip
    return Figures(
        actions={state: actions.get(state, 0) for state in ACTION_STATES},
        jobs={state: jobs.get(state, 0) for state in JOB_STATES},
        nightless_credores=nightless,
        planned=planned,
        phases=phases,
        chores=chores,
        chore_ats=ats,
        **dict(zip(names, row, strict=True)),
    )


def _last_night(cursor) -> tuple[dict[str, int], dict[str, float]]:
    """Counts of the newest day that any credor was planned, and the seconds that its last run took, by phase."""
    cursor.execute(
        """
        SELECT coalesce(sum((r.counts->>'actions')::int), 0), coalesce(sum((r.counts->>'items')::int), 0),
               coalesce(sum((r.counts->>'refused')::int), 0)
        FROM (SELECT max(l."on") AS on FROM credor c CROSS JOIN LATERAL (
                  SELECT "on" FROM cycle_run WHERE credor_id = c.id AND finished_at IS NOT NULL
                  ORDER BY "on" DESC LIMIT 1) l) last
        JOIN credor c ON true JOIN cycle_run r ON r.credor_id = c.id AND r."on" = last.on
        WHERE r.finished_at IS NOT NULL
        """
    )
    planned = dict(zip(("actions", "titulos", "refused"), cursor.fetchone(), strict=True))
    cursor.execute(
        """
        SELECT sum(read_ms), sum(plan_ms), sum(write_ms) FROM night_time
        WHERE night = (SELECT night FROM night_time ORDER BY "on" DESC, night DESC LIMIT 1)
        """
    )
    spent = cursor.fetchone()
    phases = {} if spent[0] is None else {name: ms / 1000 for name, ms in zip(PHASES, spent, strict=True)}
    return planned, phases


def _chores(cursor) -> tuple[dict[str, bool], dict[str, datetime]]:
    """Of the clock's chores whether each is well, where it is known; of those done once a day, when that was."""
    cursor.execute("SELECT chore, at, is_well FROM upkeep")
    found = {chore: (at, is_well) for chore, at, is_well in cursor.fetchall()}
    failed_at = found.pop(BACKUP_FAILED, (None, False))[0]
    is_well = {chore: well for chore, (_, well) in found.items()}
    if failed_at is not None:
        is_well[BACKUP] = BACKUP in found and found[BACKUP][0] >= failed_at
    cursor.execute("SELECT said FROM heartbeat")
    said = [row[0] for row in cursor.fetchall()]
    if said:
        is_well |= {chore: not any(words in one for one in said) for chore, words in FAILURES.items()}
    return dict(sorted(is_well.items())), {chore: at for chore, (at, _) in sorted(found.items())}


def _nightless(cursor, on: date) -> int:
    """Credores that send and have no finished night of the day."""
    cursor.execute(
        """
        SELECT count(*) FROM credor c WHERE c.released_at IS NOT NULL AND c.stopped_at IS NULL
          AND NOT EXISTS (SELECT FROM cycle_run r
                          WHERE r.credor_id = c.id AND r."on" = %s AND r.finished_at IS NOT NULL)
        """,
        [on],
    )
    return cursor.fetchone()[0]
