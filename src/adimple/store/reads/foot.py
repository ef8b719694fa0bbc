"""What the foot of every page says of the machine: a few rows by their keys, since every page asks."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from adimple.store.scope import Scope
from adimple.store.upkeep import BACKUP, DOCTOR


@dataclass(frozen=True, slots=True)
class Foot:
    """When the sender last beat, the last night of these credores ended, the last backup and doctor's look were.

    `ill`: what doctor found, in a line; "" when all was well, or when nobody looked.
    """

    beat_at: datetime | None
    night_at: datetime | None
    backup_at: datetime | None
    doctor_at: datetime | None
    ill: str


def foot(scope: Scope) -> Foot | None:
    """None for who has no credor."""
    if not scope.roles:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT max(beat_at) FROM heartbeat),
                   (SELECT max(r.finished_at) FROM unnest(%(credores)s::bigint[]) c CROSS JOIN LATERAL (
                        SELECT finished_at FROM cycle_run
                        WHERE credor_id = c AND finished_at IS NOT NULL ORDER BY "on" DESC LIMIT 1) r),
                   (SELECT at FROM upkeep WHERE chore = %(backup)s),
                   d.at, CASE WHEN d.is_well IS FALSE THEN d.said ELSE '' END
            FROM (SELECT) one LEFT JOIN upkeep d ON d.chore = %(doctor)s
            """,
            {"credores": list(scope.credor_ids), "backup": BACKUP, "doctor": DOCTOR},
        )
        return Foot(*cursor.fetchone())
