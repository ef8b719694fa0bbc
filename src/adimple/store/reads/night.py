"""What the night and the dispatcher ask of a credor."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from adimple.domain.regua import document as regua_document
from adimple.domain.regua.regua import Regua
from adimple.store import models

PERSONS_A_BLOCK = 512  # numbers whose títulos are counted together


@dataclass(frozen=True, slots=True)
class CredorRow:
    id: int
    slug: str
    name: str
    document: str
    address: str
    is_agency: bool
    records_calls: bool
    oldest_days_late: int
    daily_ceiling: int
    released_on: date | None
    stopped: bool
    regua: Regua | None


def sendable_credor_ids() -> tuple[int, ...]:
    """Credores out of ensaio and not stopped, in id order."""
    rows = models.Credor.objects.filter(released_at__isnull=False, stopped_at__isnull=True)
    return tuple(rows.order_by("id").values_list("id", flat=True))


def credores(credor_ids: tuple[int, ...], on: date) -> list[CredorRow]:
    reguas = reguas_in_force(credor_ids, on)
    return [
        CredorRow(
            id=row.id,
            slug=row.slug,
            name=row.name,
            document=row.document,
            address=row.address,
            is_agency=row.is_agency,
            records_calls=row.records_calls,
            oldest_days_late=row.oldest_days_late,
            daily_ceiling=row.daily_ceiling,
            released_on=row.released_on,
            stopped=row.stopped_at is not None,
            regua=reguas.get(row.id),
        )
        for row in models.Credor.objects.filter(id__in=credor_ids).order_by("id")
    ]


def reguas_in_force(credor_ids: tuple[int, ...], on: date) -> dict[int, Regua]:
    """By credor id, the version in force on a day."""
    rows = models.Regua.objects.filter(credor_id__in=credor_ids, effective_on__lte=on)
    latest = rows.order_by("credor_id", "-effective_on", "-version").distinct("credor_id")
    return {row.credor_id: regua_document.read_regua(row.document) for row in latest}


def devedores(credor_ids: tuple[int, ...]) -> dict[int, int]:
    """By credor id, how many devedores there are; a credor without any has no entry."""
    rows = models.Devedor.objects.filter(credor_id__in=credor_ids)
    return dict(rows.order_by().values_list("credor_id").annotate(Count("id")))


def open_titulos(credor_ids: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """(first person number, credor id, how many títulos are open): by blocks of PERSONS_A_BLOCK numbers, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.person_number / %(block)s * %(block)s AS first, d.credor_id, sum(t.titulos)::bigint
            FROM (
                SELECT devedor_id, count(*) AS titulos FROM titulo
                WHERE closed_on IS NULL AND credor_id = ANY(%(credores)s) GROUP BY devedor_id
            ) t JOIN devedor d ON d.id = t.devedor_id GROUP BY 1, 2 ORDER BY 1, 2
            """,
            {"block": PERSONS_A_BLOCK, "credores": list(credor_ids)},
        )
        return cursor.fetchall()
