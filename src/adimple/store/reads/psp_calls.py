"""Whose a call of a PSP is, by the secret of its address: the one question asked before a call is kept."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class HookAccount:
    """`closed_at`: of its credor. `waiting`: calls kept and not taken in, counted up to a ceiling."""

    id: int
    credor_id: int
    closed_at: datetime | None
    waiting: int


def account_of(hook_sha256: str, prefix: str, most: int) -> HookAccount | None:
    """None for an address that is nobody's. The secret is the authority: there is no scope. `prefix`: of the names of
    its calls.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, a.credor_id, c.closed_at, (
                SELECT count(*) FROM (
                    SELECT FROM raw_payload r WHERE r.source = 'pix' AND r.done_at IS NULL AND r.name = %s || a.id
                    LIMIT %s
                ) waiting)
            FROM psp_account a JOIN credor c ON c.id = a.credor_id
            WHERE a.hook_sha256 = %s OR a.hooks_asked ? %s
            """,
            [prefix, most, hook_sha256, hook_sha256],
        )
        row = cursor.fetchone()
    return HookAccount(*row) if row else None
