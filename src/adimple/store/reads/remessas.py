"""Remessas: what was made for the bank, what waits for the next one, and which boletos the facts make to be dropped."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import mending
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class RemessaRow:
    """`cents`: of the boletos it registers. `taken_at`: when it was first downloaded."""

    id: int
    credor_id: int
    credor_slug: str
    credor_name: str
    convenio_id: int
    convenio_label: str
    bank_code: str
    layout: str
    number: int
    items_count: int
    cents: int
    sha256: str
    made_at: datetime
    actor: str
    taken_at: datetime | None

    @property
    def file_name(self) -> str:
        return f"remessa-{self.bank_code}-{self.convenio_id}-{self.number:06d}.rem"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An order not yet sent. `phrase`: why it could not go in the last file."""

    id: int
    convenio_id: int
    convenio_label: str
    boleto_id: int
    printed_number: str
    devedor_id: int
    devedor_name: str
    kind: str
    cents: int
    asked_at: datetime
    phrase: str


def list_remessas(scope: Scope, cursor: str = "", *, size: int = PAGE_SIZE) -> Page[RemessaRow]:
    """Newest first."""
    rows = models.Remessa.objects.filter(credor_id__in=scope.credor_ids)
    if key := after(cursor, id=int):
        rows = rows.filter(id__lt=key["after_id"])
    shown = rows.defer("content").select_related("credor", "convenio").order_by("-id")[: size + 1]
    return cut([_row(row) for row in shown], key=lambda row: (row.id,), size=size)


def get_remessa(scope: Scope, remessa_id: int) -> RemessaRow:
    """Raises NotFound."""
    rows = models.Remessa.objects.filter(id=remessa_id, credor_id__in=scope.credor_ids)
    row = rows.defer("content").select_related("credor", "convenio").first()
    if row is None:
        raise NotFound
    return _row(row)


def find_remessa(scope: Scope, convenio_id: int, number: int) -> RemessaRow:
    """By its own number. Raises NotFound."""
    found = models.Remessa.objects.filter(convenio_id=convenio_id, number=number, credor_id__in=scope.credor_ids)
    remessa_id = found.values_list("id", flat=True).first()
    if remessa_id is None:
        raise NotFound
    return get_remessa(scope, remessa_id)


def list_waiting(scope: Scope, cursor: str = "", *, size: int = PAGE_SIZE) -> Page[WaitingRow]:
    """Oldest first."""
    rows = models.RemessaItem.objects.filter(credor_id__in=scope.credor_ids, remessa__isnull=True)
    if key := after(cursor, id=int):
        rows = rows.filter(id__gt=key["after_id"])
    shown = rows.select_related("convenio", "boleto__titulo__devedor").order_by("id")[: size + 1]
    return cut([_waiting(row) for row in shown], key=lambda row: (row.id,), size=size)


def to_drop(scope: Scope, convenio_id: int, on: date, answered_since: datetime) -> list[tuple[int, str]]:
    """(boleto, why) of those that may not say what is owed: the título closed, moved, or paid in part elsewhere; and
    of those made again by themselves whose day came before any remessa took them.

    Those of which the bank was or will be told already are left out. A change that the bank was told before
    `answered_since`, and never answered, made nothing.
    """
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT id, why FROM (
                SELECT b.id, COALESCE({mending.FACTS}, {mending.STALE}) AS why
                FROM boleto b JOIN titulo t ON t.id = b.titulo_id {mending.TOLD}
                WHERE b.convenio_id = %(convenio)s AND b.credor_id = ANY(%(credores)s)
                AND b.state IN ('made', 'sent', 'registered') AND {mending.NOT_DROPPED}
            ) found WHERE why IS NOT NULL ORDER BY id
            """,
            {"convenio": convenio_id, "credores": scope.credor_ids, "on": on, "since": answered_since},
        )
        return run.fetchall()


def _row(row: models.Remessa) -> RemessaRow:
    return RemessaRow(
        id=row.id,
        credor_id=row.credor_id,
        credor_slug=row.credor.slug,
        credor_name=row.credor.name,
        convenio_id=row.convenio_id,
        convenio_label=row.convenio.label,
        bank_code=row.convenio.bank_code,
        layout=row.convenio.layout,
        number=row.number,
        items_count=row.items_count,
        cents=row.cents,
        sha256=row.sha256,
        made_at=row.made_at,
        actor=row.actor,
        taken_at=row.taken_at,
    )


def _waiting(row: models.RemessaItem) -> WaitingRow:
    devedor = row.boleto.titulo.devedor
    return WaitingRow(
        id=row.id,
        convenio_id=row.convenio_id,
        convenio_label=row.convenio.label,
        boleto_id=row.boleto_id,
        printed_number=row.boleto.printed_number,
        devedor_id=devedor.id,
        devedor_name=devedor.name,
        kind=row.kind,
        cents=row.boleto.cents,
        asked_at=row.asked_at,
        phrase=row.phrase,
    )
