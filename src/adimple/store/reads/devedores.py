"""Devedores: the list, and one devedor's record with contacts, consents and holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import connection

from adimple.domain import aging
from adimple.domain.errors import NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, after, cut
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.listing import BUCKETS, OF_DEVEDOR, ListFilter, due_range, search
from adimple.store.scope import Scope

_OPEN = "SELECT 1 FROM titulo t WHERE t.devedor_id = d.id AND t.closed_on IS NULL"
_HELD = """EXISTS (SELECT 1 FROM hold h WHERE h.devedor_id = d.id AND h.lifted_at IS NULL
          AND h.starts_on <= %(on)s AND (h.until IS NULL OR h.until >= %(on)s))"""
_OF_STATE = {
    "abertos": f"EXISTS ({_OPEN})",
    "vencidos": f"EXISTS ({_OPEN} AND t.due_on < %(first_in_time)s)",
    "pausados": _HELD,
    "incompletos": "d.document = ''",
    "todos": "true",
}


@dataclass(frozen=True, slots=True)
class DevedorFilter(ListFilter):
    STATES: ClassVar[tuple[str, ...]] = tuple(_OF_STATE)


@dataclass(frozen=True, slots=True)
class DevedorRow:
    """One line of the list; `titulos` are the open ones."""

    id: int
    name: str
    document: str
    credor_name: str
    is_held: bool
    titulos: list[TituloSaldo]


@dataclass(frozen=True, slots=True)
class DevedorRecord:
    id: int
    credor_id: int
    credor_slug: str
    credor_name: str
    name: str
    document: str
    kind: str
    profile: str
    uf: str
    city: str
    cep: str
    address: str
    bairro: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    kind: str
    value: str
    phone_kind: str
    source: str
    created_at: datetime
    wrong_at: datetime | None
    wrong_reason: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    channel: str
    granted: bool
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Something that holds the régua; `titulo` is the one it holds, "" when all."""

    id: int
    kind: str
    starts_on: date
    until: date | None
    reason: str
    source: str
    titulo: str


def list_devedores(
    scope: Scope, wanted: DevedorFilter, on: date, cursor: str = "", *, size: int = PAGE_SIZE
) -> Page[DevedorRow]:
    """A page in order of name."""
    where, values = _where(scope, wanted, on)
    if key := after(cursor, name=str, id=int):
        values |= key
        where = f"{where} AND (d.name_key, d.id) > (%(after_name)s, %(after_id)s)"
    order = f"ORDER BY d.name_key, d.id LIMIT {size + 1}"
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT d.id, d.name_key, d.name, d.document, c.name, {_HELD}
            FROM credor c CROSS JOIN LATERAL (SELECT d.* FROM devedor d WHERE {where} {order}) d
            WHERE c.id = ANY(%(credores)s) {order}
            """,
            values,
        )
        found = cut(run.fetchall(), key=lambda row: (row[1], row[0]), size=size)
    titulos = balances.of_devedores(scope, [row[0] for row in found.rows])
    rows = [
        DevedorRow(devedor_id, name, document, credor_name, is_held, titulos.get(devedor_id, []))
        for devedor_id, _, name, document, credor_name, is_held in found.rows
    ]
    return Page(rows, found.next_cursor)


def get_devedor(scope: Scope, devedor_id: int) -> DevedorRecord:
    """Raises NotFound."""
    row = models.Devedor.objects.select_related("credor").filter(id=devedor_id, credor_id__in=scope.credor_ids).first()
    if row is None:
        raise NotFound
    return DevedorRecord(
        id=row.id,
        credor_id=row.credor_id,
        credor_slug=row.credor.slug,
        credor_name=row.credor.name,
        name=row.name,
        document=row.document,
        kind=row.kind,
        profile=row.profile,
        uf=row.uf,
        city=row.city,
        cep=row.cep,
        address=row.address,
        bairro=row.bairro,
        created_at=row.created_at,
    )


def contacts(scope: Scope, devedor_id: int) -> list[ContactRow]:
    """Usable ones first, e-mails before phones."""
    rows = models.Contact.objects.filter(devedor_id=devedor_id, credor_id__in=scope.credor_ids)
    found = [
        ContactRow(
            row.id, row.kind, row.value, row.phone_kind, row.source, row.created_at, row.wrong_at, row.wrong_reason
        )
        for row in rows.order_by("kind", "id")
    ]
    return sorted(found, key=lambda row: row.wrong_at is not None)


def consents(scope: Scope, devedor_id: int) -> dict[str, ConsentRow]:
    """The last word on each channel, by channel."""
    rows = models.Consent.objects.filter(devedor_id=devedor_id, credor_id__in=scope.credor_ids).order_by("channel")
    return {row.channel: ConsentRow(row.channel, row.granted, row.at, row.source) for row in rows}


def holds(scope: Scope, devedor_id: int, on: date) -> list[HoldRow]:
    """Those not lifted and not over on `on`, oldest first; one that starts later counts."""
    rows = models.Hold.objects.select_related("titulo").filter(
        devedor_id=devedor_id, credor_id__in=scope.credor_ids, lifted_at__isnull=True
    )
    return [
        HoldRow(
            id=row.id,
            kind=row.kind,
            starts_on=row.starts_on,
            until=row.until,
            reason=row.reason,
            source=row.source,
            titulo=(row.titulo.description or row.titulo.number or f"Título {row.titulo_id}") if row.titulo else "",
        )
        for row in rows.order_by("id")
        if row.until is None or row.until >= on
    ]


def _where(scope: Scope, wanted: DevedorFilter, on: date) -> tuple[str, dict]:
    """SQL over devedor d of one credor c, so that each credor's index of names gives its first ones in order."""
    first_in_time, _ = due_range(aging.BUCKETS[0], on)
    found_by, values = search(scope, wanted.text)
    values |= {"credores": scope.credor_ids, "on": on, "first_in_time": first_in_time}
    parts = ["d.credor_id = c.id", _OF_STATE[wanted.state]]
    if wanted.bucket:
        values["due_from"], values["due_to"] = due_range(BUCKETS[wanted.bucket], on)
        parts.append(f"EXISTS ({_OPEN} AND t.due_on BETWEEN %(due_from)s AND %(due_to)s)")
    if found_by:
        parts.append(OF_DEVEDOR[found_by])
    return " AND ".join(parts), values
