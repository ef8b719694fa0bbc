"""Devedores: the list, and one devedor's record with contacts, consents and holds."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from adimple.domain import aging, cadastro
from adimple.domain.errors import Invalid, NotFound
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, cut, decode
from adimple.store.reads import balances
from adimple.store.reads.balances import TituloSaldo
from adimple.store.reads.titulos import document_in, due_range, number_exists, prefix_end
from adimple.store.scope import Scope

STATES = ("abertos", "vencidos", "pausados", "incompletos", "todos")
_BUCKETS = {bucket.code: bucket for bucket in aging.BUCKETS}

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
class DevedorFilter:
    """`text`: the beginning of a name or of a título's number, or a whole CPF/CNPJ."""

    text: str = ""
    bucket: str = ""
    state: str = "abertos"

    def __post_init__(self) -> None:
        if self.bucket and self.bucket not in _BUCKETS:
            raise Invalid("faixa", "Esta faixa de atraso não existe. Escolha uma da lista.")
        if self.state not in STATES:
            raise Invalid("situacao", "Esta situação não existe. Escolha uma da lista.")


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


def list_devedores(scope: Scope, wanted: DevedorFilter, on: date, cursor: str = "") -> Page[DevedorRow]:
    """A page in order of name."""
    where, values = _where(scope, wanted, on)
    if (key := decode(cursor)) is not None:
        values |= _after(key)
        where = f"{where} AND (d.name_key, d.id) > (%(after_name)s, %(after_id)s)"
    order = f"ORDER BY d.name_key, d.id LIMIT {PAGE_SIZE + 1}"
    with connection.cursor() as run:
        run.execute(
            f"""
            SELECT d.id, d.name_key, d.name, d.document, c.name, {_HELD}
            FROM credor c CROSS JOIN LATERAL (SELECT d.* FROM devedor d WHERE {where} {order}) d
            WHERE c.id = ANY(%(credores)s) {order}
            """,
            values,
        )
        found = cut(run.fetchall(), key=lambda row: (row[1], row[0]))
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
    values: dict = {"credores": scope.credor_ids, "on": on, "first_in_time": first_in_time}
    parts = ["d.credor_id = c.id", _OF_STATE[wanted.state]]
    if wanted.bucket:
        values["due_from"], values["due_to"] = due_range(_BUCKETS[wanted.bucket], on)
        parts.append(f"EXISTS ({_OPEN} AND t.due_on BETWEEN %(due_from)s AND %(due_to)s)")
    text = " ".join(wanted.text.split())
    if text:
        parts.append(_search(scope, text, values))
    return " AND ".join(parts), values


def _search(scope: Scope, text: str, values: dict) -> str:
    if document := document_in(text):
        values["document"] = document
        return "d.document = %(document)s"
    for number in dict.fromkeys((text, text.upper())):
        if number_exists(scope, number):
            values |= {"number": number, "number_end": prefix_end(number)}
            return """d.id IN (SELECT n.devedor_id FROM titulo n WHERE n.credor_id = ANY(%(credores)s)
                      AND n.number >= %(number)s AND n.number < %(number_end)s)"""
    name = cadastro.fold_name(text)
    values |= {"name": name, "name_end": prefix_end(name)}
    return "d.name_key >= %(name)s AND d.name_key < %(name_end)s"


def _after(key: tuple) -> dict:
    """The values of a cursor of this list. Raises Invalid for another's."""
    try:
        name, devedor_id = key
        return {"after_name": str(name), "after_id": int(devedor_id)}
    except (TypeError, ValueError) as error:
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.") from error
